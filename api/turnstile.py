"""A turnstile: turns pass side by side; none passes while what they use is replaced."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Condition

from bot.dialogue import Dialogue
from bot.message import Message
from bot.turn import Turn


class Turnstile:
    """Whoever comes while it is being closed waits until it is open again."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._shut = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Waits for those inside; one at a time may close it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._shut)
            self._shut = True
            self._changed.wait_for(lambda: not self._inside)
        try:
            yield
        finally:
            with self._changed:
                self._shut = False
                self._changed.notify_all()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedDialogue:
    """A dialogue in which one turn never sees two versions of what was learned."""

    dialogue: Dialogue
    turnstile: Turnstile

    def handle(self, message: Message, *, now: datetime) -> Turn:
        with self.turnstile.passing():
            return self.dialogue.handle(message, now=now)

    def give_up(self, message: Message, *, now: datetime) -> Turn:
        with self.turnstile.passing():
            return self.dialogue.give_up(message, now=now)
