"""Bounds: whether a value fits its slot."""

import re
from datetime import date, timedelta

from bot.conversation import Frame
from bot.flows.steps import Flow, Slot, SlotKind
from bot.flows.values import bound, row_of, rows_of, value_of

TODAY = re.compile(r"today(?:\+([0-9]{1,4}))?")
"""A day counted from the one on which the flow was begun."""
NUMBERS = frozenset({SlotKind.AMOUNT, SlotKind.TERM, SlotKind.NUMBER})


def sole(slot: Slot, frame: Frame) -> str:
    """The value of the only row there is; empty when there are more, or none."""
    rows = rows_of(slot, frame) if slot.kind is SlotKind.OPTION else ()
    return rows[0].get(slot.value, "") if len(rows) == 1 else ""


def limits(slot: Slot, flow: Flow, frame: Frame) -> tuple[str, str]:
    """The least and the most, as values of the slot; empty where there is none."""
    if slot.kind is SlotKind.DATE:
        return _day(slot.minimum, flow, frame), _day(slot.maximum, flow, frame)
    both = bound(slot.minimum, flow, frame), bound(slot.maximum, flow, frame)
    least, most = ("" if one is None else str(one) for one in both)
    return least, most


def _day(name: str, flow: Flow, frame: Frame) -> str:
    """An ISO date, `today`, `today+60`, or the fact of that name."""
    counted = TODAY.fullmatch(name)
    if counted is None:
        return name if _is_date(name) else value_of(name, flow, frame)
    today = frame.facts.get("today", "")
    if not today:
        return ""
    later = timedelta(days=int(counted[1] or 0))
    return (date.fromisoformat(today) + later).isoformat()


def fits(slot: Slot, value: str, flow: Flow, frame: Frame) -> bool:
    if slot.one_of:
        return value in slot.one_of
    if slot.kind is SlotKind.OPTION:
        return bool(row_of(slot, value, frame))
    if slot.kind is SlotKind.CHOICE:
        return value in {choice.id for choice in slot.choices}
    if slot.kind in NUMBERS:
        return value.isdecimal() and _within(int(value), slot, flow, frame)
    if slot.kind is SlotKind.DATE:
        return _is_date(value) and _in_time(value, slot, flow, frame)
    return bool(value)


def _within(value: int, slot: Slot, flow: Flow, frame: Frame) -> bool:
    least, most = limits(slot, flow, frame)
    return (not least or value >= int(least)) and (not most or value <= int(most))


def _in_time(value: str, slot: Slot, flow: Flow, frame: Frame) -> bool:
    least, most = limits(slot, flow, frame)
    return (not least or value >= least) and (not most or value <= most)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
