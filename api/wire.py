"""The wire: one accepted WebSocket, with bounded frames in and a bounded queue out."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Sequence
from enum import IntEnum
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.errors import BadInput
from api.frames import ErrorFrame
from api.origins import origin_allowed
from api.settings import Settings
from api.strict_json import parse

M = TypeVar("M")

HELLO_SECONDS = 10.0
SLOW_SECONDS = 5.0
"""In which a client must have read what waits for it."""
CLOSE_SECONDS = 1.0


class Close(IntEnum):
    """Close codes of ours (RFC 6455, 7.4.2: 4000-4999 are private)."""

    BAD_TOKEN = 4401
    ORIGIN = 4403
    UNKNOWN = 4404
    HELLO_TOO_LATE = 4408
    FRAME_TOO_LARGE = 4413
    TOO_FAST = 4429
    SLOW_READER = 1013
    BROKEN = 1011


class Closed(Exception):
    """Ends the socket of one client."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def same_origin(socket: WebSocket, settings: Settings, *, needed: bool = False) -> bool:
    """A browser's page must be ours or a named one."""
    return origin_allowed(
        socket.headers.get("origin"),
        socket.headers.get("host"),
        further=settings.origins,
        needed=needed,
    )


class Wire:
    def __init__(self, socket: WebSocket, settings: Settings) -> None:
        self._socket = socket
        self._limits = settings.limits
        self._out: asyncio.Queue[str] = asyncio.Queue(settings.limits.send_queue)
        self.page = max(1, settings.limits.send_queue // 2)
        """Frames to send before it is worth waiting until they are read."""
        self._arrivals: deque[float] = deque(maxlen=settings.limits.frames_per_second)

    async def first(self, kind: TypeAdapter[M]) -> M:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                return kind.validate_python(await self._receive())
        except TimeoutError:
            raise Closed(Close.HELLO_TOO_LATE) from None
        except (ValidationError, BadInput):
            raise Closed(Close.BAD_TOKEN) from None

    async def frames(self, kind: TypeAdapter[M]) -> AsyncIterator[M]:
        """What the client sends; an unreadable frame is answered and skipped."""
        while True:
            try:
                yield kind.validate_python(await self._receive())
            except BadInput as wrong:
                self.send(ErrorFrame(code=wrong.code, detail=wrong.detail))
            except ValidationError as wrong:
                detail = ", ".join(_place(one["loc"]) for one in wrong.errors())
                self.send(ErrorFrame(code="invalid_frame", detail=detail[:200]))

    def send(self, frame: BaseModel) -> None:
        """Raises Closed when the client reads too slowly."""
        try:
            self._out.put_nowait(frame.model_dump_json())
        except asyncio.QueueFull:
            raise Closed(Close.SLOW_READER) from None

    async def pump(self) -> None:
        """Sends what is queued, until cancelled."""
        while True:
            await self._socket.send_text(await self._out.get())
            self._out.task_done()

    async def drained(self) -> None:
        """Returns once all is sent. Raises Closed when the client reads too slowly."""
        try:
            async with asyncio.timeout(SLOW_SECONDS):
                await self._out.join()
        except TimeoutError:
            raise Closed(Close.SLOW_READER) from None

    async def _receive(self) -> object:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        raw = received.get("bytes") or (received.get("text") or "").encode(
            "utf-8", "surrogatepass"
        )
        if len(raw) > self._limits.frame_bytes:
            raise Closed(Close.FRAME_TOO_LARGE)
        self._slow_down()
        return parse(raw, depth=self._limits.json_depth)

    def _slow_down(self) -> None:
        moment = time.monotonic()
        full = len(self._arrivals) == self._arrivals.maxlen
        if full and moment - self._arrivals[0] < 1.0:
            raise Closed(Close.TOO_FAST)
        self._arrivals.append(moment)


def _place(location: Sequence[int | str]) -> str:
    return ".".join(map(str, location)) or "frame"


async def until_one_ends(*jobs: Coroutine[object, object, None]) -> None:
    """Runs the jobs of one socket; when any ends, the others are stopped."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def close(socket: WebSocket, code: int) -> None:
    if socket.client_state is WebSocketState.DISCONNECTED:
        return
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await socket.close(code)
