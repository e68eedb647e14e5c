"""What may be written to a conversation, each as one step inside a transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bot.change import Change, Received
from bot.conversation import Conversation
from bot.errors import ConversationChanged, ConversationNotFound, KeyReused
from bot.masking import same_words
from bot.message import Message, Owner
from bot.turn import Turn
from models.act_mapping import act_row, request_row
from models.mapping import (
    conversation_columns,
    handoff_row,
    message_of,
    message_row,
    promise_row,
    turn_row,
)
from models.tables import ConversationRow, MessageRow, OutboxRow


def create(
    session: Session, conversation: Conversation, first: Sequence[Message]
) -> tuple[Message, ...]:
    row = ConversationRow(
        tenant_id=conversation.tenant_id,
        id=conversation.id,
        created_at=conversation.created_at,
        updated_at=_latest(conversation.created_at, first),
        version=conversation.version,
        last_seq=len(first),
        **conversation_columns(conversation),
    )
    session.add(row)
    session.flush()
    if conversation.handoff:
        session.add(handoff_row(conversation.handoff))
    return _append(session, first, after=0)


def receive(session: Session, message: Message) -> Received:
    row = _locked(session, message.tenant_id, message.conversation_id)
    stored = _repeated(session, message)
    if stored is not None:
        return Received(message=stored, duplicate=True)
    row.last_seq += 1
    row.updated_at = _latest(row.updated_at, [message])
    placed = replace(message, seq=row.last_seq, owner=Owner(row.owner))
    session.add(message_row(placed, placed.seq))
    session.flush()
    return Received(message=placed, duplicate=False)


def save(session: Session, change: Change) -> tuple[Message, ...]:
    conversation = change.conversation
    row = _locked(session, conversation.tenant_id, conversation.id)
    repeated = [_repeated(session, message) for message in change.messages]
    stored = tuple(message for message in repeated if message is not None)
    if stored:
        return stored
    if row.version != conversation.version:
        raise ConversationChanged(conversation.id)
    after = row.last_seq
    _overwrite(row, change)
    session.flush()
    for handoff in filter(None, (change.ended, conversation.handoff)):
        session.merge(handoff_row(handoff))
    if change.promise:
        session.add(promise_row(change.promise))
    session.add_all(act_row(act) for act in change.acts)
    if change.request:
        session.add(request_row(change.request))
    if change.turn:
        _close_turn(session, change.turn)
    return _append(session, change.messages, after=after)


def _locked(session: Session, tenant_id: str, conversation_id: str) -> ConversationRow:
    """The row, held until the transaction ends: seqs are given out one by one."""
    key = (tenant_id, conversation_id)
    row = session.get(
        ConversationRow, key, with_for_update=True, populate_existing=True
    )
    if row is None:
        raise ConversationNotFound(conversation_id)
    return row


def _overwrite(row: ConversationRow, change: Change) -> None:
    for name, value in conversation_columns(change.conversation).items():
        setattr(row, name, value)
    row.version += 1
    row.last_seq += len(change.messages)
    row.updated_at = _latest(row.updated_at, change.messages)


def _latest(moment: datetime, messages: Sequence[Message]) -> datetime:
    return max([moment, *(message.sent_at for message in messages)])


def _repeated(session: Session, message: Message) -> Message | None:
    """The same message as it was stored before, known by its sender's own id."""
    if not message.client_id:
        return None
    row = session.scalar(
        select(MessageRow).where(
            MessageRow.tenant_id == message.tenant_id,
            MessageRow.conversation_id == message.conversation_id,
            MessageRow.author == message.author.value,
            MessageRow.client_id == message.client_id,
        )
    )
    if row is None:
        return None
    stored = message_of(row)
    same = stored.choice == message.choice and same_words(row.text, message.text)
    if not same or stored.brings != message.brings:
        raise KeyReused(message.client_id)
    return stored


def _close_turn(session: Session, turn: Turn) -> None:
    message = turn.message
    handled = session.execute(
        update(MessageRow)
        .where(
            MessageRow.tenant_id == message.tenant_id,
            MessageRow.conversation_id == message.conversation_id,
            MessageRow.id == message.id,
            MessageRow.handled.is_(False),
        )
        .values(handled=True)
    )
    if not isinstance(handled, CursorResult) or handled.rowcount != 1:
        raise ConversationChanged(message.conversation_id)
    session.add(turn_row(turn))


def _append(
    session: Session, messages: Sequence[Message], *, after: int
) -> tuple[Message, ...]:
    placed = tuple(
        replace(message, seq=seq) for seq, message in enumerate(messages, after + 1)
    )
    session.add_all(message_row(message, message.seq) for message in placed)
    session.flush()
    session.add_all(
        _outbox_row(message) for message in placed if not message.awaits_turn
    )
    session.flush()
    return placed


def _outbox_row(message: Message) -> OutboxRow:
    return OutboxRow(
        tenant_id=message.tenant_id,
        message_id=message.id,
        channel=message.channel.value,
        state="pending",
        attempts=0,
        next_at=message.sent_at,
    )
