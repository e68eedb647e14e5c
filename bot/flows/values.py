"""Values: what a name stands for in an open flow."""

from collections.abc import Mapping

from bot.acts import Row
from bot.conversation import Frame
from bot.flows.steps import Flow, Slot, SlotKind, Text
from bot.flows.templates import filled, places
from bot.message import Language


def value_of(name: str, flow: Flow, frame: Frame) -> str:
    """A slot, a field of a slot's row, or a fact; empty when it is not known."""
    first, _, rest = name.partition(".")
    slot = flow.slots.get(first)
    if slot is None:
        return frame.facts.get(name, "")
    value = frame.slots.get(first, "")
    if not rest:
        return value
    if slot.kind is SlotKind.CHOICE:
        return value and title(slot, value)[Language.ZH]
    return row_of(slot, value, frame).get(rest, "")


def rows_of(slot: Slot, frame: Frame) -> tuple[Row, ...]:
    """What an option can be chosen from; empty while the bank has not told."""
    return frame.lists.get(slot.source, ())


def row_of(slot: Slot, value: str, frame: Frame) -> Row:
    rows = rows_of(slot, frame)
    return next((row for row in rows if row.get(slot.value) == value), {})


def title(slot: Slot, value: str) -> Text:
    found = (choice.title for choice in slot.choices if choice.id == value)
    return next(found, dict.fromkeys(Language, value))


def bound(name: str, flow: Flow, frame: Frame) -> int | None:
    """The number that a literal or a fact stands for; None where there is none."""
    value = name if name.isdecimal() else value_of(name, flow, frame)
    return int(value) if value.removeprefix("-").isdecimal() else None


def params(values: Mapping[str, str], flow: Flow, frame: Frame) -> dict[str, str]:
    """What an act is asked with; what is not known is left out."""
    made = {
        key: filled(template, lambda place: value_of(place.name, flow, frame))
        for key, template in values.items()
    }
    return {key: value for key, value in made.items() if value}


def fingerprint(texts: Text, flow: Flow, frame: Frame) -> str:
    """The values that these words depend on, whatever the language."""
    names = {place.name for text in texts.values() for place in places(text)}
    return "\x1f".join(f"{n}={value_of(n, flow, frame)}" for n in sorted(names))
