"""What people at the desk record, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMIN = "admin"


class PresenceState(StrEnum):
    ONLINE = "online"
    BREAK = "break"
    OFFLINE = "offline"


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
    capacity: int = 3
    """Conversations held at the same time."""


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
    """1 to 5."""
    comment: str = ""
    at: datetime


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
