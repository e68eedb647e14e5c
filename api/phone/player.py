"""The player: one utterance after the other leaves in time, and stops at once.

It keeps the time itself, a little ahead of the far end, whatever that may buffer: so a
flush has little to throw away, a pause is a pause on every line, and what was heard is
known to a frame.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.phone.media import Command, Continue, Dialect, Flush, Frame, Pause, Play
from speech.audio import FRAME_MS, frame_bytes, silence

AHEAD_MS: Final = 120
"""Sent before it is due, against jitter."""
LATE_MS: Final = 200
"""After the computed end, if the far end does not tell that it has played all."""

Timer = Callable[[], float]
Send = Callable[[Sequence[Frame]], Awaitable[None]]
Played = Callable[[str, float, bytes], None]
"""Told of each frame: of which utterance, and when it sounds at the far end."""


def unheeded(name: str, moment: float, pcm: bytes) -> None:
    """Nobody keeps what was played."""


@dataclass(slots=True)
class _Playing:
    """One utterance on its way."""

    id: str
    mark: str
    began: float
    sound: bytearray = field(default_factory=bytearray)
    complete: bool = False
    sent_ms: int = 0
    marked: bool = False
    """Its last frame went out, and the mark behind it."""
    reached: bool = False
    held: float | None = None
    """Since when it is paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What was being played, and how much of it was heard."""

    id: str
    heard_ms: int


class Player:
    """Of one call; used by its event loop alone."""

    def __init__(
        self,
        dialect: Dialect,
        send: Send,
        *,
        rate: int,
        finished: Callable[[str], None],
        timer: Timer = time.monotonic,
        played: Played = unheeded,
    ) -> None:
        self._dialect = dialect
        self._send = send
        self._rate = rate
        self._finished = finished
        self._timer = timer
        self._played = played
        self._playing: _Playing | None = None
        self._count = 0

    def begin(self, utterance_id: str) -> None:
        """What is given from now on is this. Whatever was playing must be stopped."""
        self._count += 1
        self._playing = _Playing(
            id=utterance_id, mark=f"u{self._count}", began=self._timer()
        )

    def give(self, utterance_id: str, pcm: bytes) -> None:
        """Sound of the utterance that is playing; that of any other is dropped."""
        playing = self._is(utterance_id)
        if playing is not None:
            playing.sound += pcm

    def complete(self, utterance_id: str) -> None:
        playing = self._is(utterance_id)
        if playing is not None:
            playing.complete = True

    @property
    def now_playing(self) -> str:
        return self._playing.id if self._playing else ""

    def waiting_ms(self, utterance_id: str) -> float:
        """Sound that was given and has not left yet."""
        playing = self._is(utterance_id)
        return (
            len(playing.sound) / frame_bytes(self._rate) * FRAME_MS if playing else 0.0
        )

    async def pause(self) -> None:
        playing = self._playing
        if playing is not None and playing.held is None:
            playing.held = self._timer()
            await self._order(Pause())

    async def resume(self) -> None:
        playing = self._playing
        if playing is not None and playing.held is not None:
            playing.began += self._timer() - playing.held
            playing.held = None
            await self._order(Continue())

    async def stop(self) -> Stopped | None:
        """Nothing of it is played after this."""
        playing, self._playing = self._playing, None
        if playing is None:
            return None
        await self._order(Flush())
        if playing.held is not None:
            await self._order(Continue())
        return Stopped(id=playing.id, heard_ms=self._heard(playing))

    def reached(self, mark: str) -> None:
        """The far end has played up to a mark: the one at the end, or it is a lie."""
        playing = self._playing
        if playing is not None and playing.marked and playing.mark == mark:
            playing.reached = True

    async def run(self) -> None:
        """A frame every 20 ms by a clock of its own, until cancelled."""
        due = self._timer()
        while True:
            await self.tick()
            due = max(due + FRAME_MS / 1_000, self._timer() - 0.2)
            await asyncio.sleep(max(due - self._timer(), 0))

    async def tick(self) -> None:
        """What is due now."""
        playing = self._playing
        if not self._dialect.abilities.buffers:
            frame = self._taken(playing) if playing else None
            await self._order(Play(pcm=frame or silence(self._rate, FRAME_MS)))
        elif playing is not None:
            await self._send_ahead(playing)
        if playing is not None:
            await self._end(playing)

    async def _send_ahead(self, playing: _Playing) -> None:
        while playing is self._playing and playing.held is None:
            if playing.sent_ms > self._elapsed(playing) + AHEAD_MS:
                return
            frame = self._taken(playing)
            if frame is None:
                return
            await self._order(Play(pcm=frame))

    def _taken(self, playing: _Playing) -> bytes | None:
        """The next frame of it; None while it is held, or there is none."""
        if playing.held is not None:
            return None
        self._wait_for_sound(playing)
        frame = self._next(playing)
        if frame is not None:
            del playing.sound[: len(frame)]
            moment = playing.began + playing.sent_ms / 1_000
            self._played(playing.id, moment, frame)
            playing.sent_ms += FRAME_MS
        return frame

    def _wait_for_sound(self, playing: _Playing) -> None:
        """While no sound is at hand, no time of the utterance passes."""
        behind = self._elapsed(playing) - playing.sent_ms
        if behind > 0 and not playing.marked:
            playing.began += behind / 1_000

    def _next(self, playing: _Playing) -> bytes | None:
        size = frame_bytes(self._rate)
        if len(playing.sound) >= size:
            return bytes(playing.sound[:size])
        if playing.complete and playing.sound:
            playing.sound += bytes(size - len(playing.sound))
            return bytes(playing.sound)
        return None

    async def _end(self, playing: _Playing) -> None:
        if playing is not self._playing or not playing.complete or playing.sound:
            return
        if not playing.marked:
            playing.marked = True
            if self._dialect.abilities.marks and playing.sent_ms:
                await self._order(Play(pcm=b"", mark=playing.mark))
        if self._over(playing):
            self._playing = None
            self._finished(playing.id)

    def _over(self, playing: _Playing) -> bool:
        if not self._dialect.abilities.marks or not playing.sent_ms:
            return self._elapsed(playing) >= playing.sent_ms
        late = self._elapsed(playing) >= playing.sent_ms + LATE_MS
        return late or playing.reached

    def _heard(self, playing: _Playing) -> int:
        return max(min(playing.sent_ms, int(self._elapsed(playing))), 0)

    def _elapsed(self, playing: _Playing) -> float:
        """Milliseconds of the utterance that have passed at the far end."""
        until = self._timer() if playing.held is None else playing.held
        return (until - playing.began) * 1_000

    def _is(self, utterance_id: str) -> _Playing | None:
        playing = self._playing
        return playing if playing and playing.id == utterance_id else None

    async def _order(self, command: Command) -> None:
        frames = self._dialect.say(command)
        if frames:
            await self._send(frames)
