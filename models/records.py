"""What people at the desk record, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.desk.presence import PresenceState, Standing


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody who logs in to the desk."""

    id: str
    tenant_id: str
    name: str
    """What is typed to log in; unique for the tenant."""
    display_name: str
    """What customers see."""
    role: Role
    password_hash: str = field(repr=False)
    created_at: datetime
    number: str = ""
    """The bank's own staff number."""
    active: bool = True
    must_change: bool = False
    """True while the password is one that somebody else chose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    tenant_id: str
    staff_id: str
    state: PresenceState
    heard_at: datetime
    """When the desk page last spoke to the service."""
    reason: str = ""
    """Why there is a break."""
    since: datetime | None = None
    until: datetime | None = None
    """When a wrap-up ends by itself."""
    forced_by: str = ""
    """Name of the supervisor who set it; empty for one's own choice."""

    def at(self, now: datetime) -> PresenceState:
        return Standing(state=self.state, until=self.until).at(now)


class NoteKind(StrEnum):
    NOTE = "note"
    WHISPER = "whisper"
    """From a supervisor or a colleague who was asked, to whoever holds it."""
    TRANSFER = "transfer"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Written by an agent for other agents; a customer never sees it."""

    id: str
    tenant_id: str
    conversation_id: str
    after_seq: int
    """The message that it stands behind."""
    agent_id: str
    agent_name: str
    text: str
    at: datetime
    kind: NoteKind = NoteKind.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Whether one answer helped."""

    tenant_id: str
    conversation_id: str
    seq: int
    helpful: bool
    reason: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What the customer thinks of the whole conversation."""

    tenant_id: str
    conversation_id: str
    solved: bool | None = None
    stars: int | None = None
    """1 (very dissatisfied) to 5 (very satisfied)."""
    comment: str = ""
    at: datetime
    reasons: tuple[str, ...] = ()
    """Codes of what was good or bad."""
    agent_id: str = ""
    """Of whoever last held the conversation; empty: nobody but the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One act that must be answered for."""

    tenant_id: str
    at: datetime
    actor: str
    act: str
    subject: str
    detail: Mapping[str, object] = field(default_factory=dict)
    """Never a customer's words."""
