"""The tables of what agents write beside conversations."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row


class CannedReplyRow(Row):
    __tablename__ = "canned_reply"
    __table_args__ = (Index(None, "tenant_id", "staff_id"),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str]
    """Whose own it is; empty: everybody's."""
    heading: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    language: Mapped[str]
    written_by: Mapped[str]
    at: Mapped[datetime]


class ArticleReportRow(Row):
    __tablename__ = "article_report"
    __table_args__ = (Index(None, "tenant_id", "article_id", "at"),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str]
    version: Mapped[int]
    conversation_id: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str]
    staff_id: Mapped[str]
    staff_name: Mapped[str]
    at: Mapped[datetime]


class WrapUpRow(Row):
    __tablename__ = "wrap_up"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
        ),
        Index(None, "tenant_id", "conversation_id", "at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    reason: Mapped[str]
    summary: Mapped[str]
    solved: Mapped[bool | None]
    """NULL: the agent could not tell."""
    staff_id: Mapped[str]
    staff_name: Mapped[str]
    at: Mapped[datetime]


class CustomerTagRow(Row):
    __tablename__ = "customer_tag"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    """The bank's own reference to the customer."""
    tag: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class RevealRow(Row):
    __tablename__ = "reveal"
    __table_args__ = (Index(None, "tenant_id", "staff_id", "at"),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    field: Mapped[str]
    """Which field was shown; never what stood in it."""
    reason: Mapped[str]
    staff_id: Mapped[str]
    at: Mapped[datetime]
