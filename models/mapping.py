"""Conversations, messages and handoffs as rows, and back as values of the rules."""

from typing import cast

from bot.attachment import Attachment
from bot.conversation import Chosen, Conversation, Frame
from bot.desk.tiers import Tier
from bot.handoff import Handoff, HandoffReason, HandoffState, Package, Tried
from bot.message import Author, Channel, Event, Language, Message, Owner
from bot.promise import Promise, PromiseKind, PromiseState
from bot.reply import Choice, Reply
from bot.turn import Turn
from bot.verification import Verification
from models.codec import pack, unpack, unpack_all
from models.tables import (
    ConversationRow,
    HandoffRow,
    MessageRow,
    PromiseRow,
    TurnRow,
)


def conversation_columns(conversation: Conversation) -> dict[str, object]:
    """All that a save may change; neither the key nor version, last_seq, updated_at."""
    return {
        "channel": conversation.channel.value,
        "language": conversation.language.value,
        "owner": conversation.owner.value,
        "agent_id": conversation.agent_id,
        "agent_name": conversation.agent_name,
        "verification": pack(conversation.verification),
        "misses": conversation.misses,
        "insults": conversation.insults,
        "frames": pack(conversation.frames),
        "chosen": pack(conversation.chosen),
        "choices": pack(conversation.choices),
        "asked": conversation.asked,
        "tried": pack(conversation.tried),
        "handoff_id": conversation.handoff.id if conversation.handoff else None,
        "source": conversation.source,
        "signals": list(conversation.signals),
    }


def conversation_of(row: ConversationRow, handoff: HandoffRow | None) -> Conversation:
    return Conversation(
        id=row.id,
        tenant_id=row.tenant_id,
        channel=Channel(row.channel),
        language=Language(row.language),
        created_at=row.created_at,
        owner=Owner(row.owner),
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        verification=unpack(Verification, row.verification),
        misses=row.misses,
        insults=row.insults,
        frames=unpack_all(Frame, row.frames),
        chosen=unpack_all(Chosen, row.chosen),
        choices=unpack_all(Choice, row.choices),
        asked=row.asked,
        tried=unpack_all(Tried, row.tried),
        handoff=handoff_of(handoff) if handoff else None,
        source=row.source,
        signals=tuple(cast(list[str], row.signals)),
        version=row.version,
    )


def message_row(message: Message, seq: int) -> MessageRow:
    return MessageRow(
        tenant_id=message.tenant_id,
        conversation_id=message.conversation_id,
        seq=seq,
        id=message.id,
        author=message.author.value,
        text=message.text,
        language=message.language.value,
        channel=message.channel.value,
        owner=message.owner.value,
        client_id=message.client_id or None,
        choice=message.choice,
        confidence=message.confidence,
        agent_id=message.agent_id,
        agent_name=message.agent_name,
        event=message.event.value if message.event else None,
        reply=pack(message.reply),
        action=message.action,
        attachment=pack(message.attachment),
        sent_at=message.sent_at,
        handled=not message.awaits_turn,
    )


def message_of(row: MessageRow) -> Message:
    return Message(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        author=Author(row.author),
        text=row.text,
        language=Language(row.language),
        channel=Channel(row.channel),
        sent_at=row.sent_at,
        seq=row.seq,
        owner=Owner(row.owner),
        client_id=row.client_id or "",
        choice=row.choice,
        confidence=row.confidence,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        event=Event(row.event) if row.event else None,
        reply=unpack(Reply, row.reply),
        action=row.action,
        attachment=unpack(Attachment, row.attachment),
    )


def turn_row(turn: Turn) -> TurnRow:
    return TurnRow(
        tenant_id=turn.message.tenant_id,
        message_id=turn.message.id,
        conversation_id=turn.message.conversation_id,
        understanding=pack(turn.understanding),
        passages=pack(turn.passages),
        actions=turn.action_names,
        why=turn.why,
    )


def handoff_row(handoff: Handoff) -> HandoffRow:
    return HandoffRow(
        tenant_id=handoff.tenant_id,
        id=handoff.id,
        conversation_id=handoff.conversation_id,
        reason=handoff.reason.value,
        skill=handoff.skill,
        urgent=handoff.urgent,
        package=pack(handoff.package),
        asked_at=handoff.asked_at,
        state=handoff.state.value,
        reminded_at=handoff.reminded_at,
        agent_id=handoff.agent_id,
        taken_at=handoff.taken_at,
        ended_at=handoff.ended_at,
        hint=handoff.hint,
        tier=handoff.tier.value,
        level=handoff.level,
        since=handoff.since,
        preferred=handoff.preferred,
        preferred_until=handoff.preferred_until,
        note=handoff.note,
        passed_by=handoff.passed_by,
        subject=handoff.package.verification.subject,
    )


def handoff_of(row: HandoffRow) -> Handoff:
    return Handoff(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        reason=HandoffReason(row.reason),
        skill=row.skill,
        urgent=row.urgent,
        package=unpack(Package, row.package),
        asked_at=row.asked_at,
        state=HandoffState(row.state),
        reminded_at=row.reminded_at,
        agent_id=row.agent_id,
        taken_at=row.taken_at,
        ended_at=row.ended_at,
        hint=row.hint,
        tier=Tier(row.tier),
        level=row.level,
        since=row.since,
        preferred=row.preferred,
        preferred_until=row.preferred_until,
        note=row.note,
        passed_by=row.passed_by,
    )


def promise_row(promise: Promise) -> PromiseRow:
    return PromiseRow(
        tenant_id=promise.tenant_id,
        id=promise.id,
        conversation_id=promise.conversation_id,
        kind=promise.kind.value,
        contact=promise.contact,
        text=promise.text,
        made_at=promise.made_at,
        due_at=promise.due_at,
        state=promise.state.value,
        outcome=promise.outcome,
        kept_by=promise.kept_by,
        kept_at=promise.kept_at,
        made_by=promise.made_by,
        owner=promise.owner,
        owner_name=promise.owner_name,
        subject=promise.subject,
        warned_at=promise.warned_at,
    )


def promise_of(row: PromiseRow) -> Promise:
    return Promise(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        kind=PromiseKind(row.kind),
        contact=row.contact,
        text=row.text,
        made_at=row.made_at,
        due_at=row.due_at,
        state=PromiseState(row.state),
        outcome=row.outcome,
        kept_by=row.kept_by,
        kept_at=row.kept_at,
        made_by=row.made_by,
        owner=row.owner,
        owner_name=row.owner_name,
        subject=row.subject,
        warned_at=row.warned_at,
    )
