"""The listening side of a call: the caller's sound on its way to the ears, in order."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from api.phone.crowd import Delays
from api.phone.ears import Ears
from bot.transcript import Transcript
from speech.turn_taking import events as happened

SOUND_FRAMES: Final = 500
"""Of a caller, waiting to be heard: ten seconds; more is thrown away."""

Tell = Callable[[happened.Event], None]


class Listening:
    """Used by the event loop of its call; the ears are for one thread at a time."""

    def __init__(self, ears: Ears, delays: Delays) -> None:
        self.tell: Tell = lambda event: None
        self._ears = ears
        self._delays = delays
        self._sound: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(SOUND_FRAMES)
        self._busy = asyncio.Lock()
        self.dropped = 0

    @property
    def can_recognize(self) -> bool:
        return self._ears.can_recognize

    def over_bot(self, speaks: bool) -> None:
        """Whether the bot speaks now."""
        self._ears.over_bot = speaks

    def take(self, pcm: bytes) -> None:
        try:
            self._sound.put_nowait((time.monotonic(), pcm))
        except asyncio.QueueFull:
            self.dropped += 1

    async def run(self) -> None:
        while True:
            came, pcm = await self._sound.get()
            self._delays.waited(time.monotonic() - came)
            while not self._sound.empty():
                pcm += self._sound.get_nowait()[1]
            async with self._busy:
                events = await asyncio.to_thread(self._ears.feed, pcm)
            for event in events:
                self.tell(event)

    async def finish(self) -> None:
        async with self._busy:
            event = await asyncio.to_thread(self._ears.finish)
        self.tell(event)

    async def forget(self) -> None:
        async with self._busy:
            for event in await asyncio.to_thread(self._ears.forget):
                self.tell(event)

    async def last_words(self) -> Transcript | None:
        """What was said, for somebody who does not wait for the turn-taking."""
        async with self._busy:
            event = await asyncio.to_thread(self._ears.finish)
        heard = event.transcript if isinstance(event, happened.Recognized) else None
        return heard if isinstance(heard, Transcript) else None

    def close(self) -> None:
        self._ears.close()
