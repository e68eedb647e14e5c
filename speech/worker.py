"""An engine in a process of its own: one exchange at a time, started anew when lost."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from speech.errors import EngineFailed, EngineMissing, EngineTimedOut
from speech.exchange import Fields, read_message, write_message

ROOT = Path(__file__).parent.parent
Answer = tuple[dict[str, object], bytes]


class Worker:
    """Safe for many threads. A crash costs one exchange; the next finds a new process,
    whose `generation` tells that what the old one remembered is gone."""

    def __init__(
        self,
        engine: str,
        module: str,
        arguments: Sequence[str] = (),
        *,
        deadline_seconds: float = 10.0,
        start_seconds: float = 60.0,
    ) -> None:
        """Raises EngineMissing with the worker's own words if it cannot start."""
        self.engine = engine
        self.generation = 0
        self._command = [sys.executable, "-m", module, *arguments]
        self._deadline = deadline_seconds
        self._start_deadline = start_seconds
        self._turn = threading.Lock()
        self._closed = False
        self._process = self._spawned()
        try:
            self.hello = self._greeting()
        except EngineFailed:
            _end(self._process)
            raise
        self._greeted = True

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, fields: Fields, sound: bytes = b"") -> Answer:
        """Raises EngineFailed, EngineTimedOut."""
        with self._turn:
            if self._closed:
                raise EngineFailed(self.engine, "it has been closed")
            try:
                return self._asked(fields, sound)
            except (EngineFailed, EngineTimedOut, EngineMissing):
                self._replace()
                raise

    def close(self) -> None:
        with self._turn:
            self._closed = True
            _end(self._process)

    def _asked(self, fields: Fields, sound: bytes) -> Answer:
        if not self._greeted:
            self._greeting()
            self._greeted = True
        return self._exchange((fields, sound), self._deadline)

    def _greeting(self) -> dict[str, object]:
        hello, _ = self._exchange(None, self._start_deadline)
        missing = hello.get("missing")
        if isinstance(missing, list):
            _end(self._process)
            raise EngineMissing(self.engine, [str(one) for one in missing])
        return hello

    def _replace(self) -> None:
        _end(self._process)
        self._process = self._spawned()
        self._greeted = False
        self.generation += 1

    def _spawned(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def _exchange(self, asked: tuple[Fields, bytes] | None, seconds: float) -> Answer:
        """A worker that is late is killed; its pipe then ends, and so does the wait."""
        source, sink = self._pipes()
        late = threading.Event()
        alarm = threading.Timer(seconds, _stop, (self._process, late))
        alarm.daemon = True
        alarm.start()
        try:
            if asked is not None:
                write_message(sink, *asked)
            return read_message(source)
        except (EOFError, OSError, ValueError):
            if late.is_set():
                raise EngineTimedOut(self.engine, seconds) from None
            raise EngineFailed(self.engine, "its process has ended") from None
        finally:
            alarm.cancel()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process.stdout is None or self._process.stdin is None:
            raise EngineFailed(self.engine, "its process has no pipes")
        return self._process.stdout, self._process.stdin


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
