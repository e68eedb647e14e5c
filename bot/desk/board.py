"""The wall board: what the handoffs of a day come to at a moment."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.handoff import HandoffReason, HandoffState

UNASKED = frozenset({HandoffReason.STEPPED_IN, HandoffReason.TRANSFERRED})
"""Nobody waited for a first answer: they are no part of time to human."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One handoff, as far as the board asks."""

    conversation_id: str
    reason: HandoffReason
    skill: str
    state: HandoffState
    asked_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None

    @property
    def waited(self) -> float | None:
        """Seconds until a human came; None when none has."""
        if self.taken_at is None:
            return None
        return (self.taken_at - self.asked_at).total_seconds()

    @property
    def abandoned(self) -> bool:
        """Over, and no human ever came."""
        return self.taken_at is None and self.ended_at is not None

    def late(self, seconds: float, now: datetime) -> bool | None:
        """Whether it was, or has become, later than that; None: it is too early."""
        until = self.taken_at or self.ended_at or now
        waited = (until - self.asked_at).total_seconds()
        if waited > seconds:
            return True
        return None if until is now else self.taken_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    skill: str
    waiting: int
    longest_seconds: float
    service_level: float | None
    abandoned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFigures:
    asked: int
    time_to_human: float | None
    """Median seconds of those who were answered; None when nobody was."""
    time_to_human_p90: float | None
    waiting: int
    longest_wait: float
    service_level_soon: float | None
    service_level: float | None
    abandon: float | None
    queues: tuple[QueueFigures, ...]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    soon_seconds: float
    answer_seconds: float


def board(episodes: Iterable[Episode], target: Target, now: datetime) -> BoardFigures:
    """Of those who asked for a human, or were led to one, since the day began."""
    asked = [one for one in episodes if one.reason not in UNASKED]
    waits = sorted(one.waited for one in asked if one.waited is not None)
    waiting = _waiting(asked)
    over = sum(one.abandoned for one in asked)
    decided = len(waits) + over
    skills = sorted({one.skill for one in asked})
    return BoardFigures(
        asked=len(asked),
        time_to_human=_quantile(waits, 0.5),
        time_to_human_p90=_quantile(waits, 0.9),
        waiting=len(waiting),
        longest_wait=_longest(waiting, now),
        service_level_soon=level(asked, target.soon_seconds, now),
        service_level=level(asked, target.answer_seconds, now),
        abandon=over / decided if decided else None,
        queues=tuple(_queue(asked, skill, target, now) for skill in skills),
        reasons=Counter(one.reason.value for one in asked),
    )


def level(asked: Sequence[Episode], seconds: float, now: datetime) -> float | None:
    """Share answered in time, of those for whom it is known by now."""
    known = [late for one in asked if (late := one.late(seconds, now)) is not None]
    return known.count(False) / len(known) if known else None


def _queue(
    asked: Sequence[Episode], skill: str, target: Target, now: datetime
) -> QueueFigures:
    own = [one for one in asked if one.skill == skill]
    waiting = _waiting(own)
    return QueueFigures(
        skill=skill,
        waiting=len(waiting),
        longest_seconds=_longest(waiting, now),
        service_level=level(own, target.answer_seconds, now),
        abandoned=sum(one.abandoned for one in own),
    )


def _waiting(asked: Sequence[Episode]) -> list[Episode]:
    return [one for one in asked if one.state is HandoffState.WAITING]


def _longest(waiting: Sequence[Episode], now: datetime) -> float:
    waits = ((now - one.asked_at).total_seconds() for one in waiting)
    return max(waits, default=0.0)


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]
