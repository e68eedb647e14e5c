"""The content of attachments in the database, sealed by whoever keeps it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session

from bot.errors import KeyReused
from bot.message import Author, Message
from models.attachment_tables import AttachmentRow
from models.database import Database
from models.errors import RecordsError
from models.mapping import message_of
from models.tables import MessageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The content of one attachment."""

    tenant_id: str
    conversation_id: str
    id: str
    content: bytes
    size: int
    """Of the content before it was sealed, in bytes."""
    at: datetime
    unheard: bool = False


class AttachmentNotFound(RecordsError):
    code = "attachment_not_found"

    def __init__(self, attachment_id: str) -> None:
        super().__init__(f"no attachment {attachment_id}")


class AttachmentGone(RecordsError):
    """Its message is there, its content was kept as long as it may be."""

    code = "attachment_gone"

    def __init__(self, attachment_id: str) -> None:
        super().__init__(f"attachment {attachment_id} is no longer kept")


class SqlAttachments:
    """The content is kept first, then its message is said: what a crash leaves
    between them belongs to no message, and is forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, kept: Kept) -> None:
        row = AttachmentRow(
            tenant_id=kept.tenant_id,
            id=kept.id,
            conversation_id=kept.conversation_id,
            content=kept.content,
            size=kept.size,
            at=kept.at,
            unheard=kept.unheard,
        )
        self._database.write(lambda session: session.add(row))

    def content(self, tenant_id: str, attachment_id: str) -> bytes:
        """Raises AttachmentGone."""
        found = self._database.read(
            lambda session: session.scalar(
                select(AttachmentRow.content).where(_one(tenant_id, attachment_id))
            )
        )
        if found is None:
            raise AttachmentGone(attachment_id)
        return found

    def message(
        self, tenant_id: str, conversation_id: str, attachment_id: str
    ) -> Message:
        """The one that it belongs to. Raises AttachmentNotFound."""
        found = self._messages(
            MessageRow.tenant_id == tenant_id,
            MessageRow.conversation_id == conversation_id,
            MessageRow.id == attachment_id,
            MessageRow.attachment.is_not(None),
        )
        if not found:
            raise AttachmentNotFound(attachment_id)
        return found[0]

    def said_before(
        self, conversation: tuple[str, str], author: Author, key: str, digest: str
    ) -> Message | None:
        """By tenant and conversation: the message that came under the same client id.
        Raises KeyReused when it was another one."""
        tenant_id, conversation_id = conversation
        found = self._messages(
            MessageRow.tenant_id == tenant_id,
            MessageRow.conversation_id == conversation_id,
            MessageRow.author == author.value,
            MessageRow.client_id == key,
        )
        if not found:
            return None
        given = found[0].attachment
        if given is None or given.digest != digest:
            raise KeyReused(key)
        return found[0]

    def number(self, tenant_id: str, conversation_id: str) -> int:
        """How many a conversation has."""
        query = select(func.count()).where(
            AttachmentRow.tenant_id == tenant_id,
            AttachmentRow.conversation_id == conversation_id,
        )
        return self._database.read(lambda session: session.scalar(query)) or 0

    def drop(self, tenant_id: str, attachment_id: str) -> None:
        query = delete(AttachmentRow).where(_one(tenant_id, attachment_id))
        self._database.write(lambda session: _run(session, query))

    def unheard(self, tenant_id: str, limit: int = 20) -> Sequence[Message]:
        """Voice messages that wait for their words, the oldest first."""
        query = (
            select(MessageRow)
            .join(AttachmentRow, _belongs())
            .where(AttachmentRow.tenant_id == tenant_id, AttachmentRow.unheard)
            .order_by(AttachmentRow.at)
            .limit(limit)
        )
        return self._database.read(
            lambda session: tuple(message_of(row) for row in session.scalars(query))
        )

    def heard(self, tenant_id: str, attachment_id: str) -> None:
        query = (
            update(AttachmentRow)
            .where(_one(tenant_id, attachment_id))
            .values(unheard=False)
        )
        self._database.write(lambda session: _run(session, query))

    def forget(
        self, tenant_id: str, *, kept_until: datetime, orphaned_until: datetime
    ) -> None:
        """The content of what is older than `kept_until`; and of what no message
        brought until `orphaned_until`."""
        own = AttachmentRow.tenant_id == tenant_id
        old = delete(AttachmentRow).where(own, AttachmentRow.at < kept_until)
        orphaned = delete(AttachmentRow).where(
            own,
            AttachmentRow.at < orphaned_until,
            ~exists().where(_belongs()),
        )

        def run(session: Session) -> None:
            _run(session, old)
            _run(session, orphaned)

        self._database.write(run)

    def _messages(self, *wanted: ColumnElement[bool]) -> tuple[Message, ...]:
        query = select(MessageRow).where(*wanted)
        return self._database.read(
            lambda session: tuple(message_of(row) for row in session.scalars(query))
        )


def _one(tenant_id: str, attachment_id: str) -> ColumnElement[bool]:
    return and_(AttachmentRow.tenant_id == tenant_id, AttachmentRow.id == attachment_id)


def _belongs() -> ColumnElement[bool]:
    return and_(
        MessageRow.tenant_id == AttachmentRow.tenant_id,
        MessageRow.id == AttachmentRow.id,
    )


def _run(session: Session, query: object) -> None:
    session.execute(query)  # type: ignore[call-overload]
