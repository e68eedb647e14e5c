"""How well retrieval does on questions of which the right article is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

MOST_TITLES = 3


class Thresholds(Protocol):
    """Calibrated probabilities in [0, 1]; the policy's rules have them."""

    @property
    def answer_at(self) -> float: ...

    @property
    def clarify_at(self) -> float: ...

    @property
    def margin_at(self) -> float: ...

    @property
    def offer_at(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came for one question."""

    rank: int
    """Place of the right article among the distinct articles found, from 1; 0: none."""
    confidence: float
    """Of the first."""
    latency_ms: float
    next: tuple[float, ...] = ()
    """Confidences of those after the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    questions: int
    hit_at_1: float
    hit_at_3: float
    hit_at_5: float
    mrr_at_10: float
    coverage: float
    """Share of questions that are answered at once."""
    accuracy_of_answered: float
    """Share of those that are answered rightly; 1 when none is answered."""
    latency_p50_ms: float
    latency_p95_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """What happens where the first is not sure enough to be said."""

    offered: float
    """Share of questions that are met with titles to choose from."""
    right: float
    """Share of those whose right article is among the titles; 1 when none is."""


def titles(answered: Sequence[Answered], thresholds: Thresholds) -> Titles:
    asked = [one for one in answered if _offers(one, thresholds)]
    held = sum(0 < one.rank <= _shown(one, thresholds) for one in asked)
    return Titles(
        offered=_share(len(asked), len(answered)),
        right=_share(held, len(asked)) if asked else 1.0,
    )


def _offers(one: Answered, thresholds: Thresholds) -> bool:
    lead = one.confidence - max(one.next, default=0.0)
    said = one.confidence >= thresholds.answer_at and lead >= thresholds.margin_at
    return not said and one.confidence >= thresholds.clarify_at


def _shown(one: Answered, thresholds: Thresholds) -> int:
    likely = (one.confidence, *one.next)[:MOST_TITLES]
    return sum(chance >= thresholds.offer_at for chance in likely)


def rank_of(expected: str, found: Sequence[tuple[str, str]]) -> int:
    """`found`: (external id, standard question), best first; `expected` is either."""
    distinct = list(dict.fromkeys(found))
    wanted = expected.strip()
    for rank, names in enumerate(distinct, start=1):
        if wanted in names:
            return rank
    return 0


def measured(answered: Sequence[Answered], threshold: float) -> Retrieval:
    """`threshold`: confidence from which the service answers at once."""
    said = [one for one in answered if one.confidence >= threshold]
    times = sorted(one.latency_ms for one in answered)
    return Retrieval(
        questions=len(answered),
        hit_at_1=_share(sum(one.rank == 1 for one in answered), len(answered)),
        hit_at_3=_share(sum(1 <= one.rank <= 3 for one in answered), len(answered)),
        hit_at_5=_share(sum(1 <= one.rank <= 5 for one in answered), len(answered)),
        mrr_at_10=_share(
            sum(1 / one.rank for one in answered if 1 <= one.rank <= 10), len(answered)
        ),
        coverage=_share(len(said), len(answered)),
        accuracy_of_answered=(
            _share(sum(one.rank == 1 for one in said), len(said)) if said else 1.0
        ),
        latency_p50_ms=percentile(times, 50),
        latency_p95_ms=percentile(times, 95),
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that `percent` of all do not exceed; 0 for none."""
    if not ordered:
        return 0.0
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
