"""The request id: one name for all that is said and logged about a request."""

import secrets
from collections.abc import Callable
from contextvars import ContextVar

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-Id"

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Empty outside a request."""
    return _current.get()


def new_request_id() -> str:
    return secrets.token_hex(8)


class RequestIds:
    """ASGI: names every request and socket; a name sent by a stranger is not used."""

    def __init__(
        self, app: ASGIApp, *, new: Callable[[], str] = new_request_id
    ) -> None:
        self._app = app
        self._new = new

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        name = self._new()
        token = _current.set(name)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        try:
            await self._app(scope, receive, named)
        finally:
            _current.reset(token)
