"""A promise: something the bank said it will do, with a due time and an owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(hours=4)
"""Before the due time, or the last quarter of what there was, whichever is less."""
QUARTER = 4


class PromiseKind(StrEnum):
    CALLBACK = "callback"
    MESSAGE = "message"
    """An answer to a message that was left."""
    ANSWER = "answer"
    """What somebody at the desk said would be done."""


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    """Not kept; the outcome says why, and what comes instead."""
    DISMISSED = "dismissed"
    """Never made: words were taken for a promise; the outcome says why."""


class PromiseStanding(StrEnum):
    """How near its due time an open promise is."""

    EARLY = "early"
    SOON = "soon"
    LATE = "late"
    OVER = "over"
    """It has its outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    id: str
    tenant_id: str
    conversation_id: str
    kind: PromiseKind
    contact: str
    """Phone number to call; empty when the answer goes into the conversation."""
    text: str
    made_at: datetime
    due_at: datetime
    state: PromiseState = PromiseState.OPEN
    outcome: str = ""
    """What became of it; required to close it."""
    kept_by: str = ""
    """Who closed it."""
    kept_at: datetime | None = None
    made_by: str = ""
    """Id of whoever at the desk made it; empty: the bot."""
    owner: str = ""
    """Id of whoever sees to it; empty: whoever comes first."""
    owner_name: str = ""
    subject: str = ""
    """The bank's reference to the customer, where it was proved; else empty."""
    warned_at: datetime | None = None

    @property
    def warn_at(self) -> datetime:
        """When its owner is to be warned that it is due soon."""
        return self.due_at - min(SOON, (self.due_at - self.made_at) / QUARTER)

    def standing(self, now: datetime) -> PromiseStanding:
        if self.state is not PromiseState.OPEN:
            return PromiseStanding.OVER
        if now >= self.due_at:
            return PromiseStanding.LATE
        return PromiseStanding.SOON if now >= self.warn_at else PromiseStanding.EARLY
