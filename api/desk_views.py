"""Desk views: what an agent sees of conversations, made from the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api import views
from api.desk_schemas import (
    CardShown,
    ConsultShown,
    ConversationShown,
    CountsShown,
    DraftShown,
    FloorShown,
    HandoffShown,
    LastShown,
    NoteShown,
    PackageShown,
    PromiseShown,
    RatingShown,
    StaffShown,
    TriedShown,
    ViewerShown,
)
from api.rooms import Rooms
from bot.conversation import Conversation
from bot.desk.tiers import Tier
from bot.handoff import Handoff, HandoffState
from bot.message import Language, Message, Owner
from bot.promise import Promise, PromiseStanding
from models.records import Note, Rating, Staff

MOST_EVENTS = 500
COMPLAINT = "complaint"
"""What the names of intents begin with that are complaints."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What cards show beside the conversation itself."""

    drafted: frozenset[str]
    """Conversations in which whoever looks has a draft."""
    offered: Mapping[str, str]
    """Agent's id, by conversation on offer."""
    titles: Mapping[str, Mapping[Language, str]]
    """Of intents."""
    places: Mapping[str, int]
    """By conversation that waits, where it is known already."""


def sight(rooms: Rooms, person: Staff, queue: Sequence[Conversation] = ()) -> Sight:
    records, tenant_id = rooms.records, person.tenant_id
    return Sight(
        drafted=records.beside.drafted(tenant_id, person.id),
        offered={o.conversation_id: o.staff_id for o in records.offers.open(tenant_id)},
        titles={one.name: one.titles for one in rooms.pack.intents},
        places={one.id: number for number, one in enumerate(queue, 1)},
    )


def card(
    rooms: Rooms, conversation: Conversation, last: Message | None, seen: Sight
) -> CardShown:
    handoff = conversation.handoff
    open_ = handoff if handoff and handoff.ended_at is None else None
    waiting = open_ if conversation.owner is Owner.QUEUE else None
    verification = conversation.verification
    intent = handoff.package.intent if handoff else ""
    return CardShown(
        id=conversation.id,
        channel=conversation.channel,
        language=conversation.language,
        owner=conversation.owner,
        agent_id=conversation.agent_id or None,
        agent_name=conversation.agent_name or None,
        title=title(conversation),
        last=_last(last),
        last_seq=last.seq if last else 0,
        created_at=conversation.created_at,
        waiting_since=waiting.waits_since if waiting else None,
        reason=open_.reason if open_ else None,
        urgent=bool(open_ and open_.urgent),
        assurance=verification.standing(rooms.clock()),
        verified_until=verification.expires_at(rooms.clock()),
        intent=seen.titles.get(intent, {}).get(conversation.language, ""),
        tier=handoff.tier if handoff else Tier.ORDINARY,
        complaint=intent.startswith(COMPLAINT),
        skill=open_.skill if open_ else "",
        answer_by=_answer_by(rooms, waiting),
        position=_position(rooms, conversation, seen) if waiting else None,
        draft=conversation.id in seen.drafted,
        offered_to=seen.offered.get(conversation.id, ""),
        transferred_by=open_.passed_by if open_ else "",
        lent=bool(handoff and handoff.state is HandoffState.LENT),
    )


def title(conversation: Conversation) -> str:
    return f"{VISITOR[conversation.language]} {conversation.id[:4]}"


def _answer_by(rooms: Rooms, waiting: Handoff | None) -> datetime | None:
    if waiting is None:
        return None
    return waiting.asked_at + timedelta(seconds=rooms.desk_rules.answer_seconds)


def _position(rooms: Rooms, conversation: Conversation, seen: Sight) -> int:
    known = seen.places.get(conversation.id)
    if known is not None:
        return known
    tenant_id, now = conversation.tenant_id, rooms.clock()
    return rooms.records.desk.floor(tenant_id, conversation.id, now=now).ahead + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside the words for whoever looks."""

    seen: Sight
    draft: DraftShown | None
    viewers: list[ViewerShown]
    consult: ConsultShown | None


def _last(message: Message | None) -> LastShown | None:
    if message is None:
        return None
    return LastShown(text=message.text[:120], author=message.author, at=message.sent_at)


def found_card(rooms: Rooms, conversation: Conversation, seen: Sight) -> CardShown:
    store = rooms.records.conversations
    last = store.last(conversation.tenant_id, conversation.id)
    return card(rooms, conversation, last, seen)


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
        kind=written.kind,
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
        overdue=made.standing(now) is PromiseStanding.LATE,
        made_by=made.made_by,
        owner=made.owner,
        owner_name=made.owner_name,
        state=made.state,
        standing=made.standing(now),
        outcome=made.outcome,
    )


def whole(
    rooms: Rooms, conversation: Conversation, beside: Beside
) -> ConversationShown:
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
        card=card(rooms, conversation, messages[-1] if messages else None, beside.seen),
        events=views.events(messages, {one.seq: one.helpful for one in given}),
        notes=[note(one) for one in notes],
        handoff=_handoff(conversation.handoff, rooms.clock()),
        rating=_rating(records.feedback.rating(tenant_id, conversation.id)),
        draft=beside.draft,
        viewers=beside.viewers,
        consult=beside.consult,
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
        note=handoff.note,
        passed_by=handoff.passed_by,
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
