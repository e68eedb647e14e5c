"""The service as one: tenants on one database stay apart, and readers agree."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from api import chores
from api.main import service_for
from tests.api.fixtures.bank import PASSWORD, House, add_people, house_in
from tests.api.fixtures.people import DESK, Colleague, Customer, arrived

pytestmark = pytest.mark.door

FEE = "信用卡年费怎么收"
HUMAN = "转人工"
KNOWLEDGE = "/api/v1/knowledge"


@pytest.fixture
def neighbour(house: House, tmp_path: Path, template: Path) -> Iterator[House]:
    """Another tenant on the same database, with the same secrets even."""
    given = {"tenant": "other", "database_url": house.rooms.settings.url}
    with house_in(tmp_path / "neighbour", template, **given) as opened:
        add_people(opened.rooms)
        yield opened


@pytest.fixture
def next_door(neighbour: House) -> Iterator[httpx2.Client]:
    with TestClient(neighbour.app) as client:
        yield client


@pytest.fixture
def their_agent(neighbour: House, next_door: httpx2.Client) -> Colleague:
    return Colleague(client=next_door, token=neighbour.token_of("anran"))


def test_a_customers_token_is_worth_nothing_next_door(
    customer: Customer, next_door: httpx2.Client
) -> None:
    answer = next_door.get(customer.path, headers=customer.headers)

    assert answer.status_code == 401


def test_a_login_is_worth_nothing_next_door(
    agent: Colleague, next_door: httpx2.Client
) -> None:
    answer = next_door.get(f"{DESK}/conversations", headers=agent.headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "login_expired")


def test_the_same_name_is_somebody_else_next_door(
    agent: Colleague, their_agent: Colleague
) -> None:
    ours = agent.get("/me").json()["staff"]["id"]
    theirs = their_agent.get("/me").json()["staff"]["id"]
    logged_in = their_agent.client.post(
        f"{DESK}/login", json={"name": "anran", "password": PASSWORD}
    )

    assert (ours, theirs) == ("main-anran", "other-anran")
    assert logged_in.json()["staff"]["id"] == "other-anran"


def test_nothing_of_a_conversation_is_seen_next_door(
    customer: Customer, agent: Colleague, their_agent: Colleague
) -> None:
    customer.say(HUMAN)
    steps = ("take", "handback", "close", "notes", "reply")
    bodies: dict[str, dict[str, str]] = {
        "notes": {"text": "x"},
        "reply": {"client_message_id": "r", "text": "x"},
    }

    shown = their_agent.get("/conversations?view=queue").json()
    tried = [their_agent.act(customer.id, s, bodies.get(s)).status_code for s in steps]

    assert shown["items"] == []
    assert shown["floor"] == {"online": 0, "waiting": 0}
    assert set(shown["counts"].values()) == {0}
    assert their_agent.get(f"/conversations/{customer.id}").status_code == 404
    assert tried == [404] * 5
    assert customer.state()["owner"] == "queue"


def test_promises_stay_with_whom_they_were_made(
    customer: Customer, agent: Colleague, their_agent: Colleague
) -> None:
    customer.say("给我回个电话")
    customer.say("13800138000")
    promise = agent.get("/promises").json()["items"][0]["id"]

    answer = their_agent.post(f"/promises/{promise}/keep", {"outcome": "x"})

    assert their_agent.get("/promises").json()["items"] == []
    assert answer.status_code == 404


def test_articles_are_served_to_their_own_customers_only(
    customer: Customer, neighbour: House, next_door: httpx2.Client
) -> None:
    theirs = {"Authorization": f"Bearer {neighbour.token_of('adam')}"}
    row = "external_id,question,answer\nFEE-1,信用卡年费怎么收,邻行不收年费。\n"
    next_door.post(
        f"{KNOWLEDGE}/imports",
        files={"file": ("a.csv", row.encode())},
        data={"publish": "true"},
        headers=theirs,
    )

    ours = customer.say(FEE)["text"]
    listed = next_door.get(f"{KNOWLEDGE}/articles", headers=theirs).json()
    found = next_door.get(f"{KNOWLEDGE}/search?q={FEE}", headers=theirs).json()

    assert "每年100元" in ours
    assert listed["total"] == 1
    assert {one["answer"] for one in found["passages"]} == {"邻行不收年费。"}


def test_the_bank_next_door_knows_nothing_of_ours(next_door: httpx2.Client) -> None:
    assert arrived(next_door).say(FEE)["sources"] == []


def test_chores_look_after_their_own_tenant_only(
    house: House, neighbour: House
) -> None:
    with ExitStack() as stack:
        client = stack.enter_context(TestClient(house.app))
        waiting, held = arrived(client), arrived(client)
        agent = Colleague(client=client, token=house.token_of("anran"))
        agent.be("online")
        waiting.say(HUMAN)
        agent.act(held.id, "take")
        before = waiting.events(), held.events()

        neighbour.clock.forward(hours=1)
        theirs = service_for(neighbour.rooms)
        for chore in (chores.sweep, chores.remind, chores.requeue_lost):
            chore(theirs)
        theirs.turns.close()

        assert (waiting.events(), held.events()) == before
        assert held.state()["owner"] == "agent"


def test_a_message_is_swept_by_its_own_tenants_service(
    house: House, neighbour: House
) -> None:
    ours, theirs = service_for(house.rooms), service_for(neighbour.rooms)
    ours.turns.close()
    with TestClient(house.app) as client:
        customer = arrived(client)
        found = theirs.turns.sweep()
        answer = customer.say(FEE)
    theirs.turns.close()

    assert found == 0
    assert answer["sources"]


def test_pages_of_events_together_are_the_whole_story(
    customer: Customer, agent: Colleague
) -> None:
    customer.say(FEE)
    customer.say(HUMAN)
    agent.act(customer.id, "take")
    agent.reply(customer.id, "您好。")
    agent.act(customer.id, "handback")

    paged: list[object] = []
    while page := customer.get(f"/events?after={len(paged)}&limit=2").json()["events"]:
        paged += page

    assert paged == customer.events()
    assert paged == agent.shown(customer.id)["events"]
