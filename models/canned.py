"""Canned replies: everybody's and each agent's own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.message import Language
from models.agent_tables import CannedReplyRow
from models.database import Database
from models.errors import RecordsError


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReply:
    id: str
    tenant_id: str
    staff_id: str
    """Whose own it is; empty: everybody's."""
    heading: str
    """The first level: what it is about."""
    title: str
    text: str
    """With {names} of what is filled in when it is used."""
    language: Language
    written_by: str
    """The name of who wrote it last."""
    at: datetime


class CannedReplyNotFound(RecordsError):
    code = "canned_reply_not_found"

    def __init__(self, reply_id: str) -> None:
        super().__init__(f"no canned reply {reply_id}")
        self.reply_id = reply_id


class SqlCanned:
    def __init__(self, database: Database) -> None:
        self._database = database

    def seen_by(self, tenant_id: str, staff_id: str) -> tuple[CannedReply, ...]:
        """Everybody's, and this agent's own; by heading and title."""
        query = (
            select(CannedReplyRow)
            .where(
                CannedReplyRow.tenant_id == tenant_id,
                CannedReplyRow.staff_id.in_(("", staff_id)),
            )
            .order_by(CannedReplyRow.heading, CannedReplyRow.title, CannedReplyRow.id)
        )
        return self._database.read(
            lambda session: tuple(_reply_of(row) for row in session.scalars(query))
        )

    def get(self, tenant_id: str, reply_id: str) -> CannedReply:
        """Raises CannedReplyNotFound."""
        key = (tenant_id, reply_id)

        def find(session: Session) -> CannedReply | None:
            row = session.get(CannedReplyRow, key)
            return _reply_of(row) if row else None

        found = self._database.read(find)
        if found is None:
            raise CannedReplyNotFound(reply_id)
        return found

    def put(self, reply: CannedReply) -> None:
        """New, or instead of the one with the same id."""
        row = CannedReplyRow(
            tenant_id=reply.tenant_id,
            id=reply.id,
            staff_id=reply.staff_id,
            heading=reply.heading,
            title=reply.title,
            text=reply.text,
            language=reply.language.value,
            written_by=reply.written_by,
            at=reply.at,
        )
        self._database.write(lambda session: session.merge(row))

    def remove(self, tenant_id: str, reply_id: str) -> None:
        """Removing what is not there changes nothing."""
        key = (tenant_id, reply_id)

        def drop(session: Session) -> None:
            if (row := session.get(CannedReplyRow, key)) is not None:
                session.delete(row)

        self._database.write(drop)


def _reply_of(row: CannedReplyRow) -> CannedReply:
    return CannedReply(
        id=row.id,
        tenant_id=row.tenant_id,
        staff_id=row.staff_id,
        heading=row.heading,
        title=row.title,
        text=row.text,
        language=Language(row.language),
        written_by=row.written_by,
        at=row.at,
    )
