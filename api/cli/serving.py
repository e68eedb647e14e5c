"""Serving joined rooms on a socket, with the home locked and the doors announced."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer
import uvicorn

from api.cli.lock import Lock, hold
from api.cli.output import say
from api.errors import SettingsRefused
from api.logs import configure
from api.main import serve
from api.receipt import PunctualProtocol
from api.rooms import Rooms
from api.settings import Settings
from api.staff import FIRST, first_administrator

PING_SECONDS = 20.0
DRAIN_SECONDS = 10
BACKLOG = 2048
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104

Host = Annotated[str | None, typer.Option(help="Default: TELLER_HOST.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65_535, help="Default: TELLER_PORT; 0: any.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A TELLER_HOME that this process alone writes to, and where it will listen."""

    lock: Lock
    listener: socket.socket
    url: str


class Announcing(uvicorn.Server):
    """Says when it answers, not when it begins to start."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


@contextmanager
def opened_home(settings: Settings) -> Iterator[Home]:
    """Raises HomeInUse; SettingsRefused when the address cannot be had."""
    with hold(settings.home) as lock, listening(settings) as listener:
        yield Home(lock=lock, listener=listener, url=url_of(listener))


def keep_serving(rooms: Rooms, home: Home) -> None:
    settings = rooms.settings
    configure(settings.log_level, pii=settings.log_pii)
    password = first_administrator(rooms.records, settings)

    def ready() -> None:
        home.lock.name(home.url)
        announce(home.url, password)

    config = uvicorn.Config(
        serve(rooms),
        http=PunctualProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        ws_per_message_deflate=False,
        ws_max_size=4 * settings.limits.frame_bytes,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    Announcing(config, ready).run(sockets=[home.listener])


def announce(url: str, password: str) -> None:
    say(f"customer chat   {url}/chat")
    say(f"voice calls     {url}/call")
    say(f"agent desk      {url}/desk")
    say(f"API documents   {url}/docs")
    if password:
        say(f"log in to the desk as {FIRST} with the password {password}")
        say("it is shown this once; `teller users add` adds your agents")


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as wrong:
        words = f"{host}:{port} cannot be listened on ({wrong.strerror or wrong})"
        raise SettingsRefused(
            [f"TELLER_PORT: {words}: choose another with --port"]
        ) from None
    with listener:
        yield listener


def url_of(listener: socket.socket) -> str:
    """As a browser on this machine reaches it."""
    host, port = listener.getsockname()[:2]
    if host in EVERY_ADDRESS:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
