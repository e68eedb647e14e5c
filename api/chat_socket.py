"""The customers' socket: say and follow, resuming after what was seen already."""

import asyncio

from fastapi import APIRouter, WebSocket
from pydantic import TypeAdapter
from starlette.websockets import WebSocketDisconnect

from api import views
from api.auth import Customer, customer_of
from api.chat import conversation_of
from api.errors import DoorError, Unauthenticated
from api.frames import (
    Ack,
    ErrorFrame,
    EventFrame,
    FromCustomer,
    Hello,
    Ping,
    Pong,
    Say,
    StateFrame,
    Typing,
    TypingFrame,
    Welcome,
)
from api.hub import Listener
from api.metrics import SOCKETS
from api.seats import seated
from api.service import Said, Service
from api.wire import (
    Close,
    Closed,
    Wire,
    close,
    same_origin,
    until_one_ends,
)
from bot.conversation import Conversation
from bot.errors import BotError, ConversationNotFound
from bot.masking import previewed
from bot.message import Owner
from models.errors import RecordsError

router = APIRouter()

PING_SECONDS = 20.0
WAITING_SECONDS = 3.0
"""How often the place in the queue is looked at again."""

_HELLO: TypeAdapter[Hello] = TypeAdapter(Hello)
_FRAMES: TypeAdapter[Say | Typing | Pong] = TypeAdapter(FromCustomer)


@router.websocket("/api/v1/conversations/{conversation_id}/socket")
async def customer_socket(socket: WebSocket, conversation_id: str) -> None:
    service: Service = socket.app.state.service
    settings = service.rooms.settings
    if not same_origin(socket, settings):
        await close(socket, Close.ORIGIN)
        return
    await socket.accept()
    wire = Wire(socket, settings)
    try:
        with (
            seated(service, socket),
            SOCKETS.labels(kind="customer").track_inprogress(),
        ):
            await _served(service, wire, conversation_id)
    except Closed as ended:
        await close(socket, ended.code)
    except WebSocketDisconnect:
        return


async def _served(service: Service, wire: Wire, conversation_id: str) -> None:
    hello = await wire.first(_HELLO)
    customer = _known(service, hello.token, conversation_id)
    with service.hub.listening(conversation_id) as listener:
        conversation = await asyncio.to_thread(_found, service, customer)
        state = await asyncio.to_thread(views.state, service.rooms, conversation)
        wire.send(Welcome(last_seq=state.last_seq, state=state))
        await until_one_ends(
            wire.pump(),
            _hear(service, wire, customer),
            _tell(service, wire, customer, listener, hello.after),
        )


def _known(service: Service, token: str, conversation_id: str) -> Customer:
    try:
        customer = customer_of(service.rooms, token)
    except Unauthenticated:
        raise Closed(Close.BAD_TOKEN) from None
    if customer.conversation_id != conversation_id:
        raise Closed(Close.UNKNOWN)
    return customer


def _found(service: Service, customer: Customer) -> Conversation:
    try:
        return conversation_of(service, customer)
    except ConversationNotFound:
        raise Closed(Close.UNKNOWN) from None


async def _hear(service: Service, wire: Wire, customer: Customer) -> None:
    async for frame in wire.frames(_FRAMES):
        match frame:
            case Say():
                wire.send(await asyncio.to_thread(_taken, service, customer, frame))
            case Typing():
                await asyncio.to_thread(_typing, service, customer, frame.text)
            case Pong():
                pass


def _typing(service: Service, customer: Customer, text: str) -> None:
    """What is being typed goes to nobody but the agent who holds the conversation."""
    frame: dict[str, object] = {"type": "typing", "author": "customer"}
    if service.rooms.settings.typing_preview and text.strip():
        talk = conversation_of(service, customer)
        if talk.owner is Owner.AGENT and not talk.verification.request:
            frame |= {"to": talk.agent_id, "text": previewed(text)}
    service.hub.pass_on(customer.conversation_id, frame)


def _taken(service: Service, customer: Customer, frame: Say) -> Ack | ErrorFrame:
    said = Said(client_id=frame.client_message_id, text=frame.text, choice=frame.choice)
    try:
        service.allow("say", customer.conversation_id)
        received = service.receive(conversation_of(service, customer), said)
    except (DoorError, BotError, RecordsError) as refused:
        return ErrorFrame(
            code=refused.code,
            detail=str(refused),
            client_message_id=frame.client_message_id,
        )
    return Ack(
        client_message_id=frame.client_message_id,
        seq=received.message.seq,
        duplicate=received.duplicate,
    )


async def _tell(
    service: Service, wire: Wire, customer: Customer, listener: Listener, after: int
) -> None:
    """Everything after `after`, then whatever comes, and how things stand."""
    known = None
    quiet = 0.0
    while True:
        followed = await asyncio.to_thread(
            _followed, service, customer, after, wire.page
        )
        for event in followed.events:
            wire.send(EventFrame(event=event))
            after = event.seq
        if followed.state != known:
            known = followed.state
            wire.send(StateFrame(state=known))
        await wire.drained()
        if len(followed.events) == wire.page:
            continue
        queued = known is not None and known.owner is Owner.QUEUE
        seconds = WAITING_SECONDS if queued else PING_SECONDS
        changed = await listener.wait(seconds)
        passing = listener.passing()
        if any(frame.get("author") == "agent" for frame in passing):
            wire.send(TypingFrame(author="agent"))
        quiet = 0.0 if changed or passing else quiet + seconds
        if quiet >= PING_SECONDS:
            wire.send(Ping())
            quiet = 0.0


def _followed(
    service: Service, customer: Customer, after: int, limit: int
) -> views.Followed:
    conversation = conversation_of(service, customer)
    return views.follow(service.rooms, conversation, after, limit)
