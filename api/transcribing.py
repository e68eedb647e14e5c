"""Transcribing: the words of voice messages, written down after they were taken."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from api.attaching import opened
from api.sealing import SealBroken
from api.service import Said, Service
from bot.errors import KeyReused, MessageRefused
from bot.message import Event, Language, Message
from bot.transcript import NothingHeard, Transcript
from models.attachments import AttachmentGone
from speech.engines import Engines
from speech.errors import SpeechError
from speech.recognition import RATE
from speech.sound import at_rate
from speech.wav import parse_wav

log = logging.getLogger("teller.voices")

KEY = "heard/"
"""What the client id of a transcript begins with: no client can choose such a one."""
PIECE_BYTES = RATE // 5 * 2
"""What the recogniser is fed with at a time: a fifth of a second."""


class Transcriber:
    """One at a time. What is left after a crash is found in the records again."""

    def __init__(self, service: Service, engines: Callable[[], Engines]) -> None:
        """`engines`: started when they are first needed; blocking."""
        self._service = service
        self._engines = engines
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="voices")
        self._lock = Lock()
        self._busy = False

    def understands(self, language: Language) -> bool:
        return language in self._engines().languages

    def look(self) -> None:
        """From any thread: there may be something to write down."""
        with self._lock:
            if self._busy:
                return
            self._busy = True
        self._pool.submit(self._work)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self) -> None:
        rooms = self._service.rooms
        try:
            for message in rooms.records.attachments.unheard(rooms.tenant):
                self._write_down(message)
        except Exception:
            log.exception("a voice message was not written down")
        finally:
            self._busy = False

    def _write_down(self, message: Message) -> None:
        rooms = self._service.rooms
        tenant_id, conversation_id = message.tenant_id, message.conversation_id
        heard = self._heard(message)
        said = Said(
            client_id=f"{KEY}{message.id}",
            text=heard.text if isinstance(heard, Transcript) else "",
            confidence=heard.confidence if isinstance(heard, Transcript) else 1.0,
            event=Event.TRANSCRIBED,
        )
        talk = rooms.records.conversations.get(tenant_id, conversation_id)
        try:
            self._service.receive(talk, said)
        except (KeyReused, MessageRefused) as refused:
            log.info("a transcript was refused", extra={"code": refused.code})
        rooms.records.attachments.heard(tenant_id, message.id)

    def _heard(self, message: Message) -> Transcript | NothingHeard:
        """Whatever fails: the customer is told that it was not understood."""
        place = (message.tenant_id, message.conversation_id, message.id)
        try:
            _, content = opened(self._service.rooms, place)
            return self._recognised(content, message.language)
        except (SpeechError, SealBroken, AttachmentGone) as failed:
            log.warning("a voice message was not understood", extra={"why": failed})
            return NothingHeard()

    def _recognised(
        self, content: bytes, language: Language
    ) -> Transcript | NothingHeard:
        recognizer = self._engines().recognizer
        if recognizer is None:
            return NothingHeard()
        sound = at_rate(parse_wav(content), RATE)
        listening = recognizer.listen(language)
        try:
            for start in range(0, len(sound.pcm), PIECE_BYTES):
                listening.feed(sound.pcm[start : start + PIECE_BYTES])
            return listening.finish().transcript
        finally:
            listening.close()
