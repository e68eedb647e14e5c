"""Stewards: who looks after a customer is asked first, while they are there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from api import routing
from bot.verification import Assurance
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import DESK, Colleague, Customer, arrived
from tests.api.test_customer_view import proved, seen

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
HUMAN = "转人工"


@pytest.fixture
def known(house: House, customer: Customer) -> Customer:
    proved(house, customer, Assurance.L2)
    return customer


def put(by: Colleague, customer: Customer, body: dict[str, Any]) -> httpx2.Response:
    path = f"{DESK}/conversations/{customer.id}/customer/steward"
    return by.client.put(path, json=body, headers=by.headers)


def asked(house: House, *people: Colleague) -> list[int]:
    """How many offers each has."""
    routing.route(house.service)
    return [len(one.get("/offers").json()["items"]) for one in people]


def test_the_steward_is_asked_before_whoever_is_free_for_longest(
    house: House, known: Customer, agent: Colleague, colleague: Named
) -> None:
    bowen, susu = colleague("bowen"), colleague("susu")
    bowen.be("online")
    named = put(susu, known, {"agent_id": "main-bowen"})
    known.say(HUMAN)

    assert asked(house, agent, bowen) == [0, 1]
    assert named.json() == {
        "agent_id": "main-bowen", "name": "博文", "source": "desk", "until": None,
    }  # fmt: skip
    assert seen(agent, known)["steward"] == named.json()


def test_a_steward_who_is_not_there_keeps_nobody_waiting(
    house: House, known: Customer, agent: Colleague, colleague: Named
) -> None:
    put(colleague("susu"), known, {"agent_id": "main-bowen"})
    known.say(HUMAN)

    assert asked(house, agent) == [1]


def test_the_customer_is_kept_for_a_busy_steward_and_not_for_ever(
    house: House,
    client: httpx2.Client,
    known: Customer,
    agent: Colleague,
    colleague: Named,
) -> None:
    bowen = colleague("bowen")
    bowen.be("online")
    for other in (arrived(client) for _ in range(3)):
        bowen.act(other.id, "take")
    put(colleague("susu"), known, {"agent_id": "main-bowen"})
    known.say(HUMAN)
    early = asked(house, agent, bowen)
    for _ in range(6):
        house.clock.forward(seconds=15)
        agent.be("online")
        bowen.be("online")

    assert early == [0, 0]
    assert asked(house, agent, bowen) == [1, 0]


def test_it_ends_by_itself_and_by_hand(
    house: House, known: Customer, agent: Colleague, colleague: Named
) -> None:
    susu = colleague("susu")
    until = (house.clock() + timedelta(minutes=10)).isoformat()
    past = (house.clock() - timedelta(minutes=1)).isoformat()
    put(susu, known, {"agent_id": "main-bowen", "until": until})
    early = seen(agent, known)["steward"]
    house.clock.forward(seconds=600)

    assert early["name"] == "博文"
    assert seen(agent, known)["steward"] is None
    assert (
        put(susu, known, {"agent_id": "main-bowen", "until": past}).status_code == 400
    )
    put(susu, known, {"agent_id": "main-bowen"})
    path = f"{DESK}/conversations/{known.id}/customer/steward"
    dropped = [susu.client.delete(path, headers=susu.headers) for _ in range(2)]
    assert [one.status_code for one in dropped] == [204, 404]
    assert seen(agent, known)["steward"] is None


def test_nobody_looks_after_somebody_who_is_not_proved(
    customer: Customer, agent: Colleague, colleague: Named
) -> None:
    refused = put(colleague("susu"), customer, {"agent_id": "main-bowen"})

    assert (refused.status_code, refused.json()["code"]) == (404, "nobody_proved")
    assert put(agent, customer, {"agent_id": "main-bowen"}).status_code == 403


def test_the_crm_names_a_steward_by_login(
    house: House, known: Customer, agent: Colleague
) -> None:
    assert seen(agent, known)["steward"] is None
    proved(house, known, Assurance.L2, subject="C0002")

    found = seen(agent, known)["steward"]

    assert (found["name"], found["source"]) == ("安然", "crm")
