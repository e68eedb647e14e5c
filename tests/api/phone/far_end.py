"""The far end of a call: plays what it gets in time, and speaks when it is told to."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from api.phone.asterisk import WebSocketChannel
from api.phone.media import Frame
from api.phone.telephony import Line, Telephony
from speech.audio import FRAME_MS, PHONE_RATE, frame_bytes, milliseconds, silence

START = {
    "event": "MEDIA_START",
    "channel": "WebSocket/bot/0x7f",
    "channel_id": "1795303282.2",
    "format": "slin",
}
SPEECH_SECONDS = 0.5


def speech(seconds: float = SPEECH_SECONDS) -> bytes:
    """Loud enough to be somebody."""
    at = np.arange(int(PHONE_RATE * seconds)) / PHONE_RATE
    return (np.sin(at * 2 * np.pi * 330) * 9_000).astype("<i2").tobytes()


@dataclass(slots=True)
class FarEnd:
    """An Asterisk that keeps what it is sent, plays it in time and tells the marks."""

    language: str = "zh"
    lies: bool = False
    """It never tells a mark, and sends everything twice."""
    sounds: list[float] = field(default_factory=list)
    """When each frame came in."""
    heard: bytearray = field(default_factory=bytearray)
    """All that came in."""
    orders: list[tuple[float, str]] = field(default_factory=list)
    gone: bool = False
    _told: "asyncio.Queue[Frame | None]" = field(default_factory=asyncio.Queue)
    _speaking: bytearray = field(default_factory=bytearray)
    _played_until: float = 0.0

    async def talks_to(self, telephony: Telephony) -> None:
        """The call, until it is over on the other side."""
        line = Line(
            dialect=WebSocketChannel({"language": self.language}),
            frames=self._frames(),
            send=self._take,
            source="10.0.0.1",
        )
        microphone = asyncio.ensure_future(self._microphone())
        try:
            await telephony.carry(line)
        finally:
            self.gone = True
            microphone.cancel()

    async def say(self, seconds: float = SPEECH_SECONDS) -> float:
        """When it had been said."""
        return await self.speak(speech(seconds))

    async def speak(self, pcm: bytes) -> float:
        """These very sounds; when they had been said."""
        self._speaking += pcm
        await asyncio.sleep(milliseconds(pcm, PHONE_RATE) / 1_000 + 0.06)
        return time.monotonic()

    def press(self, keys: str) -> None:
        for key in keys:
            self._put(event="DTMF_END", channel_id="1795303282.2", digit=key)

    def hang_up(self) -> None:
        self._told.put_nowait(None)

    def named(self, order: str) -> list[float]:
        return [at for at, name in self.orders if name == order]

    def sounds_after(self, moment: float) -> int:
        return sum(at > moment for at in self.sounds)

    async def _frames(self) -> AsyncIterator[Frame]:
        yield json.dumps(START)
        while (frame := await self._told.get()) is not None:
            yield frame
            if self.lies and isinstance(frame, str):
                yield frame

    async def _take(self, frames: Sequence[Frame]) -> None:
        now = time.monotonic()
        for frame in frames:
            if isinstance(frame, bytes):
                self.sounds.append(now)
                self.heard += frame
                begin = max(self._played_until, now)
                self._played_until = begin + len(frame) / 2 / PHONE_RATE
                continue
            told = json.loads(frame)
            self.orders.append((now, told["command"]))
            if told["command"] == "FLUSH_MEDIA":
                self._played_until = now
            if told["command"] == "MARK_MEDIA" and not self.lies:
                self._reach(told["correlation_id"], self._played_until - now)

    def _reach(self, mark: str, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        told = {"event": "MEDIA_MARK_PROCESSED", "correlation_id": mark}
        loop.call_later(max(seconds, 0), lambda: self._put(**told))

    def _put(self, **told: str) -> None:
        self._told.put_nowait(json.dumps(told))

    async def _microphone(self) -> None:
        size, due = frame_bytes(PHONE_RATE), time.monotonic()
        while True:
            frame = bytes(self._speaking[:size])
            del self._speaking[:size]
            quiet = silence(PHONE_RATE, FRAME_MS)
            self._told.put_nowait(frame if len(frame) == size else quiet)
            due += FRAME_MS / 1_000
            await asyncio.sleep(max(due - time.monotonic(), 0))
