"""The customers' door: start, say, follow, judge, end."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.api.fixtures.bank import House, house_in
from tests.api.fixtures.people import START, Customer, arrived, until

pytestmark = pytest.mark.door

FEE = "信用卡年费怎么收"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[House]:
    """One for all: these conversations do not touch each other."""
    with house_in(tmp_path_factory.mktemp("shared") / "home", template) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(house: House) -> Iterator[httpx2.Client]:
    with TestClient(house.app) as client:
        yield client


def test_a_conversation_begins_with_the_bots_greeting(client: httpx2.Client) -> None:
    answer = client.post(START, json={})

    begun = answer.json()
    greeting = begun["events"][0]
    assert answer.status_code == 201
    assert len(begun["conversation_id"]) == 32
    assert (greeting["seq"], greeting["author"]) == (1, "bot")
    assert "试点银行" in greeting["text"]
    assert begun["state"]["owner"] == "bot"


def test_a_question_is_answered_with_its_source(customer: Customer) -> None:
    answer = customer.say(FEE)

    assert answer["text"].startswith("普通卡年费每年100元")
    assert answer["sources"] == [
        {"article_id": "FEE-1", "title": "信用卡年费怎么收", "version": 1}
    ]


def test_the_same_message_again_gives_the_same_result(customer: Customer) -> None:
    first = customer.send(FEE, key="one")
    again = customer.send(FEE, key="one")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "duplicate": True}


def test_the_same_id_with_other_words_is_refused(customer: Customer) -> None:
    customer.send(FEE, key="one")

    answer = customer.send("网点几点开门", key="one")

    assert answer.status_code == 422
    assert answer.json()["code"] == "client_message_id_reused"


def test_the_same_id_with_another_choice_is_refused(customer: Customer) -> None:
    customer.send(FEE, key="one")

    answer = customer.send(FEE, key="one", choice="human")

    assert answer.json()["code"] == "client_message_id_reused"


def test_ids_belong_to_their_conversation(
    client: httpx2.Client, customer: Customer
) -> None:
    customer.send(FEE, key="one")

    answer = arrived(client).send("网点几点开门", key="one")

    assert answer.status_code == 201


def test_a_message_repeated_after_its_turn_has_no_second_effect(
    customer: Customer,
) -> None:
    taken = customer.send(FEE, key="one").json()
    customer.next(taken["seq"])

    customer.send(FEE, key="one")

    authors = [event["author"] for event in customer.events()]
    assert authors == ["bot", "customer", "bot"]


def test_fifty_at_once_with_one_id_are_one_message(customer: Customer) -> None:
    gate = threading.Barrier(50)

    def send(_: int) -> httpx2.Response:
        gate.wait()
        return customer.send(FEE, key="one")

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(send, range(50)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] * 49 + [201]
    assert len({answer.json()["message_id"] for answer in answers}) == 1
    customer.next(2)
    assert [e["seq"] for e in customer.events()] == [1, 2, 3]


def test_many_at_once_are_numbered_densely_and_all_answered(
    customer: Customer,
) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: customer.send(FEE, key=f"k-{n}"), range(20)))

    until(lambda: len(customer.events()) == 41, "twenty answers")
    assert [event["seq"] for event in customer.events()] == list(range(1, 42))


def test_a_follower_is_held_until_there_is_something(customer: Customer) -> None:
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(customer.events, 1, wait=20)
        customer.send(FEE)
        began = monotonic()
        found = following.result(timeout=15)

    assert found[0]["text"] == FEE
    assert monotonic() - began < 10


def test_a_follower_is_let_go_when_the_time_is_over(customer: Customer) -> None:
    assert customer.events(1, wait=0.05) == []


def test_a_page_of_events_ends_at_its_limit(customer: Customer) -> None:
    customer.say(FEE)

    found = customer.get("/events?after=1&limit=1").json()

    assert [event["seq"] for event in found["events"]] == [2]
    assert found["last_seq"] == 3


def test_the_last_feedback_on_an_answer_counts(customer: Customer) -> None:
    seq = customer.say(FEE)["seq"]
    customer.post("/feedback", {"seq": seq, "helpful": True})

    answer = customer.post("/feedback", {"seq": seq, "helpful": False, "reason": "旧"})

    assert answer.status_code == 204
    assert customer.events(seq - 1)[0]["helpful"] is False


def test_feedback_on_nothing_is_refused(customer: Customer) -> None:
    answer = customer.post("/feedback", {"seq": 99, "helpful": True})

    assert answer.status_code == 404
    assert answer.json()["code"] == "message_not_found"


def test_a_closed_conversation_can_be_rated_once_or_more(customer: Customer) -> None:
    customer.post("/close")
    before = customer.state()

    answer = customer.post("/rating", {"solved": True, "stars": 4})

    assert (before["owner"], before["can_rate"]) == ("closed", True)
    assert answer.status_code == 204
    assert (customer.state()["rated"], customer.state()["can_rate"]) == (True, False)


@pytest.mark.parametrize("stars", [0, 6, 4.5, "5", True])
def test_only_one_to_five_stars_can_be_given(customer: Customer, stars: object) -> None:
    assert customer.post("/rating", {"stars": stars}).status_code == 422


def test_writing_again_reopens_a_closed_conversation(customer: Customer) -> None:
    customer.post("/close")

    answer = customer.say(FEE)

    assert answer["sources"][0]["article_id"] == "FEE-1"
    assert customer.state()["owner"] == "bot"


def test_closing_twice_says_so_once(customer: Customer) -> None:
    customer.post("/close")

    assert customer.post("/close").status_code == 204
    assert [e["event"] for e in customer.events(1)] == ["closed"]


def test_the_bot_follows_the_customers_language(customer: Customer) -> None:
    chinese = customer.greeting
    english = customer.say("how do I raise my credit limit")

    assert (chinese["language"], english["language"]) == ("zh-CN", "en")
    assert english["sources"][0]["article_id"] == "EN-1"
    assert customer.state()["language"] == "en"


def test_an_english_page_is_greeted_in_english(client: httpx2.Client) -> None:
    greeting = arrived(client, "en").greeting

    assert "Trial Bank" in greeting["text"]


def test_what_the_bank_does_not_know_is_said_honestly(customer: Customer) -> None:
    answer = customer.say("红烧肉怎么做才好吃呢")

    assert "没有找到经过审核的答案" in answer["text"]
    assert {c["id"] for c in answer["choices"]} >= {"human", "callback"}


def test_a_pressed_choice_is_taken_by_its_id(customer: Customer) -> None:
    customer.say("红烧肉怎么做才好吃呢")

    answer = customer.say("预约回电", choice="callback")

    assert answer["expects"] == "digits"
    assert "电话号码" in answer["text"]


def test_what_a_customer_types_comes_back_escaped(customer: Customer) -> None:
    customer.send("<img src=x onerror=alert(1)> & <script>evil()</script>")

    said = customer.events(1)[0]
    assert said["text"].startswith("<img")
    assert said["html"].startswith("<p>&lt;img src=x onerror=alert(1)&gt; &amp; ")
    assert "<script" not in said["html"]
