"""Starting: a flow is opened by a customer's words or a pressed choice."""

from collections.abc import Sequence
from dataclasses import replace

from bot.action import Action
from bot.conversation import Frame
from bot.flows.carrying import carried
from bot.flows.forgetting import under_way
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
    others = _deep(journey, [one for one in frames if one.flow != flow.name])
    frame = replace(waiting[-1], step="") if waiting else Frame(flow=flow.name, step="")
    zone = journey.wording.zone
    today = journey.scene.now.astimezone(zone).date().isoformat()
    before = carried(journey.scene.conversation, flow, journey.flows)
    frame = replace(frame, facts={"today": today, **before, **frame.facts})
    if words is not None:
        frame = take(flow, frame, Over(done=False), words).frame
    return journey.go_on((*others, frame))


def _deep(journey: Journey, frames: Sequence[Frame]) -> tuple[Frame, ...]:
    """Not too many; one whose change is under way is never given up."""
    idle = [frame for frame in frames if not _at_it(journey, frame)]
    surplus = idle[: max(0, len(frames) - DEEPEST + 1)]
    return tuple(frame for frame in frames if frame not in surplus)


def _at_it(journey: Journey, frame: Frame) -> bool:
    flow = journey.flows.get(frame.flow)
    return flow is not None and under_way(flow, frame)
