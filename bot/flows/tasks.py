"""Tasks: which flows there are, and what they stand on."""

from dataclasses import dataclass

from bot.flows.steps import NO_FLOWS, Flows
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
