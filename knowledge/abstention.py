"""How well confidence tells the questions to answer from those to leave alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.ports import Floats

PRECISE, FAIR = 0.95, 0.90
"""Accuracies at which coverage is told."""
TOLERATED = 0.03
"""Share of all answers shown that may be wrong."""
KEPT = 0.95
"""Share of the answerable questions that must be let through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came first for a question that the base can answer."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    inside: int
    """Questions that the base can answer."""
    outside: int
    """Questions that it cannot."""
    accuracy: float
    """Of the first place, when every inside question is answered."""
    coverage_at_95: float
    coverage_at_90: float
    """Largest share of the inside questions answered at that accuracy."""
    aurc: float
    """Area under risk against coverage, inside questions alone; 0 is perfect."""
    auroc: float
    """Chance that an inside question is surer than an outside one."""
    fpr_at_95_tpr: float
    """Outside questions let through when 95 % of the inside ones are."""
    answered_at_3_wrong: float
    """Share of the inside questions answered when at most 3 % of all answers shown,
    those to outside questions among them, are wrong."""


def abstention(inside: Sequence[Judged], outside: Sequence[float]) -> Abstention:
    """`outside`: confidence of the first place for each unanswerable question."""
    sure = np.asarray([one.confidence for one in inside], dtype=np.float64)
    right = np.asarray([one.right for one in inside], dtype=np.float64)
    foreign = np.asarray(outside, dtype=np.float64)
    covered, accuracy = _selective(sure, right)
    return Abstention(
        inside=len(inside),
        outside=len(outside),
        accuracy=float(right.mean()) if len(right) else 0.0,
        coverage_at_95=_most(covered, accuracy >= PRECISE),
        coverage_at_90=_most(covered, accuracy >= FAIR),
        aurc=_aurc(sure, right),
        auroc=auroc(sure, foreign),
        fpr_at_95_tpr=_let_through(sure, foreign),
        answered_at_3_wrong=_answered(sure, right, foreign),
    )


def auroc(inside: Floats, outside: Floats) -> float:
    """Ties count half; 1 when there is nothing to tell apart."""
    if not len(inside) or not len(outside):
        return 1.0
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, side="left")
    upto = np.searchsorted(ordered, inside, side="right")
    return float((below + upto).mean() / (2 * len(outside)))


def _selective(sure: Floats, right: Floats) -> tuple[Floats, Floats]:
    """(coverage, accuracy) at every threshold that a confidence sets."""
    order = np.argsort(-sure, kind="stable")
    ranked = sure[order]
    last = np.flatnonzero(np.append(np.diff(ranked) != 0, True)[: len(ranked)])
    shown = last + 1
    return shown / max(len(sure), 1), np.cumsum(right[order])[last] / shown


def _most(covered: Floats, good: "np.typing.NDArray[np.bool_]") -> float:
    return float(covered[good].max(initial=0.0))


def _aurc(sure: Floats, right: Floats) -> float:
    """Mean risk over all coverages; equal confidences share their risk."""
    if not len(sure):
        return 0.0
    covered, accuracy = _selective(sure, right)
    shown = np.arange(1, len(sure) + 1) / len(sure)
    return float((1 - accuracy[np.searchsorted(covered, shown - 1e-12)]).mean())


def _let_through(sure: Floats, foreign: Floats) -> float:
    if not len(sure) or not len(foreign):
        return 0.0
    ranked = np.sort(sure)[::-1]
    threshold = ranked[int(np.ceil(KEPT * len(ranked))) - 1]
    return float((foreign >= threshold).mean())


def _answered(sure: Floats, right: Floats, foreign: Floats) -> float:
    """As many outside questions weigh as inside ones, however many were asked."""
    each = len(sure) / max(len(foreign), 1)
    best = 0.0
    for threshold in np.unique(sure):
        shown = sure >= threshold
        strangers = each * float((foreign >= threshold).sum())
        wrong = float((1 - right[shown]).sum()) + strangers
        if wrong <= TOLERATED * (shown.sum() + strangers):
            best = max(best, float(shown.mean()))
    return best
