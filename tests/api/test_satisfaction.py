"""Satisfaction: asked at each end, solved first; who sees names is a setting."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.api.fixtures.bank import House, house_in
from tests.api.fixtures.people import Colleague, Customer, arrived

pytestmark = pytest.mark.door

UNHAPPY = {"solved": False, "stars": 2, "reasons": ["slow", "repeated", "slow"]}


@pytest.fixture
def ended(customer: Customer, agent: Colleague) -> Customer:
    customer.say("转人工")
    agent.act(customer.id, "take")
    agent.act(customer.id, "close")
    return customer


def asked(customer: Customer) -> tuple[bool, bool]:
    state = customer.state()
    return state["can_rate"], state["rated"]


def test_it_is_asked_at_the_end_and_not_before(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("转人工")
    before = asked(customer)

    agent.act(customer.id, "take")
    agent.act(customer.id, "close")

    assert before == (False, False)
    assert asked(customer) == (True, False)


def test_it_is_asked_again_at_the_next_end(
    house: House, ended: Customer, agent: Colleague
) -> None:
    house.clock.forward(seconds=60)
    ended.post("/rating", UNHAPPY)
    after = asked(ended)
    house.clock.forward(seconds=60)
    ended.say("问题还没有解决", choice="human")
    open_again = asked(ended)[0]
    agent.act(ended.id, "take")
    house.clock.forward(seconds=60)
    agent.act(ended.id, "close")

    assert after == (False, True)
    assert not open_again
    assert asked(ended) == (True, False)


def test_one_tap_brings_an_ended_conversation_back_to_people(ended: Customer) -> None:
    ended.say("问题还没有解决，请继续帮我处理", choice="human")

    assert ended.state()["owner"] == "queue"


def test_what_customers_said_is_counted(
    house: House, ended: Customer, colleague_susu: Colleague
) -> None:
    ended.post("/rating", UNHAPPY)
    house.clock.forward(seconds=60)
    ended.say("还没好", choice="human")

    told = colleague_susu.get("/satisfaction").json()

    assert (told["asked"], told["answered"], told["unsolved"]) == (1, 1, 1)
    assert told["reopened"] == 1
    assert told["scale"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 0}
    assert told["reasons"] == {"slow": 1, "repeated": 1}
    assert told["items"][0]["agent"] == "安然"
    assert told["items"][0]["conversation_id"] == ended.id


def test_agents_see_no_names_unless_the_bank_wants_it(
    ended: Customer, agent: Colleague
) -> None:
    ended.post("/rating", UNHAPPY)

    told = agent.get("/satisfaction").json()

    assert not told["named"]
    assert (told["items"][0]["agent"], told["items"][0]["conversation_id"]) == ("", "")
    assert told["items"][0]["stars"] == 2


@pytest.mark.parametrize("names", ["everybody", "nobody"])
def test_who_sees_names_is_a_setting(
    tmp_path: Path, template: Path, names: str
) -> None:
    with (
        house_in(tmp_path / "home", template, rating_names=names) as house,
        TestClient(house.app) as client,
    ):
        told = {}
        for name in ("anran", "susu"):
            one = Colleague(client=client, token=house.token_of(name))
            told[name] = one.get("/satisfaction").json()["named"]

    assert set(told.values()) == {names == "everybody"}


@pytest.mark.parametrize(
    "wrong",
    [{"stars": 0}, {"stars": 6}, {"reasons": ["because"]}, {"reasons": ["slow"] * 9}],
)
def test_what_is_no_answer_is_refused(
    ended: Customer, wrong: dict[str, object]
) -> None:
    assert ended.post("/rating", wrong).status_code == 422


@pytest.fixture
def colleague_susu(house: House, agent: Colleague) -> Iterator[Colleague]:
    yield Colleague(client=agent.client, token=house.token_of("susu"))


def test_the_bot_alone_is_rated_too(
    house: House, agent: Colleague, colleague_susu: Colleague
) -> None:
    alone = arrived(agent.client)
    alone.say("信用卡年费怎么收")
    alone.post("/close")

    alone.post("/rating", {"solved": True, "stars": 5, "reasons": ["quick"]})

    told = colleague_susu.get("/satisfaction").json()
    assert (told["solved"], told["items"][0]["agent"]) == (1, "")


def test_days_and_teams_equal_a_count_by_sql(
    house: House, client: httpx2.Client, agent: Colleague, colleague_susu: Colleague
) -> None:
    floor = house.rooms.records.floor
    floor.change("main", replace(floor.profile("main", "main-anran"), team="cards"))
    said = [{"solved": True, "stars": 5}, {"solved": False, "stars": 2}, {"stars": 3}]
    for answer in said:
        person = arrived(client)
        agent.act(person.id, "take")
        agent.act(person.id, "close")
        person.post("/rating", answer)
        house.clock.forward(hours=12)
        agent = Colleague(client=client, token=house.token_of("anran"))
    alone = arrived(client)
    alone.post("/close")
    alone.post("/rating", {"solved": True, "stars": 4})

    susu = Colleague(client=client, token=house.token_of("susu"))
    told = susu.get("/satisfaction").json()

    shares = {
        "by_day": "date(r.at, '+8 hours')",
        "by_team": "p.team",
        "by_agent": "s.display_name",
    }
    for name, key in shares.items():
        held = "" if name == "by_day" else "WHERE r.agent_id != ''"
        counted = by_sql(house, f"{GROUPED.format(key=key)} {held} GROUP BY 1")
        found = {one["key"]: tuple(one.values())[1:] for one in told[name]}
        assert found == {row[0]: row[1:] for row in counted}, name
    assert told["alone"]["answered"] == 1
    assert len(told["by_day"]) == 2


GROUPED = (
    "SELECT {key}, count(*), sum(coalesce(r.solved, 0)), sum(r.solved = 0),"
    " avg(r.stars)"
    " FROM rating r LEFT JOIN desk_profile p ON p.staff_id = r.agent_id"
    " LEFT JOIN staff s ON s.id = r.agent_id"
)


def by_sql(house: House, query: str) -> list[tuple[object, ...]]:
    """Past all our code."""
    path = house.rooms.settings.home / "teller.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = database.execute(query).fetchall()
    return [(*row[:3], row[3] or 0, row[4]) for row in rows]
