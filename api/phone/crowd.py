"""Too many callers: how it is noticed before anyone suffers, and how one more is sent
away with words."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import Counter, Histogram

from api.metrics import REGISTRY
from api.phone.media import Dialect, Frame, HangUp
from api.phone.player import Player, Send
from api.phone.voice import Voice
from bot.message import Language
from speech.turn_taking.utterance import Utterance

SUFFERING_MS: Final = 150.0
"""Of sound that waits to be listened to: more, and callers notice."""
LOOKED_BACK_SECONDS: Final = 3.0
FEWEST: Final = 50
"""Pieces of sound without which nothing is concluded."""
WORDS_SECONDS: Final = 15.0
"""In which the words of refusal must have been said."""
BUSY: Final = Utterance(id="busy", prompt="busy", must_hear=True)
BUCKETS: Final = (0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.3, 1.0)

DELAY = Histogram(
    "teller_call_sound_delay_seconds",
    "From a piece of a caller's sound until it is listened to",
    buckets=BUCKETS,
    registry=REGISTRY,
)
REFUSED = Counter("teller_calls_refused", "Calls sent away", registry=REGISTRY)

Timer = Callable[[], float]


@dataclass(slots=True)
class Delays:
    """Of all calls of this node; used by its event loop alone."""

    timer: Timer = time.monotonic
    _seen: deque[tuple[float, float]] = field(default_factory=deque)

    def waited(self, seconds: float) -> None:
        DELAY.observe(seconds)
        self._seen.append((self.timer(), seconds))
        self._forget()

    @property
    def p99_ms(self) -> float:
        """Of the last seconds; 0 where there was too little to tell."""
        self._forget()
        if len(self._seen) < FEWEST:
            return 0.0
        ordered = sorted(seconds for _, seconds in self._seen)
        return ordered[math.ceil(len(ordered) * 0.99) - 1] * 1_000

    @property
    def suffering(self) -> bool:
        return self.p99_ms > SUFFERING_MS

    def _forget(self) -> None:
        since = self.timer() - LOOKED_BACK_SECONDS
        while self._seen and self._seen[0][0] < since:
            self._seen.popleft()


async def send_away(dialect: Dialect, send: Send, voice: Voice, to: Language) -> None:
    """Says that every line is taken, and hangs up."""
    REFUSED.inc()
    said = asyncio.Event()
    player = Player(dialect, send, rate=voice.rate, finished=lambda _: said.set())
    player.begin(BUSY.id)
    playing = asyncio.ensure_future(player.run())
    try:
        async with asyncio.timeout(WORDS_SECONDS):
            async for pcm in voice.sounds(BUSY, to):
                player.give(BUSY.id, pcm)
            player.complete(BUSY.id)
            await said.wait()
    except (TimeoutError, OSError):
        return
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        frames: list[Frame] = list(dialect.say(HangUp()))
        if frames:
            await asyncio.gather(send(frames), return_exceptions=True)
