"""Terms of loans, deposits and instalments, in months."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.understanding import Entity, EntityKind
from nlu.numerals import CHINESE, ENGLISH, chinese_number, english_number

LONGEST = 480
"""Months; more is no term but a year or a mistake."""

_CHINESE_TERM = re.compile(
    rf"(?<![第上下这本去今明前后每])(?P<count>{CHINESE})\s?"
    r"(?P<unit>期|个半?月|年半?(?!\s?[0-9一二三四五六七八九十]{1,3}月))(?![前内后以])"
)
_HALF_YEAR = re.compile(r"(?<![年上下])半年(?![前内后以])|half a year")
_ENGLISH_TERM = re.compile(
    rf"(?<![a-z0-9.,])(?P<count>{ENGLISH}|[0-9]{{1,3}})[ -]?"
    r"(?P<unit>months?|mths?|years? and a half|years?|yrs?|instal?lments?)"
    r"(?![a-z])(?! (?:ago|old|later))"
)
_MONTHS = {"期": 1, "个": 1, "年": 12, "m": 1, "y": 12, "i": 1}


def find_terms(text: str) -> Iterator[Entity]:
    for match in _CHINESE_TERM.finditer(text):
        yield from _term(chinese_number(match["count"]), match)
    for match in _ENGLISH_TERM.finditer(text):
        one = match["count"] in ("a", "an")
        count = Decimal(1) if one else english_number(match["count"])
        yield from _term(count, match)
    for match in _HALF_YEAR.finditer(text):
        yield _entity(6, match)


def _term(count: Decimal | None, match: re.Match[str]) -> Iterator[Entity]:
    unit = match["unit"]
    half = Decimal("0.5") if "半" in unit or "half" in unit else Decimal(0)
    months = ((count or 0) + half) * _MONTHS[unit[0]]
    if count is not None and 1 <= months <= LONGEST and months == int(months):
        yield _entity(int(months), match)


def _entity(months: int, match: re.Match[str]) -> Entity:
    start, end = match.span()
    return Entity(kind=EntityKind.TERM, value=str(months), start=start, end=end)
