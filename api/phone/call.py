"""A call: the line, the ears, the voice and the conversation, held together.

Everything that happens goes through one queue to the turn-taking of `speech/`, and what
that wants is done here. One call is one task; whatever ends it, ends all of it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, assert_never

from api.phone import media
from api.phone.media import Dialect, Frame
from api.phone.parties import Parties
from api.phone.player import Player
from api.phone.proving import Proving
from api.phone.relay import Relay
from api.phone.talk import News
from bot.message import Owner
from bot.transcript import Transcript
from speech.turn_taking import actions as to_do
from speech.turn_taking import events as happened
from speech.turn_taking.machine import begun, step
from speech.turn_taking.state import Phase
from speech.turn_taking.utterance import Utterance

log = logging.getLogger("teller.phone")

IDLE_SECONDS: Final = 1.0
"""The longest that a lost hint slows a call."""
SOUND_FRAMES: Final = 500
"""Of a caller, waiting to be heard: ten seconds; more is thrown away."""

Send = Callable[[Sequence[Frame]], Awaitable[None]]


class Call:
    """One call, from the moment its line has begun."""

    def __init__(self, dialect: Dialect, send: Send, parties: Parties) -> None:
        self._ears = parties.ears
        self._talk = parties.talk
        self._proofs = parties.proofs
        self._captions = parties.captions
        self._knobs = parties.knobs
        self._events: asyncio.Queue[happened.Event] = asyncio.Queue()
        self._sound: asyncio.Queue[bytes] = asyncio.Queue(SOUND_FRAMES)
        self._hearing = asyncio.Lock()
        """The ears are for one thread at a time."""
        self._voice = parties.voice
        rate = parties.voice.rate
        self._player = Player(dialect, send, rate=rate, finished=self._finished)
        self._relay = Relay(self._say_now, self._finish_relayed, self._keyed)
        self._state = begun(now_ms=_now_ms(), knobs=self._knobs)
        self._proving: Proving | None = None
        self._speaking: asyncio.Task[None] | None = None
        self._doing: set[asyncio.Task[None]] = set()
        self._dropped = 0

    def take(self, event: media.Event) -> None:
        """What the line told."""
        match event:
            case media.Sound(pcm=pcm):
                self._listen(pcm)
            case media.Key(digit=digit):
                self._tell(happened.KeyPressed(key=digit))
            case media.WantsHuman():
                self._start(partial(asyncio.to_thread, self._talk.call_human))
            case media.Reached(mark=mark):
                self._player.reached(mark)
            case media.Ended():
                self._tell(happened.HungUp())
            case media.Began() | media.Drained() | media.Room() | media.Odd():
                return
            case other:
                assert_never(other)

    async def run(self) -> None:
        """Until somebody hangs up. The conversation is closed with the call."""
        working = (self._player.run(), self._hear(), self._follow())
        tasks = [asyncio.ensure_future(one) for one in working]
        try:
            await self._take_turns()
        finally:
            tasks += [*self._doing, *([self._speaking] if self._speaking else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(self._over)

    def _over(self) -> None:
        with contextlib.suppress(Exception):
            self._ears.close()
        self._talk.hang_up()

    async def _take_turns(self) -> None:
        if not self._ears.can_recognize:
            notice = Utterance(id="no-ears", prompt="no_ears")
            self._tell(happened.Answered(utterances=(notice,)))
        while self._state.phase is not Phase.CLOSED:
            event = await self._next()
            before = self._state.phase
            done = step(self._state, event, now_ms=_now_ms(), knobs=self._knobs)
            self._state = done.state
            if done.state.phase is Phase.LISTENING and before is not done.state.phase:
                self._captions("listening", "")
            for action in done.actions:
                await self._do(action)
            if self._state.phase is Phase.HUMAN:
                await self._relay.take(event)

    async def _next(self) -> happened.Event:
        dues = [self._state.due_ms, self._relay.due_ms]
        due = min((one for one in dues if one is not None), default=None)
        seconds = None if due is None else max(due - _now_ms(), 0) / 1_000
        try:
            async with asyncio.timeout(seconds):
                return await self._events.get()
        except TimeoutError:
            return happened.Tick()

    async def _do(self, action: to_do.Action) -> None:
        match action:
            case to_do.Play(utterance=utterance):
                self._say_now(utterance)
            case to_do.Flush(utterance_id=utterance_id):
                await self._stop(utterance_id)
            case to_do.Pause():
                await self._player.pause()
            case to_do.Resume():
                await self._player.resume()
            case to_do.Heard(utterance_id=utterance_id, heard_ms=heard_ms):
                self._voice.heard(utterance_id, heard_ms)
            case to_do.HangUp():
                return
            case _:
                self._start(partial(self._passed_on, action))

    async def _passed_on(
        self,
        action: to_do.FinishListening
        | to_do.ForgetSpeech
        | to_do.Submit
        | to_do.SubmitKeys
        | to_do.GoBack
        | to_do.CallHuman,
    ) -> None:
        match action:
            case to_do.FinishListening():
                await self._finish()
            case to_do.ForgetSpeech():
                await self._forget()
            case to_do.Submit(text=text, confidence=confidence):
                self._captions("heard", text)
                words = Transcript(text=text, confidence=confidence)
                await asyncio.to_thread(self._talk.hear, words)
            case to_do.SubmitKeys(digits=digits):
                await self._keyed(digits)
            case to_do.GoBack():
                await asyncio.to_thread(self._talk.go_back)
            case to_do.CallHuman():
                await asyncio.to_thread(self._talk.call_human)
            case other:
                assert_never(other)

    def _say_now(self, utterance: Utterance) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
        self._player.begin(utterance.id)
        self._captions("said", self._voice.written(utterance, self._talk.language))
        self._speaking = asyncio.ensure_future(self._say(utterance))

    async def _say(self, utterance: Utterance) -> None:
        length = 0.0
        async for pcm in self._voice.sounds(utterance, self._talk.language):
            self._player.give(utterance.id, pcm)
            length += len(pcm) / 2 / self._voice.rate * 1_000
        self._player.complete(utterance.id)
        self._tell(
            happened.PlayStarted(utterance_id=utterance.id, duration_ms=int(length))
        )

    async def _stop(self, utterance_id: str) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
        stopped = await self._player.stop()
        heard = stopped.heard_ms if stopped and stopped.id == utterance_id else 0
        self._tell(happened.Flushed(utterance_id=utterance_id, heard_ms=heard))

    def _finished(self, utterance_id: str) -> None:
        self._tell(happened.PlayFinished(utterance_id=utterance_id))

    def _listen(self, pcm: bytes) -> None:
        try:
            self._sound.put_nowait(pcm)
        except asyncio.QueueFull:
            self._dropped += 1

    async def _hear(self) -> None:
        while True:
            pcm = await self._sound.get()
            while not self._sound.empty():
                pcm += self._sound.get_nowait()
            async with self._hearing:
                events = await asyncio.to_thread(self._ears.feed, pcm)
            for event in events:
                if isinstance(event, happened.PartlyHeard):
                    self._captions("partly_heard", event.text)
                self._tell(event)

    async def _finish(self) -> None:
        async with self._hearing:
            event = await asyncio.to_thread(self._ears.finish)
        self._tell(event)

    async def _forget(self) -> None:
        async with self._hearing:
            for event in await asyncio.to_thread(self._ears.forget):
                self._tell(event)

    async def _finish_relayed(self) -> None:
        """While a human holds the conversation: what was said, as it was heard."""
        async with self._hearing:
            event = await asyncio.to_thread(self._ears.finish)
        heard = event.transcript if isinstance(event, happened.Recognized) else None
        if isinstance(heard, Transcript):
            self._captions("heard", heard.text)
            await asyncio.to_thread(self._talk.hear, heard)

    async def _keyed(self, digits: str) -> None:
        if self._proving is None:
            await asyncio.to_thread(self._talk.press, digits)
        else:
            told = await asyncio.to_thread(self._proving.keyed, digits)
            if told:
                self._tell(happened.Answered(utterances=told))

    async def _follow(self) -> None:
        """What the service says, as soon as it is committed."""
        with self._talk.listening() as listener:
            while True:
                self._heed(await asyncio.to_thread(self._talk.news))
                await self._ask_for_proof()
                await listener.wait(IDLE_SECONDS)

    def _heed(self, news: News) -> None:
        held = self._state.phase is Phase.HUMAN
        resting = self._state.phase in (Phase.LISTENING, Phase.HUMAN)
        if news.owner is Owner.CLOSED and not news.utterances:
            if resting and not self._relay.busy:
                self._tell(happened.HungUp())
        elif news.owner in (Owner.QUEUE, Owner.AGENT):
            if not held:
                self._tell(happened.HumanJoined())
            self._relay.say(news.utterances)
        else:
            if held:
                self._relay.clear()
                self._tell(happened.HumanLeft())
            if news.utterances:
                self._tell(happened.Answered(utterances=news.utterances))

    async def _ask_for_proof(self) -> None:
        request = self._talk.open.request
        if self._proving is not None and self._proving.place.request_id == request:
            return
        self._proving = self._proofs(request) if request else None
        if self._proving is not None:
            told = await asyncio.to_thread(self._proving.ask)
            self._tell(happened.Answered(utterances=told))

    def _tell(self, event: happened.Event) -> None:
        self._events.put_nowait(event)

    def _start(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(_told(work))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)


async def _told(work: Callable[[], Awaitable[None]]) -> None:
    """A failure is told, and the call goes on: its timers find a way."""
    try:
        await work()
    except Exception:
        log.exception("a step of a call failed")


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
