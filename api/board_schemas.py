"""The schemas of the wall board."""

from datetime import datetime
from typing import Literal

from api.floor_schemas import ColleagueShown
from api.office_doors import HoursNow
from api.schemas import Shown
from bot.message import Language

Unit = Literal["people", "seconds", "share", "count"]


class TileShown(Shown):
    key: str
    value: float | None
    """Null while nothing was there to count."""
    unit: Unit
    breach: bool
    as_of: datetime
    meaning: dict[Language, str]


class QueueShownOnBoard(Shown):
    skill: str
    waiting: int
    longest_seconds: float
    agents_online: int
    agents_free: int
    service_level: float | None
    abandoned: int


class ReasonCount(Shown):
    reason: str
    count: int


class CallsShown(Shown):
    """What answers calls."""

    lines: int
    """Calls now."""
    most: int
    started: bool
    """False until the engines of calls have been looked for."""
    recognizer: str
    """What hears; empty: nothing does, and callers have keys and people."""
    voice: str
    """What speaks; empty: no call is taken."""


class BoardShown(Shown):
    as_of: datetime
    calls: CallsShown
    tiles: list[TileShown]
    queues: list[QueueShownOnBoard]
    agents: list[ColleagueShown]
    reasons: list[ReasonCount]
    hours: HoursNow
