"""A promise: something the bank said it will do, with a due time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseKind(StrEnum):
    CALLBACK = "callback"
    MESSAGE = "message"
    """An answer to a message that was left."""


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"


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
    """How it was kept; required to close it."""
    kept_by: str = ""
    kept_at: datetime | None = None
