"""Search: conversations by what was said in them, and by whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from models.database import Database
from models.tables import ConversationRow, MessageRow

AROUND = 30
"""Characters of a message shown before what was found in it."""
SNIPPET = 90
TAIL = 4
"""Digits of a card that people know it by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    conversation_id: str
    seq: int
    """Of the newest message that holds the words; 0 when something else matched."""
    snippet: str


class SqlSearch:
    def __init__(self, database: Database) -> None:
        self._database = database

    def words(self, tenant_id: str, words: str, limit: int) -> tuple[Hit, ...]:
        """Said in a conversation, newest activity first."""
        newest = (
            select(MessageRow.conversation_id, func.max(MessageRow.seq).label("seq"))
            .where(
                MessageRow.tenant_id == tenant_id,
                MessageRow.text.icontains(words, autoescape=True),
            )
            .group_by(MessageRow.conversation_id)
            .subquery()
        )
        query = (
            select(MessageRow.conversation_id, MessageRow.seq, MessageRow.text)
            .join(
                newest,
                (newest.c.conversation_id == MessageRow.conversation_id)
                & (newest.c.seq == MessageRow.seq),
            )
            .where(MessageRow.tenant_id == tenant_id)
            .order_by(MessageRow.sent_at.desc(), MessageRow.conversation_id)
            .limit(limit)
        )

        def find(session: Session) -> tuple[Hit, ...]:
            return tuple(
                Hit(conversation_id=one, seq=seq, snippet=_snippet(text, words))
                for one, seq, text in session.execute(query)
            )

        return self._database.read(find)

    def owners(self, tenant_id: str, words: str, limit: int) -> tuple[Hit, ...]:
        """Of whom the name, the conversation's own id or a card's tail is this."""
        shown = ConversationRow.verification["shown"].as_string()
        wanted: list[ColumnElement[bool]] = [
            shown.icontains(words, autoescape=True),
            ConversationRow.id.startswith(words.lower(), autoescape=True),
        ]
        if len(words) == TAIL and words.isdecimal():
            wanted.append(cast(ConversationRow.frames, Text).contains(f'"{words}"'))
        query = (
            select(ConversationRow.id, shown)
            .where(ConversationRow.tenant_id == tenant_id, or_(*wanted))
            .order_by(ConversationRow.updated_at.desc(), ConversationRow.id)
            .limit(limit)
        )

        def find(session: Session) -> tuple[Hit, ...]:
            return tuple(
                Hit(conversation_id=one, seq=0, snippet=name or "")
                for one, name in session.execute(query)
            )

        return self._database.read(find)

    def of_customer(self, tenant_id: str, subject: str, limit: int) -> Sequence[str]:
        """Ids of the conversations in which this customer was proved, newest first."""
        query = (
            select(ConversationRow.id)
            .where(
                ConversationRow.tenant_id == tenant_id,
                ConversationRow.verification["subject"].as_string() == subject,
            )
            .order_by(ConversationRow.updated_at.desc(), ConversationRow.id)
            .limit(limit)
        )
        return self._database.read(lambda session: tuple(session.scalars(query)))


def _snippet(text: str, words: str) -> str:
    at = max(text.lower().find(words.lower()) - AROUND, 0)
    cut = " ".join(text[at : at + SNIPPET].split())
    return f"{'…' if at else ''}{cut}{'…' if at + SNIPPET < len(text) else ''}"
