"""A transport that calls an ASGI application in this process, without a socket."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx2
from starlette.types import ASGIApp, Message, Scope

from api.bank.simulated.faults import WAIT


@dataclass(slots=True)
class _Heard:
    """What the application answered so far."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    complete: bool = False
    waited: float = 0.0
    """Seconds that a clock would have shown; nobody really waits."""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.complete = not message.get("more_body", False)

    async def wait(self, seconds: float) -> None:
        self.waited += seconds


class InProcess(httpx2.BaseTransport):
    """For any thread: each call has an event loop in a thread of its own. A wait is
    counted, not waited: one longer than the caller's patience is its time-out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        heard = _Heard()
        body = request.read()

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def answer() -> None:
            await self._app(_scope(request, heard), receive, heard.take)

        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(asyncio.run, answer()).result()
        patience = request.extensions.get("timeout", {}).get("read")
        if patience is not None and heard.waited > patience:
            raise httpx2.ReadTimeout("no answer in time", request=request)
        if not heard.complete:
            raise httpx2.RemoteProtocolError("the answer broke off", request=request)
        return httpx2.Response(
            heard.status, headers=heard.headers, content=bytes(heard.body)
        )


def _scope(request: httpx2.Request, heard: _Heard) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (request.url.host, request.url.port or 80),
        "client": ("127.0.0.1", 0),
        WAIT: heard.wait,
    }
