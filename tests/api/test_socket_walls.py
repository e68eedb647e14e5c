"""The walls of the sockets: who is turned away, and what ends a line."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api import wire
from api.auth import Customer as Holder
from api.auth import customer_token
from tests.api.fixtures.bank import ROOMY, House, house_in
from tests.api.fixtures.lines import TO_CUSTOMER, Server, serving
from tests.api.fixtures.people import Colleague, Customer, arrived, until

pytestmark = pytest.mark.door


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[House]:
    """One for all: these conversations do not touch each other."""
    with house_in(tmp_path_factory.mktemp("shared") / "home", template) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(house: House) -> Iterator[Server]:
    with serving(house) as running:
        yield running


@pytest.fixture(scope="module")
def web(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.url, trust_env=False) as web:
        yield web


def test_a_forged_token_is_turned_away(server: Server, visitor: Customer) -> None:
    with server.line(f"{visitor.path}/socket", TO_CUSTOMER) as line:
        line.send(type="hello", token=f"{visitor.token}x", after=0)

        assert line.closed() == 4401
    assert line.seen == []


@pytest.mark.parametrize(
    "first",
    ['{"type":"message","client_message_id":"k","text":"hi"}', "hello", "[]", "{}"],
)
def test_a_line_that_does_not_begin_with_hello_is_turned_away(
    server: Server, visitor: Customer, first: str
) -> None:
    with server.line(f"{visitor.path}/socket", TO_CUSTOMER) as line:
        line.socket.send(first)

        assert line.closed() == 4401


def test_somebody_elses_conversation_is_not_there(
    server: Server, visitor: Customer
) -> None:
    other = arrived(visitor.client)

    with server.line(f"{other.path}/socket", TO_CUSTOMER) as line:
        line.send(type="hello", token=visitor.token, after=0)

        assert line.closed() == 4404


def test_a_conversation_that_is_gone_is_not_there(server: Server) -> None:
    gone = "f" * 32
    holder = Holder(tenant_id="main", conversation_id=gone)
    token = customer_token(server.house.rooms, holder)

    with server.line(f"/api/v1/conversations/{gone}/socket", TO_CUSTOMER) as line:
        line.send(type="hello", token=token, after=0)

        assert line.closed() == 4404


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1", "https://{host}.evil"]
)
@pytest.mark.parametrize("path", ["/api/v1/desk/socket", "{conversation}/socket"])
def test_a_page_of_somebody_else_gets_no_line(
    server: Server, visitor: Customer, origin: str, path: str
) -> None:
    address = path.format(conversation=visitor.path)
    page = origin.format(host=server.host)

    with (
        pytest.raises(InvalidStatus) as refused,
        server.line(address, TO_CUSTOMER, origin=page),
    ):
        pass

    assert refused.value.response.status_code == 403


def test_our_own_page_gets_a_line(server: Server, visitor: Customer) -> None:
    with server.follow(visitor, origin=server.url) as line:
        assert line.said("试点银行")


def test_a_frame_over_the_limit_ends_the_line(
    server: Server, visitor: Customer
) -> None:
    with server.follow(visitor) as line:
        line.say("x" * 20_000, "k1")

        assert line.closed() == 4413
    assert len(visitor.events()) == 1


@pytest.fixture
def narrow(tmp_path: Path, template: Path) -> Iterator[Server]:
    """A service with small limits."""
    limits = ROOMY.model_copy(update={"frames_per_second": 5, "send_queue": 8})
    home = tmp_path / "narrow"
    with house_in(home, template, limits=limits) as house, serving(house) as running:
        yield running


@pytest.fixture
def hurried(narrow: Server) -> Iterator[Customer]:
    with httpx2.Client(base_url=narrow.url, trust_env=False) as web:
        yield arrived(web)


def test_too_many_frames_at_once_end_the_line(
    narrow: Server, hurried: Customer
) -> None:
    with narrow.follow(hurried) as line:
        with suppress(ConnectionClosed):
            for _ in range(20):
                line.send(type="pong")

        assert line.closed() == 4429


def spoken_at_length(server: Server, customer: Customer, messages: int) -> None:
    """Words that nobody answers: an agent holds the conversation."""
    holder = Colleague(client=customer.client, token=server.house.token_of("anran"))
    holder.act(customer.id, "take")
    for number in range(messages):
        customer.send("长" * 2_000, key=f"long-{number}")


def test_a_long_history_comes_whole_to_a_reader_that_reads(
    narrow: Server, hurried: Customer
) -> None:
    spoken_at_length(narrow, hurried, 30)

    with narrow.follow(hurried) as line:
        line.until(lambda f: f["type"] == "event" and f["event"]["seq"] == 32)

    assert line.seqs == list(range(1, 33))


def test_a_slow_reader_is_let_go_while_others_go_on(
    narrow: Server, hurried: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SLOW_SECONDS", 1.0)
    spoken_at_length(narrow, hurried, 50)

    with narrow.follow(hurried) as slow, narrow.follow(hurried) as reader:
        reader.until(lambda f: f["type"] == "event" and f["event"]["seq"] == 52)
        until(lambda: open_lines(hurried) == 1, "the end of the slow line")
        code = slow.closed()

    assert code == 1013
    assert reader.seqs == list(range(1, 53))


def open_lines(anybody: Customer) -> float:
    wanted = 'teller_sockets_open{kind="customer"} '
    lines = anybody.client.get("/metrics").text.splitlines()
    return float(next(x for x in lines if x.startswith(wanted)).split()[-1])


def test_a_line_without_a_word_is_closed_in_time(
    server: Server, visitor: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "HELLO_SECONDS", 0.1)

    with server.line(f"{visitor.path}/socket", TO_CUSTOMER) as line:
        assert line.closed() == 4408
