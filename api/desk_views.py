"""Desk views: what an agent sees of conversations, made from the records."""

from datetime import datetime

from api import views
from api.desk_schemas import (
    CardShown,
    ConversationShown,
    CountsShown,
    FloorShown,
    HandoffShown,
    LastShown,
    NoteShown,
    PackageShown,
    PromiseShown,
    RatingShown,
    StaffShown,
    TriedShown,
)
from api.rooms import Rooms
from bot.conversation import Conversation
from bot.handoff import Handoff, HandoffState
from bot.message import Language, Message, Owner
from bot.promise import Promise
from models.records import Note, Rating, Staff

MOST_EVENTS = 500
VISITOR = {Language.ZH: "访客", Language.EN: "Visitor"}


def staff(person: Staff) -> StaffShown:
    return StaffShown(
        id=person.id,
        name=person.name,
        display_name=person.display_name,
        number=person.number,
        role=person.role,
        must_change=person.must_change,
    )


def card(rooms: Rooms, conversation: Conversation, last: Message | None) -> CardShown:
    handoff = conversation.handoff
    open_ = handoff is not None and handoff.ended_at is None
    waiting = conversation.owner is Owner.QUEUE
    verification = conversation.verification
    return CardShown(
        id=conversation.id,
        channel=conversation.channel,
        language=conversation.language,
        owner=conversation.owner,
        agent_id=conversation.agent_id or None,
        agent_name=conversation.agent_name or None,
        title=f"{VISITOR[conversation.language]} {conversation.id[:4]}",
        last=_last(last),
        last_seq=last.seq if last else 0,
        created_at=conversation.created_at,
        waiting_since=handoff.asked_at if handoff and waiting else None,
        reason=handoff.reason if handoff and open_ else None,
        urgent=bool(handoff and open_ and handoff.urgent),
        assurance=verification.standing(rooms.clock()),
        verified_until=verification.expires_at(rooms.clock()),
    )


def _last(message: Message | None) -> LastShown | None:
    if message is None:
        return None
    return LastShown(text=message.text[:120], author=message.author, at=message.sent_at)


def found_card(rooms: Rooms, conversation: Conversation) -> CardShown:
    store = rooms.records.conversations
    last = store.last(conversation.tenant_id, conversation.id)
    return card(rooms, conversation, last)


def counts(rooms: Rooms, person: Staff) -> CountsShown:
    numbers = rooms.records.conversations.counts(person.tenant_id, person.id)
    return CountsShown(**numbers)


def floor(rooms: Rooms, tenant_id: str) -> FloorShown:
    """Nobody's own place: `waiting` counts the whole queue."""
    seen = rooms.records.desk.floor(tenant_id, "", now=rooms.clock())
    return FloorShown(online=seen.online, waiting=seen.ahead)


def note(written: Note) -> NoteShown:
    return NoteShown(
        id=written.id,
        after_seq=written.after_seq,
        agent_name=written.agent_name,
        text=written.text,
        at=written.at,
    )


def promise(made: Promise, now: datetime) -> PromiseShown:
    return PromiseShown(
        id=made.id,
        conversation_id=made.conversation_id,
        kind=made.kind,
        contact=made.contact,
        text=made.text,
        made_at=made.made_at,
        due_at=made.due_at,
        overdue=made.due_at < now,
    )


def whole(rooms: Rooms, conversation: Conversation) -> ConversationShown:
    records = rooms.records
    tenant_id = conversation.tenant_id
    last_seq = records.conversations.last_seq(tenant_id, conversation.id)
    messages = records.conversations.messages(
        tenant_id,
        conversation.id,
        after=max(last_seq - MOST_EVENTS, 0),
        limit=MOST_EVENTS,
    )
    given = records.feedback.given(tenant_id, conversation.id)
    notes = records.desk.notes(tenant_id, conversation.id)
    return ConversationShown(
        card=card(rooms, conversation, messages[-1] if messages else None),
        events=views.events(messages, {one.seq: one.helpful for one in given}),
        notes=[note(one) for one in notes],
        handoff=_handoff(conversation.handoff, rooms.clock()),
        rating=_rating(records.feedback.rating(tenant_id, conversation.id)),
    )


def _handoff(handoff: Handoff | None, now: datetime) -> HandoffShown | None:
    if handoff is None or handoff.state is HandoffState.LEFT:
        return None
    package = handoff.package
    return HandoffShown(
        reason=handoff.reason,
        skill=handoff.skill,
        urgent=handoff.urgent,
        asked_at=handoff.asked_at,
        state=handoff.state,
        hint=handoff.hint,
        package=PackageShown(
            wants=package.wants,
            intent=package.intent,
            language=package.language,
            tried=[
                TriedShown(
                    question=one.question,
                    article_id=one.article_id,
                    title=one.title,
                    version=one.version,
                )
                for one in package.tried
            ],
            assurance=package.verification.standing(now),
            methods=list(package.verification.methods(now)),
            verified_until=package.verification.expires_at(now),
            open_flow=package.open_flow,
            misses=package.misses,
        ),
    )


def _rating(given: Rating | None) -> RatingShown | None:
    if given is None:
        return None
    return RatingShown(
        solved=given.solved, stars=given.stars, comment=given.comment, at=given.at
    )
