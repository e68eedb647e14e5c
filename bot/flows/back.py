"""One step back in a flow: what was given last is open again."""

from dataclasses import replace
from typing import Final

from bot.conversation import Frame
from bot.flows.forgetting import forgotten, irrevocable
from bot.flows.steps import AnyStep, CollectStep, ConfirmStep, Flow

BACK: Final = "back"
"""The choice that asks for it."""


def stepped_back(flow: Flow, frame: Frame) -> Frame | None:
    """The frame without the answer before the step that stands open; None where that
    is the first, or something was changed already."""
    if any(irrevocable(flow, frame, act) for act in flow.acts):
        return None
    for step in reversed(_before(flow, frame)):
        name = _answered(step, frame)
        if name:
            return replace(forgotten(flow, frame, (name,)), wrong=0, hint="")
    return None


def _before(flow: Flow, frame: Frame) -> tuple[AnyStep, ...]:
    ids = [step.id for step in flow.order]
    return tuple(flow.order[: ids.index(frame.step)])


def _answered(step: AnyStep, frame: Frame) -> str:
    """The name under which the answer to a step is known; empty without one."""
    if isinstance(step, CollectStep):
        return step.slot if step.slot in frame.slots else ""
    if isinstance(step, ConfirmStep):
        return step.id if step.id in frame.confirmed else ""
    return ""
