"""Meanwhile: a protective flow goes on while a human is on the way."""

from dataclasses import replace

from bot.flows.bounds import fits
from bot.flows.cues import asks
from bot.flows.halts import AsksSlot
from bot.flows.hearing import answered, heard
from bot.flows.rendering import SLOT
from bot.flows.repairs import repaired
from bot.rules import Rules
from bot.situation import Decision, Situation, placed


def pressed_meanwhile(case: Situation, rules: Rules) -> Decision | None:
    """What a customer presses in a protective flow while a human is on the way."""
    flow = case.flow
    pressed = case.message.choice
    answers = pressed in ("yes", "no", "again") or pressed.startswith(SLOT)
    if not answers or flow is None or not flow.protective:
        return None
    return repaired(case, rules)


def answered_meanwhile(case: Situation, rules: Rules) -> Decision | None:
    """What a customer writes in answer to it, while nobody else answers yet."""
    flow = case.flow
    if flow is None or not flow.protective or asks(case.text):
        return None
    frame, journey = case.frames[-1], case.journey()
    halt = journey.halt(frame)
    if not isinstance(halt, AsksSlot):
        return None
    slot = flow.slots[halt.step.slot]
    value = answered(slot, heard(case.message), flow, frame)
    if not value or not fits(slot, value, flow, frame):
        return None
    known = replace(frame, slots={**frame.slots, slot.name: value}, wrong=0)
    actions = journey.go_on((*case.frames[:-1], known))
    why = f"flow:{flow.name}:{frame.step}:given:{slot.name}"
    return placed(case, rules, Decision(actions, why))
