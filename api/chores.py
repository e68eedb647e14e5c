"""The chores: what the service does by itself, again and again, while it runs."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from api.estimates import estimate
from api.metrics import (
    ACTS_DUE,
    AGENTS_ONLINE,
    OUTBOX_PENDING,
    QUEUE_WAITING,
    UNHANDLED,
)
from api.promising import warn
from api.routing import let_go, route, take_back
from api.service import Service
from bot.change import Change
from bot.conversation import Conversation
from bot.flows.resuming import REMINDED
from bot.message import Channel

log = logging.getLogger("teller.chores")

SELDOM_ROUNDS = 3_600
MOST_SENT = 1_000
"""Messages in one round."""
PULLED = frozenset({Channel.WEB, Channel.APP})
"""Channels whose customers fetch what was said; nothing is sent to them."""


async def run(
    service: Service,
    stopping: asyncio.Event,
    *,
    every_seconds: float = 1.0,
    seldom: Sequence[Callable[[Service], None]] = (),
    also: Sequence[Callable[[Service], None]] = (),
) -> None:
    """One round after the other; a failed chore is tried again.

    `seldom`: chores of every SELDOM_ROUNDS-th round, the first among them;
    `also`: further ones of every round. Returns
    after `stopping` is set, when the chore in hand is done.
    """
    for number in count():
        if stopping.is_set():
            return
        for chore in seldom if number % SELDOM_ROUNDS == 0 else ():
            await asyncio.to_thread(_done, chore, service)
        for chore in (*CHORES, *also):
            if not stopping.is_set():
                await asyncio.to_thread(_done, chore, service)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(every_seconds):
                await stopping.wait()


def _done(chore: Callable[[Service], None], service: Service) -> None:
    try:
        chore(service)
    except Exception:
        log.exception("chore failed", extra={"chore": chore.__name__})


def sweep(service: Service) -> None:
    """Messages that have no turn yet: a crash, or a hint that was lost."""
    UNHANDLED.set(service.turns.sweep())


def perform(service: Service) -> None:
    """Acts that are due: a crash, a lost hint, or a bank that is asked again."""
    ACTS_DUE.set(service.acts.look())


def remind(service: Service) -> None:
    """Nobody waits silently: a waiting customer is told again how it stands."""
    rooms = service.rooms

    def step(conversation: Conversation) -> Change | None:
        now = rooms.clock()
        floor = rooms.dialogue.desk.floor(
            conversation.tenant_id, conversation.id, now=now
        )
        floor = replace(floor, estimate=estimate(rooms, conversation))
        return rooms.steps.reminded(conversation, floor, now)

    store = rooms.records.conversations
    for waiting in store.waiting(rooms.clock(), tenant_id=rooms.tenant):
        if rooms.steps.to_remind(waiting, rooms.clock()):
            service.change(waiting.tenant_id, waiting.id, step)


def ask_again(service: Service) -> None:
    """Who fell silent in the middle of a task is asked its question once more."""
    rooms = service.rooms
    silence = timedelta(seconds=rooms.rules.patience.step_seconds)
    store, until = rooms.records.conversations, rooms.clock() - silence

    def step(conversation: Conversation) -> Change | None:
        last = store.last(conversation.tenant_id, conversation.id)
        if last is None or last.action == REMINDED or last.sent_at > until:
            return None
        return rooms.steps.reminded_of_step(conversation, rooms.clock())

    for silent in store.fell_silent(rooms.tenant, after=until - silence, until=until):
        service.change(silent.tenant_id, silent.id, step)


def requeue_lost(service: Service) -> None:
    """What a vanished agent held goes back to its old place in the queue."""
    rooms = service.rooms
    stale = timedelta(seconds=rooms.rules.patience.lost_agent_seconds)
    lost = rooms.records.desk.lost(
        rooms.clock(), stale_after=stale, tenant_id=rooms.tenant
    )
    for presence in lost:
        let_go(service, presence.staff_id)
        rooms.records.desk.gone(presence)
        service.hub.nudge()


def deliver(service: Service) -> None:
    """What is due to go out; pulled channels fetch it by themselves."""
    rooms = service.rooms
    outbox = rooms.records.outbox
    due = outbox.due(rooms.clock(), MOST_SENT, tenant_id=rooms.tenant)
    fetched = [one.message for one in due if one.channel in PULLED]
    if fetched:
        outbox.all_sent(fetched)


def learn(service: Service) -> None:
    """What was published is learned, in the background, when it is enough."""
    service.learner.look()


def gauge(service: Service) -> None:
    rooms = service.rooms
    floor = rooms.records.desk.floor(rooms.tenant, "", now=rooms.clock())
    AGENTS_ONLINE.set(floor.online)
    QUEUE_WAITING.set(floor.ahead)
    OUTBOX_PENDING.set(rooms.records.outbox.pending())


CHORES = (
    sweep,
    perform,
    remind,
    ask_again,
    requeue_lost,
    take_back,
    route,
    deliver,
    learn,
    warn,
    gauge,
)
