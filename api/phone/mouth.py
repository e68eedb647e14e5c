"""The mouth of a call: what is said now, what the agent says, and music between."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from api.phone.chronicle import Chronicle
from api.phone.heard import heard_characters
from api.phone.media import Dialect, Frame
from api.phone.music import music
from api.phone.parties import Parties
from api.phone.player import Player
from api.phone.recorder import Recorder
from speech.turn_taking import events as happened
from speech.turn_taking.utterance import Utterance

log = logging.getLogger("teller.phone")

LIVE: Final = "live"
"""What an agent says into a microphone."""
MUSIC: Final = "music"
AHEAD_MS: Final = 300
"""Of music or an agent's voice that waits to be played; of a voice, more is dropped."""
FILL_SECONDS: Final = 0.1

Send = Callable[[Sequence[Frame]], Awaitable[None]]
Tell = Callable[[happened.Event], None]


class Mouth:
    """Of one call; used by its event loop alone."""

    def __init__(
        self, dialect: Dialect, send: Send, parties: Parties, recorder: Recorder
    ) -> None:
        self.tell: Tell = lambda event: None
        self._voice = parties.voice
        self._talk = parties.talk
        self._captions = parties.captions
        self._chronicle: Chronicle = parties.chronicle
        self._recorder = recorder
        self._written: dict[str, str] = {}
        self._speaking: asyncio.Task[None] | None = None
        self._holding = False
        self.player = Player(
            dialect,
            send,
            rate=parties.voice.rate,
            finished=self._finished,
            played=self._sounds,
        )

    def expect(self, utterances: Sequence[Utterance]) -> None:
        """These are to be said: whether they are or not goes into the record."""
        for one in utterances:
            written = self._voice.written(one, self._talk.language)
            self._written[one.id] = written
            self._chronicle.expect(one, written)

    def say(self, utterance: Utterance) -> None:
        self._hush()
        if utterance.id not in self._written:
            self.expect((utterance,))
        self.player.begin(utterance.id)
        self._captions("said", self._written[utterance.id])
        self._speaking = asyncio.ensure_future(self._say(utterance))

    async def stop(self, utterance_id: str = "") -> None:
        """Nothing more is heard of it, or of whatever it is."""
        self._hush()
        stopped = await self.player.stop()
        self._recorder.cut()
        name = stopped.id if stopped else utterance_id
        if stopped is not None and name not in (LIVE, MUSIC):
            await self._cut(name, stopped.heard_ms)
        if utterance_id:
            same = stopped is not None and stopped.id == utterance_id
            heard = stopped.heard_ms if stopped and same else 0
            self.tell(happened.Flushed(utterance_id=utterance_id, heard_ms=heard))

    def unsaid(self, utterance_id: str) -> None:
        """It was dropped before it began."""
        if self.player.now_playing != utterance_id:
            self._chronicle.cut(utterance_id, "", 0)

    def live(self, pcm: bytes) -> None:
        """An agent's voice, at the rate of the line; what is being said comes first."""
        if self.player.now_playing not in ("", LIVE, MUSIC):
            return
        if self.player.now_playing != LIVE:
            self.player.begin(LIVE)
        if self.player.waiting_ms(LIVE) < AHEAD_MS:
            self.player.give(LIVE, pcm)

    async def hold(self, holding: bool) -> None:
        """Music whenever nothing else is to be heard."""
        if self._holding and not holding and self.player.now_playing == MUSIC:
            await self.stop()
        self._holding = holding

    async def run(self) -> None:
        """Plays in time, until cancelled."""
        filling = asyncio.ensure_future(self._fill())
        try:
            await self.player.run()
        finally:
            filling.cancel()
            await asyncio.gather(filling, return_exceptions=True)

    async def close(self) -> None:
        """The line may be gone: what was heard of the last words still counts."""
        with contextlib.suppress(Exception):
            await self.stop()

    async def _fill(self) -> None:
        """Music, a little ahead, while it is wanted."""
        tune = music(self._voice.rate)
        step = self._voice.rate // 5 * 2
        place = 0
        while True:
            await asyncio.sleep(FILL_SECONDS)
            if not self._holding or self.player.now_playing not in ("", MUSIC):
                continue
            if self.player.now_playing != MUSIC:
                self.player.begin(MUSIC)
            while self.player.waiting_ms(MUSIC) < AHEAD_MS:
                self.player.give(MUSIC, tune[place : place + step])
                place = (place + step) % len(tune)

    async def _say(self, utterance: Utterance) -> None:
        length = 0.0
        async for pcm in self._voice.sounds(utterance, self._talk.language):
            self.player.give(utterance.id, pcm)
            length += len(pcm) / 2 / self._voice.rate * 1_000
        self.player.complete(utterance.id)
        self.tell(
            happened.PlayStarted(utterance_id=utterance.id, duration_ms=int(length))
        )

    async def _cut(self, name: str, heard_ms: int) -> None:
        written = self._written.pop(name, "")
        words = self._voice.heard(name, heard_ms)
        language = self._talk.language
        heard = await asyncio.to_thread(heard_characters, written, words, language)
        self._chronicle.cut(name, written, heard)
        log.info("cut off", extra={"utterance": name, "heard_characters": heard})

    def _finished(self, utterance_id: str) -> None:
        self._written.pop(utterance_id, None)
        self._chronicle.ended(utterance_id)
        self.tell(happened.PlayFinished(utterance_id=utterance_id))

    def _sounds(self, name: str, moment: float, pcm: bytes) -> None:
        self._chronicle.sounds(name, moment)
        self._recorder.play(moment, pcm)

    def _hush(self) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
            self._speaking = None
