"""The calls of this node: the engines they share, and one task for each of them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from prometheus_client import Counter, Gauge

from api.metrics import REGISTRY
from api.phone.call import Call
from api.phone.ears import ears_for
from api.phone.media import Began, Dialect, Ended, Frame, HangUp
from api.phone.parties import Captions, Parties, no_captions
from api.phone.proving import Proving
from api.phone.talk import begun
from api.phone.voice import Voice
from api.service import Service
from api.settings import Settings
from api.verifier import Verifier
from bot.message import Language
from models.verification_reading import Place
from speech.engines import Engines, Wanted, engines

log = logging.getLogger("teller.phone")

BEGIN_SECONDS: Final = 10.0
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


class NoVoice(Exception):
    """There is nothing here that can speak: a call would be silence."""


class Telephony:
    def __init__(
        self, service: Service, verifier: Verifier, start: Start | None = None
    ) -> None:
        """`start`: what builds the engines; those of the settings, if not given."""
        self._service = service
        self._verifier = verifier
        self._start = start or (lambda: engines(wanted(service.rooms.settings)))
        self._engines: Engines | None = None
        self._building = Lock()
        self._calls = 0

    @property
    def calls(self) -> int:
        return self._calls

    @property
    def full(self) -> bool:
        """One more call would make those before it suffer."""
        return self._calls >= self._service.rooms.settings.most_calls

    @property
    def started(self) -> Engines | None:
        """None until the first call."""
        return self._engines

    def engines(self) -> Engines:
        """Started with the first call; blocking."""
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

    async def _carried(self, line: Line) -> str:
        began = await _began(line)
        if began is None:
            return "never_begun"
        parties = await asyncio.to_thread(self._parties, line, began)
        call = Call(line.dialect, _timely(line.send), parties)
        running = asyncio.ensure_future(call.run())
        hearing = asyncio.ensure_future(_hear(line, call))
        await asyncio.wait((running, hearing), return_when=asyncio.FIRST_COMPLETED)
        call.take(Ended())
        try:
            await running
        finally:
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
        language = _language(began)
        talk = begun(self._service, language, line.source)
        rooms = self._service.rooms
        rate = began.rate
        ears = ears_for(found.activity(), found.recognizer, language, rate=rate)

        def proof(request: str) -> Proving:
            place = Place(
                tenant_id=rooms.tenant,
                conversation_id=talk.conversation_id,
                request_id=request,
            )
            return Proving(verifier=self._verifier, place=place, address=line.source)

        return Parties(
            ears=ears,
            voice=Voice(
                synthesizer=found.synthesizer, wording=rooms.wording, rate=rate
            ),
            talk=talk,
            proofs=proof,
            captions=line.captions,
        )


def wanted(settings: Settings) -> Wanted:
    return Wanted(
        recognizer=settings.recognizer,
        synthesizer=settings.synthesizer,
        vosk_models=tuple(map(Path, filter(None, settings.vosk_model.split(":")))),
        prompts=settings.voice_prompts,
    )


async def _began(line: Line) -> Began | None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BEGIN_SECONDS):
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
