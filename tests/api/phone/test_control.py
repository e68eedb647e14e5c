"""What exchanges are asked, told by a small one that keeps the requests it got."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.phone.asterisk import WebSocketChannel
from api.phone.audiosocket import AudioSocket
from api.phone.control import (
    Account,
    AsteriskControl,
    ExchangeRefused,
    TwilioControl,
    control_of,
)
from api.phone.media import Began, Frame
from api.phone.twilio import PLIVO, MediaStream
from bot.message import Owner
from tests.api.fixtures.bank import House, house_in, settings_of
from tests.api.fixtures.people import Colleague
from tests.api.phone.far_end import START, FarEnd
from tests.api.phone.stories import Told, played

pytestmark = pytest.mark.door


@dataclass(slots=True)
class Exchange:
    """Answers as told, and keeps what it was asked."""

    status: int = 204
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    auth: str = ""
    url: str = ""


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    kept = Exchange()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            place = urlsplit(self.path)
            told = dict(parse_qsl(place.query))
            told |= dict(parse_qsl(self.rfile.read(size).decode()))
            kept.asked.append((self.command, place.path, told))
            kept.auth = self.headers["Authorization"]
            self.send_response(kept.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_DELETE = _answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()


def account(exchange: Exchange) -> Account:
    return Account(url=exchange.url, user="teller", password=SecretStr("secret"))


def test_asterisk_is_told_where_the_caller_goes_next(exchange: Exchange) -> None:
    control = AsteriskControl(account=account(exchange), channel="1795.1/2")

    control.transfer("95588")
    control.hold(on=True)
    control.hold(on=False)
    control.hang_up()

    path = "/ari/channels/1795.1%2F2"
    told = {"variable": "TELLER_TRANSFER", "value": "95588"}
    assert exchange.asked == [
        ("POST", f"{path}/variable", told),
        ("POST", f"{path}/hold", {}),
        ("DELETE", f"{path}/hold", {}),
        ("DELETE", path, {"reason": "normal"}),
    ]
    assert base64.b64decode(exchange.auth.split()[1]) == b"teller:secret"


def test_a_provider_gets_new_orders_for_the_call(exchange: Exchange) -> None:
    exchange.status = 200
    control = TwilioControl(
        account=account(exchange), call="CA1", stream="wss://bank.example/x"
    )

    control.transfer("+8695588")
    control.hold(on=True)
    control.hold(on=False)
    control.hang_up()

    path = "/2010-04-01/Accounts/teller/Calls/CA1.json"
    assert {(method, where) for method, where, _ in exchange.asked} == {("POST", path)}
    assert [told for _, _, told in exchange.asked] == [
        {"Twiml": "<Response><Dial>+8695588</Dial></Response>"},
        {"Twiml": "<Response><Enqueue>teller</Enqueue></Response>"},
        {
            "Twiml": '<Response><Connect><Stream url="wss://bank.example/x"/>'
            "</Connect></Response>"
        },
        {"Status": "completed"},
    ]


@pytest.mark.parametrize("status", [401, 404, 409, 500])
def test_an_exchange_that_refuses_is_believed(exchange: Exchange, status: int) -> None:
    exchange.status = status
    control = AsteriskControl(account=account(exchange), channel="1")

    with pytest.raises(ExchangeRefused, match=str(status)):
        control.hang_up()


def test_an_exchange_out_of_reach_is_told() -> None:
    gone = Account(url="http://127.0.0.1:9", user="a", password=SecretStr("b"))

    with pytest.raises(ExchangeRefused):
        AsteriskControl(account=gone, channel="1").hang_up()


def test_only_a_line_with_an_exchange_behind_it_can_be_controlled(
    tmp_path: Path,
) -> None:
    settings = settings_of(
        tmp_path,
        ari_url="http://pbx",
        ari_password="x",
        twilio_account="AC1",
        twilio_token="t",
    )
    named = Began(call="1", parameters={"caller": "2"})

    assert control_of(WebSocketChannel({}), named, settings) is not None
    assert control_of(WebSocketChannel({}), Began(call="1"), settings) is None
    assert control_of(MediaStream(), Began(call="CA1"), settings) is not None
    assert control_of(MediaStream(PLIVO), Began(call="x"), settings) is None
    assert control_of(AudioSocket(), named, settings) is None
    assert control_of(WebSocketChannel({}), named, settings_of(tmp_path)) is None


class Named(FarEnd):
    """An Asterisk that names the caller's own channel."""

    async def _frames(self) -> AsyncIterator[Frame]:
        yield json.dumps({**START, "channel_variables": {"caller": "1795.1"}})
        while (frame := await self._told.get()) is not None:
            yield frame


def acted(
    agent: Colleague, conversation: str, acts: Sequence[tuple[str, object]]
) -> list[int]:
    agent.be("online")
    agent.act(conversation, "take")
    return [agent.act(conversation, *one).status_code for one in acts]


def test_an_agent_transfers_a_caller_to_a_named_number_only(
    tmp_path: Path, template: Path, exchange: Exchange
) -> None:
    given = {
        "ari_url": exchange.url,
        "ari_user": "teller",
        "ari_password": "secret",
        "transfer_to": ["95588"],
    }
    with house_in(tmp_path / "home", template, **given) as house:
        told = transferred(house)

    assert told == [400, 200, 200]
    assert [one[2].get("value") for one in exchange.asked] == [None, "95588"]


def transferred(house: House) -> list[int]:
    """What the door said to each wish of the agent; the call then ends by itself."""
    said: list[int] = []

    async def story(far: FarEnd, told: Told) -> None:
        house.app.state.telephony = told.telephony
        await told.says("您好")
        far.press("0")
        await told.until(lambda: told.owner is Owner.QUEUE)
        acts: list[tuple[str, object]] = [
            ("call/transfer", {"target": "110"}),
            ("call/hold", {"on": True}),
            ("call/transfer", {"target": "95588"}),
        ]
        agent = colleague_of(house)("anran")
        said.extend(await asyncio.to_thread(acted, agent, told.conversation_id, acts))
        await told.until(lambda: far.gone)

    played(house, story, far=Named())
    return said


def colleague_of(house: House) -> Callable[[str], Colleague]:
    client = TestClient(house.app)
    return lambda name: Colleague(client=client, token=house.token_of(name))
