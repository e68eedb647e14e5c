"""The tables."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row

CONVERSATION = ["conversation.tenant_id", "conversation.id"]


def _of_conversation() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "conversation_id"], CONVERSATION)


class TenantRow(Row):
    __tablename__ = "tenant"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    knowledge_revision: Mapped[int]
    """Grows with every publication and withdrawal of an article."""
    audit_seq: Mapped[int]
    audit_chain: Mapped[str]
    """The last link: rows cut off the end of the trail are missed."""
    created_at: Mapped[datetime]


class ConversationRow(Row):
    __tablename__ = "conversation"
    __table_args__ = (
        Index(None, "tenant_id", "owner", "updated_at"),
        Index(None, "tenant_id", "agent_id", "updated_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    """When something was last said."""
    owner: Mapped[str]
    agent_id: Mapped[str]
    agent_name: Mapped[str]
    verification: Mapped[object] = mapped_column(JSON)
    misses: Mapped[int]
    insults: Mapped[int]
    frames: Mapped[object] = mapped_column(JSON)
    chosen: Mapped[object] = mapped_column(JSON)
    choices: Mapped[object] = mapped_column(JSON)
    asked: Mapped[str]
    tried: Mapped[object] = mapped_column(JSON)
    handoff_id: Mapped[str | None]
    source: Mapped[str]
    signals: Mapped[object] = mapped_column(JSON)
    version: Mapped[int]
    last_seq: Mapped[int]


class MessageRow(Row):
    __tablename__ = "message"
    __table_args__ = (
        _of_conversation(),
        UniqueConstraint("tenant_id", "id"),
        UniqueConstraint("tenant_id", "conversation_id", "author", "client_id"),
        Index(None, "handled", "sent_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str]
    author: Mapped[str]
    text: Mapped[str]
    language: Mapped[str]
    channel: Mapped[str]
    owner: Mapped[str]
    client_id: Mapped[str | None]
    """NULL when the sender gave none: NULLs never collide."""
    choice: Mapped[str]
    confidence: Mapped[float]
    agent_id: Mapped[str]
    agent_name: Mapped[str]
    event: Mapped[str | None]
    reply: Mapped[object | None] = mapped_column(JSON(none_as_null=True))
    action: Mapped[str]
    attachment: Mapped[object | None] = mapped_column(JSON(none_as_null=True))
    sent_at: Mapped[datetime]
    handled: Mapped[bool]
    """False while a customer's message waits for its turn."""


class TurnRow(Row):
    __tablename__ = "turn"
    __table_args__ = (
        _of_conversation(),
        ForeignKeyConstraint(
            ["tenant_id", "message_id"], ["message.tenant_id", "message.id"]
        ),
        Index(None, "tenant_id", "conversation_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    understanding: Mapped[object | None] = mapped_column(JSON(none_as_null=True))
    passages: Mapped[object] = mapped_column(JSON)
    actions: Mapped[str]
    why: Mapped[str]


class HandoffRow(Row):
    __tablename__ = "handoff"
    __table_args__ = (
        _of_conversation(),
        Index(None, "tenant_id", "state", "urgent", "asked_at"),
        Index(None, "tenant_id", "conversation_id"),
        Index(None, "tenant_id", "agent_id", "taken_at"),
        Index(None, "tenant_id", "subject", "taken_at"),
        Index(None, "tenant_id", "asked_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    reason: Mapped[str]
    skill: Mapped[str]
    urgent: Mapped[bool]
    package: Mapped[object] = mapped_column(JSON)
    asked_at: Mapped[datetime]
    state: Mapped[str]
    reminded_at: Mapped[datetime | None]
    agent_id: Mapped[str]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    hint: Mapped[str]
    tier: Mapped[str]
    level: Mapped[int]
    since: Mapped[datetime | None]
    preferred: Mapped[str]
    preferred_until: Mapped[datetime | None]
    note: Mapped[str]
    passed_by: Mapped[str]
    subject: Mapped[str]
    """Who was proved to ask, so that the agent of last time is found again."""


class OutboxRow(Row):
    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "message_id"], ["message.tenant_id", "message.id"]
        ),
        Index(None, "state", "next_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]


class PromiseRow(Row):
    __tablename__ = "promise"
    __table_args__ = (_of_conversation(), Index(None, "tenant_id", "state", "due_at"))

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    kind: Mapped[str]
    contact: Mapped[str]
    text: Mapped[str]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str]
    outcome: Mapped[str]
    kept_by: Mapped[str]
    kept_at: Mapped[datetime | None]
    made_by: Mapped[str]
    owner: Mapped[str]
    owner_name: Mapped[str]
    subject: Mapped[str]
    warned_at: Mapped[datetime | None]


class NoteRow(Row):
    __tablename__ = "note"
    __table_args__ = (
        _of_conversation(),
        Index(None, "tenant_id", "conversation_id", "after_seq"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    after_seq: Mapped[int]
    agent_id: Mapped[str]
    agent_name: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[str]


class StaffRow(Row):
    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    display_name: Mapped[str]
    number: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    must_change: Mapped[bool]
    created_at: Mapped[datetime]


STAFF = ["staff.tenant_id", "staff.id"]


class StaffSessionRow(Row):
    __tablename__ = "staff_session"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "staff_id"], STAFF),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[str]
    staff_id: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class PresenceRow(Row):
    __tablename__ = "presence"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "staff_id"], STAFF),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    heard_at: Mapped[datetime]
    reason: Mapped[str]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    forced_by: Mapped[str]


class ArticleRow(Row):
    __tablename__ = "article"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    last_version: Mapped[int]


class ArticleVersionRow(Row):
    __tablename__ = "article_version"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "external_id"], ["article.tenant_id", "article.external_id"]
        ),
        Index(None, "tenant_id", "state"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    text: Mapped[object] = mapped_column(JSON)
    author_id: Mapped[str]
    written_at: Mapped[datetime]
    publisher_id: Mapped[str]
    published_at: Mapped[datetime | None]


class AuditRow(Row):
    __tablename__ = "audit"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, object]] = mapped_column(JSON)
    chain: Mapped[str]
    """HMAC over the chain of the row before and everything in this row."""
