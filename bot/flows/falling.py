"""Falling: words that fit only the flow below the open one go there."""

from dataclasses import replace

from bot.action import Inform
from bot.conversation import Frame
from bot.flows.cues import agrees, corrects
from bot.flows.forgetting import under_way
from bot.flows.halts import AsksSlot, AsksYes
from bot.flows.spoken import Spoken
from bot.flows.steps import Flow
from bot.flows.taking import take
from bot.situation import Decision


def falls_below(spoken: Spoken) -> Decision | None:
    """A yes or a correction; the flow that it passes by is given up."""
    frame = spoken.below[-1] if spoken.below else None
    flow = spoken.case.tasks.flows.get(frame.flow) if frame else None
    if frame is None or flow is None or spoken.taken.any:
        return None
    if under_way(spoken.flow, spoken.frame):
        return None
    fallen = _agreed(spoken, frame) or _corrected(spoken, flow, frame)
    if fallen is None:
        return None
    over = Inform("flow_dropped", {"title": spoken.journey.title(spoken.frame)})
    on = spoken.journey.go_on((*spoken.below[:-1], fallen))
    return spoken.decided(f"below:{flow.name}", over, *on)


def _agreed(spoken: Spoken, frame: Frame) -> Frame | None:
    """A yes to what was shown before the open flow came between."""
    halt = spoken.journey.halt(frame)
    if not isinstance(halt, AsksYes) or not isinstance(spoken.halt, AsksSlot):
        return None
    shown = frame.shown.startswith(f"{halt.digest}|")
    if not shown or spoken.asks_yes_no or not agrees(spoken.words.text):
        return None
    confirmed = {**frame.confirmed, halt.step.id: f"yes:{halt.digest}"}
    return replace(frame, confirmed=confirmed, wrong=0)


def _corrected(spoken: Spoken, flow: Flow, frame: Frame) -> Frame | None:
    halt = spoken.journey.halt(frame)
    taken = take(flow, frame, halt, spoken.words)
    plainly = corrects(spoken.words.text) and taken.corrects and not taken.settled
    return replace(taken.frame, wrong=0) if plainly else None
