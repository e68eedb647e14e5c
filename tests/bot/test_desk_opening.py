"""When the desk is open, what a waiting customer is told, and the emergency switch."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.desk.estimate import Estimate, EstimateKind
from bot.desk.hours import BusinessHours
from bot.desk.opening import Opening, Special
from bot.desk.switch import OFF, Switch, SwitchMode
from bot.desk.telling import waits
from bot.handoff import Floor
from bot.message import Language
from tests.bot.samples import WORDING

pytestmark = pytest.mark.rules

WEEK = BusinessHours(
    zone=ZoneInfo("Asia/Shanghai"),
    weekdays=frozenset(range(1, 6)),
    opens=time(9),
    closes=time(17, 30),
)
OPENING = Opening(hours=WEEK)
NIGHT = Opening(hours=replace(WEEK, opens=time(20), closes=time(2)))
ALWAYS = Opening(
    hours=replace(WEEK, weekdays=frozenset(range(1, 8)), opens=time(0), closes=time(0))
)
NEVER = Opening(hours=replace(WEEK, weekdays=frozenset()))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In March 2026, of which the second is a Monday, in the bank's own time."""
    local = datetime(2026, 3, day, hour, minute, tzinfo=WEEK.zone)
    return local.astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "open_", "changes"),
    [
        (at(2, 8), False, at(2, 9)),
        (at(2, 9), True, at(2, 17, 30)),
        (at(2, 17, 30), False, at(3, 9)),
        (at(6, 18), False, at(9, 9)),
    ],
)
def test_it_opens_and_closes_by_the_week(
    now: datetime, open_: bool, changes: datetime
) -> None:
    assert OPENING.open_at(now) == open_
    assert OPENING.changes_at(now) == changes


def test_a_night_shift_is_open_after_midnight() -> None:
    assert NIGHT.open_at(at(3, 1))
    assert NIGHT.changes_at(at(2, 21)) == at(3, 2)
    assert not NIGHT.open_at(at(3, 2))


def test_what_never_closes_never_changes() -> None:
    assert ALWAYS.open_at(at(2, 3))
    assert ALWAYS.changes_at(at(2, 3)) is None
    assert not NEVER.open_at(at(2, 10))
    assert NEVER.changes_at(at(2, 10)) is None


def test_single_days_lie_over_the_week() -> None:
    special = {
        date(2026, 3, 2): Special(open=False, reason="停电"),
        date(2026, 3, 7): Special(open=True, opens=time(10), closes=time(12)),
    }
    opening = Opening(hours=WEEK, special=special)

    assert not opening.open_at(at(2, 10))
    assert opening.changes_at(at(2, 10)) == at(3, 9)
    assert opening.open_at(at(7, 11))
    assert opening.changes_at(at(7, 11)) == at(7, 12)


RANGE = Estimate(kind=EstimateKind.RANGE, low_minutes=2, high_minutes=5)


@pytest.mark.parametrize(
    ("floor", "words"),
    [
        (Floor(online=1, ahead=3), "您前面还有3位客户。"),
        (Floor(online=1, ahead=3, estimate=RANGE), "大约还要等2到5分钟"),
        (
            Floor(online=1, ahead=3, estimate=replace(RANGE, low_minutes=0)),
            "大约还要等不到5分钟",
        ),
        (
            Floor(
                online=1,
                ahead=3,
                estimate=Estimate(kind=EstimateKind.MORE, low_minutes=30),
            ),
            "30分钟以上",
        ),
        (Floor(online=1, ahead=0, estimate=RANGE), "您是下一位"),
        (Floor(online=0, ahead=0), "目前没有人工客服在线。"),
        (
            Floor(online=0, ahead=0, opens_at=datetime(2026, 3, 3, 9, tzinfo=UTC)),
            "03-03 09:00",
        ),
    ],
)
def test_who_waits_is_told_what_is_known_and_no_more(floor: Floor, words: str) -> None:
    assert words in waits(WORDING, Language.ZH, floor)


def test_the_notice_is_in_the_customers_language_or_in_the_one_there_is() -> None:
    both = Switch(
        on=True,
        mode=SwitchMode.NONE,
        notice={Language.ZH: "维护", Language.EN: "Maintenance"},
    )

    assert both.told(Language.EN) == "Maintenance"
    assert replace(both, notice={Language.ZH: "维护"}).told(Language.EN) == "维护"
    assert OFF.told(Language.ZH) == ""
