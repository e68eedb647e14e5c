"""The table of what was attached to messages."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row


class AttachmentRow(Row):
    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
        ),
        Index(None, "tenant_id", "conversation_id"),
        Index(None, "tenant_id", "at"),
        Index(None, "unheard"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    """That of the message which it belongs to."""
    conversation_id: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """As whoever holds the key wrote it: nothing here can read it."""
    size: Mapped[int]
    """In bytes."""
    at: Mapped[datetime]
    unheard: Mapped[bool]
    """True while a voice message waits for its words."""
