"""The turn workers: every received message is handled once and in order.

A message is acknowledged when it is stored; its turn follows here. Whatever was left
without a turn (a crash, a stop) is found in the records again.
"""

import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Protocol

from api.clock import Clock
from bot.errors import ConversationChanged
from bot.message import Message
from bot.turn import Turn
from models.conversations import SqlConversationStore

log = logging.getLogger("teller.turns")

TRIES = 3
"""After so many failures a message is given to a human."""
RACES = 12
"""Times that a turn is decided anew because somebody else acted meanwhile."""

After = Callable[[Message, Turn, float], None]
"""Told of every saved turn, with the seconds that it took."""


class Handles(Protocol):
    """A dialogue, as far as turns are concerned."""

    def handle(self, message: Message, *, now: datetime) -> Turn: ...

    def give_up(self, message: Message, *, now: datetime) -> Turn: ...


class TurnWorkers:
    def __init__(
        self,
        dialogue: Handles,
        store: SqlConversationStore,
        clock: Clock,
        *,
        after: After,
        tenant_id: str,
        workers: int,
    ) -> None:
        """`tenant_id`: whose messages are swept; others have a service of theirs."""
        self._dialogue = dialogue
        self._store = store
        self._clock = clock
        self._after = after
        self._tenant_id = tenant_id
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="turn")
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Message]] = {}
        self._queued: set[str] = set()
        self._failures: defaultdict[str, int] = defaultdict(int)
        self._open = True

    def submit(self, message: Message) -> None:
        """From any thread; a message that is already on its way is not taken twice."""
        with self._lock:
            if not self._open or message.id in self._queued:
                return
            self._queued.add(message.id)
            line = self._waiting.get(message.conversation_id)
            if line is not None:
                line.append(message)
                return
            self._waiting[message.conversation_id] = deque([message])
        self._pool.submit(self._work, message.conversation_id)

    def sweep(self) -> int:
        """Take up whatever the records hold without a turn; how many there were."""
        found = self._store.unhandled(200, tenant_id=self._tenant_id)
        for message in found:
            self.submit(message)
        return len(found)

    def close(self) -> None:
        with self._lock:
            self._open = False
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, conversation_id: str) -> None:
        while True:
            with self._lock:
                line = self._waiting[conversation_id]
                if not line or not self._open:
                    del self._waiting[conversation_id]
                    self._queued.difference_update(m.id for m in line)
                    return
                message = line[0]
            self._catch_up(message)
            with self._lock:
                line.popleft()
                self._queued.discard(message.id)

    def _catch_up(self, hinted: Message) -> None:
        """What was said before and has no turn yet comes first: hints may overtake
        one another, and those of another life are gone. A failure ends it; the
        sweep begins again."""
        try:
            said = self._store.open_until(hinted)
        except Exception:
            log.exception("turns not found", extra=_place(hinted))
            return
        for message in said:
            if not self._open or not self._attempt(message):
                return

    def _attempt(self, message: Message) -> bool:
        """False when the message is still without its turn."""
        try:
            self._handle(message)
            self._failures.pop(message.id, None)
        except ConversationChanged:
            log.info("turn raced", extra=_place(message))
            return False
        except Exception:
            self._failures[message.id] += 1
            tries = self._failures[message.id]
            log.exception("turn failed", extra=_place(message) | {"tries": tries})
            return False
        return True

    def _handle(self, message: Message) -> None:
        for race in range(RACES):
            started = time.perf_counter()
            try:
                turn = self._decided(message)
            except ConversationChanged:
                if race == RACES - 1 or not self._store.unanswered(message):
                    raise
                continue
            self._after(message, turn, time.perf_counter() - started)
            return

    def _decided(self, message: Message) -> Turn:
        if self._failures[message.id] >= TRIES:
            return self._dialogue.give_up(message, now=self._clock())
        return self._dialogue.handle(message, now=self._clock())


def _place(message: Message) -> dict[str, object]:
    return {"conversation": message.conversation_id, "message_id": message.id}
