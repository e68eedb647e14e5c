"""Forgetting: slots, acts and confirmations are taken back, what was done is not."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from bot.acts import ActOutcome, act_kinds, digest
from bot.conversation import Frame
from bot.flows.carrying import not_carried
from bot.flows.steps import Flow
from bot.flows.values import params

T = TypeVar("T")
UNSETTLED = "unsettled"
"""The reason of a change of which nobody could tell whether it was made."""
_UNDER_WAY = frozenset({None, ActOutcome.LATE})
_STAYS = _UNDER_WAY | {ActOutcome.OK}


def forgotten(flow: Flow, frame: Frame, names: Collection[str]) -> Frame:
    """The frame without what is named; a change that may have had its effect stays."""
    gone = {name for name in names if not irrevocable(flow, frame, name)}
    for name in gone & flow.acts.keys():
        frame = without_facts(frame, name)
    frame = not_carried(frame) if gone & flow.slots.keys() else frame
    return replace(
        frame,
        slots=_without(frame.slots, gone),
        acts=_without(frame.acts, gone),
        confirmed=_without(frame.confirmed, gone),
    )


def irrevocable(flow: Flow, frame: Frame, step: str) -> bool:
    """True when the act of this step changes something and may have had its effect."""
    asked, act = frame.acts.get(step), flow.acts.get(step)
    if asked is None or act is None:
        return False
    stays = asked.outcome in _STAYS or asked.reason == UNSETTLED
    return act_kinds()[act.act].writes and stays


def under_way(flow: Flow, frame: Frame) -> bool:
    """True while the bank is at a change that cannot be called back."""
    return any(
        irrevocable(flow, frame, step) and asked.outcome in _UNDER_WAY
        for step, asked in frame.acts.items()
    )


def undoes(flow: Flow, before: Frame, after: Frame) -> bool:
    """True when new slots would ask for another change than the one that was made."""
    return any(
        before.acts[step].digest != digest(act.act, params(act.values, flow, after))
        for step, act in flow.acts.items()
        if irrevocable(flow, before, step)
    )


def without_facts(frame: Frame, step: str) -> Frame:
    """The frame without what this act step told."""
    prefix = f"{step}."
    facts = [name for name in frame.facts if name.startswith(prefix)]
    lists = [name for name in frame.lists if name.startswith(prefix)]
    return replace(
        frame,
        facts=_without(frame.facts, facts),
        lists=_without(frame.lists, lists),
    )


def _without(table: Mapping[str, T], names: Collection[str]) -> dict[str, T]:
    return {key: value for key, value in table.items() if key not in names}
