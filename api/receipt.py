"""Receipt deadlines: a connection that does not deliver in time is closed.

uvicorn waits for ever for a request's head, for its body, and for a peer that
does not read its answer; one stranger could so hold every connection.
"""

import asyncio
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Deadline:
    """A moment after which something is done, unless it is called off."""

    def __init__(self, loop: AbstractEventLoop, late: Callable[[], None]) -> None:
        self._loop = loop
        self._late = late
        self._timer: TimerHandle | None = None

    @property
    def running(self) -> bool:
        return self._timer is not None

    def start(self, seconds: float) -> None:
        """An earlier start holds."""
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, self._passed)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _passed(self) -> None:
        self._timer = None
        self._late()


class PunctualProtocol(HttpToolsProtocol):
    """For `uvicorn.Config(http=PunctualProtocol)`."""

    head_seconds = 10.0
    """From the connection, or a further request's first byte, to the head's end."""
    body_seconds = 30.0
    """From the end of the head to the end of the body..."""
    slowest_bytes_per_second = 16_384.0
    """...and as much longer as the body received so far takes at this rate."""
    read_seconds = 30.0
    """In which the peer must read on, while an answer waits for it."""
    head_bytes = 64 * 1024
    unread_bytes = 16 * 1024 * 1024
    """Of a body that was refused, read on so that the peer sees the refusal."""

    _head_seen = 0
    _body_seen = 0
    _body_begun = 0.0

    def connection_made(  # type: ignore[override]
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        self._head = Deadline(self.loop, self._late)
        self._body = Deadline(self.loop, self._check_body)
        self._reader = Deadline(self.loop, transport.abort)
        self._head.start(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._idle and not self._body.running:
            self._head.start(self.head_seconds)
        super().data_received(data)
        if self._head.running:
            self._head_seen += len(data)
            if self._head_seen > self.head_bytes:
                self._end(TOO_LARGE)

    def on_message_begin(self) -> None:
        self._head.start(self.head_seconds)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head.stop()
        self._head_seen = self._body_seen = 0
        self._body_begun = self.loop.time()
        self._body.start(self.body_seconds)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_seen += len(body)
        super().on_body(body)
        if self._idle and self._body_seen > self.unread_bytes:
            self.transport.abort()

    def on_message_complete(self) -> None:
        self._body.stop()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._stop()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader.start(self.read_seconds)

    def resume_writing(self) -> None:
        self._reader.stop()
        super().resume_writing()

    @property
    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _late(self) -> None:
        self._end(LATE)

    def _check_body(self) -> None:
        allowed = self.body_seconds + self._body_seen / self.slowest_bytes_per_second
        left = self._body_begun + allowed - self.loop.time()
        if left > 0:
            self._body.start(left)
            return
        self._end(LATE)

    def _end(self, words: bytes) -> None:
        """Says why, but only where no answer was begun for the request."""
        self._stop()
        if self.transport.is_closing():
            return
        if self._head_unanswered:
            self.transport.write(words)
        self.transport.close()
        self._reader.start(self.read_seconds)

    @property
    def _head_unanswered(self) -> bool:
        return self._idle or not self.cycle.response_started

    def _stop(self) -> None:
        for deadline in (self._head, self._body, self._reader):
            deadline.stop()
