"""The desk's socket: every change of every conversation of the tenant."""

import asyncio
from dataclasses import dataclass, field

from fastapi import APIRouter, WebSocket
from pydantic import TypeAdapter
from starlette.websockets import WebSocketDisconnect

from api import desk_beside, desk_people, desk_views, views
from api.auth import AGENTS, COOKIE, staff_of
from api.desk_passing import offers_told, passing_frames
from api.desk_schemas import PresenceShown
from api.errors import DoorError
from api.frames import (
    CardFrame,
    DeskEventFrame,
    DeskHello,
    DeskTyping,
    DeskView,
    DeskWelcome,
    FloorFrame,
    FromDesk,
    Ping,
    Pong,
    PresenceFrame,
)
from api.hub import EVERYTHING, Listener
from api.metrics import SOCKETS
from api.schemas import Shown
from api.seats import seated
from api.service import Service
from api.wire import (
    Close,
    Closed,
    Wire,
    close,
    same_origin,
    until_one_ends,
)
from bot.errors import ConversationNotFound
from models.records import Staff

router = APIRouter()

PING_SECONDS = 7.0
"""Silence of the service; a page answers, and so its agent is known to be there."""
FIRST_EVENTS = 5
"""Events told of a conversation that this page had not heard of."""

_HELLO: TypeAdapter[DeskHello] = TypeAdapter(DeskHello)
_FRAMES: TypeAdapter[DeskTyping | DeskView | Pong] = TypeAdapter(FromDesk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One desk page of one member of staff."""

    service: Service
    wire: Wire
    token: str
    staff: Staff
    seen: dict[str, int] = field(default_factory=dict)
    """Last seq told, by conversation."""
    offers: dict[str, str] = field(default_factory=dict)
    """Told and not over yet: the conversation, by offer."""


@router.websocket("/api/v1/desk/socket")
async def desk_socket(socket: WebSocket) -> None:
    service: Service = socket.app.state.service
    settings = service.rooms.settings
    if not same_origin(socket, settings):
        await close(socket, Close.ORIGIN)
        return
    await socket.accept()
    wire = Wire(socket, settings)
    try:
        with seated(service, socket), SOCKETS.labels(kind="desk").track_inprogress():
            await _served(service, wire, socket.cookies.get(COOKIE, ""))
    except Closed as ended:
        await close(socket, ended.code)
    except WebSocketDisconnect:
        return


async def _served(service: Service, wire: Wire, cookie: str) -> None:
    hello = await wire.first(_HELLO)
    token = hello.token or cookie
    staff = await asyncio.to_thread(_known, service, token)
    seat = Seat(service=service, wire=wire, token=token, staff=staff)
    with service.hub.listening(EVERYTHING) as listener:
        standing = await asyncio.to_thread(_arrived, seat)
        wire.send(await asyncio.to_thread(_welcome, seat, standing))
        try:
            await until_one_ends(
                wire.pump(),
                _hear(seat),
                _tell(seat, listener, standing),
                _ping(seat),
            )
        finally:
            _look(seat, "")


def _known(service: Service, token: str) -> Staff:
    try:
        staff = staff_of(service.rooms, token)
    except DoorError:
        raise Closed(Close.BAD_TOKEN) from None
    if staff.role not in AGENTS:
        raise Closed(Close.BAD_TOKEN)
    return staff


def _arrived(seat: Seat) -> PresenceShown:
    _heard(seat)
    return _standing(seat)


def _welcome(seat: Seat, standing: PresenceShown) -> DeskWelcome:
    rooms = seat.service.rooms
    return DeskWelcome(
        staff=desk_views.staff(seat.staff),
        presence=standing.state,
        counts=desk_views.counts(rooms, seat.staff),
        floor=desk_views.floor(rooms, seat.staff.tenant_id),
    )


def _heard(seat: Seat) -> None:
    rooms = seat.service.rooms
    now = rooms.clock()
    rooms.records.desk.heard(seat.staff.tenant_id, seat.staff.id, now)


async def _hear(seat: Seat) -> None:
    """Any frame shows that the page is alive."""
    async for frame in seat.wire.frames(_FRAMES):
        await asyncio.to_thread(_heard, seat)
        match frame:
            case DeskTyping():
                await asyncio.to_thread(_typing, seat, frame.conversation_id)
            case DeskView():
                await asyncio.to_thread(_view, seat, frame.conversation_id)
            case Pong():
                pass


def _typing(seat: Seat, conversation_id: str) -> None:
    """Only whoever holds a conversation is seen typing in it."""
    store = seat.service.rooms.records.conversations
    try:
        conversation = store.get(seat.staff.tenant_id, conversation_id)
    except ConversationNotFound:
        return
    if conversation.agent_id == seat.staff.id:
        frame: dict[str, object] = {"type": "typing", "author": "agent"}
        seat.service.hub.pass_on(conversation_id, frame)


async def _ping(seat: Seat) -> None:
    """However much else is said: only an answer shows that somebody is there."""
    while True:
        await asyncio.sleep(PING_SECONDS)
        seat.wire.send(Ping())


def _view(seat: Seat, conversation_id: str) -> None:
    """Only what there is in this tenant can be looked at."""
    store = seat.service.rooms.records.conversations
    try:
        store.get(seat.staff.tenant_id, conversation_id)
    except ConversationNotFound:
        conversation_id = ""
    _look(seat, conversation_id)


def _look(seat: Seat, conversation_id: str) -> None:
    service = seat.service
    own = desk_beside.viewer(seat.staff)
    for changed in service.viewing.look(id(seat), own, conversation_id):
        service.hub.pass_on(
            changed, {"type": "viewers", "tenant": seat.staff.tenant_id}
        )


async def _tell(seat: Seat, listener: Listener, told: PresenceShown) -> None:
    """`told`: how the page believes its agent to stand."""
    while True:
        changed = await listener.wait(PING_SECONDS)
        passing = listener.passing()
        standing = await asyncio.to_thread(_arrived, seat)
        if _seen(standing) != _seen(told):
            told = standing
            seat.wire.send(_seen(told))
        for one in await asyncio.to_thread(_passed, seat, passing):
            seat.wire.send(one)
        for conversation_id in sorted(changed):
            await _tell_news(seat, conversation_id)


def _seen(standing: PresenceShown) -> PresenceFrame:
    return PresenceFrame(
        state=standing.state, reason=standing.reason, until=standing.until
    )


def _standing(seat: Seat) -> PresenceShown:
    """Raises Closed when the login has ended."""
    return desk_people.standing(seat.service.rooms, _known(seat.service, seat.token))


def _passed(seat: Seat, passing: list[dict[str, object]]) -> list[Shown]:
    """The agent's offers, as the records have them, and what passes by."""
    told = list[Shown](offers_told(seat.service, seat.staff, seat.offers))
    came = any(frame.get("type") == "presence" for frame in passing)
    if came:
        rooms = seat.service.rooms
        told.append(FloorFrame(floor=desk_views.floor(rooms, seat.staff.tenant_id)))
    for frame in passing:
        told.extend(passing_frames(seat.service, seat.staff, frame))
    return told


async def _tell_news(seat: Seat, conversation_id: str) -> None:
    more = True
    while more:
        told = await asyncio.to_thread(_news, seat, conversation_id)
        for frame in told:
            seat.wire.send(frame)
        await seat.wire.drained()
        more = len(told) > seat.wire.page


def _news(seat: Seat, conversation_id: str) -> list[Shown]:
    """The card as it now is, and what was said since this page heard last."""
    rooms = seat.service.rooms
    tenant_id = seat.staff.tenant_id
    store = rooms.records.conversations
    try:
        conversation = store.get(tenant_id, conversation_id)
    except ConversationNotFound:
        return []
    last_seq = store.last_seq(tenant_id, conversation_id)
    after = seat.seen.get(conversation_id, max(last_seq - FIRST_EVENTS, 0))
    messages = store.messages(
        tenant_id, conversation_id, after=after, limit=seat.wire.page
    )
    seat.seen[conversation_id] = messages[-1].seq if messages else after
    card = CardFrame(
        card=desk_views.found_card(
            rooms, conversation, desk_views.sight(rooms, seat.staff)
        ),
        counts=desk_views.counts(rooms, seat.staff),
        floor=desk_views.floor(rooms, tenant_id),
    )
    told: list[Shown] = [
        DeskEventFrame(conversation_id=conversation_id, event=views.event(message))
        for message in messages
    ]
    return [*told, card]
