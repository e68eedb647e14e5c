"""The desk's door over HTTP: log in, take, reply, note, hand back, close."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api import desk_views
from api.auth import (
    COOKIE,
    AnAgent,
    TheStaff,
    bearer,
    hashed,
    log_in,
    password_fits,
)
from api.chat import TheService, address_of
from api.desk_schemas import (
    BePresent,
    CardsShown,
    ChangePassword,
    CloseConversation,
    ConversationShown,
    HandBack,
    KeepPromise,
    LoggedIn,
    LogIn,
    Me,
    NoteShown,
    PresenceShown,
    PromiseShown,
    PromisesShown,
    Reply,
    WriteNote,
)
from api.errors import Unauthenticated
from api.openapi import RESPONSES
from api.schemas import MessageTaken
from api.service import Service
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.steps import Agent
from bot.message import Owner
from models.records import Audited, Note, Presence, PresenceState, Staff

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)

OWNERS = {
    "mine": Owner.AGENT,
    "queue": Owner.QUEUE,
    "bot": Owner.BOT,
    "closed": Owner.CLOSED,
}


@router.post("/login")
def log_in_to_the_desk(
    who: LogIn, request: Request, response: Response, service: TheService
) -> LoggedIn:
    """A token, also set as a cookie for the pages."""
    settings = service.rooms.settings
    for key in (address_of(request), f"name:{who.name}"):
        service.allow("login", key)
    person, token = log_in(service.rooms, who.name, who.password)
    audit(service, person, "logged_in", person.id)
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.session_hours * 3_600,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
    )
    return LoggedIn(token=token, staff=desk_views.staff(person))


@router.post("/logout", status_code=204)
def log_out(
    staff: TheStaff, request: Request, response: Response, service: TheService
) -> None:
    """Ends this login; whoever was online goes offline."""
    has_header = "authorization" in request.headers
    token = bearer(request) if has_header else request.cookies[COOKIE]
    be(service, staff, PresenceState.OFFLINE)
    service.rooms.records.staff.log_out(token)
    response.delete_cookie(COOKIE)


@router.get("/me")
def who_am_i(staff: TheStaff, service: TheService) -> Me:
    return Me(staff=desk_views.staff(staff), presence=presence_of(service, staff))


@router.post("/password", status_code=204)
def change_password(
    change: ChangePassword, staff: TheStaff, service: TheService
) -> None:
    """Every other login of this person ends."""
    service.allow("login", f"name:{staff.name}")
    if not password_fits(staff, change.old):
        raise Unauthenticated("the old password is wrong", code="login_refused")
    records = service.rooms.records
    records.staff.change(
        replace(staff, password_hash=hashed(change.new), must_change=False)
    )
    records.staff.log_out_everywhere(staff.tenant_id, staff.id)
    audit(service, staff, "password_changed", staff.id)


@router.put("/presence")
def be_present(wish: BePresent, staff: AnAgent, service: TheService) -> PresenceShown:
    """Online, on a break or offline. Only agents who are online count as there."""
    be(service, staff, wish.state)
    return PresenceShown(state=wish.state)


@router.get("/conversations")
def list_conversations(
    staff: AnAgent,
    service: TheService,
    view: Literal["mine", "queue", "bot", "closed"] = "queue",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> CardsShown:
    """The queue comes urgent first, then longest waiting; others newest first."""
    rooms = service.rooms
    store = rooms.records.conversations
    if view == "queue":
        found = store.waiting(rooms.clock(), tenant_id=staff.tenant_id)[:limit]
    else:
        found = store.find(
            staff.tenant_id,
            owner=OWNERS[view],
            agent_id=staff.id if view == "mine" else "",
            limit=limit,
        )
    return CardsShown(
        items=[desk_views.found_card(rooms, one) for one in found],
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
    return desk_views.whole(service.rooms, conversation)


@router.post("/conversations/{conversation_id}/take")
def take(
    conversation_id: str, staff: AnAgent, service: TheService
) -> ConversationShown:
    """From now on only this agent answers. Taking twice changes nothing."""
    steps, clock = service.rooms.steps, service.rooms.clock
    by = agent(staff)
    _step(service, staff, conversation_id, lambda c: steps.taken(c, by, clock()))
    audit(service, staff, "conversation_taken", conversation_id)
    return show_conversation(conversation_id, staff, service)


@router.post("/conversations/{conversation_id}/reply", status_code=201)
def reply(
    conversation_id: str, words: Reply, staff: AnAgent, service: TheService
) -> MessageTaken:
    """Say something to the customer; the same id again has no second effect."""
    steps, clock = service.rooms.steps, service.rooms.clock
    text = service.checked(words.text)
    key = words.client_message_id
    said = service.change(
        staff.tenant_id,
        conversation_id,
        lambda c: steps.replied(c, agent(staff), text, key, clock()),
    )
    return MessageTaken(seq=said[0].seq, message_id=said[0].id, duplicate=False)


@router.post("/conversations/{conversation_id}/notes", status_code=201)
def write_note(
    conversation_id: str, words: WriteNote, staff: AnAgent, service: TheService
) -> NoteShown:
    """For other agents only; the customer never sees it."""
    rooms = service.rooms
    last_seq = rooms.records.conversations.last_seq(staff.tenant_id, conversation_id)
    note = Note(
        id=rooms.ids.new(),
        tenant_id=staff.tenant_id,
        conversation_id=conversation_id,
        after_seq=last_seq,
        agent_id=staff.id,
        agent_name=staff.display_name,
        text=service.checked(words.text),
        at=rooms.clock(),
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
    """Back to the bot, which says so and goes on where it stood."""
    steps, clock = service.rooms.steps, service.rooms.clock
    by = agent(staff)
    _step(
        service,
        staff,
        conversation_id,
        lambda c: steps.handed_back(c, by, wish.hint, clock()),
    )
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
        write_note(conversation_id, WriteNote(text=wish.summary), staff, service)
    audit(service, staff, "conversation_closed", conversation_id)
    return show_conversation(conversation_id, staff, service)


@router.get("/promises")
def list_promises(staff: AnAgent, service: TheService) -> PromisesShown:
    """Calls back and answers that are still owed, the soonest due first."""
    now = service.rooms.clock()
    found = service.rooms.records.desk.promises(staff.tenant_id)
    return PromisesShown(items=[desk_views.promise(one, now) for one in found])


@router.post("/promises/{promise_id}/keep")
def keep_promise(
    promise_id: str, kept: KeepPromise, staff: AnAgent, service: TheService
) -> PromiseShown:
    """A promise is only ever closed with its outcome."""
    now = service.rooms.clock()
    promise = service.rooms.records.desk.keep(
        staff.tenant_id, promise_id, outcome=kept.outcome, by=staff.id, now=now
    )
    audit(service, staff, "promise_kept", promise_id)
    return desk_views.promise(promise, now)


def agent(staff: Staff) -> Agent:
    return Agent(id=staff.id, name=staff.display_name)


def be(service: Service, staff: Staff, state: PresenceState) -> None:
    if staff.id == "operator":
        return
    service.rooms.records.desk.be(
        Presence(
            tenant_id=staff.tenant_id,
            staff_id=staff.id,
            state=state,
            heard_at=service.rooms.clock(),
        )
    )


def presence_of(service: Service, staff: Staff) -> PresenceState:
    found = service.rooms.records.desk.presences(staff.tenant_id)
    stale = timedelta(seconds=service.rooms.rules.patience.lost_agent_seconds)
    heard_after = service.rooms.clock() - stale
    own = (p for p in found if p.staff_id == staff.id and p.heard_at > heard_after)
    return next((one.state for one in own), PresenceState.OFFLINE)


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
