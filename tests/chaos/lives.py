"""The lives of one service: born, killed without warning, born again."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, Protocol

from tests.chaos.bank import write_pack

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
MANY = "1000000"
UNLIMITED = {
    "TELLER_LIMITS__MESSAGES_PER_MINUTE": MANY,
    "TELLER_LIMITS__CONVERSATIONS_PER_MINUTE": MANY,
    "TELLER_LIMITS__LOGINS_PER_MINUTE": MANY,
}


class Orders(Protocol):
    """`serve` gives the pid of a new life, `kill` ends the one of a pid."""

    def order(self, **order: str) -> int: ...


class Shell:
    """Every life is a `teller serve` of its own, which imports all by itself."""

    def __init__(self) -> None:
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def order(self, **order: str) -> int:
        if order["verb"] == "kill":
            life = self._running.pop(int(order["pid"]))
            life.kill()
            return life.wait()
        with Path(order["log"]).open("ab") as log:
            life = subprocess.Popen(
                [sys.executable, "-m", "api.cli.main", "serve"],
                cwd=ROOT,
                env=os.environ | json.loads(order["environment"]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._running[life.pid] = life
        return life.pid


class Cradle:
    """One child process that takes orders, from any thread."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders = orders
        self._answers = answers
        self._lock = Lock()
        self._answers.readline()

    def order(self, **order: str) -> int:
        with self._lock:
            self._orders.write(json.dumps(order) + "\n")
            self._orders.flush()
            return int(self._answers.readline())


@contextmanager
def cradle(log: Path) -> Iterator[Cradle]:
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.cradle"],
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as running,
    ):
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            yield Cradle(running.stdin, running.stdout)
        finally:
            running.stdin.close()
            running.wait(timeout=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A cradle, and a home with a bank in it that runs are copied from."""

    cradle: Cradle
    folder: Path


@contextmanager
def settled(folder: Path) -> Iterator[Settled]:
    write_pack(folder / "pack")
    with cradle(folder / "cradle.log") as running:
        made = environment(folder / "pack", folder / "home", 0)
        threads = running.order(verb="settle", environment=json.dumps(made))
        assert threads == 0, "a life must not be forked from a process with threads"
        yield Settled(cradle=running, folder=folder)


def environment(pack: Path, home: Path, port: int) -> Mapping[str, str]:
    return UNLIMITED | {
        "TELLER_HOME": str(home),
        "TELLER_PACK": str(pack),
        "TELLER_PORT": str(port),
        "TELLER_HOST": "127.0.0.1",
        "TELLER_ADMIN_PASSWORD": "not-used-in-these-runs",
        "TELLER_LOG_LEVEL": "warning",
    }


@dataclass(slots=True, kw_only=True)
class Lives:
    """One home and one port, through many lives."""

    orders: Orders
    home: Path
    port: int
    pack: Path
    fault: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Further ones of every life."""
    ready_seconds: list[float] = field(default_factory=list)
    """From the birth of each life until it said that it was ready."""
    _pid: int = 0

    @property
    def database(self) -> Path:
        return self.home / "teller.db"

    def bear(self) -> None:
        began = time.monotonic()
        self._pid = self.orders.order(
            verb="serve",
            log=str(self.home / "service.log"),
            environment=json.dumps(
                {**environment(self.pack, self.home, self.port), **self.settings}
            ),
            fault=self.fault,
        )
        self._wait(began)
        self.ready_seconds.append(time.monotonic() - began)

    def kill(self) -> None:
        if self._pid:
            self.orders.order(verb="kill", pid=str(self._pid))
            self._pid = 0

    def _wait(self, began: float) -> None:
        while not ready(self.port):
            if time.monotonic() - began > READY_SECONDS:
                log = (self.home / "service.log").read_text("utf-8")
                raise RuntimeError(f"the service did not start:\n{log[-4000:]}")
            time.sleep(0.02)


def lives(
    settled: Settled, name: str, *, fault: str = "", orders: Orders | None = None
) -> Lives:
    home = settled.folder / name
    shutil.copytree(settled.folder / "home", home)
    return Lives(
        orders=orders or settled.cradle,
        home=home,
        port=free_port(),
        pack=settled.folder / "pack",
        fault=fault,
    )


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def ready(port: int) -> bool:
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        door.request("GET", "/readyz")
        return door.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()
