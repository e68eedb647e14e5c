"""Why the bot did what it did, for people who ask later."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.passage import Passage
from bot.understanding import Understanding
from models.codec import unpack, unpack_all
from models.database import Database
from models.tables import MessageRow, TurnRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    seq: int
    """Of the customer's message."""
    message_id: str
    understanding: Understanding | None
    passages: tuple[Passage, ...]
    actions: str
    """Names, joined by "+"."""
    why: str


class SqlTurns:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: str, conversation_id: str) -> tuple[TurnRecord, ...]:
        """In the order of their messages."""
        query = (
            select(TurnRow, MessageRow.seq)
            .join(
                MessageRow,
                (MessageRow.tenant_id == TurnRow.tenant_id)
                & (MessageRow.id == TurnRow.message_id),
            )
            .where(
                TurnRow.tenant_id == tenant_id,
                TurnRow.conversation_id == conversation_id,
            )
            .order_by(MessageRow.seq)
        )

        def find(session: Session) -> tuple[TurnRecord, ...]:
            return tuple(_record_of(row, seq) for row, seq in session.execute(query))

        return self._database.read(find)


def _record_of(row: TurnRow, seq: int) -> TurnRecord:
    return TurnRecord(
        seq=seq,
        message_id=row.message_id,
        understanding=unpack(Understanding, row.understanding),
        passages=unpack_all(Passage, row.passages),
        actions=row.actions,
        why=row.why,
    )
