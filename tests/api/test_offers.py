"""Offers: an agent is asked, answers in time or lets it go, and nobody is forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from api import chores, routing
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer, arrived

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
HUMAN = "转人工"


def offers(colleague: Colleague) -> list[dict[str, str]]:
    found: list[dict[str, str]] = colleague.get("/offers").json()["items"]
    return found


def test_who_is_free_is_asked_and_takes_it(
    house: House, customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    routing.route(house.service)

    (offer,) = offers(agent)
    answer = agent.post(f"/offers/{offer['id']}/accept")

    assert offer["conversation_id"] == customer.id
    assert (answer.status_code, answer.json()["card"]["owner"]) == (200, "agent")
    assert customer.state()["agent_name"] == "安然"
    assert offers(agent) == []


def test_an_offer_that_nobody_answers_goes_on_to_the_next(
    house: House, customer: Customer, agent: Colleague, colleague: Named
) -> None:
    bowen = colleague("bowen")
    customer.say(HUMAN)
    routing.route(house.service)
    (offer,) = offers(agent)
    house.clock.forward(seconds=20)
    for one in (agent, bowen):
        one.be("online")
    routing.route(house.service)

    late = agent.post(f"/offers/{offer['id']}/accept")
    assert (late.status_code, late.json()["code"]) == (409, "offer_over")
    assert offers(agent) == []
    assert [one["conversation_id"] for one in offers(bowen)] == [customer.id]


def test_who_let_it_go_is_asked_again_when_nobody_else_is_there(
    house: House, customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    routing.route(house.service)
    (offer,) = offers(agent)
    agent.post(f"/offers/{offer['id']}/decline", {"reason": "在办急事"})
    routing.route(house.service)
    early = offers(agent)
    house.clock.forward(seconds=91)
    agent.be("online")
    routing.route(house.service)

    assert early == []
    assert len(offers(agent)) == 1


def test_taking_by_hand_ends_what_is_on_offer(
    house: House, customer: Customer, agent: Colleague, colleague: Named
) -> None:
    customer.say(HUMAN)
    routing.route(house.service)
    (offer,) = offers(agent)

    taken = colleague("bowen").act(customer.id, "take")

    assert taken.status_code == 200
    assert offers(agent) == []
    assert agent.post(f"/offers/{offer['id']}/accept").status_code == 409


def test_somebody_elses_offer_cannot_be_answered(
    house: House, customer: Customer, agent: Colleague, colleague: Named
) -> None:
    customer.say(HUMAN)
    routing.route(house.service)
    (offer,) = offers(agent)

    bowen = colleague("bowen")

    assert bowen.post(f"/offers/{offer['id']}/accept").status_code == 409
    assert bowen.post("/offers/nothing/accept").status_code == 409
    assert len(offers(agent)) == 1


def test_an_agent_may_choose_to_take_at_once(
    house: House, customer: Customer, agent: Colleague
) -> None:
    agent.client.put(
        "/api/v1/desk/presence/settings",
        json={"auto_accept": True},
        headers=agent.headers,
    )
    customer.say(HUMAN)
    routing.route(house.service)

    assert customer.state()["agent_name"] == "安然"
    assert offers(agent) == []


def test_nobody_is_offered_more_than_their_capacity(
    house: House, client: httpx2.Client, agent: Colleague
) -> None:
    people = [arrived(client) for _ in range(4)]
    for person in people:
        person.say(HUMAN)
        house.clock.forward(seconds=1)
    routing.route(house.service)
    routing.route(house.service)

    asked = {one["conversation_id"] for one in offers(agent)}
    assert asked == {person.id for person in people[:3]}


def test_an_agent_on_a_break_is_not_asked_and_what_ran_is_withdrawn(
    house: House, customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    routing.route(house.service)
    (offer,) = offers(agent)
    agent.be("break")
    routing.route(house.service)

    assert offers(agent) == []
    ended = house.rooms.records.offers.get("main", offer["id"])
    assert ended.state == "withdrawn"


def test_the_agent_of_last_time_is_asked_first(
    house: House, client: httpx2.Client, agent: Colleague, colleague: Named
) -> None:
    bowen = colleague("bowen")
    bowen.be("online")
    person = arrived(client)
    person.say(HUMAN)
    bowen.act(person.id, "take")
    house.clock.forward(seconds=5)
    bowen.act(person.id, "handback")
    for one in (agent, bowen):
        one.be("online")
    person.say(HUMAN)
    routing.route(house.service)

    assert [one["conversation_id"] for one in offers(bowen)] == [person.id]


def test_a_vanished_agents_customer_is_offered_to_somebody_else_within_30_seconds(
    house: House, customer: Customer, agent: Colleague, colleague: Named
) -> None:
    agent.act(customer.id, "take")
    house.clock.forward(seconds=25)
    bowen = colleague("bowen")
    bowen.be("online")
    chores.requeue_lost(house.service)
    routing.route(house.service)

    assert customer.state()["owner"] == "queue"
    assert [one["conversation_id"] for one in offers(bowen)] == [customer.id]


def test_of_many_who_reach_for_it_exactly_one_has_it(
    house: House, customer: Customer, agent: Colleague, colleague: Named
) -> None:
    customer.say(HUMAN)
    routing.route(house.service)
    (offer,) = offers(agent)
    others = [colleague(name) for name in ("bowen", "susu", "adam")]

    with ThreadPoolExecutor(4) as pool:
        accepted = pool.submit(agent.post, f"/offers/{offer['id']}/accept")
        taken = [pool.submit(one.act, customer.id, "take") for one in others]
        answers = [one.result().status_code for one in (accepted, *taken)]

    assert sorted(answers) == [200, 409, 409, 409]
    joined = [e for e in customer.events() if e["event"] == "agent_joined"]
    assert len(joined) == 1
