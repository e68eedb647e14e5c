"""Any sentence-transformers model as an encoder, behind a process of its own."""

import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.encoder import Vectors, unit
from nlu.errors import EncoderFailed, EncoderTimedOut
from nlu.exchange import end, exchanged, started
from nlu.normalize import normalize

WORKER = (sys.executable, "-m", "nlu.encoder_worker")
AT_ONCE = 64
"""Texts in one exchange; the deadline is for each exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hello:
    dimensions: int
    fingerprint: str


class SentenceEncoder:
    """Safe for many threads, one call at a time; a crashed worker is started once
    more for the same call, a late one for the next."""

    def __init__(
        self,
        name: str,
        *,
        deadline_seconds: float = 10.0,
        start_seconds: float = 180.0,
        command: Sequence[str] = WORKER,
    ) -> None:
        """`name`: of a model, or a folder. Raises EncoderFailed if it cannot be had."""
        self._command = [*command, name]
        self._deadline = deadline_seconds
        self._start_deadline = start_seconds
        self._turn = threading.Lock()
        self._greeted = False
        self._worker = started(self._command)
        hello = self._greeting()
        self.dimensions = hello.dimensions
        self.fingerprint = hello.fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Raises EncoderTimedOut, EncoderFailed."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        with self._turn:
            for start in range(0, len(texts), AT_ONCE):
                part = texts[start : start + AT_ONCE]
                vectors[start : start + AT_ONCE] = self._encoded(part)
        return unit(vectors)

    def close(self) -> None:
        with self._turn:
            end(self._worker)

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        asked = json.dumps([normalize(text) or "." for text in texts]).encode()
        answer = self._answered(asked)
        if len(answer) != 4 * self.dimensions * len(texts):
            raise EncoderFailed(f"{len(answer)} bytes for {len(texts)} texts")
        vectors = np.frombuffer(answer, dtype="<f4")
        return vectors.reshape(len(texts), self.dimensions).astype(np.float32)

    def _answered(self, asked: bytes) -> bytes:
        try:
            return self._exchanged(asked)
        except EncoderTimedOut:
            self._replace()
            raise
        except EncoderFailed:
            self._replace()
            return self._exchanged(asked)

    def _exchanged(self, asked: bytes) -> bytes:
        if not self._greeted and self._greeting().fingerprint != self.fingerprint:
            raise EncoderFailed("the model changed on disk; build the index again")
        return exchanged(self._worker, asked, self._deadline)

    def _replace(self) -> None:
        end(self._worker)
        self._worker = started(self._command)
        self._greeted = False

    def _greeting(self) -> _Hello:
        try:
            said = json.loads(exchanged(self._worker, None, self._start_deadline))
        except EncoderFailed:
            end(self._worker)
            raise
        self._greeted = True
        return _Hello(**said)
