"""The schemas of matters: what the desk sees of them, and the steps it makes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from api.schemas import Given, Shown
from bot.matter import MatterKind, MatterState


class TakeStep(Given):
    state: Literal[
        MatterState.ACCEPTED,
        MatterState.CONTACTED,
        MatterState.DONE,
        MatterState.DECLINED,
    ]
    outcome: Annotated[str, StringConstraints(max_length=500)] = ""
    """What came of it; required to end the matter. The customer reads it."""


class ToldShown(Shown):
    """Something that the customer told."""

    name: str
    value: str


class StepShown(Shown):
    state: MatterState
    by_name: str
    at: datetime
    outcome: str


class MatterShown(Shown):
    id: str
    conversation_id: str
    kind: MatterKind
    title: str
    reference: str
    contact: str
    branch: str
    branch_name: str
    skill: str
    told: list[ToldShown]
    state: MatterState
    opened_at: datetime
    due_at: datetime | None
    """Of the next step; none once it has ended."""
    overdue: bool
    mine: bool
    next: list[MatterState]
    """The steps that may follow."""
    steps: list[StepShown]


class MatterCounts(Shown):
    open: int
    mine: int
    overdue: int


class BranchShown(Shown):
    id: str
    name: str


class MattersShown(Shown):
    items: list[MatterShown]
    counts: MatterCounts
    branches: list[BranchShown]
    """All that matters may go to."""


class FunnelShown(Shown):
    """How many matters of one branch ever came to each state."""

    branch: str
    branch_name: str
    open: int
    accepted: int
    contacted: int
    done: int
    declined: int


class FunnelsShown(Shown):
    items: list[FunnelShown]
