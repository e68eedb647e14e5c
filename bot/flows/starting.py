"""Starting: a flow is opened by a customer's words or a pressed choice."""

from collections.abc import Sequence
from dataclasses import replace

from bot.action import Action
from bot.conversation import Frame
from bot.flows.halts import Over
from bot.flows.hearing import Heard
from bot.flows.journey import Journey
from bot.flows.steps import Flow
from bot.flows.taking import take

DEEPEST = 4
"""Flows that may wait for each other; the one that waits longest is given up."""


def begun(
    journey: Journey, frames: Sequence[Frame], flow: Flow, words: Heard | None
) -> tuple[Action, ...]:
    """Opens a flow above the others; one that waits among them is gone on with."""
    waiting = [frame for frame in frames if frame.flow == flow.name]
    others = [frame for frame in frames if frame.flow != flow.name][1 - DEEPEST :]
    frame = replace(waiting[-1], step="") if waiting else Frame(flow=flow.name, step="")
    zone = journey.wording.zone
    today = journey.scene.now.astimezone(zone).date().isoformat()
    frame = replace(frame, facts={"today": today, **frame.facts})
    if words is not None:
        frame = take(flow, frame, Over(done=False), words).frame
    return journey.go_on((*others, frame))
