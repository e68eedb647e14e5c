"""The connector: what it sends, what it believes, and when it tries again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx2
import pytest
from pydantic import SecretStr

from api.bank.asked import AddressAsked
from api.bank.errors import BankError, BankLate, BankRefused, BankUnavailable
from api.bank.http import ATTEMPTS, LARGEST_BODY, HttpBank, Timeouts, bank_client
from api.bank.port import Answer, Order
from api.bank.shapes import AddressChanged, Balance

pytestmark = pytest.mark.door

READ = Order(
    method="GET",
    path="/customers/C1/cards/K1/balance",
    answer=Balance,
    about={"customer": "C1", "card": "K1"},
)
WRITE = Order(
    method="POST",
    path="/customers/C1/address-changes",
    answer=AddressChanged,
    body=AddressAsked(address="上海市世纪大道1号"),
    about={"customer": "C1"},
    key="act-1",
)
WELL = {"customer": "C1", "card": "K1", "balance": 5, "more": "than asked"}
DONE = {"customer": "C1", "reference": "AD-1"}


def problem(status: int, code: str) -> httpx2.Response:
    body = {"type": "t", "title": "t", "status": status, "code": code, "detail": "d"}
    kind = {"content-type": "application/problem+json; charset=utf-8"}
    return httpx2.Response(status, json=body, headers=kind)


@dataclass(slots=True)
class Core(httpx2.BaseTransport):
    """Answers in turn with what it was given; the last one again and again."""

    answers: list[httpx2.Response | Exception]
    asked: list[httpx2.Request] = field(default_factory=list)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(
            answer.status_code, headers=answer.headers, content=answer.content
        )


def ask(order: Order[Answer], core: Core) -> Answer:
    with httpx2.Client(transport=core, base_url="http://bank") as client:
        return HttpBank(client).ask(order)


def told_by(order: Order[Answer], core: Core) -> BankError:
    with pytest.raises(BankError) as told:
        ask(order, core)
    return told.value


def test_an_answer_that_holds_is_believed() -> None:
    answer = ask(READ, Core([httpx2.Response(200, json=WELL)]))

    assert answer == Balance(customer="C1", card="K1", balance=5)


def test_a_write_carries_its_key_and_a_reading_none() -> None:
    core = Core([httpx2.Response(200, json=DONE)])
    ask(WRITE, core)
    reading = Core([httpx2.Response(200, json=WELL)])
    ask(READ, reading)

    assert core.asked[0].headers["idempotency-key"] == "act-1"
    assert core.asked[0].headers["x-request-id"]
    assert "idempotency-key" not in reading.asked[0].headers


def test_a_write_is_repeated_with_the_same_key_and_body() -> None:
    core = Core([httpx2.ReadTimeout("slow"), httpx2.Response(200, json=DONE)])

    ask(WRITE, core)

    first, second = core.asked
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.content == second.content


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"<html>",
        b"\xff\xfe",
        b'{"customer":"C1","card":"K1","balance":"5"}',
        b'{"customer":"C1","card":"K1","balance":5.0}',
        b'{"customer":"C1","card":"K1","balance":true}',
        b'{"customer":"C1","card":"K1","balance":99999999999999999}',
        b'{"customer":"C2","card":"K1","balance":5}',
        b'{"customer":"C1","card":"K2","balance":5}',
        b'{"customer":"C1","balance":5}',
        b"[" * 10_000,
        b" " * (LARGEST_BODY + 1),
    ],
    ids=lambda body: str(body[:45]),
)
def test_nonsense_is_never_believed(body: bytes) -> None:
    core = Core([httpx2.Response(200, content=body)])

    assert isinstance(told_by(READ, core), BankUnavailable)


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, content=b"<html>"),
        httpx2.Response(500),
        httpx2.Response(502, content=b"<html>"),
        httpx2.Response(503, content=b"<html>"),
        httpx2.Response(302, headers={"location": "http://elsewhere/"}),
        problem(409, "in_progress"),
        problem(500, "internal_error"),
        httpx2.ReadTimeout("slow"),
        httpx2.WriteTimeout("slow"),
        httpx2.RemoteProtocolError("cut"),
        httpx2.ReadError("cut"),
    ],
    ids=lambda answer: f"{answer!r}"[:40],
)
def test_a_write_whose_fate_is_unknown_is_late(
    answer: httpx2.Response | Exception,
) -> None:
    core = Core([answer])

    assert isinstance(told_by(WRITE, core), BankLate)
    assert len(core.asked) == ATTEMPTS


@pytest.mark.parametrize(
    "answer",
    [
        problem(503, "unavailable"),
        problem(429, "too_many_requests"),
        problem(401, "unauthenticated"),
        httpx2.Response(404),
        httpx2.ConnectError("nobody"),
        httpx2.ConnectTimeout("nobody"),
        httpx2.PoolTimeout("busy"),
    ],
    ids=lambda answer: f"{answer!r}"[:40],
)
def test_a_write_that_was_surely_not_done_is_unavailable(
    answer: httpx2.Response | Exception,
) -> None:
    assert isinstance(told_by(WRITE, Core([answer])), BankUnavailable)


def test_what_may_have_been_done_stays_late_whatever_comes_after() -> None:
    core = Core([httpx2.ReadTimeout("slow"), httpx2.ConnectError("nobody")])

    assert isinstance(told_by(WRITE, core), BankLate)


def test_a_refusal_is_told_and_not_tried_again() -> None:
    core = Core([problem(422, "too_much")])

    told = told_by(WRITE, core)

    assert isinstance(told, BankRefused)
    assert told.reason == "too_much"
    assert len(core.asked) == 1


def test_no_attempt_begins_after_the_time_is_over() -> None:
    core = Core([httpx2.ReadTimeout("slow")])
    moments = iter([0.0, 0.0, 0.0, 9.0])
    with httpx2.Client(transport=core, base_url="http://bank") as client:
        bank = HttpBank(client, Timeouts(), clock=lambda: next(moments))

        with pytest.raises(BankUnavailable):
            bank.ask(READ)

    assert len(core.asked) == 1


@dataclass(slots=True)
class Dripping(httpx2.BaseTransport):
    """Sends a byte, and another, and would never end."""

    tick: Callable[[], None]
    sent: int = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=self._drops())

    def _drops(self) -> Iterator[bytes]:
        while True:
            self.tick()
            self.sent += 1
            yield b" "


def test_an_answer_that_only_drips_is_given_up() -> None:
    seconds = [0.0]

    def tick() -> None:
        seconds[0] += 1.0

    core = Dripping(tick)
    with httpx2.Client(transport=core, base_url="http://bank") as client:
        bank = HttpBank(client, Timeouts(), clock=lambda: seconds[0])

        with pytest.raises(BankUnavailable):
            bank.ask(READ)

    assert core.sent < 10


def test_the_client_sends_the_token_and_follows_nobody() -> None:
    with bank_client("http://bank", SecretStr("t")) as client:
        assert client.headers["authorization"] == "Bearer t"
        assert client.follow_redirects is False
        assert client.trust_env is False


def test_what_is_noted_holds_nothing_of_the_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = b'{"customer":"C1","card":"K1","balance":"8642097531"}'

    told_by(READ, Core([httpx2.Response(200, content=secret)]))

    noted = " ".join(str(vars(record)) for record in caplog.records)
    assert "balance" in noted
    assert "8642097531" not in noted
