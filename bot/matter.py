"""A matter: work for the bank's people, kept until it has an outcome (落地单)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from bot.errors import BotError

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Easy to read aloud: no look-alike characters."""


class MatterKind(StrEnum):
    LOAN = "loan"
    """A small business wants a loan: a branch calls and advises."""
    COMPLAINT = "complaint"
    DISPUTE = "dispute"
    """A charge that the customer says was not theirs."""
    CALLBACK = "callback"
    """A call at an agreed time."""


class MatterState(StrEnum):
    OPEN = "open"
    """Nobody has taken it on yet."""
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    """Somebody has spoken with the customer."""
    DONE = "done"
    DECLINED = "declined"


OPEN_STATES = (MatterState.OPEN, MatterState.ACCEPTED, MatterState.CONTACTED)
ENDS = frozenset({MatterState.DONE, MatterState.DECLINED})
ALLOWED: Mapping[MatterState, frozenset[MatterState]] = {
    MatterState.OPEN: frozenset({MatterState.ACCEPTED}),
    MatterState.ACCEPTED: frozenset({MatterState.CONTACTED, MatterState.DECLINED}),
    MatterState.CONTACTED: ENDS,
    MatterState.DONE: frozenset(),
    MatterState.DECLINED: frozenset(),
}
"""What may follow. Declined without a talk: the customer could not be reached."""
LETTER: Mapping[MatterKind, str] = {
    MatterKind.LOAN: "L",
    MatterKind.COMPLAINT: "C",
    MatterKind.DISPUTE: "D",
    MatterKind.CALLBACK: "B",
}


class MatterNotFound(BotError):
    code = "matter_not_found"

    def __init__(self, matter_id: str) -> None:
        super().__init__(f"no matter {matter_id}")


class MatterElsewhere(BotError):
    """The step does not follow from where the matter stands."""

    code = "matter_elsewhere"

    def __init__(self, state: MatterState, wanted: MatterState) -> None:
        super().__init__(f"a matter that is {state} cannot become {wanted}")
        self.state = state


class OutcomeMissing(BotError):
    code = "outcome_missing"

    def __init__(self) -> None:
        super().__init__("a matter ends only with words about what came of it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """All counted from when the matter was opened: a late step moves none of them."""

    accept_by: datetime
    contact_by: datetime
    finish_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterStep:
    state: MatterState
    by: str
    """Id of the member of staff."""
    by_name: str
    at: datetime
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    id: str
    """Of the act that opened it: the same act never opens two."""
    tenant_id: str
    conversation_id: str
    kind: MatterKind
    reference: str
    """What the customer reads and says."""
    contact: str
    """Where the customer wants to be reached."""
    opened_at: datetime
    deadlines: Deadlines
    subject: str = ""
    """The customer as the bank knows them; empty when nobody was proved."""
    branch: str = ""
    """The branch whose people have to do it; empty: the centre's own."""
    skill: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    """What the customer told; amounts are integers of fen, as text."""
    state: MatterState = MatterState.OPEN
    holder: str = ""
    """Who accepted it."""
    steps: tuple[MatterStep, ...] = ()

    @property
    def due(self) -> datetime | None:
        """When the next step must have been made; None once it has ended."""
        match self.state:
            case MatterState.OPEN:
                return self.deadlines.accept_by
            case MatterState.ACCEPTED:
                return self.deadlines.contact_by
            case MatterState.CONTACTED:
                return self.deadlines.finish_by
            case MatterState.DONE | MatterState.DECLINED:
                return None

    @property
    def outcome(self) -> str:
        return self.steps[-1].outcome if self.steps else ""

    def overdue(self, now: datetime) -> bool:
        return self.due is not None and self.due < now

    def at(self, step: MatterStep) -> "Matter":
        """Raises MatterElsewhere, OutcomeMissing. The same step twice is one step."""
        if step.state is self.state and self.steps and self.steps[-1].by == step.by:
            return self
        if step.state not in ALLOWED[self.state]:
            raise MatterElsewhere(self.state, step.state)
        if step.state in ENDS and not step.outcome.strip():
            raise OutcomeMissing
        holder = step.by if step.state is MatterState.ACCEPTED else self.holder
        steps = (*self.steps, step)
        return replace(self, state=step.state, holder=holder, steps=steps)


def reference_of(kind: MatterKind, act_id: str) -> str:
    """The same for the same act, so that a repeated act tells the same."""
    number = int.from_bytes(sha256(act_id.encode()).digest()[:5])
    signs = [LETTERS[number >> 5 * place & 31] for place in range(8)]
    return f"{LETTER[kind]}{''.join(signs[:4])}-{''.join(signs[4:])}"
