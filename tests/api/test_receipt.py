"""Receipt deadlines, on a real server and real sockets."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI, Request, WebSocket
from starlette.responses import Response
from websockets.sync.client import connect

from api.receipt import PunctualProtocol

pytestmark = pytest.mark.door

SOON = 5.0
"""Seconds in which everything here is over, with much to spare."""


class Quick(PunctualProtocol):
    head_seconds = 0.3
    body_seconds = 0.4
    read_seconds = 0.4
    slowest_bytes_per_second = 1_000.0
    head_bytes = 4_000
    unread_bytes = 200_000


def application() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def root() -> str:
        return "here"

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(0.8)
        return "slow"

    @app.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.post("/refuse")
    async def refuse() -> Response:
        return Response("too large", 413)

    @app.get("/much")
    async def much() -> Response:
        return Response(b"x" * 50_000_000)

    @app.websocket("/socket")
    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(await socket.receive_text())

    return app


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application(), http=Quick, log_config=None, ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def line(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=SOON) as line:
        yield line


def rest(line: socket.socket) -> bytes:
    """All that comes until the server closes; fails when it does not."""
    came = b""
    while True:
        try:
            piece = line.recv(65_536)
        except ConnectionResetError:
            return came
        if not piece:
            return came
        came += piece


def trickle(line: socket.socket, piece: bytes) -> bool:
    """Sends a piece again and again; true once the server has closed."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        try:
            line.sendall(piece)
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_a_silent_connection_is_closed(line: socket.socket) -> None:
    assert rest(line).startswith(b"HTTP/1.1 408")


def test_half_a_head_is_closed(line: socket.socket) -> None:
    line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")

    assert rest(line).startswith(b"HTTP/1.1 408")


def test_a_head_that_trickles_is_closed(line: socket.socket) -> None:
    line.sendall(b"GET / HTTP/1.1\r\n")

    assert trickle(line, b"a: b\r\n")


def test_empty_lines_without_end_are_closed(line: socket.socket) -> None:
    assert trickle(line, b"\r\n")


def test_a_second_head_that_trickles_is_closed(line: socket.socket) -> None:
    line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert line.recv(1_000).startswith(b"HTTP/1.1 200")

    line.sendall(b"GET / HTTP/1.1\r\n")

    assert trickle(line, b"a: b\r\n")


def test_a_head_without_end_is_refused(line: socket.socket) -> None:
    line.sendall(b"GET / HTTP/1.1\r\na: " + b"x" * 20_000)

    assert rest(line).startswith(b"HTTP/1.1 431")


def test_a_body_that_does_not_come_is_closed(line: socket.socket) -> None:
    line.sendall(b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")

    assert rest(line).startswith(b"HTTP/1.1 408")


def test_a_body_that_trickles_is_closed(line: socket.socket) -> None:
    line.sendall(b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n")

    assert trickle(line, b"x")


def test_a_steady_body_has_more_time(line: socket.socket) -> None:
    pieces = 20
    line.sendall(
        b"POST /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n" % (pieces * 1_000)
    )

    for _ in range(pieces):
        line.sendall(b"x" * 1_000)
        time.sleep(0.05)

    assert rest(line).endswith(b"20000")


def test_the_rest_of_a_refused_body_is_read_so_that_the_refusal_arrives(
    line: socket.socket,
) -> None:
    line.sendall(
        b"POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 150000\r\n\r\n"
        + b"x" * 150_000
    )

    assert line.recv(1_000).startswith(b"HTTP/1.1 413")


def test_but_not_without_end(line: socket.socket) -> None:
    line.sendall(
        b"POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n"
    )

    assert trickle(line, b"x" * 50_000)


def test_whoever_does_not_read_the_answer_is_closed(port: int) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.settimeout(SOON)
        line.connect(("127.0.0.1", port))
        line.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1.5)

        assert len(rest(line)) < 50_000_000


def test_our_own_slowness_is_not_held_against_the_client(line: socket.socket) -> None:
    line.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert rest(line).endswith(b'"slow"')


def test_a_connection_serves_one_request_after_another(line: socket.socket) -> None:
    for _ in range(5):
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert line.recv(1_000).startswith(b"HTTP/1.1 200")
        time.sleep(0.1)


def test_requests_sent_at_once_are_answered_in_order(line: socket.socket) -> None:
    line.sendall(
        b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )

    came = rest(line)
    assert came.count(b"HTTP/1.1 200") == 2
    assert came.index(b"slow") < came.index(b"here")


def test_a_socket_lives_on_after_the_deadlines(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/socket") as line:
        time.sleep(0.8)
        line.send("还在")

        assert line.recv(timeout=SOON) == "还在"
