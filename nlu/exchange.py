"""One question to a process over its pipes, and its answer, within a deadline."""

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from nlu.errors import EncoderFailed, EncoderTimedOut
from nlu.frames import read_frame, write_frame

ROOT = Path(__file__).parent.parent


def started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def exchanged(
    worker: subprocess.Popen[bytes], asked: bytes | None, seconds: float
) -> bytes:
    """A worker that is late is killed; its pipe then ends, and so does the wait.

    Raises EncoderTimedOut, EncoderFailed.
    """
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
        raise EncoderFailed("its process has ended") from ended
    finally:
        alarm.cancel()


def end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            _shut(pipe)


def _stop(worker: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    worker.kill()


def _pipes(worker: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if worker.stdout is None or worker.stdin is None:
        raise EncoderFailed("its process has no pipes")
    return worker.stdout, worker.stdin


def _shut(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return
