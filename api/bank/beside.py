"""The simulated bank as a process beside the service, which ends with it."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from api.errors import SettingsRefused
from api.settings import Settings

HOST = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8101, 8199
LAST_WORD_SECONDS = 5.0
CUSTOMERS = "customers.json"


@contextmanager
def bank_beside(settings: Settings) -> Iterator[Settings]:
    """The settings with a simulated bank in them, where they name none and the pack
    has customers for one."""
    customers = settings.pack / CUSTOMERS
    if settings.bank_url is not None or not customers.is_file():
        yield settings
        return
    secret = settings.bank_secret or SecretStr(secrets.token_hex(32))
    shown = settings.bank_token
    token = shown.get_secret_value() if shown else ""
    with demo_server(customers, secret.get_secret_value(), token=token) as url:
        yield settings.model_copy(
            update={
                "bank_url": url,
                "bank_secret": secret,
                "sms_url": settings.sms_url or f"{url}/sms",
            }
        )


@contextmanager
def demo_server(
    customers: Path, secret: str, *, token: str = "", first_port: int = FIRST_PORT
) -> Iterator[str]:
    """Its address; it answers as soon as it has started, and requests wait for it.

    Raises SettingsRefused when no port is free.
    """
    with free_port(first_port) as listener:
        spoken = {"TELLER_BANK_SECRET": secret, "TELLER_BANK_TOKEN": token}
        child = _started(customers, spoken, listener)
        port = listener.getsockname()[1]
    try:
        yield f"http://{HOST}:{port}"
    finally:
        _ended(child)


def free_port(first: int = FIRST_PORT, last: int = LAST_PORT) -> socket.socket:
    """Listening on the first free port. Raises SettingsRefused."""
    for port in range(first, last + 1):
        try:
            return socket.create_server((HOST, port))
        except OSError:
            continue
    raise SettingsRefused([f"no port from {first} is free for the simulated bank"])


def _started(
    customers: Path, spoken: Mapping[str, str], listener: socket.socket
) -> subprocess.Popen[bytes]:
    number = listener.fileno()
    return subprocess.Popen(  # noqa: S603
        [
            sys.executable, "-m", "api.bank.simulated",
            "--customers", str(customers.resolve()),
            "--socket", str(number),
        ],
        stdin=subprocess.PIPE,
        pass_fds=[number],
        start_new_session=True,
        env={**os.environ, **spoken},
    )  # fmt: skip


def _ended(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(LAST_WORD_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
