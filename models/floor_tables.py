"""The tables of the floor: skills, stewards, offers, drafts, consultations, hours."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row
from models.tables import CONVERSATION, STAFF


def _of_conversation() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "conversation_id"], CONVERSATION)


def _of_staff() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "staff_id"], STAFF)


class DeskProfileRow(Row):
    __tablename__ = "desk_profile"
    __table_args__ = (_of_staff(),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str]
    chats: Mapped[int]
    auto_accept: Mapped[bool]


class StaffSkillRow(Row):
    __tablename__ = "staff_skill"
    __table_args__ = (_of_staff(),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]


class StewardRow(Row):
    __tablename__ = "steward"
    __table_args__ = (_of_staff(),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    """The bank's own reference to the customer."""
    staff_id: Mapped[str]
    set_by: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime | None]


class OfferRow(Row):
    __tablename__ = "offer"
    __table_args__ = (
        _of_conversation(),
        _of_staff(),
        Index(None, "tenant_id", "state", "expires_at"),
        Index(None, "tenant_id", "handoff_id"),
        Index(None, "tenant_id", "offered_at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    handoff_id: Mapped[str]
    staff_id: Mapped[str]
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str]


class DraftRow(Row):
    __tablename__ = "draft"
    __table_args__ = (_of_conversation(), _of_staff())

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class ConsultRow(Row):
    __tablename__ = "consult"
    __table_args__ = (
        _of_conversation(),
        _of_staff(),
        Index(None, "tenant_id", "conversation_id", "at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    staff_id: Mapped[str]
    """Who is asked."""
    asked_by: Mapped[str]
    note: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]


class DeskSettingRow(Row):
    __tablename__ = "desk_setting"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, object]] = mapped_column(JSON)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class OfficeDayRow(Row):
    __tablename__ = "office_day"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    """2026-10-01."""
    open: Mapped[bool]
    opens: Mapped[str]
    """09:00; empty for the usual hour."""
    closes: Mapped[str]
    reason: Mapped[str]
