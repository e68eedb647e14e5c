"""Promises are heard in what people at the desk write, with the time they name."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.desk.hours import BusinessHours
from bot.message import Language
from bot.promise import Promise, PromiseKind, PromiseStanding, PromiseState
from bot.promising import Heard, heard

pytestmark = pytest.mark.rules

TEXTS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "texts" / "promises.toml").read_text("utf-8")
)
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""A Monday."""
OFFICE = BusinessHours(
    zone=ZoneInfo("Asia/Shanghai"),
    weekdays=frozenset({1, 2, 3, 4, 5}),
    opens=time(9),
    closes=time(18),
)
BY_NAME = {"zh": Language.ZH, "en": Language.EN}
RECALL, ALARMS = 0.9, 0.05
"""What is asked of the patterns on sentences that were set aside."""


def hear(text: str, language: str) -> Heard | None:
    return heard(text, BY_NAME[language], now=NOW, hours=OFFICE)


def set_aside(name: str) -> Iterator[tuple[str, Any]]:
    """Every third of both languages."""
    for language in BY_NAME:
        rows = TEXTS[f"{language}{name}"]
        yield from ((language, row) for row in rows[2::3])


def test_promises_are_heard() -> None:
    rows = list(set_aside(""))

    found = [bool(hear(row[0], language)) for language, row in rows]

    assert sum(found) >= RECALL * len(rows)


def test_what_promises_nothing_is_left_alone() -> None:
    rows = list(set_aside("_never"))

    found = [words for language, words in rows if hear(words, language)]

    assert len(found) <= ALARMS * len(rows)


def told(due_at: datetime) -> set[str]:
    left = (due_at - NOW).total_seconds() / 3_600
    return {f"{left:.4g}h", f"{due_at.astimezone(OFFICE.zone):%m-%d}"}


@pytest.mark.parametrize("language", BY_NAME)
def test_the_time_that_is_named_is_the_time_it_is_due(language: str) -> None:
    wrong = []
    for words, due in TEXTS[language]:
        found = hear(words, language)
        if found is not None and due not in told(found.due_at):
            wrong.append((words, due, told(found.due_at)))

    assert not wrong


def test_a_promise_is_one_sentence_of_many() -> None:
    found = hear("您好！情况我了解了。我明天给您回电。感谢您的耐心。", "zh")

    assert found is not None
    assert found.text == "我明天给您回电。"
    assert found.timed


def test_soon_has_a_time_too() -> None:
    found = hear("我们会尽快给您答复", "zh")

    assert found is not None
    assert not found.timed
    assert found.due_at == NOW + timedelta(hours=4)


def test_workdays_leave_out_days_off() -> None:
    friday = NOW + timedelta(days=4)

    found = heard("三个工作日内回复您", Language.ZH, now=friday, hours=OFFICE)

    assert found is not None
    assert f"{found.due_at.astimezone(OFFICE.zone):%m-%d %H}" == "03-11 18"


@pytest.mark.parametrize(
    ("hours", "standing"),
    [
        (0, PromiseStanding.EARLY),
        (19, PromiseStanding.EARLY),
        (20, PromiseStanding.SOON),
        (24, PromiseStanding.LATE),
    ],
)
def test_a_promise_is_warned_of_before_it_is_due(
    hours: int, standing: PromiseStanding
) -> None:
    made = promise(NOW + timedelta(hours=24))

    assert made.standing(NOW + timedelta(hours=hours)) is standing


def test_a_short_promise_is_warned_of_in_its_last_quarter() -> None:
    assert promise(NOW + timedelta(hours=1)).warn_at == NOW + timedelta(minutes=45)


def promise(due_at: datetime) -> Promise:
    return Promise(
        id="p",
        tenant_id="main",
        conversation_id="c",
        kind=PromiseKind.ANSWER,
        contact="",
        text="明天回复您",
        made_at=NOW,
        due_at=due_at,
        state=PromiseState.OPEN,
    )
