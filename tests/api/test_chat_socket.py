"""The customers' socket: say, follow and resume."""

import random
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.api.fixtures.bank import House, house_in
from tests.api.fixtures.lines import Server, serving
from tests.api.fixtures.people import Colleague, Customer, until

pytestmark = pytest.mark.door

FEE = "信用卡年费怎么收"
FEE_ANSWER = "普通卡年费"


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


def test_what_is_said_on_the_line_is_acknowledged_and_answered(
    server: Server, visitor: Customer
) -> None:
    with server.follow(visitor) as line:
        line.say(FEE, "k1")
        ack = line.next("ack")
        answer = line.said(FEE_ANSWER)

    assert ack == {
        "type": "ack",
        "client_message_id": "k1",
        "seq": 2,
        "duplicate": False,
    }
    assert answer["event"]["sources"][0]["article_id"] == "FEE-1"


def test_an_acknowledged_message_stands_in_the_records(
    server: Server, visitor: Customer
) -> None:
    with server.follow(visitor) as line:
        line.say(FEE, "k1")
        seq = line.next("ack")["seq"]
        stored = server.house.rooms.records.conversations.messages("main", visitor.id)

    assert FEE in [message.text for message in stored if message.seq == seq]


def test_the_same_message_again_is_acknowledged_as_the_same(
    server: Server, visitor: Customer
) -> None:
    with server.follow(visitor) as line:
        line.say(FEE, "k1")
        first = line.next("ack")
        line.say(FEE, "k1")
        again = line.next("ack")

    assert again == {**first, "duplicate": True}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "message_empty"),
        (" \n ", "message_empty"),
        ("长" * 2_001, "message_too_long"),
    ],
)
def test_refused_words_are_named_with_their_id(
    server: Server, visitor: Customer, text: str, code: str
) -> None:
    with server.follow(visitor) as line:
        line.say(text, "k1")
        refused = line.next("error")

    assert (refused["code"], refused["client_message_id"]) == (code, "k1")
    assert len(visitor.events()) == 1


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "malformed_json"),
        ('{"type":"typing","type":"pong"}', "malformed_json"),
        ('{"type":"typing","text":"\\u0000"}', "malformed_json"),
        ('{"type":"typing","text":"\\ud800"}', "malformed_json"),
        ('{"type":"typing","text":NaN}', "malformed_json"),
        ("[" * 100 + "]" * 100, "malformed_json"),
        ('{"type":"typing","author":"agent"}', "invalid_frame"),
        ('{"type":"reply","text":"我是坐席"}', "invalid_frame"),
        ('{"type":"message","client_message_id":"k","text":1}', "invalid_frame"),
    ],
)  # fmt: skip
def test_an_unreadable_frame_is_answered_and_the_line_stays(
    server: Server, visitor: Customer, frame: str, code: str
) -> None:
    with server.follow(visitor) as line:
        line.socket.send(frame)
        refused = line.next("error")
        line.say(FEE, "k1")

        assert line.next("ack")["seq"] == 2

    assert refused["code"] == code


def test_a_second_tab_sees_the_same(server: Server, visitor: Customer) -> None:
    with server.follow(visitor) as one, server.follow(visitor) as other:
        one.say(FEE, "k1")
        one.said(FEE_ANSWER)
        other.said(FEE_ANSWER)

    assert one.seqs == other.seqs == [1, 2, 3]


def test_a_line_resumes_after_what_was_seen(server: Server, visitor: Customer) -> None:
    visitor.say(FEE)
    visitor.say("挂失要多少钱")

    with server.follow(visitor, after=3) as line:
        line.said("挂失免费")

    assert line.seqs == [4, 5]


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_missed_or_doubled_however_often_the_line_breaks(
    server: Server, visitor: Customer, seed: int
) -> None:
    chance = random.Random(seed)
    seqs: list[int] = []
    for number in range(12):
        with server.follow(visitor, after=len(seqs)) as line:
            line.say(FEE, f"k{number}")
            if chance.random() < 0.7:
                line.next("ack")
            for _ in range(chance.randrange(4)):
                line.receive()
            line.socket.socket.close()
        seqs += line.seqs
        visitor.send(FEE, key=f"k{number}")

    until(lambda: len(visitor.events()) == 25, "twelve answers")
    with server.follow(visitor, after=len(seqs)) as line:
        line.until(lambda f: f["type"] == "state" and f["state"]["last_seq"] == 25)
    assert seqs + line.seqs == list(range(1, 26))


def test_the_agent_is_seen_joining_typing_and_replying(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    with server.follow(visitor) as line, server.desk("anran") as desk:
        line.say("转人工", "k1")
        line.until(lambda f: f["type"] == "state" and f["state"]["owner"] == "queue")
        anran.act(visitor.id, "take")
        joined = line.said("安然")
        desk.send(type="typing", conversation_id=visitor.id)
        typing = line.next("typing")
        anran.reply(visitor.id, "您好，我是安然。")
        reply = line.said("您好，我是安然。")

    assert joined["event"]["event"] == "agent_joined"
    assert typing == {"type": "typing", "author": "agent"}
    assert (reply["event"]["author"], reply["event"]["agent_name"]) == ("agent", "安然")


def test_an_agent_who_does_not_hold_it_is_not_seen_typing(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")
    with server.follow(visitor) as line, server.desk("bowen") as other:
        other.send(type="typing", conversation_id=visitor.id)
        other.send(type="typing", conversation_id="0" * 32)
        other.send(type="pong")
        anran.reply(visitor.id, "在的。")
        line.said("在的。")

    assert "typing" not in [frame["type"] for frame in line.seen]
