"""Sizes: what strangers may send is bounded before it is read."""

import re
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BadInput, DoorError, TooLarge
from api.problems import header, refuse

TARGET_BYTES = 8 * 1024
"""Path and query together."""
HARMFUL_TARGET = re.compile(rb"%00|\x00", re.IGNORECASE)


class BodyLimit:
    """ASGI: a body over its limit is refused, by its announced or its real length."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        body_bytes: int,
        upload_bytes: int = 0,
        upload_paths: tuple[str, ...] = (),
        larger: Mapping[re.Pattern[str], int] | None = None,
    ) -> None:
        """`upload_paths`: beginnings of paths that `upload_bytes` holds for. `larger`:
        the limits of other paths, whole."""
        self._app = app
        self._body_bytes = body_bytes
        self._upload_bytes = upload_bytes
        self._upload_paths = upload_paths
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        try:
            _check_announced(header(scope, b"content-length"), limit)
            await _Metered(receive, send, limit).run(self._app, scope)
        except DoorError as error:
            await refuse(error, scope, receive, send)

    def _limit(self, path: str) -> int:
        for pattern, limit in self._larger.items():
            if pattern.fullmatch(path):
                return limit
        uploads = path.startswith(self._upload_paths)
        return self._upload_bytes if uploads else self._body_bytes


class _Metered:
    """One request whose body is counted while it comes in."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._seen = 0
        self._answered = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Raises TooLarge, whatever the application made of it."""
        try:
            await app(scope, self._next, self._answer)
        except TooLarge:
            if not self._exceeded:
                raise
        if self._exceeded and not self._answered:
            raise self._error()

    @property
    def _exceeded(self) -> bool:
        return self._seen > self._limit

    async def _next(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._exceeded:
            raise self._error()
        return message

    async def _answer(self, message: Message) -> None:
        if self._exceeded and not self._answered:
            return
        self._answered = True
        await self._send(message)

    def _error(self) -> TooLarge:
        return TooLarge(f"a body may have {self._limit} bytes here")


def _check_announced(length: str, limit: int) -> None:
    if length and not (length.isascii() and length.isdigit()):
        raise BadInput("Content-Length is not a number", code="malformed_header")
    if length and (len(length) > 18 or int(length) > limit):
        raise TooLarge(f"a body may have {limit} bytes here")


class TargetLimit:
    """ASGI: a path or query that is too long, or holds NUL, is refused."""

    def __init__(self, app: ASGIApp, *, target_bytes: int = TARGET_BYTES) -> None:
        self._app = app
        self._target_bytes = target_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            target = scope.get("raw_path", b"") + b"?" + scope["query_string"]
            if error := self._wrong(target):
                await refuse(error, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _wrong(self, target: bytes) -> DoorError | None:
        if len(target) > self._target_bytes:
            return TooLarge(f"a path may have {self._target_bytes} bytes")
        if HARMFUL_TARGET.search(target):
            return BadInput("the path holds NUL", code="malformed_path")
        return None
