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


class BoardShown(Shown):
    as_of: datetime
    tiles: list[TileShown]
    queues: list[QueueShownOnBoard]
    agents: list[ColleagueShown]
    reasons: list[ReasonCount]
    hours: HoursNow
