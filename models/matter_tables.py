"""The tables of matters and of appointments."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row

MATTER = ["matter.tenant_id", "matter.id"]


class MatterRow(Row):
    __tablename__ = "matter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
        ),
        UniqueConstraint("tenant_id", "reference"),
        Index(None, "tenant_id", "conversation_id"),
        Index(None, "tenant_id", "subject"),
        Index(None, "tenant_id", "state", "due_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    kind: Mapped[str]
    reference: Mapped[str]
    contact: Mapped[str]
    opened_at: Mapped[datetime]
    accept_by: Mapped[datetime]
    contact_by: Mapped[datetime]
    finish_by: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Of the next step; NULL once it has ended."""
    subject: Mapped[str]
    branch: Mapped[str]
    skill: Mapped[str]
    about: Mapped[object] = mapped_column(JSON)
    state: Mapped[str]
    holder: Mapped[str]


class MatterStepRow(Row):
    __tablename__ = "matter_step"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "matter_id"], MATTER),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    by: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str]


class AppointmentRow(Row):
    __tablename__ = "appointment"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "matter_id"], MATTER),
        UniqueConstraint("tenant_id", "kind", "starts_at", "place", "seat"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    starts_at: Mapped[datetime]
    place: Mapped[str]
    """Id of a branch; empty: the centre."""
    seat: Mapped[int]
    """Which of those who can take one at the same time, from 1."""
