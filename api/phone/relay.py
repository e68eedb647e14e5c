"""While a human holds a call: what is written to the caller is said, one by one, and
what the caller says is written down."""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from speech.turn_taking import events as happened
from speech.turn_taking.utterance import Utterance

ENDPOINT_MS: Final = 700
"""Quiet after which what was said is written down."""


class Relay:
    """Used while the turn-taking rests."""

    def __init__(
        self,
        say: Callable[[Utterance], None],
        finish: Callable[[], Awaitable[None]],
        press: Callable[[str], Awaitable[None]],
    ) -> None:
        """`press`: a key, which may choose what is offered meanwhile."""
        self._press = press
        self._say = say
        self._finish = finish
        self._waiting: deque[Utterance] = deque()
        self._saying = ""
        self._due_ms: int | None = None

    @property
    def due_ms(self) -> int | None:
        return self._due_ms

    @property
    def busy(self) -> bool:
        return bool(self._saying or self._waiting)

    def say(self, utterances: Iterable[Utterance]) -> None:
        self._waiting.extend(utterances)

    def clear(self) -> None:
        self._waiting.clear()
        self._saying = ""
        self._due_ms = None

    async def take(self, event: happened.Event) -> None:
        now = time.monotonic_ns() // 1_000_000
        match event:
            case happened.PlayFinished(utterance_id=name) if name == self._saying:
                self._saying = ""
            case happened.KeyPressed(key=key) if key.isdigit():
                await self._press(key)
            case happened.SpeechStarted():
                self._due_ms = None
            case happened.SpeechStopped(silence_ms=silence_ms):
                self._due_ms = now + ENDPOINT_MS - silence_ms
            case _:
                pass
        if self._due_ms is not None and now >= self._due_ms:
            self._due_ms = None
            await self._finish()
        if not self._saying and self._waiting:
            utterance = self._waiting.popleft()
            self._saying = utterance.id
            self._say(utterance)
