"""How well intents are told, and how well what is none of them is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.example_classifier import Verdict

OURS = 0.5
"""P(ours) below which a question is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    accuracy: float
    """Of questions that are ours, with nothing refused."""
    macro_f1: float
    oos_recall: float | None
    """Share of foreign questions that are refused; None when none was asked."""
    oos_auroc: float | None
    in_scope_accuracy_with_rejection: float
    """A question of ours that is refused counts as wrong."""


def figures(
    expected: Sequence[str], judged: Sequence[Verdict], foreign: Sequence[Verdict]
) -> Figures:
    """`foreign`: what was said of questions that are none of the intents."""
    right = [one.intent == name for name, one in zip(expected, judged, strict=True)]
    kept = [fine and one.ours >= OURS for fine, one in zip(right, judged, strict=True)]
    return Figures(
        accuracy=_share(right),
        macro_f1=macro_f1(expected, [one.intent for one in judged]),
        oos_recall=_share([one.ours < OURS for one in foreign]) if foreign else None,
        oos_auroc=_apart(judged, foreign),
        in_scope_accuracy_with_rejection=_share(kept),
    )


def macro_f1(expected: Sequence[str], given: Sequence[str]) -> float:
    """Mean over the intents that are expected or given."""
    pairs = list(zip(expected, given, strict=True))
    scores = []
    for name in {*expected, *given}:
        hits = sum(one == two == name for one, two in pairs)
        scores.append(
            2 * hits / sum((one == name) + (two == name) for one, two in pairs)
        )
    return float(np.mean(scores)) if scores else 0.0


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """P(one from inside lies above one from outside); ties count half."""
    ranked = np.sort(np.asarray(outside, dtype=np.float64))
    asked = np.asarray(inside, dtype=np.float64)
    below = np.searchsorted(ranked, asked, side="left")
    up_to = np.searchsorted(ranked, asked, side="right")
    return float((below + up_to).mean() / (2 * len(ranked)))


def _apart(judged: Sequence[Verdict], foreign: Sequence[Verdict]) -> float | None:
    if not judged or not foreign:
        return None
    return auroc([one.ours for one in judged], [one.ours for one in foreign])


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
