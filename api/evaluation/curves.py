"""What plots are drawn from: bins, curves and pairs, counted from a run's questions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.evaluation.runs import Result

BINS = 10
WORST = 50
MOST_NAMES = 24
"""Intents in a confusion map that can still be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Questions of about the same confidence."""

    count: int
    confidence: float
    """Their mean."""
    accuracy: float
    """Share that was right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What would be, were everything shown from this confidence on."""

    threshold: float
    coverage: float
    """Share of the answerable questions that are answered."""
    accuracy: float
    """Share of all answers that are right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often one intent was taken for another, for those most often confused."""

    names: Sequence[str]
    counts: Sequence[Sequence[int]]
    """Row: expected; column: given."""
    left_out: int
    """Intents that have no row here."""


def bins_of(questions: Sequence[Result]) -> list[Bin]:
    filled: list[list[Result]] = [[] for _ in range(BINS)]
    for one in questions:
        filled[min(int(one.confidence * BINS), BINS - 1)].append(one)
    return [
        Bin(
            count=len(some),
            confidence=sum(one.confidence for one in some) / len(some),
            accuracy=sum(one.right for one in some) / len(some),
        )
        for some in filled
        if some
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence from the share that is right."""
    total = sum(one.count for one in bins)
    gaps = (one.count * abs(one.confidence - one.accuracy) for one in bins)
    return sum(gaps) / total if total else 0.0


def curve_of(questions: Sequence[Result]) -> list[Point]:
    """From the surest alone to all; equal confidences stand or fall together."""
    answerable = sum(bool(one.expected) for one in questions) or 1
    inside = right = 0
    points: list[Point] = []
    for shown, one in enumerate(_surest_first(questions), start=1):
        inside += bool(one.expected)
        right += one.right
        point = Point(
            threshold=one.confidence,
            coverage=inside / answerable,
            accuracy=right / shown,
        )
        if points and points[-1].threshold == one.confidence:
            points.pop()
        points.append(point)
    return points


def operating_point(questions: Sequence[Result]) -> Point | None:
    """What is shown as the service stands; None: nothing is."""
    shown = [one for one in questions if one.shown]
    if not shown:
        return None
    answerable = sum(bool(one.expected) for one in questions) or 1
    return Point(
        threshold=min(one.confidence for one in shown),
        coverage=sum(bool(one.expected) for one in shown) / answerable,
        accuracy=sum(one.right for one in shown) / len(shown),
    )


def confusion_of(questions: Sequence[Result]) -> Confusion:
    ours = [one for one in questions if one.expected and one.given]
    counts = Counter((one.expected, one.given) for one in ours)
    trouble: Counter[str] = Counter()
    for (expected, given), count in counts.items():
        if expected != given:
            trouble[expected] += count
            trouble[given] += count
    everything = {one.expected for one in ours} | {one.given for one in ours}
    names = sorted(name for name, _ in trouble.most_common(MOST_NAMES))
    if len(everything) <= MOST_NAMES:
        names = sorted(everything)
    return Confusion(
        names=names,
        counts=[[counts[row, column] for column in names] for row in names],
        left_out=len(everything) - len(names),
    )


def worst_of(questions: Sequence[Result]) -> list[Result]:
    """Wrong answers that a customer would see, the surest first; then the questions
    that went unanswered although the right answer was there."""
    bad = [one for one in questions if not one.good or (one.expected and not one.shown)]
    return sorted(bad, key=_badness)[:WORST]


def _badness(one: Result) -> tuple[bool, bool, float]:
    wrong = not one.right
    return not (wrong and one.shown), not wrong, -one.confidence


def _surest_first(questions: Sequence[Result]) -> list[Result]:
    return sorted(questions, key=lambda one: -one.confidence)
