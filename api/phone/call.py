"""A call: the line, the ears, the voice and the conversation, held together.

Everything that happens goes through one queue to the turn-taking of `speech/`, and what
that wants is done here. One call is one task; whatever ends it, ends all of it.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, assert_never

from api.phone import media
from api.phone.asides import Asides
from api.phone.attendance import Attendance
from api.phone.doing import Doing, told
from api.phone.listening import Listening
from api.phone.media import Dialect, Frame
from api.phone.mouth import Mouth
from api.phone.parties import Parties
from api.phone.persisting import persistent
from api.phone.relay import Relay
from api.phone.secrecy import Secrets
from api.phone.talk import News
from bot.message import Owner
from bot.transcript import Transcript
from speech.turn_taking import actions as to_do
from speech.turn_taking import events as happened
from speech.turn_taking.machine import begun, step
from speech.turn_taking.state import Phase
from speech.turn_taking.utterance import Utterance

IDLE_SECONDS: Final = 1.0
"""The longest that a lost hint slows a call."""
NO_EARS: Final = Utterance(id="no-ears", prompt="no_ears")

Send = Callable[[Sequence[Frame]], Awaitable[None]]


class Call:
    """One call, from the moment its line has begun."""

    def __init__(self, dialect: Dialect, send: Send, parties: Parties) -> None:
        self._talk = parties.talk
        self._captions = parties.captions
        self._knobs = parties.knobs
        self._chronicle = parties.chronicle
        self._tape = parties.tape
        self._recorder = parties.recorder()
        self._events: asyncio.Queue[happened.Event] = asyncio.Queue()
        self._listening = Listening(parties.ears, parties.delays)
        self._mouth = Mouth(dialect, send, parties, self._recorder)
        self._mouth.tell = self._listening.tell = self._tell
        self.attendance = Attendance(
            self._mouth, patience_seconds=parties.patience_seconds
        )
        self._asides = Asides(parties, self._answer)
        self._secrets = Secrets(parties.proofs, self._recorder)
        self._relay = Relay(self._mouth.say, self._finish_relayed, self._keyed)
        self._state = begun(now_ms=_now_ms(), knobs=self._knobs)
        self._doing = Doing()

    @property
    def conversation_id(self) -> str:
        return self._talk.conversation_id

    @property
    def rate(self) -> int:
        return self._recorder.rate

    @property
    def playing(self) -> str:
        """The name of what is to be heard now; empty when all is quiet."""
        return self._mouth.player.now_playing

    def take(self, event: media.Event) -> None:
        """What the line told."""
        match event:
            case media.Sound(pcm=pcm):
                self._listening.take(pcm)
                self._recorder.hear(pcm)
                self.attendance.hear(pcm)
            case media.Key(digit=digit) if self._asides.consent.declines(digit):
                self._doing.start(self._asides.consent.declined)
            case media.Key(digit=digit):
                self._tell(happened.KeyPressed(key=digit))
            case media.WantsHuman():
                self._doing.start(partial(asyncio.to_thread, self._talk.call_human))
            case media.Reached(mark=mark):
                self._mouth.player.reached(mark)
            case media.Ended():
                self._tell(happened.HungUp())
            case media.Began() | media.Drained() | media.Room() | media.Odd():
                return
            case other:
                assert_never(other)

    async def run(self) -> None:
        """Until somebody hangs up. The conversation is closed with the call."""
        working = [self._mouth.run(), self._listening.run(), self._follow()]
        working += [self._chronicle.run(), *([self._tape.run()] if self._tape else [])]
        tasks = [asyncio.ensure_future(one) for one in working]
        try:
            await self._take_turns()
        finally:
            await self._mouth.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._doing.close()
            await self._over()

    async def _over(self) -> None:
        self.attendance.leave()
        self._secrets.end()
        await told(self._chronicle.close)
        if self._tape is not None:
            await told(self._tape.close)
        with contextlib.suppress(Exception):
            await asyncio.to_thread(self._listening.close)
        await asyncio.to_thread(self._talk.hang_up)

    async def _take_turns(self) -> None:
        self._asides.consent.first()
        if not self._listening.can_recognize:
            self._answer((NO_EARS,))
        while self._state.phase is not Phase.CLOSED:
            event = await self._next()
            self._note(event)
            before = self._state.phase
            done = step(self._state, event, now_ms=_now_ms(), knobs=self._knobs)
            self._state = done.state
            self._listening.over_bot(done.state.playing is not None)
            if done.state.phase is Phase.LISTENING and before is not done.state.phase:
                self._captions("listening", "")
            for action in done.actions:
                await self._do(action)
            if self._state.phase is Phase.HUMAN:
                await self._relay.take(event)

    def _note(self, event: happened.Event) -> None:
        match event:
            case happened.PlayFinished(utterance_id=name):
                self._asides.told(name)
            case happened.SpeechStarted():
                self._chronicle.caller_starts()
            case happened.SpeechStopped(silence_ms=silence_ms):
                self._chronicle.caller_stops(silence_ms)
            case happened.PartlyHeard(text=text):
                self._captions("partly_heard", text)
            case _:
                return

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
                self._mouth.say(utterance)
            case to_do.Flush(utterance_id=utterance_id):
                await self._mouth.stop(utterance_id)
            case to_do.Pause():
                await self._mouth.player.pause()
            case to_do.Resume():
                await self._mouth.player.resume()
            case to_do.Heard(utterance_id=utterance_id):
                self._mouth.unsaid(utterance_id)
            case to_do.HangUp():
                return
            case _:
                self._doing.start(partial(self._passed_on, action))

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
                await self._listening.finish()
            case to_do.ForgetSpeech():
                self._chronicle.caller_forgets()
                await self._listening.forget()
            case to_do.Submit(text=text, confidence=confidence):
                await self._hear(Transcript(text=text, confidence=confidence))
                await self._ask_again_for_agents()
            case to_do.SubmitKeys(digits=digits):
                await self._keyed(digits)
            case to_do.GoBack():
                await self._go_back()
            case to_do.CallHuman():
                await self._call_human()
            case other:
                assert_never(other)

    async def _hear(self, words: Transcript) -> None:
        self._asides.taken()
        self._captions("heard", words.text)
        seq = await asyncio.to_thread(self._talk.hear, words)
        self._chronicle.caller_said(seq, len(words.text))

    async def _finish_relayed(self) -> None:
        """While a human holds the conversation: what was said, as it was heard."""
        heard = await self._listening.last_words()
        if heard is not None:
            await self._hear(heard)

    async def _keyed(self, digits: str) -> None:
        if not self._secrets.open:
            if await self._asides.keyed(digits):
                return
            seq = await asyncio.to_thread(self._talk.press, digits)
            self._chronicle.caller_said(seq, len(digits))
            return
        told = await self._secrets.keyed(digits)
        if told:
            self._answer(told)

    async def _go_back(self) -> None:
        if self._secrets.open:
            self._answer(await self._secrets.back())
        else:
            await asyncio.to_thread(self._talk.go_back)

    async def _call_human(self) -> None:
        self._asides.taken()
        if self._secrets.open and self.attendance.agent:
            self._secrets.end()
        else:
            await asyncio.to_thread(self._talk.call_human)

    async def _ask_again_for_agents(self) -> None:
        """Who proves something to an agent gets no answer of the bot in between."""
        if self._secrets.open and self.attendance.agent:
            self._answer(await self._secrets.again())

    async def _follow(self) -> None:
        """What the service says, as soon as it is committed."""
        with self._talk.listening() as listener:
            while True:
                news = await asyncio.to_thread(persistent, self._talk.news)
                asked = await self._secrets.heed(self._talk.open.request)
                await self.attendance.stands(
                    news.owner, news.agent_id, verifying=self._secrets.open
                )
                await self._heed(news)
                if asked:
                    self._answer(asked)
                if self.attendance.overdue:
                    await asyncio.to_thread(self._talk.give_up_waiting)
                await listener.wait(IDLE_SECONDS)

    async def _heed(self, news: News) -> None:
        held = self._state.phase is Phase.HUMAN
        resting = self._state.phase in (Phase.LISTENING, Phase.HUMAN)
        if news.owner is Owner.CLOSED and not news.utterances:
            if resting and not (self._relay.busy or self._asides.waits):
                self._tell(happened.HungUp())
        elif self.attendance.human:
            if not held:
                self._tell(happened.HumanJoined())
            self._mouth.expect(news.utterances)
            self._relay.say(news.utterances)
        else:
            if held:
                self._relay.clear()
                await self.attendance.silence()
                self._tell(happened.HumanLeft())
            if news.utterances:
                self._answer((*news.utterances, *self._asides.after(news)))

    def _answer(self, utterances: tuple[Utterance, ...]) -> None:
        self._mouth.expect(utterances)
        self._tell(happened.Answered(utterances=utterances))

    def _tell(self, event: happened.Event) -> None:
        self._events.put_nowait(event)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
