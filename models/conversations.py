"""Conversations and their messages in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.change import Change, Received
from bot.conversation import Conversation
from bot.errors import ConversationNotFound
from bot.message import CONTINUES, Message, Owner
from models.database import Database
from models.mapping import conversation_of, message_of
from models.saving import create, receive, save
from models.tables import ConversationRow, HandoffRow, MessageRow

Found = Select[ConversationRow, HandoffRow]
"""The handoff is None for a conversation that never had one."""

UNREAD = tuple(sorted(event.value for event in CONTINUES))


class SqlConversationStore:
    """Implements bot.ports.ConversationStore, and what the doors list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, conversation: Conversation, first: Sequence[Message] = ()
    ) -> tuple[Message, ...]:
        """A new conversation with what is said first; messages with their seq."""
        return self._database.write(
            lambda session: create(session, conversation, first)
        )

    def receive(self, message: Message) -> Received:
        return self._database.write(lambda session: receive(session, message))

    def save(self, change: Change) -> tuple[Message, ...]:
        return self._database.write(lambda session: save(session, change))

    def get(self, tenant_id: str, conversation_id: str) -> Conversation:
        found = self._conversations(
            _conversations().where(
                ConversationRow.tenant_id == tenant_id,
                ConversationRow.id == conversation_id,
            )
        )
        if not found:
            raise ConversationNotFound(conversation_id)
        return found[0]

    def last_seq(self, tenant_id: str, conversation_id: str) -> int:
        row = self._database.read(
            lambda session: session.scalar(
                select(ConversationRow.last_seq).where(
                    ConversationRow.tenant_id == tenant_id,
                    ConversationRow.id == conversation_id,
                )
            )
        )
        if row is None:
            raise ConversationNotFound(conversation_id)
        return row

    def messages(
        self, tenant_id: str, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Message, ...]:
        """Those with a seq above `after`, in order; none for an unknown one."""
        return self._messages(
            select(MessageRow)
            .where(
                MessageRow.tenant_id == tenant_id,
                MessageRow.conversation_id == conversation_id,
                MessageRow.seq > after,
            )
            .order_by(MessageRow.seq)
            .limit(limit)
        )

    def last(self, tenant_id: str, conversation_id: str) -> Message | None:
        """What was said last; None for a conversation without a word. What nobody
        reads is passed over."""
        found = self._messages(
            select(MessageRow)
            .where(
                MessageRow.tenant_id == tenant_id,
                MessageRow.conversation_id == conversation_id,
                or_(MessageRow.event.is_(None), MessageRow.event.not_in(UNREAD)),
            )
            .order_by(MessageRow.seq.desc())
            .limit(1)
        )
        return found[0] if found else None

    def unanswered(self, message: Message) -> bool:
        """True until the message has its turn."""
        query = select(MessageRow.handled).where(
            MessageRow.tenant_id == message.tenant_id, MessageRow.id == message.id
        )
        return self._database.read(lambda session: session.scalar(query)) is False

    def open_until(self, message: Message) -> tuple[Message, ...]:
        """Of its conversation, this message and earlier ones that have no turn."""
        return self._messages(
            select(MessageRow)
            .where(
                MessageRow.tenant_id == message.tenant_id,
                MessageRow.conversation_id == message.conversation_id,
                MessageRow.seq <= message.seq,
                MessageRow.handled.is_(False),
            )
            .order_by(MessageRow.seq)
        )

    def unhandled(
        self, limit: int = 100, *, tenant_id: str | None = None
    ) -> tuple[Message, ...]:
        """Messages that await a turn, oldest first; None: all tenants'."""
        query = select(MessageRow).where(MessageRow.handled.is_(False))
        if tenant_id is not None:
            query = query.where(MessageRow.tenant_id == tenant_id)
        return self._messages(
            query.order_by(
                MessageRow.sent_at, MessageRow.conversation_id, MessageRow.seq
            ).limit(limit)
        )

    def waiting(
        self, now: datetime, *, tenant_id: str | None = None
    ) -> tuple[Conversation, ...]:
        """The queue at `now`: urgent ones first, then the longest waiting."""
        query = (
            _conversations()
            .where(
                ConversationRow.owner == Owner.QUEUE.value, HandoffRow.asked_at <= now
            )
            .order_by(HandoffRow.urgent.desc(), HandoffRow.asked_at, HandoffRow.id)
        )
        if tenant_id is not None:
            query = query.where(ConversationRow.tenant_id == tenant_id)
        return self._conversations(query)

    def find(
        self,
        tenant_id: str,
        *,
        owner: Owner | None = None,
        agent_id: str = "",
        limit: int = 50,
        before: datetime | None = None,
    ) -> tuple[Conversation, ...]:
        """Newest activity first; `before` is the activity that a page ended with."""
        wanted: list[ColumnElement[bool]] = [ConversationRow.tenant_id == tenant_id]
        if owner is not None:
            wanted.append(ConversationRow.owner == owner.value)
        if agent_id:
            wanted.append(ConversationRow.agent_id == agent_id)
        if before is not None:
            wanted.append(ConversationRow.updated_at < before)
        order = (ConversationRow.updated_at.desc(), ConversationRow.id)
        query = _conversations().where(*wanted).order_by(*order).limit(limit)
        return self._conversations(query)

    def fell_silent(
        self, tenant_id: str, *, after: datetime, until: datetime, limit: int = 200
    ) -> tuple[Conversation, ...]:
        """Those with the bot and in the middle of a task, in which something was last
        said after `after` and not after `until`."""
        query = (
            _conversations()
            .where(
                ConversationRow.tenant_id == tenant_id,
                ConversationRow.owner == Owner.BOT.value,
                ConversationRow.updated_at > after,
                ConversationRow.updated_at <= until,
            )
            .order_by(ConversationRow.updated_at)
            .limit(limit)
        )
        return tuple(one for one in self._conversations(query) if one.frames)

    def counts(self, tenant_id: str, agent_id: str) -> Mapping[str, int]:
        """How many an agent holds (`mine`), and how many `queue`, `bot`, `closed`."""
        owner = ConversationRow.owner
        mine = and_(owner == Owner.AGENT.value, ConversationRow.agent_id == agent_id)
        query = select(owner, func.count()).where(
            ConversationRow.tenant_id == tenant_id
        )

        def count(session: Session) -> dict[str, int]:
            by_owner = session.execute(query.group_by(owner)).all()
            found = dict(by_owner)
            own = session.execute(query.where(mine).group_by(owner)).all()
            return {
                "mine": sum(number for _, number in own),
                **{kind: found.get(kind, 0) for kind in ("queue", "bot", "closed")},
            }

        return self._database.read(count)

    def _conversations(self, query: Found) -> tuple[Conversation, ...]:
        def run(session: Session) -> tuple[Conversation, ...]:
            rows = session.execute(query)
            return tuple(conversation_of(row, handoff) for row, handoff in rows)

        return self._database.read(run)

    def _messages(self, query: Select[MessageRow]) -> tuple[Message, ...]:
        return self._database.read(
            lambda session: tuple(message_of(row) for row in session.scalars(query))
        )


def _conversations() -> Found:
    """Each with its current or last handoff."""
    return select(ConversationRow, HandoffRow).outerjoin(
        HandoffRow,
        and_(
            HandoffRow.tenant_id == ConversationRow.tenant_id,
            HandoffRow.id == ConversationRow.handoff_id,
        ),
    )
