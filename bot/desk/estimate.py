"""The estimate: how long somebody will wait, as a range, or that nobody can say."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 10
"""Fewer takings than this say nothing of the pace."""
MOST_MINUTES = 30
"""Beyond this no range is told, only that it takes longer."""
SPREAD = 1.28
"""Standard deviations on either side: four waits of five fall within."""


class EstimateKind(StrEnum):
    SOON = "soon"
    """Within a minute."""
    RANGE = "range"
    """From `low_minutes`, 0 for no more than `high_minutes`."""
    MORE = "more"
    """More than `low_minutes`; nothing is said of how much."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    kind: EstimateKind
    low_minutes: int = 0
    high_minutes: int = 0


UNKNOWN = Estimate(kind=EstimateKind.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What an estimate rests on: measured, or counted a moment ago."""

    ahead: int
    """Who wait for the same medium and come first."""
    free: int
    """Conversations that could be taken at once."""
    staffed: bool
    taken_seconds_ago: Sequence[float]
    """When the last ones were taken of those who had waited, the newest first."""


def estimated(pace: Pace) -> Estimate:
    """The queue goes on as fast as it did a moment ago; nothing is made up for a queue
    that has not moved yet."""
    if pace.free > pace.ahead:
        return Estimate(kind=EstimateKind.SOON, high_minutes=1)
    taken = pace.taken_seconds_ago
    if not pace.staffed or len(taken) < ENOUGH:
        return UNKNOWN
    needed = pace.ahead + 1
    wait = needed * max(taken) / len(taken)
    either = SPREAD * wait / math.sqrt(needed)
    return _told(max(wait - either, 0.0) / 60, (wait + either) / 60)


def _told(low: float, high: float) -> Estimate:
    """Whole minutes: down below, up above."""
    if low >= MOST_MINUTES or high > 2 * MOST_MINUTES:
        least = min(math.floor(low), MOST_MINUTES)
        return Estimate(kind=EstimateKind.MORE, low_minutes=max(least, 1))
    if high <= 1:
        return Estimate(kind=EstimateKind.SOON, high_minutes=1)
    return Estimate(
        kind=EstimateKind.RANGE,
        low_minutes=math.floor(low),
        high_minutes=max(math.ceil(high), 2),
    )
