"""The tables of calls: what was said in them, and their recordings."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row
from models.tables import CONVERSATION


def _of_conversation() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "conversation_id"], CONVERSATION)


class SpokenRow(Row):
    __tablename__ = "spoken"
    __table_args__ = (_of_conversation(),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """Of the utterance, within its call."""
    who: Mapped[str]
    seq: Mapped[int]
    """Of the message; 0 for a sentence of the call's own."""
    part: Mapped[int]
    prompt: Mapped[str]
    starts_ms: Mapped[int]
    """Since the call began, as all times of a call."""
    ends_ms: Mapped[int]
    characters: Mapped[int]
    heard_characters: Mapped[int]
    up_to: Mapped[str]
    """The last words that were heard of what was cut off."""


class RecordingRow(Row):
    __tablename__ = "recording"
    __table_args__ = (_of_conversation(), Index(None, "tenant_id", "began_at"))

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    began_at: Mapped[datetime]
    rate: Mapped[int]
    milliseconds: Mapped[int]
    state: Mapped[str]
    gaps: Mapped[list[list[int]]] = mapped_column(JSON)
    """Begin and end of each, in milliseconds."""
