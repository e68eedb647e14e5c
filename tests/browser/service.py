"""A whole service of the demo bank, started as its own process for the browser."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from api.bank.beside import demo_server
from tests.browser.bank import CUSTOMERS

ROOT = Path(__file__).resolve().parents[2]
BANK_PORT = 8151
ELSEWHERE = "TELLER_BROWSER_URL"
"""Names a service that runs already."""
READY_SECONDS = 280
"""The first start on an empty home loads and indexes the demo bank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    url: str
    name: str
    """Of somebody who may work at the desk."""
    password: str
    bank: str = ""
    """Where the simulated bank answers; empty when there is none of our own."""


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _await_ready(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if running.poll() is not None:
            break
        if _ready(url):
            return
        time.sleep(0.2)
    raise RuntimeError(f"the service did not start:\n{log.read_text()[-4000:]}")


@contextmanager
def started(home: Path) -> Iterator[Service]:
    """The demo bank on a free port, with all its state in `home`, and its core beside
    it."""
    secret = secrets.token_hex(32)
    with demo_server(CUSTOMERS, secret, first_port=BANK_PORT) as bank:
        connected = {
            "TELLER_BANK_URL": bank,
            "TELLER_SMS_URL": f"{bank}/sms",
            "TELLER_BANK_SECRET": secret,
        }
        with _served(home, connected) as service:
            yield replace(service, bank=bank)


@contextmanager
def _served(home: Path, connected: Mapping[str, str]) -> Iterator[Service]:
    port, password = _free_port(), secrets.token_urlsafe(12)
    settings = {
        **connected,
        "TELLER_HOME": str(home),
        "TELLER_HOST": "127.0.0.1",
        "TELLER_PORT": str(port),
        "TELLER_ADMIN_PASSWORD": password,
        "TELLER_LIMITS__CONVERSATIONS_PER_MINUTE": "600",
        "TELLER_LIMITS__LOGINS_PER_MINUTE": "600",
    }
    log = home / "service.log"
    with log.open("wb") as lines:
        running = subprocess.Popen(
            [sys.executable, "-m", "api.cli.main", "demo"],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _await_ready(url, running, log)
        yield Service(url=url, name="admin", password=password)
    finally:
        running.terminate()
        running.wait(timeout=30)


@contextmanager
def somewhere(home: Path) -> Iterator[Service]:
    """The service that TELLER_BROWSER_URL names, else one of our own."""
    url = os.environ.get(ELSEWHERE)
    if url:
        name = os.environ.get("TELLER_BROWSER_NAME", "admin")
        password = os.environ.get("TELLER_BROWSER_PASSWORD", "")
        bank = os.environ.get("TELLER_BROWSER_BANK", "").rstrip("/")
        yield Service(url=url.rstrip("/"), name=name, password=password, bank=bank)
        return
    with started(home) as service:
        yield service
