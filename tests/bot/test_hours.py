"""Working hours, the calls that customers may book, and what is due when."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.desk.calls import Calls
from bot.desk.hours import BusinessHours

pytestmark = pytest.mark.rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = BusinessHours(
    zone=SHANGHAI,
    weekdays=frozenset(range(1, 6)),
    opens=time(9),
    closes=time(17, 30),
    holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}),
    workdays=frozenset({date(2026, 10, 10)}),
)
CALLS = Calls(
    starts=(time(9, 30), time(14)),
    days=2,
    ahead_days=30,
    notice_minutes=60,
    seats=1,
    most=12,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 10:00", 4, "2026-03-02 14:00"),
        ("2026-03-02 16:00", 4, "2026-03-03 11:30"),
        ("2026-03-02 07:00", 4, "2026-03-02 13:00"),
        ("2026-03-02 22:00", 4, "2026-03-03 13:00"),
        ("2026-03-06 17:00", 1, "2026-03-09 09:30"),
        ("2026-03-07 12:00", 8.5, "2026-03-09 17:30"),
        ("2026-09-30 17:00", 1, "2026-10-05 09:30"),
        ("2026-10-09 17:00", 1, "2026-10-10 09:30"),
        ("2026-03-02 10:00", 17, "2026-03-04 10:00"),
    ],
)
def test_only_worked_hours_count(start: str, hours: float, end: str) -> None:
    assert HOURS.after(at(start), hours) == at(end)


def test_a_bank_that_never_works_still_gets_a_due_time() -> None:
    never = BusinessHours(
        zone=UTC, weekdays=frozenset(), opens=time(9), closes=time(17)
    )

    assert never.after(at("2026-03-02 10:00"), 4) == at("2026-03-02 14:00")


def told(now: str, day: date | None = None) -> list[str]:
    found = CALLS.times(HOURS, at(now), day)
    return [f"{HOURS.local(one):%m-%d %H:%M}" for one in found]


def test_the_next_days_times_are_offered() -> None:
    assert told("2026-03-02 10:00") == ["03-02 14:00", "03-03 09:30", "03-03 14:00"]


def test_holidays_and_nights_are_passed_over() -> None:
    assert told("2026-09-30 17:00") == [
        "10-05 09:30",
        "10-05 14:00",
        "10-06 09:30",
        "10-06 14:00",
    ]


def test_nothing_is_offered_too_soon() -> None:
    assert told("2026-03-02 08:30")[0] == "03-02 09:30"
    assert told("2026-03-02 08:31")[0] == "03-02 14:00"


def test_a_named_day_is_offered_alone() -> None:
    assert told("2026-03-02 10:00", date(2026, 3, 5)) == ["03-05 09:30", "03-05 14:00"]
    assert told("2026-03-02 10:00", date(2026, 3, 7)) == []
    assert told("2026-03-02 10:00", date(2027, 3, 1)) == []


def test_only_what_is_offered_can_be_booked() -> None:
    now = at("2026-03-02 10:00")

    assert CALLS.offers(HOURS, now, at("2026-03-05 14:00"))
    assert not CALLS.offers(HOURS, now, at("2026-03-05 14:05"))
    assert not CALLS.offers(HOURS, now, at("2026-03-02 09:30"))
    assert not CALLS.offers(HOURS, now, at("2026-03-07 14:00"))
    assert not CALLS.offers(HOURS, now, now + timedelta(days=400))
