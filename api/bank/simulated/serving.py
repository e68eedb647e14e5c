"""The simulated bank on a socket."""

import socket
import threading
from collections.abc import Callable
from typing import BinaryIO

import uvicorn
from starlette.types import ASGIApp

DRAIN_SECONDS = 2


def serve(
    bank: ASGIApp, listener: socket.socket, *, lifeline: BinaryIO | None = None
) -> None:
    """Until it is told to stop, or until the lifeline ends."""
    config = uvicorn.Config(
        bank,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    server = uvicorn.Server(config)
    if lifeline is not None:
        watching = threading.Thread(
            target=_watch, args=(lifeline, lambda: _stop(server)), daemon=True
        )
        watching.start()
    server.run(sockets=[listener])


def _watch(lifeline: BinaryIO, ended: Callable[[], None]) -> None:
    """The other end is closed when the parent ends, however it ends."""
    lifeline.read()
    ended()


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True
