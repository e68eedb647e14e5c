"""The outbox: the truth of what must still be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.message import Channel, Message
from models.database import Database
from models.mapping import message_of
from models.tables import MessageRow, OutboxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    message: Message
    channel: Channel
    attempts: int
    """Made so far, all without success."""


class SqlOutbox:
    """Rows are put here by the save that appends their message."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(
        self, now: datetime, limit: int = 100, *, tenant_id: str | None = None
    ) -> tuple[Sending, ...]:
        """The longest due first; None: of all tenants."""
        query = (
            select(OutboxRow, MessageRow)
            .join(
                MessageRow,
                (MessageRow.tenant_id == OutboxRow.tenant_id)
                & (MessageRow.id == OutboxRow.message_id),
            )
            .where(OutboxRow.state == "pending", OutboxRow.next_at <= now)
            .order_by(OutboxRow.next_at, MessageRow.conversation_id, MessageRow.seq)
            .limit(limit)
        )
        if tenant_id is not None:
            query = query.where(OutboxRow.tenant_id == tenant_id)
        return self._database.read(
            lambda session: tuple(
                Sending(
                    message=message_of(message),
                    channel=Channel(row.channel),
                    attempts=row.attempts,
                )
                for row, message in session.execute(query)
            )
        )

    def pending(self) -> int:
        query = select(func.count()).where(OutboxRow.state == "pending")
        return self._database.read(lambda session: session.scalar(query) or 0)

    def all_sent(self, messages: Sequence[Message]) -> None:
        """One write for many messages of one tenant."""
        change = (
            update(OutboxRow)
            .where(
                OutboxRow.tenant_id == messages[0].tenant_id,
                OutboxRow.message_id.in_([message.id for message in messages]),
            )
            .values(state="sent")
        )
        self._database.write(lambda session: session.execute(change))

    def sent(self, message: Message) -> None:
        self._set(message, state="sent")

    def failed(self, message: Message, *, next_at: datetime) -> None:
        """To be tried again at `next_at`."""
        self._set(message, attempts=OutboxRow.attempts + 1, next_at=next_at)

    def give_up(self, message: Message) -> None:
        self._set(message, state="dead", attempts=OutboxRow.attempts + 1)

    def _set(self, message: Message, **values: object) -> None:
        change = (
            update(OutboxRow)
            .where(
                OutboxRow.tenant_id == message.tenant_id,
                OutboxRow.message_id == message.id,
            )
            .values(**values)
        )
        self._database.write(lambda session: session.execute(change))
