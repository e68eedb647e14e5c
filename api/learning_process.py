"""The process that learns: started, listened to, and ended with all that it began."""

import json
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from api.learning_worker import Order, Outcome
from nlu.training import ROOT, python

log = logging.getLogger("teller.learning")

WORKER = python("api.learning_worker")
ONE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
}
LAST_WORDS = 200
"""Characters of a failed process's last line that are told."""

Heard = Callable[[float, str], None]


class LearningEnded(Exception):
    """The process came to no outcome; the text is the last that it said."""


class LearningProcess:
    """One at a time; none is started any more once this is closed."""

    def __init__(self, worker: Sequence[str]) -> None:
        self._worker = worker
        self._running: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._open = True

    def ended(self, order: Order, heard: Heard) -> Outcome:
        """Raises LearningEnded."""
        last = ""
        told: Mapping[str, Any] = {}
        with self._started() as process:
            _write(process, order)
            for line in process.stdout or ():
                last = line.strip() or last
                told = _told(line)
                if "note" in told:
                    heard(float(told["done"]), str(told["note"]))
        if process.returncode or "better" not in told:
            raise LearningEnded(
                f"the learning process ended with {process.returncode}: "
                f"{last[:LAST_WORDS]}"
            )
        return Outcome(**told)

    def close(self) -> None:
        with self._lock:
            self._open = False
            if self._running is not None and self._running.poll() is None:
                _end(self._running)

    def _started(self) -> "subprocess.Popen[str]":
        with self._lock:
            if not self._open:
                raise LearningEnded("the service is closing")
            self._running = subprocess.Popen(  # noqa: S603
                self._worker,
                cwd=ROOT,
                env={**os.environ, **ONE_THREAD},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            return self._running


def _write(process: "subprocess.Popen[str]", order: Order) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(json.dumps(asdict(order)))
        process.stdin.close()
    except OSError:
        log.warning("the learning process did not listen")


def _told(line: str) -> Mapping[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _end(process: "subprocess.Popen[str]") -> None:
    """With all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
