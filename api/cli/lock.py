"""One writer: the lock on TELLER_HOME, and the name of whoever holds it."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.errors import HomeInUse

FILE = "teller.lock"
TRIES = 10
PAUSE_SECONDS = 0.05
"""Between tries: somebody may only be looking whether the lock is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds the lock of a TELLER_HOME."""

    pid: int
    url: str
    """Empty: a command that writes, or a service that has not begun to listen."""


class Lock:
    """Held by this process until it ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def name(self, url: str) -> None:
        """Tell others where the service listens."""
        content = json.dumps({"pid": os.getpid(), "url": url}).encode()
        os.pwrite(self._descriptor, content, 0)
        os.ftruncate(self._descriptor, len(content))
        os.fsync(self._descriptor)


@contextmanager
def hold(home: Path) -> Iterator[Lock]:
    """Raises HomeInUse, naming the service that runs there."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _taken(descriptor):
            raise _in_use(home)
        lock = Lock(descriptor)
        lock.name("")
        yield lock
    finally:
        os.close(descriptor)


def holder(home: Path) -> Holder | None:
    """Who writes to this TELLER_HOME now; None: nobody."""
    try:
        descriptor = os.open(home / FILE, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder_in(os.pread(descriptor, 4096, 0))
    finally:
        os.close(descriptor)
    return None


def _taken(descriptor: int) -> bool:
    for _ in range(TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE_SECONDS)
        else:
            return True
    return False


def _in_use(home: Path) -> HomeInUse:
    held = holder(home)
    if held is None or not held.url:
        pid = f" (process {held.pid})" if held and held.pid else ""
        return HomeInUse(
            f"another teller command{pid} is writing to {home}: "
            "try again when it is done"
        )
    return HomeInUse(
        f"a service on {home} is already running at {held.url} (process {held.pid}): "
        "use it, stop it, or set another TELLER_HOME"
    )


def _holder_in(content: bytes) -> Holder:
    try:
        kept = json.loads(content)
        return Holder(pid=int(kept["pid"]), url=str(kept["url"]))
    except (ValueError, KeyError, TypeError):
        return Holder(pid=0, url="")
