"""Promises of the desk: heard in a reply, and warned of in time."""

import logging
from dataclasses import replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client import Gauge

from api import desk_views
from api.house_rules import load_house
from api.metrics import REGISTRY
from api.rooms import Rooms
from api.service import Service
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.hours import BusinessHours
from bot.message import Language
from bot.promise import Promise, PromiseKind, PromiseStanding
from bot.promising import Heard, heard
from bot.verification import Assurance
from models.promises import SqlPromises
from models.records import Staff

log = logging.getLogger("teller.promises")

OWED = Gauge(
    "teller_promises", "Promises that are open", ["standing"], registry=REGISTRY
)


def promises_of(rooms: Rooms) -> SqlPromises:
    return SqlPromises(rooms.records.database, rooms.records.audit)


def office_of(rooms: Rooms) -> BusinessHours:
    return _office(rooms.pack.folder, rooms.pack.zone)


@cache
def _office(folder: Path, zone: ZoneInfo) -> BusinessHours:
    return load_house(folder, zone).hours


def found_in(rooms: Rooms, text: str, language: Language) -> Heard | None:
    return heard(text, language, now=rooms.clock(), hours=office_of(rooms))


def promising(rooms: Rooms, change: Change, staff: Staff) -> Change:
    """A reply of somebody at the desk together with what it promises."""
    said = [one for one in change.messages if one.agent_id == staff.id]
    found = (
        found_in(rooms, said[0].text, change.conversation.language) if said else None
    )
    if found is None or change.promise is not None:
        return change
    promise = new_promise(rooms, change.conversation, staff)
    return replace(
        change, promise=replace(promise, text=found.text, due_at=found.due_at)
    )


def new_promise(rooms: Rooms, conversation: Conversation, staff: Staff) -> Promise:
    """One that is due now, owned by whoever makes it."""
    now, verification = rooms.clock(), conversation.verification
    proved = verification.standing(now) >= Assurance.L1
    return Promise(
        id=rooms.ids.new(),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        kind=PromiseKind.ANSWER,
        contact="",
        text="",
        made_at=now,
        due_at=now,
        made_by=staff.id,
        owner=staff.id,
        owner_name=staff.display_name,
        subject=verification.subject if proved else "",
    )


def warn(service: Service) -> None:
    """A chore: whoever owns a promise hears of it before it is broken."""
    rooms, now = service.rooms, service.rooms.clock()
    store = promises_of(rooms)
    for promise in store.warn(rooms.tenant, now):
        log.warning("promise due soon", extra={"promise": promise.id})
        shown = desk_views.promise(promise, now)
        frame = {"type": "promise", "promise": shown, "tenant": promise.tenant_id}
        service.hub.pass_on(promise.conversation_id, frame)
    standings = [one.standing(now) for one in store.open(rooms.tenant)]
    for standing in PromiseStanding:
        OWED.labels(standing.value).set(standings.count(standing))
