"""The tables of what customers think: of an answer, and of a whole conversation."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row


class FeedbackRow(Row):
    __tablename__ = "feedback"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id", "seq"],
            ["message.tenant_id", "message.conversation_id", "message.seq"],
        ),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    helpful: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]


class RatingRow(Row):
    __tablename__ = "rating"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
        ),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    solved: Mapped[bool | None]
    stars: Mapped[int | None]
    comment: Mapped[str]
    at: Mapped[datetime]
    reasons: Mapped[object] = mapped_column(JSON)
    agent_id: Mapped[str]
    """Of whoever last held the conversation; empty: nobody but the bot."""
