"""The promises' door: what is owed to customers, by whom, and what became of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field, StringConstraints

from api import desk_views
from api.auth import AnAgent
from api.chat import TheService
from api.desk_schemas import PromiseShown, PromisesShown
from api.errors import BadInput, Forbidden
from api.openapi import RESPONSES
from api.promising import found_in, new_promise, promises_of
from api.schemas import Given, Shown
from api.service import Service
from bot.masking import masked
from bot.promise import Promise, PromiseKind, PromiseState
from models.promises import Closed
from models.records import Staff

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)

LONGEST = timedelta(days=366)
Written = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Contact = Annotated[str, StringConstraints(max_length=40)]


class MakePromise(Given):
    text: Written
    """What the bank will do."""
    due_at: AwareDatetime
    contact: Contact = ""
    """A number to call, where it is a call."""
    owner: Annotated[str, Field(max_length=64)] = ""
    """Who sees to it; empty: whoever asks for this."""


class EndPromise(Given):
    """A promise is only ever closed with its outcome."""

    outcome: Written


class GivePromise(Given):
    owner: Annotated[str, Field(min_length=1, max_length=64)]


class PromiseFound(Shown):
    """What a draft promises; null when nothing."""

    text: str | None
    due_at: datetime | None


@router.get("/promises")
def list_promises(
    staff: AnAgent,
    service: TheService,
    mine: bool = False,
    conversation: Annotated[str, Query(max_length=64)] = "",
) -> PromisesShown:
    """What is still owed, the soonest due first; of one conversation also what is
    over."""
    store = promises_of(service.rooms)
    if conversation:
        found = store.of_conversation(staff.tenant_id, conversation)
    else:
        found = store.open(staff.tenant_id, owner=staff.id if mine else "")
    return PromisesShown(items=[_shown(service, one) for one in found])


@router.post("/conversations/{conversation_id}/promises", status_code=201)
def make_promise(
    conversation_id: str, wish: MakePromise, staff: AnAgent, service: TheService
) -> PromiseShown:
    """Somebody at the desk promises something."""
    rooms = service.rooms
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    promise = new_promise(rooms, conversation, staff)
    due_at = wish.due_at.astimezone(UTC)
    if not promise.made_at < due_at <= promise.made_at + LONGEST:
        raise BadInput("a promise is due in the future, within a year")
    owner, name = _owner(service, staff, wish.owner) if wish.owner else ("", "")
    made = replace(
        promise,
        kind=PromiseKind.CALLBACK if wish.contact else PromiseKind.ANSWER,
        text=masked(wish.text),
        contact=wish.contact,
        due_at=due_at,
        owner=owner or promise.owner,
        owner_name=name or promise.owner_name,
    )
    return _shown(service, promises_of(rooms).make(made, by=staff.id))


@router.get("/conversations/{conversation_id}/promises/found")
def find_promise(
    conversation_id: str,
    staff: AnAgent,
    service: TheService,
    text: Annotated[str, Query(max_length=2_000)],
) -> PromiseFound:
    """What these words would promise, to be corrected before they are sent."""
    rooms = service.rooms
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    found = found_in(rooms, text, conversation.language)
    if found is None:
        return PromiseFound(text=None, due_at=None)
    return PromiseFound(text=found.text, due_at=found.due_at)


@router.post("/promises/{promise_id}/keep")
def keep_promise(
    promise_id: str, end: EndPromise, staff: AnAgent, service: TheService
) -> PromiseShown:
    return _ended(service, staff, promise_id, PromiseState.KEPT, end)


@router.post("/promises/{promise_id}/break")
def break_promise(
    promise_id: str, end: EndPromise, staff: AnAgent, service: TheService
) -> PromiseShown:
    """It was not kept: why, and what comes instead."""
    return _ended(service, staff, promise_id, PromiseState.BROKEN, end)


@router.post("/promises/{promise_id}/dismiss")
def dismiss_promise(
    promise_id: str, end: EndPromise, staff: AnAgent, service: TheService
) -> PromiseShown:
    """Words of the desk were taken for a promise that nobody made: why they are none.
    It stays on record; the customer is not told of it any more. What a customer asked
    for is never dismissed."""
    found = promises_of(service.rooms).get(staff.tenant_id, promise_id)
    if found.kind is not PromiseKind.ANSWER or not found.made_by:
        raise Forbidden("a customer asked for this one", code="promise_asked_for")
    return _ended(service, staff, promise_id, PromiseState.DISMISSED, end)


@router.post("/promises/{promise_id}/owner")
def give_promise(
    promise_id: str, wish: GivePromise, staff: AnAgent, service: TheService
) -> PromiseShown:
    """Somebody else sees to it from now on."""
    owner = _owner(service, staff, wish.owner)
    done = ("promise_given", staff.id, service.rooms.clock())
    store = promises_of(service.rooms)
    return _shown(service, store.give(staff.tenant_id, promise_id, owner, done))


def _ended(
    service: Service,
    staff: Staff,
    promise_id: str,
    state: PromiseState,
    end: EndPromise,
) -> PromiseShown:
    if not end.outcome.strip():
        raise BadInput("a promise is only ever closed with its outcome")
    closed = Closed(state=state, outcome=masked(end.outcome.strip()), by=staff.id)
    store, now = promises_of(service.rooms), service.rooms.clock()
    return _shown(service, store.close(staff.tenant_id, promise_id, closed, now))


def _owner(service: Service, staff: Staff, owner: str) -> tuple[str, str]:
    """Raises StaffNotFound."""
    found = service.rooms.records.staff.get(staff.tenant_id, owner)
    return found.id, found.display_name


def _shown(service: Service, one: Promise) -> PromiseShown:
    return desk_views.promise(one, service.rooms.clock())
