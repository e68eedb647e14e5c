"""Promises heard in what people at the desk write: what will be done, and by when."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from bot.desk.hours import BusinessHours
from bot.message import Language

SENTENCES = re.compile(r"(?<=[。！？!?；;\n])\s*|(?<=[.])\s+")
WORK_HOURS = 8.0
SOON_HOURS = 4.0
"""Working hours that "soon" is taken for: a promise without a time still has one."""
MOST = 300
"""Characters of a promise that are kept."""
NUMERALS: Mapping[str, int] = {
    **dict(zip("一二三四五六七八九十", range(1, 11), strict=True)),
    "两": 2,
}
ENGLISH: Mapping[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A promise as it was worded."""

    text: str
    """Its sentence."""
    due_at: datetime
    timed: bool
    """False where only "soon" was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    unit: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patterns:
    """Of one language."""

    times: tuple[_Time, ...]
    promise: tuple[re.Pattern[str], ...]
    never: tuple[re.Pattern[str], ...]


def heard(
    text: str, language: Language, *, now: datetime, hours: BusinessHours
) -> Heard | None:
    """The first promise in these words; None when there is none."""
    patterns = _patterns()[language]
    for sentence in SENTENCES.split(text):
        found = _in(sentence.strip(), patterns, now, hours)
        if found is not None:
            return found
    return None


def _in(
    sentence: str, patterns: _Patterns, now: datetime, hours: BusinessHours
) -> Heard | None:
    if not sentence or _any(patterns.never, sentence):
        return None
    if not _any(patterns.promise, sentence):
        return None
    for time in patterns.times:
        for pattern in time.patterns:
            if match := pattern.search(sentence):
                due_at = _due(time.unit, _count(match), now, hours)
                return Heard(
                    text=sentence[:MOST], due_at=due_at, timed=time.unit != "soon"
                )
    return None


def _any(patterns: Sequence[re.Pattern[str]], sentence: str) -> bool:
    return any(one.search(sentence) for one in patterns)


def _count(match: re.Match[str]) -> float:
    told = (match.groupdict().get("n") or "1").lower()
    if told.isdecimal():
        return float(told)
    return 0.5 if told == "半" else float(ENGLISH.get(told) or _chinese(told))


def _chinese(told: str) -> int:
    """Up to ninety-nine."""
    tens, ten, ones = told.rpartition("十")
    if not ten:
        return NUMERALS.get(told[:1], 1)
    return NUMERALS.get(tens, 1) * 10 + NUMERALS.get(ones, 0)


def _due(unit: str, count: float, now: datetime, hours: BusinessHours) -> datetime:
    match unit:
        case "minutes":
            return now + timedelta(minutes=count)
        case "hours":
            return now + timedelta(hours=count)
        case "days":
            return now + timedelta(days=count)
        case "workdays":
            return _close_of(hours, now, int(count + 0.5))
        case "tomorrow":
            return _close_of(hours, now, 1)
        case "week":
            return max(_friday(hours, now), now + timedelta(hours=1))
        case "today":
            return max(_today(hours, now), now + timedelta(hours=1))
        case _:
            return hours.after(now, SOON_HOURS)


def _close_of(hours: BusinessHours, now: datetime, days: int) -> datetime:
    """The end of work on the so-manieth open day after today."""
    today = hours.local(now).date()
    coming = (day for day in hours.open_days(now) if day > today)
    for number, day in enumerate(coming, 1):
        if number >= days:
            return hours.at(day, hours.closes)
    return now + timedelta(days=days)


def _today(hours: BusinessHours, now: datetime) -> datetime:
    return hours.at(hours.local(now).date(), hours.closes)


def _friday(hours: BusinessHours, now: datetime) -> datetime:
    local = hours.local(now).date()
    return hours.at(local + timedelta(days=5 - local.isoweekday()), hours.closes)


@cache
def _patterns() -> Mapping[Language, _Patterns]:
    table = tomllib.loads(files("bot").joinpath("promising.toml").read_text("utf-8"))
    return {
        Language.ZH: _of_language(table, "zh"),
        Language.EN: _of_language(table, "en"),
    }


def _of_language(table: Mapping[str, Any], language: str) -> _Patterns:
    parts = table["part"]

    def compiled(patterns: Sequence[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_filled(one, parts), re.IGNORECASE) for one in patterns)

    return _Patterns(
        times=tuple(
            _Time(unit=row["unit"], patterns=compiled(row[language]))
            for row in table["time"]
        ),
        promise=compiled(table["promise"][language]),
        never=compiled(table["never"][language]),
    )


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    """With the named parts put in."""
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern
