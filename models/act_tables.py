"""The tables of acts and of what customers are asked to prove."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row

CONVERSATION = ["conversation.tenant_id", "conversation.id"]


def _of_conversation() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "conversation_id"], CONVERSATION)


class ActRow(Row):
    __tablename__ = "act"
    __table_args__ = (_of_conversation(), Index(None, "tenant_id", "state", "next_at"))

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    flow: Mapped[str]
    step: Mapped[str]
    name: Mapped[str]
    params: Mapped[object] = mapped_column(JSON)
    subject: Mapped[str]
    claim: Mapped[str]
    level: Mapped[int]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """asked, late (the customer was told that it takes longer), done."""
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    """When it is tried next, unless it is done."""
    result: Mapped[object | None] = mapped_column(JSON(none_as_null=True))
    """The last that the bank told."""


class VerificationRequestRow(Row):
    __tablename__ = "verification_request"
    __table_args__ = (
        _of_conversation(),
        Index(None, "tenant_id", "conversation_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    channel: Mapped[str]
    act: Mapped[str]
    digest: Mapped[str]
    required: Mapped[int]
    purpose: Mapped[str]
    asked_at: Mapped[datetime]
    subject: Mapped[str]
    """The customer that was found; empty while, and if, nobody was."""
    state: Mapped[str]
    """open, identified, done, ended."""
