"""Taking: the slots that a customer's words give, correct or take back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.conversation import Frame
from bot.flows.bounds import fits
from bot.flows.carrying import not_carried
from bot.flows.cues import asks, corrects, negated, wants_other
from bot.flows.forgetting import undoes
from bot.flows.halts import AsksSlot, AsksYes, Halt
from bot.flows.hearing import Heard, answered, said_plainly, tail_said
from bot.flows.steps import CollectStep, Flow, Slot, SlotKind
from bot.flows.values import rows_of
from bot.understanding import EntityKind

_BEFORE = re.compile(
    r"(?i)^(?:不对|错了|不是|说错了|写错了|弄错了|no|not that|sorry|actually|wrong)"
    r"[\s,，。.!！]*(?:应该|我说的)?(?:是|改成|改为|it'?s|it is|it should be)?[\s:：]*|"
    r"^(?:地址)?(?:改成|改为|换成|应该是|change it to|make it)[\s:：]*"
)
_CLAUSE_END = re.compile(r"[，。,.!！?？\s]")
SHORTEST = 4
"""Letters of words that may replace what was said before."""
OWN_WORDS = frozenset({SlotKind.TEXT, SlotKind.PLACE})
"""Whatever is said is the answer: nothing else is looked for in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was made of a customer's words."""

    frame: Frame
    given: Mapping[str, str] = field(default_factory=dict)
    """Slots that are now known and were not."""
    changed: Mapping[str, str] = field(default_factory=dict)
    """Slots that have another value now."""
    refused: str = ""
    """A slot for which a value was heard that does not fit."""
    taken_back: bool = False
    """True when something chosen is open again."""
    settled: bool = False
    """True when a change came too late: what depends on it is under way."""

    @property
    def any(self) -> bool:
        return bool(self.given or self.corrects)

    @property
    def corrects(self) -> bool:
        return bool(self.changed) or self.taken_back


def take(flow: Flow, frame: Frame, halt: Halt, words: Heard) -> Taken:
    asked = _asked(flow, frame, halt)
    if asked is not None and asked.kind in OWN_WORDS:
        own = _own_words(flow, frame, asked, words)
        if own.given or asked.kind is SlotKind.TEXT:
            return own
        asked = None
    found = dict(_found(flow, frame, asked, words))
    fitting = {n: v for n, v in found.items() if fits(flow.slots[n], v, flow, frame)}
    changed = {n: v for n, v in fitting.items() if frame.slots.get(n, v) != v}
    given = {n: v for n, v in fitting.items() if n not in frame.slots}
    refused = next((name for name in found if name not in fitting), "")
    if not found:
        changed = _corrected_words(flow, frame, halt, words)
    back = _taken_back(flow, frame, words) if not changed else frozenset()
    slots = {**frame.slots, **given, **changed}
    kept = {name: value for name, value in slots.items() if name not in back}
    after = replace(frame, slots=kept, hint=_hint(flow, frame, words))
    after = not_carried(after) if back else after
    if (changed or back) and undoes(flow, frame, after):
        return Taken(frame=frame, settled=True)
    return Taken(
        frame=after,
        given=given,
        changed=changed,
        refused=refused,
        taken_back=bool(back),
    )


def _asked(flow: Flow, frame: Frame, halt: Halt) -> Slot | None:
    """The slot that was asked for last, even where something else has come between."""
    step = halt.step if isinstance(halt, AsksSlot) else flow.step(frame.step)
    if not isinstance(step, CollectStep) or step.slot in frame.slots:
        return None
    return flow.slots[step.slot]


def _own_words(flow: Flow, frame: Frame, asked: Slot, words: Heard) -> Taken:
    value = answered(asked, words, flow, frame)
    if not value:
        return Taken(frame=frame)
    given = {asked.name: value}
    return Taken(frame=replace(frame, slots={**frame.slots, **given}), given=given)


def _corrected_words(
    flow: Flow, frame: Frame, halt: Halt, words: Heard
) -> dict[str, str]:
    """Other words for the only place or story that is known: "no, it is ..."."""
    own = [
        slot.name
        for slot in flow.slots.values()
        if slot.kind in OWN_WORDS and slot.name in frame.slots
    ]
    if len(own) != 1 or not isinstance(halt, AsksYes) or not corrects(words.text):
        return {}
    value = _BEFORE.sub("", words.written.strip()).strip(" 。.,，!！")
    return {own[0]: value} if len(value) >= SHORTEST else {}


def _found(
    flow: Flow, frame: Frame, asked: Slot | None, words: Heard
) -> Iterator[tuple[str, str]]:
    """The value of every slot that the words may name, at most one slot per value."""
    used: set[tuple[SlotKind, str]] = set()
    for slot in _in_order(flow, frame, asked):
        if slot is asked:
            value = answered(slot, words, flow, frame)
        else:
            value = _unasked(slot, frame, words)
        if value and (slot.kind, value) not in used:
            used.add((slot.kind, value))
            if frame.slots.get(slot.name) != value:
                yield slot.name, value


def _in_order(flow: Flow, frame: Frame, asked: Slot | None) -> list[Slot]:
    """The slot that was asked for, then those still open, then those to correct."""
    steps = [one for one in flow.order if isinstance(one, CollectStep)]
    slots = list(dict.fromkeys(step.slot for step in steps))
    slots.sort(key=lambda name: name in frame.slots)
    rest = [flow.slots[name] for name in slots]
    return [asked, *(one for one in rest if one is not asked)] if asked else rest


def _unasked(slot: Slot, frame: Frame, words: Heard) -> str:
    """A value that nobody asked for; a known one changes only when that is plain."""
    value = said_plainly(slot, words, frame)
    loose = slot.kind in (SlotKind.CHOICE, SlotKind.PHONE, SlotKind.PLACE)
    if slot.name in frame.slots and loose and not corrects(words.text):
        return ""
    if slot.name in frame.slots and asks(words.text) and not corrects(words.text):
        return ""
    known = slot.kind is SlotKind.PLACE and slot.name in frame.slots
    return _whole_place(value, words) if known and value else value


def _whole_place(named: str, words: Heard) -> str:
    """A place that corrects another is told to the end of its clause."""
    return _CLAUSE_END.split(named + words.written.partition(named)[2])[0]


def _taken_back(flow: Flow, frame: Frame, words: Heard) -> frozenset[str]:
    """Options of which the customer says "not this one" and not which."""
    if not wants_other(words.text):
        return frozenset()
    return frozenset(
        slot.name
        for slot in flow.slots.values()
        if slot.name in frame.slots and len(rows_of(slot, frame)) > 1
    )


def _hint(flow: Flow, frame: Frame, words: Heard) -> str:
    """Words that may choose from a list which the bank has not told yet."""
    waiting = any(
        slot.kind is SlotKind.OPTION and not rows_of(slot, frame)
        for slot in flow.slots.values()
    )
    tails = [
        one.value
        for one in words.understanding.entities
        if one.kind is EntityKind.CARD_TAIL and not negated(words.text, one.start)
    ]
    if waiting and (tails or tail_said(words.text)):
        return words.text
    return frame.hint or (words.text if waiting else "")
