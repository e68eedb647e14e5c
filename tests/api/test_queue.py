"""The queue, the lists and the promises of the desk."""

from collections.abc import Callable

import httpx2
import pytest

from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer, arrived

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
HUMAN = "转人工"


def test_two_misses_in_a_row_lead_to_a_human(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("红烧肉怎么做才好吃呢")
    customer.say("明天会不会下大雨")

    assert customer.state()["owner"] == "queue"
    assert agent.listed("queue")[0]["reason"] == "not_understood"


def test_a_wish_for_a_human_shows_the_place_in_the_queue(
    customer: Customer, agent: Colleague
) -> None:
    answer = customer.say("转人工")

    queue = customer.state()["queue"]
    assert "您是下一位" in answer["text"]
    estimate = queue.pop("estimate")
    assert queue == {"ahead": 0, "position": 1, "staffed": True, "waited_seconds": 0}
    assert estimate == {"kind": "soon", "low_minutes": 0, "high_minutes": 1}


def test_a_promise_is_kept_only_with_its_outcome(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("给我回个电话")
    customer.say("13800138000")
    promise = agent.get("/promises").json()["items"][0]
    path = f"/promises/{promise['id']}/keep"

    empty = agent.post(path, {"outcome": ""})
    kept = agent.post(path, {"outcome": "已回电"})
    again = agent.post(path, {"outcome": "已回电"})

    assert (promise["kind"], promise["contact"]) == ("callback", "13800138000")
    assert (empty.status_code, kept.status_code) == (422, 200)
    assert (again.status_code, again.json()["code"]) == (404, "promise_not_found")
    assert agent.get("/promises").json()["items"] == []


def test_the_queue_is_urgent_first_then_longest_waiting(
    house: House, client: httpx2.Client, agent: Colleague
) -> None:
    people = [arrived(client) for _ in range(3)]
    for person, words in zip(people, (HUMAN, HUMAN, "我的卡被盗刷了"), strict=True):
        person.say(words)
        house.clock.forward(seconds=1)

    queue = agent.listed("queue")
    assert [card["id"] for card in queue] == [people[n].id for n in (2, 0, 1)]
    assert [card["urgent"] for card in queue] == [True, False, False]
    assert people[0].state()["queue"]["ahead"] == 1


def test_presence_decides_what_a_waiting_customer_is_told(
    client: httpx2.Client, colleague: Named
) -> None:
    anran = colleague("anran")
    alone = arrived(client).say(HUMAN)
    anran.be("break")
    paused = arrived(client).say(HUMAN)
    anran.be("online")
    staffed = arrived(client).say(HUMAN)

    assert "目前没有人工客服在线" in alone["text"]
    assert "目前没有人工客服在线" in paused["text"]
    assert "您前面还有2位客户" in staffed["text"]
    assert anran.get("/me").json()["presence"] == "online"


def test_the_lists_show_each_conversation_where_it_is(
    client: httpx2.Client, agent: Colleague
) -> None:
    people = {view: arrived(client) for view in ("mine", "queue", "bot", "closed")}
    agent.act(people["mine"].id, "take")
    people["queue"].say(HUMAN)
    people["closed"].post("/close")

    found = {view: [card["id"] for card in agent.listed(view)] for view in people}
    counts = agent.get("/conversations?view=mine").json()["counts"]
    assert found == {view: [person.id] for view, person in people.items()}
    assert counts == {"mine": 1, "queue": 1, "bot": 1, "closed": 1}


def test_a_card_shows_how_a_conversation_stands(
    customer: Customer, agent: Colleague, house: House
) -> None:
    customer.say(HUMAN)

    card = agent.listed("queue")[0]
    assert card["title"] == f"访客 {customer.id[:4]}"
    assert (card["reason"], card["owner"]) == ("customer_asked", "queue")
    assert card["waiting_since"] == house.clock().isoformat().replace("+00:00", "Z")
    assert card["last"]["author"] == "bot"
