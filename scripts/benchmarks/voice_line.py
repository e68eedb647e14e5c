"""A caller at the far end of a real socket: speaks and plays in time, keeps both sides.

It behaves as Asterisk does: what it gets waits to be played, a flush throws that away,
a pause holds it, and marks are told when they are reached.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from speech.audio import FRAME_MS, PHONE_RATE, frame_bytes, silence

SIZE = frame_bytes(PHONE_RATE)
QUIET = silence(PHONE_RATE, FRAME_MS)
PATIENCE_SECONDS = 30.0
_NAMES = count()


@dataclass(slots=True)
class FarEnd:
    """One call. Both sides are kept on one clock, a frame for every 20 ms."""

    socket: ClientConnection
    caller: bytearray = field(default_factory=bytearray)
    bot: bytearray = field(default_factory=bytearray)
    gaps: int = 0
    """Frames that were not there in the middle of an utterance."""
    marks: int = 0
    over: bool = False
    _waiting: deque[bytes | str] = field(default_factory=deque)
    _speaking: bytearray = field(default_factory=bytearray)
    _held: bool = False
    _within: bool = False

    @property
    def now_ms(self) -> int:
        return len(self.caller) // SIZE * FRAME_MS

    @property
    def bot_is_quiet(self) -> bool:
        return not self._waiting and not self._within

    async def say(self, pcm: bytes) -> int:
        """When it began, on the clock of the call; returns when it has been said."""
        began = self.now_ms
        self._speaking += pcm + bytes(-len(pcm) % SIZE)
        await self.until(lambda: not self._speaking)
        return began

    async def until(
        self, true: Callable[[], bool], seconds: float = PATIENCE_SECONDS
    ) -> None:
        async with asyncio.timeout(seconds):
            while not true() and not self.over:
                await asyncio.sleep(FRAME_MS / 1_000)

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def listen(self) -> None:
        try:
            async for told in self.socket:
                self._take(told)
        except ConnectionClosed:
            pass
        self.over = True

    async def run(self) -> None:
        """The clock: a frame each way every 20 ms."""
        due = time.monotonic()
        while not self.over:
            frame = bytes(self._speaking[:SIZE]) or QUIET
            del self._speaking[:SIZE]
            self.caller += frame
            self.bot += self._played()
            try:
                await self.socket.send(frame)
                await self._tell_marks()
            except ConnectionClosed:
                self.over = True
            due += FRAME_MS / 1_000
            await asyncio.sleep(max(due - time.monotonic(), 0))

    def _take(self, told: str | bytes) -> None:
        if isinstance(told, bytes):
            self._waiting.extend(told[i : i + SIZE] for i in range(0, len(told), SIZE))
            return
        order = json.loads(told)
        match order["command"]:
            case "FLUSH_MEDIA":
                self._waiting.clear()
                self._within = False
            case "PAUSE_MEDIA":
                self._held = True
            case "CONTINUE_MEDIA":
                self._held = False
            case "MARK_MEDIA":
                self._waiting.append(order["correlation_id"])
            case _:
                self.over = True

    def _played(self) -> bytes:
        if self._held or not self._waiting or isinstance(self._waiting[0], str):
            self.gaps += self._within and not self._held and not self._waiting
            return QUIET
        self._within = True
        frame = self._waiting.popleft()
        return frame if isinstance(frame, bytes) else QUIET

    async def _tell_marks(self) -> None:
        while self._waiting and isinstance(self._waiting[0], str):
            mark = str(self._waiting.popleft())
            self._within = False
            self.marks += 1
            told = {"event": "MEDIA_MARK_PROCESSED", "correlation_id": mark}
            await self.socket.send(json.dumps(told))


@asynccontextmanager
async def call(url: str, language: str = "zh") -> AsyncIterator[FarEnd]:
    """A call to the service at `url`; hung up at the end."""
    number = next(_NAMES)
    start = {
        "event": "MEDIA_START",
        "channel": f"WebSocket/bench/{number}",
        "channel_id": f"bench.{number}",
        "format": "slin",
    }
    address = f"{url.replace('http', 'ws', 1)}/channels/phone/asterisk"
    async with connect(
        f"{address}?language={language}",
        subprotocols=["media"],  # type: ignore[list-item]
        compression=None,
        proxy=None,
    ) as socket:
        await socket.send(json.dumps(start))
        far = FarEnd(socket=socket)
        working = [
            asyncio.ensure_future(far.run()),
            asyncio.ensure_future(far.listen()),
        ]
        try:
            yield far
        finally:
            far.over = True
            for one in working:
                one.cancel()
            await asyncio.gather(*working, return_exceptions=True)
