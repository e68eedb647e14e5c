"""Tasks: which flows there are, and what they stand on."""

from dataclasses import dataclass

from bot.acts import Tier, act_kinds
from bot.flows.steps import NO_FLOWS, Flow, Flows
from bot.levels import Levels, load_levels
from bot.ports import Ids
from bot.words import Wording


class _NoIds:
    def new(self) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    flows: Flows
    levels: Levels
    ids: Ids
    wording: Wording


NO_TASKS = Tasks(
    flows=NO_FLOWS,
    levels=load_levels(),
    ids=_NoIds(),
    wording=Wording(sentences={}, choices={}, names={}),
)
"""For a pack without flows."""


def about_all(flow: Flow) -> bool:
    """True for a flow that works out for anybody what they ask for."""
    kinds = [act_kinds()[step.act] for step in flow.acts.values()]
    return bool(flow.slots) and all(
        kind.tier is Tier.R0 and not kind.writes for kind in kinds
    )
