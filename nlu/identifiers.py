"""Numbers that stand for something: card tails, mobile phones, identity numbers."""

import re
from collections.abc import Iterator
from datetime import date

from bot.understanding import Entity, EntityKind
from nlu.numerals import digits_only

_D = "[0-9零〇一二两三四五六七八九幺]"
_TAIL = re.compile(
    r"(?:尾号|尾数|[后末]四位(?:数字?)?|ending(?: in| with)?|ends (?:in|with)"
    r"|last (?:four|4)(?: digits?)?)\s{0,2}(?:号码?|是|为|of|are|is|:|-){0,2}\s{0,2}"
    rf"({_D}(?:[ -]?{_D}){{3}})(?![ -]?{_D})"
)
_PHONE = re.compile(
    rf"(?<!{_D})(?:\+?86[ -]?)?((?:1|一|幺){_D}(?:[ -]?{_D}){{9}})(?![ -]?{_D})"
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_IDENTITY = re.compile(r"(?<![0-9a-z])[1-9][0-9]{16}[0-9x](?![0-9a-z])")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def find_card_tails(text: str) -> Iterator[Entity]:
    for match in _TAIL.finditer(text):
        digits = digits_only(match[1])
        yield _entity(EntityKind.CARD_TAIL, digits, *match.span(1))


def find_phones(text: str) -> Iterator[Entity]:
    for match in _PHONE.finditer(text):
        digits = digits_only(match[1])
        if _MOBILE.fullmatch(digits):
            yield _entity(EntityKind.PHONE, digits, *match.span(1))


def find_id_numbers(text: str) -> Iterator[Entity]:
    for match in _IDENTITY.finditer(text):
        if _sound(match[0]):
            yield _entity(EntityKind.ID_NUMBER, match[0].upper(), *match.span())


def _sound(number: str) -> bool:
    """Is the check digit right, and the birthday a day?"""
    total = sum(int(n) * w for n, w in zip(number, _IDENTITY_WEIGHTS, strict=False))
    if "10x98765432"[total % 11] != number[17]:
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def _entity(kind: EntityKind, value: str, start: int, end: int) -> Entity:
    return Entity(kind=kind, value=value, start=start, end=end)
