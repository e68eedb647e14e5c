"""The desk's door over HTTP: be present, take, reply, note, hand back, close."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api import desk_beside, desk_people, desk_views
from api.auth import AnAgent
from api.chat import TheService
from api.desk_schemas import (
    BePresent,
    CardsShown,
    CloseConversation,
    ConversationShown,
    HandBack,
    NoteShown,
    PresenceShown,
    Reply,
    WriteNote,
)
from api.openapi import RESPONSES
from api.promising import promising
from api.schemas import MessageTaken
from api.service import Service
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.proving import handed_back_to_prove
from bot.desk.queue import in_order
from bot.desk.steps import Agent
from bot.errors import NotYours
from bot.message import Message, Owner
from models.records import Audited, Note, NoteKind, Staff

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)

RECENT = 200
"""Events among which a repeated reply is looked for."""
OWNERS = {
    "mine": Owner.AGENT,
    "queue": Owner.QUEUE,
    "bot": Owner.BOT,
    "closed": Owner.CLOSED,
}


@router.put("/presence")
def be_present(wish: BePresent, staff: AnAgent, service: TheService) -> PresenceShown:
    """Online, on a break, in a training, finishing, or offline. Only who is online is
    asked to take anything."""
    desk_people.be(service, staff, wish.state, reason=wish.reason)
    return desk_people.standing(service.rooms, staff)


@router.get("/presence")
def show_presence(staff: AnAgent, service: TheService) -> PresenceShown:
    return desk_people.standing(service.rooms, staff)


@router.get("/conversations")
def list_conversations(
    staff: AnAgent,
    service: TheService,
    view: Literal["mine", "queue", "bot", "closed"] = "queue",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> CardsShown:
    """The queue comes as it is served: with the head starts of emergencies and tiers,
    the longest waiting first; others newest first."""
    rooms = service.rooms
    store = rooms.records.conversations
    found: Sequence[Conversation]
    if view == "queue":
        waiting = store.waiting(rooms.clock(), tenant_id=staff.tenant_id)
        found = in_order(waiting, rooms.desk_rules)[:limit]
    else:
        found = store.find(
            staff.tenant_id,
            owner=OWNERS[view],
            agent_id=staff.id if view == "mine" else "",
            limit=limit,
        )
    seen = desk_views.sight(rooms, staff, found if view == "queue" else ())
    return CardsShown(
        items=[desk_views.found_card(rooms, one, seen) for one in found],
        counts=desk_views.counts(rooms, staff),
        floor=desk_views.floor(rooms, staff.tenant_id),
    )


@router.get("/conversations/{conversation_id}")
def show_conversation(
    conversation_id: str, staff: AnAgent, service: TheService
) -> ConversationShown:
    """The package that an agent reads first, everything said, and the notes."""
    store = service.rooms.records.conversations
    conversation = store.get(staff.tenant_id, conversation_id)
    return desk_beside.shown(service, conversation, staff)


@router.post("/conversations/{conversation_id}/take")
def take(
    conversation_id: str, staff: AnAgent, service: TheService
) -> ConversationShown:
    """From now on only this agent answers. Taking twice changes nothing."""
    steps, clock = service.rooms.steps, service.rooms.clock
    by = agent(staff)
    _step(service, staff, conversation_id, lambda c: steps.taken(c, by, clock()))
    service.rooms.records.offers.withdraw(staff.tenant_id, conversation_id, clock())
    audit(service, staff, "conversation_taken", conversation_id)
    return show_conversation(conversation_id, staff, service)


@router.post(
    "/conversations/{conversation_id}/reply",
    status_code=201,
    responses={200: {"model": MessageTaken, "description": "Was said before."}},
)
def reply(
    conversation_id: str,
    words: Reply,
    staff: AnAgent,
    service: TheService,
    response: Response,
) -> MessageTaken:
    """Say something to the customer; the same id again has no second effect."""
    steps, clock = service.rooms.steps, service.rooms.clock
    text = service.checked(words.text)
    key = words.client_message_id
    made: set[str] = set()

    def step(conversation: Conversation) -> Change:
        change = steps.replied(conversation, agent(staff), text, key, clock())
        change = promising(service.rooms, change, staff)
        made.update(message.id for message in change.messages)
        return change

    try:
        said = service.change(staff.tenant_id, conversation_id, step)
    except NotYours:
        said = _said_before(service, staff, conversation_id, (key, text))
        if not said:
            raise
    duplicate = said[0].id not in made
    response.status_code = 200 if duplicate else 201
    return MessageTaken(seq=said[0].seq, message_id=said[0].id, duplicate=duplicate)


def _said_before(
    service: Service, staff: Staff, conversation_id: str, said: tuple[str, str]
) -> tuple[Message, ...]:
    """The same words under the same id, though this agent holds it no longer."""
    store = service.rooms.records.conversations
    last_seq = store.last_seq(staff.tenant_id, conversation_id)
    recent = store.messages(
        staff.tenant_id, conversation_id, after=max(last_seq - RECENT, 0)
    )
    wanted = (staff.id, *said)
    return tuple(m for m in recent if (m.agent_id, m.client_id, m.text) == wanted)


@router.post("/conversations/{conversation_id}/notes", status_code=201)
def write_note(
    conversation_id: str, words: WriteNote, staff: AnAgent, service: TheService
) -> NoteShown:
    """For other agents only; the customer never sees it."""
    return noted(service, staff, conversation_id, words.text)


def noted(
    service: Service,
    staff: Staff,
    conversation_id: str,
    text: str,
    kind: NoteKind = NoteKind.NOTE,
) -> NoteShown:
    rooms = service.rooms
    last_seq = rooms.records.conversations.last_seq(staff.tenant_id, conversation_id)
    note = Note(
        id=rooms.ids.new(),
        tenant_id=staff.tenant_id,
        conversation_id=conversation_id,
        after_seq=last_seq,
        agent_id=staff.id,
        agent_name=staff.display_name,
        text=service.checked(text),
        at=rooms.clock(),
        kind=kind,
    )
    rooms.records.desk.add_note(note)
    shown = desk_views.note(note)
    service.hub.pass_on(
        conversation_id,
        {"type": "note", "author": "staff", "note": shown, "tenant": staff.tenant_id},
    )
    return shown


@router.post("/conversations/{conversation_id}/handback")
def hand_back(
    conversation_id: str, wish: HandBack, staff: AnAgent, service: TheService
) -> ConversationShown:
    """Back to the bot, which says so and goes on where it stood; it may be told to ask
    for a proof first, or whether the matter is solved."""
    steps, clock = service.rooms.steps, service.rooms.clock
    by = agent(staff)

    def step(conversation: Conversation) -> Change:
        if wish.next == "verify":
            return handed_back_to_prove(steps, conversation, by, wish.hint, clock())
        back = steps.handed_back(conversation, by, wish.hint, clock())
        if wish.next != "rate":
            return back
        asked = steps.rating_asked(back.conversation, clock())
        return replace(back, messages=(*back.messages, asked))

    _step(service, staff, conversation_id, step)
    desk_people.wrap_up(service, staff)
    audit(service, staff, "conversation_handed_back", conversation_id)
    return show_conversation(conversation_id, staff, service)


@router.post("/conversations/{conversation_id}/close")
def close(
    conversation_id: str, wish: CloseConversation, staff: AnAgent, service: TheService
) -> ConversationShown:
    """End it; a summary is kept as a note for whoever comes next."""
    steps, clock = service.rooms.steps, service.rooms.clock
    by = agent(staff)
    _step(service, staff, conversation_id, lambda c: steps.closed(c, by, clock()))
    if wish.summary.strip():
        noted(service, staff, conversation_id, wish.summary, NoteKind.SUMMARY)
    service.rooms.records.beside.forget_drafts(staff.tenant_id, conversation_id)
    desk_people.wrap_up(service, staff)
    audit(service, staff, "conversation_closed", conversation_id)
    return show_conversation(conversation_id, staff, service)


def agent(staff: Staff) -> Agent:
    return Agent(id=staff.id, name=staff.display_name)


def audit(service: Service, staff: Staff, act: str, subject: str) -> None:
    service.rooms.records.audit.record(
        Audited(
            tenant_id=staff.tenant_id,
            at=service.rooms.clock(),
            actor=staff.id,
            act=act,
            subject=subject,
        )
    )


def _step(
    service: Service,
    staff: Staff,
    conversation_id: str,
    step: Callable[[Conversation], Change],
) -> None:
    service.change(staff.tenant_id, conversation_id, step)
