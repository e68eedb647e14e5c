"""The desk's socket: every change of every conversation of the tenant."""

import asyncio
from dataclasses import dataclass, field

from fastapi import APIRouter, WebSocket
from pydantic import TypeAdapter
from starlette.websockets import WebSocketDisconnect

from api import desk_views, views
from api.auth import AGENTS, COOKIE, staff_of
from api.desk import presence_of
from api.desk_schemas import NoteShown
from api.errors import DoorError
from api.frames import (
    CardFrame,
    DeskEventFrame,
    DeskHello,
    DeskTyping,
    DeskTypingFrame,
    DeskWelcome,
    FromDesk,
    NoteFrame,
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
from models.records import PresenceState, Staff

router = APIRouter()

PING_SECONDS = 15.0
FIRST_EVENTS = 5
"""Events told of a conversation that this page had not heard of."""

_HELLO: TypeAdapter[DeskHello] = TypeAdapter(DeskHello)
_FRAMES: TypeAdapter[DeskTyping | Pong] = TypeAdapter(FromDesk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One desk page of one member of staff."""

    service: Service
    wire: Wire
    token: str
    staff: Staff
    seen: dict[str, int] = field(default_factory=dict)
    """Last seq told, by conversation."""


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
        welcome = await asyncio.to_thread(_welcome, seat)
        wire.send(welcome)
        await until_one_ends(
            wire.pump(), _hear(seat), _tell(seat, listener, welcome.presence)
        )


def _known(service: Service, token: str) -> Staff:
    try:
        staff = staff_of(service.rooms, token)
    except DoorError:
        raise Closed(Close.BAD_TOKEN) from None
    if staff.role not in AGENTS:
        raise Closed(Close.BAD_TOKEN)
    return staff


def _welcome(seat: Seat) -> DeskWelcome:
    rooms = seat.service.rooms
    _heard(seat)
    return DeskWelcome(
        staff=desk_views.staff(seat.staff),
        presence=presence_of(seat.service, seat.staff),
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


async def _tell(seat: Seat, listener: Listener, told: PresenceState) -> None:
    """`told`: how the page believes its agent to stand."""
    while True:
        changed = await listener.wait(PING_SECONDS)
        passing = listener.passing()
        standing = await asyncio.to_thread(_standing, seat)
        if standing != told:
            told = standing
            seat.wire.send(PresenceFrame(state=told))
        for frame in passing:
            _pass(seat, frame)
        for conversation_id in sorted(changed):
            await _tell_news(seat, conversation_id)
        if not changed and not passing:
            seat.wire.send(Ping())


def _standing(seat: Seat) -> PresenceState:
    """Raises Closed when the login has ended."""
    return presence_of(seat.service, _known(seat.service, seat.token))


async def _tell_news(seat: Seat, conversation_id: str) -> None:
    more = True
    while more:
        told = await asyncio.to_thread(_news, seat, conversation_id)
        for frame in told:
            seat.wire.send(frame)
        await seat.wire.drained()
        more = len(told) > seat.wire.page


def _pass(seat: Seat, frame: dict[str, object]) -> None:
    conversation_id = str(frame["conversation_id"])
    if frame.get("author") == "customer":
        seat.wire.send(DeskTypingFrame(conversation_id=conversation_id))
    note = frame.get("note")
    if isinstance(note, NoteShown) and frame.get("tenant") == seat.staff.tenant_id:
        seat.wire.send(NoteFrame(conversation_id=conversation_id, note=note))


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
        card=desk_views.found_card(rooms, conversation),
        counts=desk_views.counts(rooms, seat.staff),
        floor=desk_views.floor(rooms, tenant_id),
    )
    told: list[Shown] = [
        DeskEventFrame(conversation_id=conversation_id, event=views.event(message))
        for message in messages
    ]
    return [*told, card]
