"""The whole service: `build(settings)` joins the rooms and opens the doors."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from api import (
    assist,
    attachments,
    bank_callbacks,
    board,
    canned,
    chat,
    chat_socket,
    chores,
    customer_view,
    desk,
    desk_attachments,
    desk_beside,
    desk_login,
    desk_search,
    desk_side,
    desk_socket,
    floor,
    health,
    knowledge,
    matters,
    metrics,
    office_doors,
    openapi,
    operations,
    pages,
    passing_on,
    problems,
    promises,
    satisfaction,
    staff,
    stewards,
    verification,
    verification_desk,
    vouching,
    wrap_up,
)
from api.acts import ActWorkers
from api.attaching import forget_old
from api.hub import Hub
from api.learning import Learner
from api.limits import protect
from api.logs import log_turn
from api.phone import agent_door, control_door, desk_calls
from api.phone import doors as phone_doors
from api.phone.doors import audio_socket_served
from api.phone.retention import forget_recordings
from api.phone.telephony import Telephony
from api.places import Places
from api.rates import Rate, Rates
from api.rooms import Progress, Rooms, join, silent
from api.service import Service
from api.settings import Limits, Settings
from api.transcribing import Transcriber
from api.turns import After, TurnWorkers
from api.turnstile import GuardedDialogue
from api.verifier import Verifier
from api.verifying import verifier_for
from api.version import VERSION
from bot.message import Message
from bot.turn import Turn

DOORS = (
    chat,
    attachments,
    chat_socket,
    desk_login,
    desk,
    desk_attachments,
    desk_beside,
    floor,
    passing_on,
    office_doors,
    board,
    promises,
    desk_socket,
    knowledge,
    staff,
    verification,
    verification_desk,
    vouching,
    satisfaction,
    bank_callbacks,
    matters,
    desk_side,
    canned,
    assist,
    customer_view,
    stewards,
    desk_search,
    wrap_up,
    phone_doors,
    agent_door,
    desk_calls,
    control_door,
)
MINUTE = 60.0


def build(settings: Settings, *, progress: Progress = silent) -> FastAPI:
    """The application, ready to be served. Raises DoorError when it cannot start."""
    return serve(join(settings, progress=progress))


def serve(rooms: Rooms) -> FastAPI:
    """The doors in front of joined rooms."""
    app = doors(rooms.settings)
    app.state.rooms = rooms
    service = service_for(rooms)
    app.state.service = service
    verifier = verifier_for(service, core=rooms.performing.connection.core)
    app.state.verifier = verifier
    telephony = Telephony(service, verifier)
    app.state.telephony = telephony
    app.state.transcriber = Transcriber(service, telephony.engines)
    return app


def doors(settings: Settings) -> FastAPI:
    """Every route and wall, with nothing behind them yet: enough for OpenAPI."""
    app = FastAPI(
        title="Teller",
        version=VERSION,
        summary="Conversational customer service for banks and card centres.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    for door in DOORS:
        app.include_router(door.router)
    health.install(app)
    metrics.install(app)
    operations.add_operations_page(app)
    pages.install(app)
    problems.install(app)
    openapi.describe_problems(app)
    protect(app, settings)
    return app


def service_for(rooms: Rooms) -> Service:
    hub = Hub()

    def carry_on(message: Message) -> None:
        turns.submit(message)

    acts = ActWorkers(
        rooms.records.acts,
        rooms.performing.performers,
        rooms.clock,
        tell=carry_on,
        tenant_id=rooms.tenant,
    )
    turns = TurnWorkers(
        GuardedDialogue(dialogue=rooms.dialogue, turnstile=rooms.turnstile),
        rooms.records.conversations,
        rooms.clock,
        after=_after_turn(hub, acts),
        tenant_id=rooms.tenant,
        workers=rooms.settings.turn_workers,
    )
    return Service(
        rooms=rooms,
        hub=hub,
        turns=turns,
        acts=acts,
        learner=Learner(rooms),
        rates=Rates(_rates(rooms.settings.limits)),
        places=Places(rooms.settings.limits.sockets_per_address),
    )


def _rates(limits: Limits) -> dict[str, Rate]:
    allowed = {
        "start": limits.conversations_per_minute,
        "say": limits.messages_per_minute,
        "login": limits.logins_per_minute,
        "attach": limits.attachments_per_minute,
    }
    return {name: Rate(limit=most, seconds=MINUTE) for name, most in allowed.items()}


def _after_turn(hub: Hub, acts: ActWorkers) -> After:
    def after(message: Message, turn: Turn, seconds: float) -> None:
        hub.hint(message.conversation_id)
        acts.hint()
        log_turn(message, turn, seconds)
        metrics.count_turn(message, turn, seconds)

    return after


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    stopping = asyncio.Event()
    telephony: Telephony = app.state.telephony
    settings = service.rooms.settings
    working = asyncio.create_task(_chores(app, stopping))
    if settings.warm_calls:
        telephony.begin()
    try:
        async with audio_socket_served(
            telephony, settings.host, settings.audiosocket_port
        ):
            yield
    finally:
        stopping.set()
        await working
        await asyncio.to_thread(_closed, app)


async def _chores(app: FastAPI, stopping: asyncio.Event) -> None:
    service: Service = app.state.service
    verifier: Verifier = app.state.verifier
    transcriber: Transcriber = app.state.transcriber

    def forget(service: Service) -> None:
        verifier.forget()
        forget_old(service)
        forget_recordings(service)

    def write_down(service: Service) -> None:
        transcriber.look()

    await chores.run(service, stopping, seldom=(forget,), also=(write_down,))


def _closed(app: FastAPI) -> None:
    """In the order in which they stand on each other."""
    service: Service = app.state.service
    app.state.transcriber.close()
    app.state.telephony.close()
    service.learner.close()
    app.state.verifier.close()
    service.acts.close()
    service.turns.close()
    service.rooms.close()
