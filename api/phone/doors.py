"""The doors of calls: sockets for Asterisk, Twilio's dialect and our own page, and a
port for AudioSocket.

Without a secret of its own a door opens to this machine alone.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Sequence
from ipaddress import ip_address
from typing import Final

from fastapi import APIRouter, WebSocket
from pydantic import SecretStr
from starlette.websockets import WebSocketDisconnect

from api.phone.asterisk import WebSocketChannel
from api.phone.audiosocket import AudioSocket
from api.phone.browser import BrowserLine, caption
from api.phone.media import Dialect, Frame
from api.phone.parties import Captions, no_captions
from api.phone.telephony import Line, NoVoice, Telephony
from api.phone.twilio import ACCENTS, MediaStream
from api.service import Service
from api.settings import Settings
from api.wire import Close, close, same_origin

router = APIRouter()
log = logging.getLogger("teller.phone")

NO_VOICE: Final = 4503
"""Nothing here can speak."""
FULL: Final = 4429
READ_BYTES: Final = 4_096


@router.websocket("/channels/phone/asterisk")
async def asterisk(socket: WebSocket) -> None:
    """Asterisk's chan_websocket, with `f(json)`; its user name is anything."""
    secret = _settings(socket).asterisk_password
    if not _from_here_or(socket, secret, _basic(socket)):
        await close(socket, Close.BAD_TOKEN)
        return
    await socket.accept(subprotocol="media" if _offers(socket, "media") else None)
    await _carried(socket, WebSocketChannel(dict(socket.query_params)))


@router.websocket("/channels/phone/twilio")
async def twilio(socket: WebSocket) -> None:
    """Twilio's Media Streams; `?provider=` names another who speaks its dialect."""
    accent = ACCENTS.get(socket.query_params.get("provider", "twilio"))
    if accent is None or not _signed(socket):
        await close(socket, Close.UNKNOWN if accent is None else Close.BAD_TOKEN)
        return
    await socket.accept()
    await _carried(socket, MediaStream(accent))


@router.websocket("/channels/phone/browser")
async def browser(socket: WebSocket) -> None:
    """Our own page: its microphone and its loudspeaker."""
    if not same_origin(socket, _settings(socket)):
        await close(socket, Close.ORIGIN)
        return
    await socket.accept()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def captions(kind: str, words: str) -> None:
        lines.put_nowait(caption(kind, words))

    async def show() -> None:
        while True:
            await _sent(socket, await lines.get())

    showing = asyncio.ensure_future(show())
    try:
        await _carried(socket, BrowserLine(), captions)
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _carried(
    socket: WebSocket, dialect: Dialect, captions: Captions = no_captions
) -> None:
    telephony: Telephony = socket.app.state.telephony

    async def send(frames: Sequence[Frame]) -> None:
        try:
            for frame in frames:
                await _sent(socket, frame)
        except (WebSocketDisconnect, RuntimeError) as gone:
            raise ConnectionError from gone

    line = Line(
        dialect=dialect,
        frames=_frames(socket),
        send=send,
        source=socket.client.host if socket.client else "",
        captions=captions,
    )
    if telephony.full:
        await telephony.send_away(line)
        await close(socket, FULL)
        return
    try:
        await telephony.carry(line)
    except NoVoice:
        await close(socket, NO_VOICE)
    else:
        await close(socket, 1000)


async def _sent(socket: WebSocket, frame: Frame) -> None:
    if isinstance(frame, str):
        await socket.send_text(frame)
    else:
        await socket.send_bytes(frame)


async def _frames(socket: WebSocket) -> AsyncIterator[Frame]:
    while (told := await socket.receive())["type"] != "websocket.disconnect":
        text = told.get("text")
        yield text if text is not None else told.get("bytes") or b""


async def audio_socket(
    telephony: Telephony, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """One connection of AudioSocket, closed by us whatever happens."""

    async def frames() -> AsyncIterator[Frame]:
        with contextlib.suppress(ConnectionError):
            while told := await reader.read(READ_BYTES):
                yield told

    async def send(frames: Sequence[Frame]) -> None:
        for frame in frames:
            writer.write(frame if isinstance(frame, bytes) else frame.encode())
        await writer.drain()

    peer = writer.get_extra_info("peername") or ("",)
    line = Line(dialect=AudioSocket(), frames=frames(), send=send, source=str(peer[0]))
    try:
        carry = telephony.send_away if telephony.full else telephony.carry
        await carry(line)
    except NoVoice:
        log.error("a call came in, and nothing here can speak")
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def audio_socket_served(
    telephony: Telephony, host: str, port: int | None
) -> AsyncIterator[asyncio.Server | None]:
    """The port is open while this lasts; none: nothing is opened."""
    if port is None:
        yield None
        return

    async def connected(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await audio_socket(telephony, reader, writer)

    server = await asyncio.start_server(connected, host, port)
    async with server:
        yield server


def _settings(socket: WebSocket) -> Settings:
    service: Service = socket.app.state.service
    return service.rooms.settings


def _offers(socket: WebSocket, name: str) -> bool:
    return name in socket.scope.get("subprotocols", ())


def _from_here_or(socket: WebSocket, secret: SecretStr | None, told: str) -> bool:
    if secret is not None:
        return hmac.compare_digest(told.encode(), secret.get_secret_value().encode())
    with contextlib.suppress(ValueError):
        return socket.client is not None and ip_address(socket.client.host).is_loopback
    return False


def _basic(socket: WebSocket) -> str:
    """The password of HTTP's basic authentication."""
    scheme, _, told = socket.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    with contextlib.suppress(ValueError):
        return base64.b64decode(told).decode("utf-8", "replace").partition(":")[2]
    return ""


def _signed(socket: WebSocket) -> bool:
    """X-Twilio-Signature: HMAC-SHA1 of the address, with the account's token.

    Source: https://www.twilio.com/docs/usage/security.
    """
    settings = _settings(socket)
    told = socket.headers.get("x-twilio-signature", "")
    token: SecretStr | None = settings.twilio_token
    if token is None:
        return _from_here_or(socket, None, "")
    query = f"?{socket.url.query}" if socket.url.query else ""
    base = settings.reached_at.replace("http", "ws", 1)
    address = f"{base}{socket.url.path}{query}".encode()
    key = token.get_secret_value().encode()
    wanted = base64.b64encode(hmac.new(key, address, hashlib.sha1).digest())
    return hmac.compare_digest(told.encode("utf-8", "replace"), wanted)
