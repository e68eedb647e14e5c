"""Who may bring a call, and what a door says when there is no room or no voice."""

import asyncio
import base64
import hashlib
import hmac
import json
import struct
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.phone.doors import FULL, NO_VOICE, audio_socket_served
from api.phone.telephony import Telephony
from api.wire import Close
from bot.message import Author, Channel
from tests.api.fixtures.bank import House, house_in
from tests.api.phone.engines import QuickVoice, engines_of

pytestmark = pytest.mark.door

TOKEN = "a token of the provider"
PASSWORD = "a password of the exchange"
TWILIO = "/channels/phone/twilio"
ASTERISK = "/channels/phone/asterisk"
BROWSER = "/channels/phone/browser"
HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("203.0.113.9", 50_000)

Opens = Callable[..., House]


@pytest.fixture
def opens(tmp_path: Path, template: Path) -> Iterator[Opens]:
    """Houses with settings of their own, and a voice."""
    entered: list[AbstractContextManager[House]] = []

    def opened(**given: object) -> House:
        entered.append(house_in(tmp_path / f"home{len(entered)}", template, **given))
        house = entered[-1].__enter__()
        speak_in(house, QuickVoice())
        return house

    yield opened
    for one in entered:
        one.__exit__(None, None, None)


def speak_in(house: House, voice: QuickVoice | None) -> None:
    house.app.state.telephony = Telephony(
        house.service,
        house.app.state.verifier,
        start=lambda: engines_of((), voice=voice),
    )


@contextmanager
def at(house: House, client: tuple[str, int] = HERE) -> Iterator[TestClient]:
    with TestClient(house.app, client=client) as opened:
        yield opened


def refused(client: TestClient, path: str, **headers: str) -> int:
    with (
        pytest.raises(WebSocketDisconnect) as ended,
        client.websocket_connect(path, headers=headers) as socket,
    ):
        socket.receive()
    return ended.value.code


def signature(path: str, token: str = TOKEN) -> str:
    address = f"wss://calls.bank.example{path}".encode()
    return base64.b64encode(
        hmac.new(token.encode(), address, hashlib.sha1).digest()
    ).decode()


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"asterisk:{password}".encode()).decode()


def start_of_twilio() -> str:
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    start = {"callSid": "CA1", "mediaFormat": form}
    return json.dumps({"event": "start", "streamSid": "MZ1", "start": start})


@pytest.mark.parametrize("path", [TWILIO, ASTERISK])
def test_without_a_secret_only_this_machine_may_bring_calls(
    opens: Opens, path: str
) -> None:
    house = opens()

    with at(house, ELSEWHERE) as client:
        assert refused(client, path) == Close.BAD_TOKEN


def test_a_stream_from_this_machine_is_greeted(opens: Opens) -> None:
    house = opens()

    with at(house) as client, client.websocket_connect(TWILIO) as socket:
        socket.send_text(start_of_twilio())
        told = json.loads(socket.receive_text())

    assert (told["event"], told["streamSid"]) == ("media", "MZ1")


def test_a_signed_stream_is_taken_from_anywhere(opens: Opens) -> None:
    house = opens(twilio_token=TOKEN, public_url="https://calls.bank.example")
    path = f"{TWILIO}?provider=twilio"
    headers = {"x-twilio-signature": signature(path)}

    with (
        at(house, ELSEWHERE) as client,
        client.websocket_connect(path, headers=headers) as socket,
    ):
        socket.send_text(start_of_twilio())
        assert json.loads(socket.receive_text())["event"] == "media"


@pytest.mark.parametrize(
    "told", ["", "nonsense", signature(TWILIO, "another token"), signature("/other")]
)
def test_a_stream_that_is_not_signed_is_refused(opens: Opens, told: str) -> None:
    house = opens(twilio_token=TOKEN, public_url="https://calls.bank.example")

    with at(house) as client:
        code = refused(client, TWILIO, **{"x-twilio-signature": told})

    assert code == Close.BAD_TOKEN


def test_an_exchange_shows_its_password(opens: Opens) -> None:
    house = opens(asterisk_password=PASSWORD)

    with at(house, ELSEWHERE) as client:
        wrong = refused(client, ASTERISK, authorization=basic("guessed"))
        none = refused(client, ASTERISK)
        with client.websocket_connect(
            ASTERISK, subprotocols=["media"], headers={"authorization": basic(PASSWORD)}
        ) as socket:
            taken = socket.accepted_subprotocol

    assert [wrong, none] == [Close.BAD_TOKEN] * 2
    assert taken == "media"


def test_an_unknown_provider_is_named_as_such(opens: Opens) -> None:
    with at(opens()) as client:
        assert refused(client, f"{TWILIO}?provider=nobody") == Close.UNKNOWN


def test_a_page_of_another_site_may_not_call(opens: Opens) -> None:
    with at(opens()) as client:
        code = refused(client, BROWSER, origin="https://evil.example")

    assert code == Close.ORIGIN


def test_a_page_hears_and_reads_what_is_said(opens: Opens) -> None:
    house = opens()

    with at(house) as client, client.websocket_connect(BROWSER) as socket:
        socket.send_text(json.dumps({"type": "hello", "rate": 16000}))
        told = [socket.receive()]
        while not all(any(one.get(kind) for one in told) for kind in ("text", "bytes")):
            told.append(socket.receive())

    captions = [json.loads(one["text"]) for one in told if one.get("text")]
    assert captions[0]["type"] == "said"
    assert captions[0]["text"].startswith("您好")
    assert {len(one["bytes"]) for one in told if one.get("bytes")} == {640}


def test_one_call_more_than_fits_is_refused_before_it_begins(opens: Opens) -> None:
    house = opens(most_calls=0)

    with at(house) as client, client.websocket_connect(TWILIO) as socket:
        ended = socket.receive()

    assert (ended["type"], ended["code"]) == ("websocket.close", FULL)


def test_where_nothing_can_speak_the_door_says_so(opens: Opens) -> None:
    house = opens()
    speak_in(house, None)

    with at(house) as client, client.websocket_connect(TWILIO) as socket:
        socket.send_text(start_of_twilio())
        ended = socket.receive()

    assert ended["code"] == NO_VOICE


def test_audio_socket_is_fed_from_its_first_moment_and_closed_by_us(
    opens: Opens,
) -> None:
    house = opens()

    async def call() -> list[int]:
        telephony: Telephony = house.app.state.telephony
        kinds: list[int] = []
        async with audio_socket_served(telephony, "127.0.0.1", 0) as server:
            assert server is not None
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"\x01" + struct.pack(">H", 16) + uuid.uuid4().bytes)
            for _ in range(20):
                kind, size = struct.unpack(">BH", await reader.readexactly(3))
                kinds.append(kind)
                await reader.readexactly(size)
            writer.write(b"\x00\x00\x00")
            await reader.read()
            writer.close()
        return kinds

    assert set(asyncio.run(call())) == {0x10}


def test_no_port_is_opened_that_nobody_asked_for(opens: Opens) -> None:
    house = opens()

    async def served() -> object:
        async with audio_socket_served(
            house.app.state.telephony, "127.0.0.1", None
        ) as server:
            return server

    assert asyncio.run(served()) is None


def test_a_call_is_a_conversation_on_the_phone(opens: Opens) -> None:
    house = opens()
    with at(house) as client, client.websocket_connect(TWILIO) as socket:
        socket.send_text(start_of_twilio())
        socket.receive_text()

    (one,) = house.rooms.records.conversations.find(house.rooms.tenant)
    (greeting,) = house.rooms.records.conversations.messages(
        house.rooms.tenant, one.id, after=0, limit=1
    )
    assert (one.channel, greeting.author) == (Channel.PHONE, Author.BOT)
