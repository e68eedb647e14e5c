"""The hub: hints within this process that something was committed; never the truth.

A lost hint slows, and never loses: whoever waits looks at the records again by itself.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EVERYTHING = "*"
"""Topic of those who follow every conversation."""


@dataclass(eq=False, slots=True)
class Listener:
    """Wakes when one of its topics was hinted at; remembers which."""

    loop: asyncio.AbstractEventLoop
    changed: set[str] = field(default_factory=set)
    said: list[dict[str, object]] = field(default_factory=list)
    """Passing frames (somebody types): delivered once, never stored."""
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, seconds: float) -> set[str]:
        """The topics hinted at; empty after so many quiet seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self.woken.wait()
        except TimeoutError:
            return set()
        self.woken.clear()
        changed, self.changed = self.changed, set()
        return changed

    def passing(self) -> list[dict[str, object]]:
        said, self.said = self.said, []
        return said


class Hub:
    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)

    @contextmanager
    def listening(self, topic: str) -> Iterator[Listener]:
        listener = Listener(loop=asyncio.get_running_loop())
        self._listeners[topic].add(listener)
        try:
            yield listener
        finally:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def hint(self, conversation_id: str) -> None:
        """From any thread: this conversation has changed."""
        for listener in self._hearing(conversation_id):
            self._wake(listener, conversation_id, None)

    def nudge(self) -> None:
        """From any thread: somebody at the desk came or went."""
        self.pass_on("", {"type": "presence"})

    def pass_on(self, conversation_id: str, frame: dict[str, object]) -> None:
        """From any thread: a frame that is worth nothing a moment later."""
        for listener in self._hearing(conversation_id):
            self._wake(listener, "", {**frame, "conversation_id": conversation_id})

    def _hearing(self, conversation_id: str) -> list[Listener]:
        topics = (conversation_id, EVERYTHING)
        return [one for t in topics for one in list(self._listeners.get(t, ()))]

    @staticmethod
    def _wake(listener: Listener, topic: str, frame: dict[str, object] | None) -> None:
        def wake() -> None:
            if topic:
                listener.changed.add(topic)
            if frame is not None and len(listener.said) < 64:
                listener.said.append(frame)
            listener.woken.set()

        if not listener.loop.is_closed():
            listener.loop.call_soon_threadsafe(wake)
