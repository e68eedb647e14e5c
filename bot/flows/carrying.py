"""Carrying: a row chosen in one flow is not asked for again in the next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.acts import Tier, act_kinds
from bot.conversation import Chosen, Conversation, Frame
from bot.flows.cues import wants_other
from bot.flows.steps import Flow, Flows, Slot, SlotKind
from bot.flows.values import rows_of

SOURCES = 4
"""How many choices are remembered, one for each source."""
BEFORE = "before:"
"""Begins the name of a fact that holds what was chosen before."""


def chosen_in(flow: Flow, frame: Frame, subject: str) -> tuple[Chosen, ...]:
    """What the customer chose in this flow."""
    return tuple(
        Chosen(source=source, value=value, flow=flow.name, subject=subject)
        for slot in flow.slots.values()
        if (source := _source(flow, slot)) and (value := frame.slots.get(slot.name))
    )


def carried(conversation: Conversation, flow: Flow, flows: Flows) -> Mapping[str, str]:
    """Facts for a flow that begins: what was chosen elsewhere in this conversation."""
    known = {one.source: one for one in _known(conversation, flows)}
    return {
        f"{BEFORE}{slot.name}": chosen.value
        for slot in flow.slots.values()
        if (chosen := known.get(_source(flow, slot))) and chosen.flow != flow.name
    }


def taken_over(slot: Slot, frame: Frame) -> str:
    """The row chosen before, if it is there; of two the other one where the customer
    wants another."""
    before = frame.facts.get(f"{BEFORE}{slot.name}", "")
    values = [row.get(slot.value, "") for row in rows_of(slot, frame)]
    if before not in values:
        return ""
    if not wants_other(frame.hint):
        return before
    others = [value for value in values if value != before]
    return others[0] if len(others) == 1 else ""


def not_carried(frame: Frame) -> Frame:
    """The customer means another one than before."""
    kept = {k: v for k, v in frame.facts.items() if not k.startswith(BEFORE)}
    return replace(frame, facts=kept)


def _known(conversation: Conversation, flows: Flows) -> Iterator[Chosen]:
    subject = conversation.verification.subject
    yield from (one for one in conversation.chosen if one.subject == subject)
    for frame in conversation.frames:
        flow = flows.get(frame.flow)
        if flow is not None:
            yield from chosen_in(flow, frame, subject)


def _source(flow: Flow, slot: Slot) -> str:
    """Where an option of the customer's own comes from, the same in every flow."""
    step = flow.acts.get(slot.source.partition(".")[0])
    if slot.kind is not SlotKind.OPTION or step is None:
        return ""
    if act_kinds()[step.act].tier is Tier.R0:
        return ""
    return f"{step.act}.{slot.value}"


def ended(
    before: Sequence[Frame], left: Sequence[Frame], flows: Flows, subject: str
) -> tuple[Chosen, ...]:
    """What was chosen in the flows that are over now."""
    open_flows = {frame.flow for frame in left}
    return tuple(
        one
        for frame in before
        if frame.flow not in open_flows and (flow := flows.get(frame.flow))
        for one in chosen_in(flow, frame, subject)
    )
