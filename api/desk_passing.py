"""What passes by a desk page: offers as they stand, typing, notes, viewers, advice."""

from collections.abc import Iterator

from api import desk_beside
from api.desk_schemas import ConsultShown, NoteShown, PromiseShown
from api.frames import (
    ConsultFrame,
    DeskTypingFrame,
    NoteFrame,
    OfferFrame,
    OfferOverFrame,
    PromiseFrame,
    ViewersFrame,
)
from api.offer_views import offer_view
from api.schemas import Shown
from api.service import Service
from bot.errors import ConversationNotFound
from models.records import Staff


def offers_told(
    service: Service, staff: Staff, known: dict[str, str]
) -> Iterator[OfferFrame | OfferOverFrame]:
    """Those that a page was not told yet, and those that are over; `known` is kept."""
    rooms = service.rooms
    offers = rooms.records.offers
    running = {one.id: one for one in offers.open(staff.tenant_id, staff.id)}
    for offer_id in known.keys() - running.keys():
        ended = offers.get(staff.tenant_id, offer_id)
        yield OfferOverFrame(
            id=offer_id, conversation_id=known.pop(offer_id), state=ended.state
        )
    for offer_id in running.keys() - known.keys():
        known[offer_id] = running[offer_id].conversation_id
        yield OfferFrame(offer=offer_view(rooms, running[offer_id]))


def passing_frames(
    service: Service, staff: Staff, frame: dict[str, object]
) -> Iterator[Shown]:
    conversation_id = str(frame["conversation_id"])
    if frame.get("author") == "customer":
        mine = frame.get("to") == staff.id
        words = str(frame.get("text", "")) if mine else ""
        yield DeskTypingFrame(conversation_id=conversation_id, text=words)
    if frame.get("tenant") != staff.tenant_id:
        return
    note, consult = frame.get("note"), frame.get("consult")
    promise = frame.get("promise")
    if isinstance(promise, PromiseShown):
        yield PromiseFrame(promise=promise)
    if isinstance(note, NoteShown):
        yield NoteFrame(conversation_id=conversation_id, note=note)
    if isinstance(consult, ConsultShown):
        yield ConsultFrame(conversation_id=conversation_id, consult=consult)
    if frame.get("type") == "viewers":
        yield from _viewers(service, staff, conversation_id)


def _viewers(
    service: Service, staff: Staff, conversation_id: str
) -> Iterator[ViewersFrame]:
    store = service.rooms.records.conversations
    try:
        conversation = store.get(staff.tenant_id, conversation_id)
    except ConversationNotFound:
        return
    shown = desk_beside.viewers(service, conversation)
    yield ViewersFrame(conversation_id=conversation_id, viewers=shown)
