"""Checks of names: whatever a flow mentions exists, once, in every language."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from bot.flows.bounds import TODAY
from bot.flows.complaints import Complaint
from bot.flows.paths import targets
from bot.flows.references import NAMES, Names, forgettable, texts
from bot.flows.steps import (
    ActStep,
    AnyStep,
    BranchStep,
    CollectStep,
    ConfirmStep,
    Flow,
    Slot,
    SlotKind,
    Text,
    VerifyStep,
)
from bot.flows.templates import FORMATS, Place, places

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check(flow: Flow) -> Iterator[Complaint]:
    names = Names(flow)
    yield from _twice(flow)
    yield from _words(flow, "purpose", flow.purpose, 1, names.is_value)
    for slot in flow.slots.values():
        yield from _slot(flow, slot, names)
    for step in flow.order:
        yield from _targets(flow, step)
        yield from _mentions(flow, step, names)
        if isinstance(step, CollectStep):
            known = names.is_value
            yield from _words(flow, "read_back", step.read_back, step.line, known)
        for key, text in texts(step):
            yield from _words(flow, key, text, step.line, names.is_value)
        yield from _row(flow, step, names)


def _complaint(flow: Flow, line: int, wrong: str, remedy: str) -> Complaint:
    return Complaint(file=flow.file, line=line, wrong=wrong, remedy=remedy)


def _twice(flow: Flow) -> Iterator[Complaint]:
    counted = Counter(step.id for step in flow.order)
    for step in flow.order:
        if counted[step.id] > 1:
            wrong = f"step {step.id} is there twice"
            yield _complaint(flow, step.line, wrong, "Give each step its own id")
        if step.id in flow.slots and isinstance(step, ActStep):
            wrong = f"{step.id} is an act step and a slot"
            yield _complaint(flow, step.line, wrong, "Give them different names")


def _targets(flow: Flow, step: AnyStep) -> Iterator[Complaint]:
    for target in targets(flow, step):
        if target and target not in flow.steps:
            yield _complaint(
                flow, step.line, f"there is no step {target}", "Name a step of the flow"
            )


def _mentions(flow: Flow, step: AnyStep, names: Names) -> Iterator[Complaint]:
    for name in step.forget:
        if name not in forgettable(flow):
            wrong = f"{name} cannot be forgotten"
            remedy = "Name a slot, an act step or a confirm step"
            yield _complaint(flow, step.line, wrong, remedy)
    if isinstance(step, CollectStep) and step.slot not in flow.slots:
        wrong = f"there is no slot {step.slot}"
        yield _complaint(flow, step.line, wrong, f"Write [slot.{step.slot}]")
    of = step.of if isinstance(step, ConfirmStep | VerifyStep) else ""
    if of and of not in flow.acts:
        wrong = f"there is no act step {of}"
        yield _complaint(flow, step.line, wrong, "Name an act step after `of`")
    if isinstance(step, BranchStep) and not names.is_value(step.on):
        wrong = f"there is no slot or fact {step.on}"
        yield _complaint(flow, step.line, wrong, "Write slot or act step.fact")


def _slot(flow: Flow, slot: Slot, names: Names) -> Iterator[Complaint]:
    for bound in (slot.minimum, slot.maximum):
        literal = bound.isdecimal() or TODAY.fullmatch(bound) or _DAY.fullmatch(bound)
        if bound and not literal and not names.is_value(bound):
            wrong = f"there is no fact {bound}"
            yield _complaint(flow, slot.line, wrong, "Write a number or act step.fact")
    if slot.kind is not SlotKind.OPTION:
        known = {"value"}
        yield from _words(flow, "option", slot.option, slot.line, known.__contains__)
        return
    columns = names.columns(slot.source)
    if columns is None:
        wrong = f"there is no list {slot.source}"
        yield _complaint(flow, slot.line, wrong, "Write act step.list after `from`")
        return
    for name in (slot.value, *slot.match):
        if name not in columns:
            remedy = f"Known: {', '.join(columns)}"
            yield _complaint(flow, slot.line, f"a row has no {name}", remedy)
    yield from _words(flow, "option", slot.option, slot.line, columns.__contains__)


def _row(flow: Flow, step: AnyStep, names: Names) -> Iterator[Complaint]:
    if not step.each:
        if step.row:
            yield _complaint(flow, step.line, "line without each", "Name a list")
        return
    columns = names.columns(step.each)
    if columns is None or not step.row:
        wrong = f"{step.each} is no list, or its line is missing"
        remedy = "Write each = act step.list and line.zh-CN, line.en"
        yield _complaint(flow, step.line, wrong, remedy)
        return
    yield from _words(flow, "line", step.row, step.line, columns.__contains__)


def _words(
    flow: Flow, key: str, text: Text, line: int, known: Callable[[str], bool]
) -> Iterator[Complaint]:
    for language, template in text.items():
        try:
            found = places(template)
        except ValueError as wrong:
            yield _complaint(flow, line, f"{key}: {wrong}", "Write {name}")
            continue
        for place in found:
            yield from _place(flow, f"{key}.{language}", place, line, known)


def _place(
    flow: Flow, where: str, place: Place, line: int, known: Callable[[str], bool]
) -> Iterator[Complaint]:
    if not known(place.name) and place.name not in NAMES:
        wrong = f"{where}: nothing is called {place.name}"
        yield _complaint(flow, line, wrong, "Use a slot, slot.field or act step.fact")
    if place.format and place.format not in FORMATS:
        wrong = f"{where}: there is no format {place.format}"
        yield _complaint(flow, line, wrong, f"Known: {', '.join(sorted(FORMATS))}")
