"""Hearing: the value of one slot in a customer's words, or nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.acts import Row
from bot.conversation import Frame
from bot.flows.bounds import NUMBERS, sole
from bot.flows.cues import (
    agrees,
    declines,
    folded,
    negated,
    place_named,
    wants_all,
    wants_other,
)
from bot.flows.numerals import number_in
from bot.flows.steps import Flow, Slot, SlotKind
from bot.flows.values import bound, rows_of
from bot.message import Language, Message
from bot.phone import phone_in
from bot.understanding import EntityKind, Understanding

_ENTITY = {
    SlotKind.AMOUNT: EntityKind.AMOUNT,
    SlotKind.TERM: EntityKind.TERM,
    SlotKind.DATE: EntityKind.DATE,
    SlotKind.CARD_TAIL: EntityKind.CARD_TAIL,
}
_COUNTED = re.compile(
    r"(?:第|选第?|no\.? ?|number |option )([1-9一二三四五六七八九])"
    r"(?:个|张|项|条)?(?![0-9期])|"
    r"\b(first|second|third|last)\b|(最后)一?(?:个|张)"
)
_PLACE = re.compile(r"^([1-9])(?:[.、。 ]|号)*$")
_PLACES = {
    **{character: n for n, character in enumerate("一二三四五六七八九", start=1)},
    **{str(n): n for n in range(1, 10)},
    **{"first": 1, "second": 2, "third": 3, "last": 0, "最后": 0},
}
_AT = re.compile(
    r"(?i)^(?:我(?:们)?(?:在|住在?|是)?|在|就在|地址是?|是|查|查一下|附近|店在|公司在|搬到了?|改成|改为|"
    r"i(?:'m| am)? (?:in|at|near|live in)|in|at|near|it'?s in|the address is)[\s:：]*"
)
_TAIL = re.compile(
    r"(?:尾[号数]|[后末]四位|ending|ends|last (?:four|4)(?: digits)?)"
    r"[^0-9]{0,6}([0-9]{4})(?![0-9])|"
    r"(?<![0-9])([0-9]{4})(?:那|这)?(?:张|个|卡|的|信用卡)|"
    r"(?<![0-9])([0-9]{4}) (?:card|one)\b|(?:卡|card) ?([0-9]{4})(?![0-9])"
)
_NO_PLACE = frozenset({EntityKind.TERM, EntityKind.AMOUNT, EntityKind.PHONE})
_FOUR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
LONGEST_PLACE = 80
_NOTHING = Understanding(normalized="", language=Language.ZH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A customer's words, as far as they are understood."""

    text: str
    """Half-width and in lower case."""
    written: str
    """As the customer wrote it."""
    understanding: Understanding

    def values(self, kind: EntityKind) -> tuple[str, ...]:
        """Those that the customer means, in the order of the words."""
        return tuple(
            one.value
            for one in self.understanding.entities
            if one.kind is kind and not negated(self.text, one.start)
        )


def heard(message: Message, understanding: Understanding | None = None) -> Heard:
    plain = folded(message.text)
    known = understanding or Understanding(normalized=plain, language=message.language)
    return Heard(
        text=known.normalized or plain, written=message.text, understanding=known
    )


def said_plainly(slot: Slot, words: Heard, frame: Frame) -> str:
    """A value that the words name whether or not it was asked for."""
    if slot.kind is SlotKind.OPTION:
        return _row_named(slot, words, frame)
    if slot.kind is SlotKind.CHOICE:
        return _choice_named(slot, words)
    if slot.kind is SlotKind.PHONE:
        return phone_in(words.written)
    if slot.kind is SlotKind.PLACE:
        return place_named(words.written)
    entity = _ENTITY.get(slot.kind)
    found = words.values(entity) if entity else ()
    return found[-1] if found else ""


def answered(slot: Slot, words: Heard, flow: Flow, frame: Frame) -> str:
    """A value in the answer to the question for this slot."""
    if slot.kind is SlotKind.PLACE:
        return _place(slot, words)
    plainly = said_plainly(slot, words, frame)
    if plainly or slot.kind in (SlotKind.DATE, SlotKind.PHONE):
        return plainly
    if slot.kind in NUMBERS:
        return _number(slot, words, flow, frame)
    if slot.kind is SlotKind.OPTION:
        return _row_answered(slot, words, frame)
    return _ANSWERS[slot.kind](slot, words)


def _number(slot: Slot, words: Heard, flow: Flow, frame: Frame) -> str:
    most = bound(slot.maximum, flow, frame)
    if most is not None and wants_all(words.text):
        return str(most)
    if slot.one_of and _COUNTED.search(words.text):
        return _ordinal(words.text, slot.one_of)
    number = number_in(words.text, negated)
    if number is None:
        return ""
    if slot.kind is SlotKind.AMOUNT:
        number *= 100
    if slot.one_of and str(int(number)) not in slot.one_of:
        return str(int(number))
    bare = slot.kind is not SlotKind.TERM or bool(slot.one_of)
    return str(int(number)) if bare and number == int(number) else ""


def _yes_no(slot: Slot, words: Heard) -> str:
    if agrees(words.text):
        return "yes"
    return "no" if declines(words.text) else ""


def _place(slot: Slot, words: Heard) -> str:
    """What is left of the words; no mere number, and no other thing with a unit."""
    named = _AT.sub("", words.written.strip()).strip(" 。.,，!！?？")
    letters = any(character.isalpha() for character in named)
    other = any(one.kind in _NO_PLACE for one in words.understanding.entities)
    return named if letters and not other and len(named) <= LONGEST_PLACE else ""


def _ordinal(text: str, values: tuple[str, ...] | list[str]) -> str:
    found = _COUNTED.search(text) or _PLACE.match(text)
    if found is None:
        return ""
    said = next(filter(None, found.groups()))
    place = _PLACES[said] or len(values)
    return values[place - 1] if place <= len(values) else ""


def _contains(text: str, word: str) -> bool:
    plain = folded(word)
    if not plain.isascii():
        return plain in text
    return _whole_word(plain).search(text) is not None


@cache
def _whole_word(plain: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(plain)}(?![a-z0-9])")


def _choice_named(slot: Slot, words: Heard) -> str:
    """The choice with the longest word that is in the text."""
    best = ("", 0)
    for choice in slot.choices:
        known = [*choice.title.values(), *sum(choice.words.values(), ())]
        found = [one for one in known if one and _contains(words.text, one)]
        longest = max(map(len, found), default=0)
        if longest > best[1]:
            best = (choice.id, longest)
    return best[0]


def tail_said(text: str) -> str:
    """Four digits that the customer calls the end of a card number."""
    found = _TAIL.search(text)
    return next(filter(None, found.groups())) if found else ""


def _row_named(slot: Slot, words: Heard, frame: Frame) -> str:
    rows = rows_of(slot, frame)
    tails = words.values(EntityKind.CARD_TAIL)
    tail = tails[-1] if tails else tail_said(words.text)
    if tail:
        return _only(slot, [row for row in rows if _has(slot, row, tail)])
    current = frame.slots.get(slot.name, "")
    others = [row for row in rows if row.get(slot.value) != current]
    if current and wants_other(words.text):
        return _only(slot, others)
    return _only(slot, _called(slot, rows, words.text))


def chosen_before(slot: Slot, frame: Frame) -> tuple[str, bool]:
    """A row that earlier words chose, or the only one there is; and whether those
    words named one that is not there."""
    words = Heard(text=frame.hint, written=frame.hint, understanding=_NOTHING)
    named = _row_named(slot, words, frame)
    if named:
        return named, False
    if tail_said(frame.hint):
        return "", True
    return sole(slot, frame), False


def _row_answered(slot: Slot, words: Heard, frame: Frame) -> str:
    rows = rows_of(slot, frame)
    digits = _FOUR.findall(words.text)
    if digits:
        return _only(slot, [row for row in rows if _has(slot, row, digits[-1])])
    return _ordinal(words.text, [row.get(slot.value, "") for row in rows])


def _has(slot: Slot, row: Row, value: str) -> bool:
    return value in (row.get(name) for name in slot.match)


def _called(slot: Slot, rows: Sequence[Row], text: str) -> list[Row]:
    """Rows one of whose names (not a mere number) is said: the longest names first,
    so that a name within another is not heard."""
    names = {row.get(name, "") for row in rows for name in slot.match}
    said: set[str] = set()
    for name in sorted(filter(None, names), key=len, reverse=True):
        if name.isdecimal() or not _contains(text, name):
            continue
        start = text.find(folded(name))
        if not negated(text, start):
            said.add(name)
        text = text.replace(folded(name), "\n")
    return [row for row in rows if said & {row.get(name, "") for name in slot.match}]


def _only(slot: Slot, rows: list[Row]) -> str:
    return rows[0].get(slot.value, "") if len(rows) == 1 else ""


def _choice_answered(slot: Slot, words: Heard) -> str:
    return _ordinal(words.text, [choice.id for choice in slot.choices])


def _text(slot: Slot, words: Heard) -> str:
    return words.written.strip()


def _four_digits(slot: Slot, words: Heard) -> str:
    found = _FOUR.findall(words.text)
    return found[-1] if found else ""


_ANSWERS: Mapping[SlotKind, Callable[[Slot, Heard], str]] = {
    SlotKind.YES_NO: _yes_no,
    SlotKind.CHOICE: _choice_answered,
    SlotKind.TEXT: _text,
    SlotKind.CARD_TAIL: _four_digits,
}
"""How the answer to a question is heard that the words do not name plainly."""
