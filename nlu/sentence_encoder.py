"""Any sentence-transformers model as an encoder, behind a process of its own."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from nlu.encoder import Vectors, unit
from nlu.errors import EncoderFailed, EncoderTimedOut
from nlu.frames import read_frame, write_frame
from nlu.normalize import normalize

ROOT = Path(__file__).parent.parent
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
        self._worker = self._spawned()
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
            _end(self._worker)

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
        return _exchange(self._worker, asked, self._deadline)

    def _replace(self) -> None:
        _end(self._worker)
        self._worker = self._spawned()
        self._greeted = False

    def _spawned(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def _greeting(self) -> _Hello:
        try:
            said = json.loads(_exchange(self._worker, None, self._start_deadline))
        except EncoderFailed:
            _end(self._worker)
            raise
        self._greeted = True
        return _Hello(**said)


def _exchange(
    worker: subprocess.Popen[bytes], asked: bytes | None, seconds: float
) -> bytes:
    """A worker that is late is killed; its pipe then ends, and so does the wait."""
    source, sink = _pipes(worker)
    late = threading.Event()
    alarm = threading.Timer(seconds, _stop, (worker, late))
    alarm.daemon = True
    alarm.start()
    try:
        if asked is not None:
            write_frame(sink, asked)
        return read_frame(source)
    except (EOFError, OSError, ValueError) as ended:
        if late.is_set():
            raise EncoderTimedOut(seconds) from None
        raise EncoderFailed("the encoder process has ended") from ended
    finally:
        alarm.cancel()


def _stop(worker: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    worker.kill()


def _pipes(worker: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if worker.stdout is None or worker.stdin is None:
        raise EncoderFailed("the encoder process has no pipes")
    return worker.stdout, worker.stdin


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            _shut(pipe)


def _shut(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return
