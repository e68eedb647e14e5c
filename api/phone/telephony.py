"""The calls of this node: the engines they share, and one task for each of them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from prometheus_client import Counter, Gauge

from api.metrics import REGISTRY
from api.phone.call import Call
from api.phone.control import CallControl, control_of
from api.phone.crowd import Delays, send_away
from api.phone.gathering import Caller, Gathering
from api.phone.media import Began, Dialect, Ended, Frame, HangUp
from api.phone.parties import Captions, Parties, no_captions
from api.phone.voice import Voice
from api.phone.warming import warm
from api.service import Service
from api.settings import Settings
from api.verifier import Verifier
from bot.message import Language
from speech.engines import Engines, Wanted, engines
from speech.errors import SpeechError

log = logging.getLogger("teller.phone")

BEGIN_SECONDS: Final = 10.0
AWAY_SECONDS: Final = 2.0
"""... where there is no room for the call."""
MOST_AWAY: Final = 8
"""Calls that are sent away with words at the same time."""
SEND_SECONDS: Final = 5.0
"""In which the far end must have taken what is sent."""
CALLS = Gauge("teller_calls", "Calls on the line", registry=REGISTRY)
ENDED = Counter("teller_calls_ended", "Calls that ended", ["how"], registry=REGISTRY)

Send = Callable[[Sequence[Frame]], Awaitable[None]]
Start = Callable[[], Engines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Whatever carries one call's frames."""

    dialect: Dialect
    frames: AsyncIterator[Frame]
    send: Send
    source: str
    """The caller's number or address, for limits."""
    captions: Captions = no_captions


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A call that is on the line."""

    call: Call
    control: CallControl | None
    loop: asyncio.AbstractEventLoop


class NoVoice(Exception):
    """There is nothing here that can speak: a call would be silence."""


class Telephony:
    def __init__(
        self, service: Service, verifier: Verifier, start: Start | None = None
    ) -> None:
        """`start`: what builds the engines; those of the settings, if not given."""
        self._service = service
        self._start = start or (lambda: engines(wanted(service.rooms.settings)))
        self._engines: Engines | None = None
        self._building = Lock()
        self._calls = 0
        self._away = 0
        self.delays = Delays()
        self._gathering = Gathering(
            service=service, verifier=verifier, delays=self.delays
        )
        self._on_the_line: dict[str, Standing] = {}

    @property
    def calls(self) -> int:
        return self._calls

    @property
    def full(self) -> bool:
        """One more call would make those before it suffer."""
        most = self._service.rooms.settings.most_calls
        return self._calls >= most or self.delays.suffering

    @property
    def started(self) -> Engines | None:
        """None while they are being started."""
        return self._engines

    def call(self, conversation_id: str) -> Call | None:
        """That of a conversation, while it is on a line of this node."""
        found = self._on_the_line.get(conversation_id)
        return found.call if found else None

    def control(self, conversation_id: str) -> CallControl | None:
        """What may be asked of the exchange that brought a call."""
        found = self._on_the_line.get(conversation_id)
        return found.control if found else None

    def end(self, conversation_id: str) -> None:
        """Our part of a call; from any thread."""
        found = self._on_the_line.get(conversation_id)
        if found is not None:
            found.loop.call_soon_threadsafe(found.call.take, Ended())

    def begin(self) -> None:
        """What the first call would wait for is done before it comes."""
        Thread(target=self._warm, name="warm-calls", daemon=True).start()

    def _warm(self) -> None:
        try:
            warm(self.engines())
        except SpeechError as failed:
            log.warning("of calls: %s", failed)

    def engines(self) -> Engines:
        """Started once; blocking."""
        with self._building:
            if self._engines is None:
                self._engines = self._start()
                for note in self._engines.notes:
                    log.warning("of calls: %s", note)
            return self._engines

    def close(self) -> None:
        with self._building:
            if self._engines is not None:
                self._engines.close()

    async def carry(self, line: Line) -> None:
        """One call, from its first frame to its last."""
        self._calls += 1
        CALLS.inc()
        try:
            how = await self._carried(line)
            ENDED.labels(how).inc()
        finally:
            self._calls -= 1
            CALLS.dec()

    async def send_away(self, line: Line) -> None:
        """There is no room for this one: it is told so. Too many of them at a time, or
        without a voice, are not even told."""
        voice = self._engines.synthesizer if self._engines else None
        if voice is None or self._away >= MOST_AWAY:
            return
        self._away += 1
        try:
            began = await _began(line, AWAY_SECONDS)
            if began is None:
                return
            wording = self._service.rooms.wording
            speaks = Voice(synthesizer=voice, wording=wording, rate=began.rate)
            send = _timely(line.send)
            await send_away(line.dialect, send, speaks, _language(began))
        finally:
            self._away -= 1

    async def _carried(self, line: Line) -> str:
        began = await _began(line)
        if began is None:
            return "never_begun"
        parties = await asyncio.to_thread(self._parties, line, began)
        call = Call(line.dialect, _timely(line.send), parties)
        self._on_the_line[call.conversation_id] = Standing(
            call=call,
            control=control_of(line.dialect, began, self._service.rooms.settings),
            loop=asyncio.get_running_loop(),
        )
        running = asyncio.ensure_future(call.run())
        hearing = asyncio.ensure_future(_hear(line, call))
        await asyncio.wait((running, hearing), return_when=asyncio.FIRST_COMPLETED)
        call.take(Ended())
        try:
            await running
        finally:
            self._on_the_line.pop(call.conversation_id, None)
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
        with contextlib.suppress(OSError, TimeoutError):
            await _timely(line.send)(line.dialect.say(HangUp()))
        return "hung_up"

    def _parties(self, line: Line, began: Began) -> Parties:
        """Raises NoVoice."""
        found = self.engines()
        if found.synthesizer is None:
            raise NoVoice
        caller = Caller(
            language=_language(began),
            rate=began.rate,
            source=line.source,
            captions=line.captions,
        )
        return self._gathering.parties(caller, found, found.synthesizer)


def wanted(settings: Settings) -> Wanted:
    return Wanted(
        recognizer=settings.recognizer,
        synthesizer=settings.synthesizer,
        vosk_models=tuple(map(Path, filter(None, settings.vosk_model.split(":")))),
        prompts=settings.voice_prompts,
    )


async def _began(line: Line, seconds: float = BEGIN_SECONDS) -> Began | None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            async for frame in line.frames:
                for event in line.dialect.hear(frame):
                    if isinstance(event, Began):
                        return event
    return None


async def _hear(line: Line, call: Call) -> None:
    async for frame in line.frames:
        for event in line.dialect.hear(frame):
            call.take(event)


def _timely(send: Send) -> Send:
    async def sent(frames: Sequence[Frame]) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await send(frames)

    return sent


def _language(began: Began) -> Language:
    names = ("language", "lang", "LANGUAGE", "CHANNEL(language)")
    told = next((began.parameters[n] for n in names if began.parameters.get(n)), "")
    return Language.EN if told.lower().startswith("en") else Language.ZH
