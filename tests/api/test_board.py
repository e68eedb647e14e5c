"""The wall board: every figure equals what somebody else counts from the records."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api import routing
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer, arrived

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
HUMAN = "转人工"


@pytest.fixture
def susu(colleague: Named) -> Colleague:
    return colleague("susu")


def tiles(susu: Colleague) -> dict[str, Any]:
    found = susu.get("/board").json()["tiles"]
    return {one["key"]: one["value"] for one in found}


@pytest.fixture
def day(
    house: House, client: httpx2.Client, agent: Colleague, colleague: Named
) -> list[Customer]:
    """Answered soon, answered late, gave up, solved by the bot, still waiting."""
    bowen = colleague("bowen")
    soon, late, left, alone, unsaid, waits = (arrived(client) for _ in range(6))

    def passed(seconds: int) -> None:
        """While both are heard from."""
        for _ in range(seconds // 5):
            house.clock.forward(seconds=5)
            agent.be("online")
            bowen.be("online")

    for person, seconds in ((soon, 10), (late, 70)):
        person.say(HUMAN)
        passed(seconds)
        agent.act(person.id, "take")
    left.say(HUMAN)
    passed(30)
    left.post("/close")
    alone.say("信用卡年费怎么收")
    alone.post("/close")
    alone.post("/rating", {"solved": True})
    waits.say("我的卡被盗刷了")
    passed(15)
    bowen.be("break")
    return [soon, late, left, alone, unsaid, waits]


@pytest.fixture
def ask(house: House) -> Iterator[Callable[[str], Any]]:
    """One figure by SQL, past all our code."""
    path = house.rooms.settings.home / "teller.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        yield lambda query: database.execute(query).fetchone()[0]


WAITED = "(julianday(taken_at) - julianday(asked_at)) * 86400"
ASKED = "FROM handoff WHERE reason NOT IN ('stepped_in', 'transferred')"
WROTE = (
    "FROM conversation c WHERE EXISTS (SELECT 1 FROM message m WHERE"
    " m.conversation_id = c.id AND m.author = 'customer')"
)
ANY_HANDOFF = "EXISTS (SELECT 1 FROM handoff h WHERE h.conversation_id = c.id)"
SOLVED = "EXISTS (SELECT 1 FROM rating r WHERE r.conversation_id = c.id AND r.solved)"


def test_every_figure_equals_a_count_by_sql(
    day: list[Customer], susu: Colleague, ask: Callable[[str], Any]
) -> None:
    told = tiles(susu)

    done = f"{ASKED} AND taken_at IS NOT NULL"
    assert told["time_to_human"] == pytest.approx(
        ask(f"SELECT {WAITED} {done} ORDER BY 1 LIMIT 1"), abs=0.01
    )
    assert told["time_to_human_p90"] == pytest.approx(
        ask(f"SELECT max({WAITED}) {done}"), abs=0.01
    )
    assert told["waiting"] == ask(f"SELECT count(*) {ASKED} AND state = 'waiting'")
    known = ask(f"SELECT count(*) {ASKED} AND state != 'waiting'")
    for key, seconds in (("service_level_20", 20), ("service_level_60", 60)):
        kept = ask(f"SELECT count(*) {done} AND {WAITED} <= {seconds} + 0.01")
        assert told[key] == pytest.approx(kept / known)
    over = ask(f"SELECT count(*) {ASKED} AND taken_at IS NULL AND ended_at NOT NULL")
    assert told["abandon"] == pytest.approx(over / known)
    wrote = ask(f"SELECT count(*) {WROTE}")
    solved = ask(f"SELECT count(*) {WROTE} AND NOT {ANY_HANDOFF} AND {SOLVED}")
    assert told["bot_solved"] == pytest.approx(solved / wrote)
    handed = ask(f"SELECT count(*) {WROTE} AND {ANY_HANDOFF}")
    assert told["handoff_share"] == pytest.approx(handed / wrote)


def test_every_count_of_now_equals_a_count_by_sql(
    house: House, day: list[Customer], susu: Colleague, ask: Callable[[str], Any]
) -> None:
    told = tiles(susu)

    now = house.clock().strftime("%Y-%m-%d %H:%M:%S")
    first = f"SELECT min(asked_at) {ASKED} AND state = 'waiting'"
    longest = f"SELECT (julianday('{now}') - julianday(({first}))) * 86400"
    assert told["longest_wait"] == pytest.approx(ask(longest), abs=0.01)
    heard = f"(julianday('{now}') - julianday(heard_at)) * 86400 < 24"
    here = f"FROM presence p WHERE {heard} AND state"
    holds = (
        "EXISTS (SELECT 1 FROM conversation c WHERE c.owner = 'agent'"
        " AND c.agent_id = p.staff_id)"
    )
    counts = {
        "online": f"{here} = 'online'",
        "busy": f"{here} = 'online' AND {holds}",
        "wrap_up": f"{here} = 'wrap_up'",
        "on_break": f"{here} IN ('break', 'training')",
        "offers_unanswered": "FROM offer WHERE state = 'lapsed'",
    }
    for key, rows in counts.items():
        assert told[key] == ask(f"SELECT count(*) {rows}"), key


def test_every_tile_is_counted_again(susu: Colleague) -> None:
    text = Path(__file__).read_text("utf-8")
    recounts = text[
        text.index("def test_every_figure_") : text.index("def test_every_tile_is")
    ]

    assert [key for key in tiles(susu) if f'"{key}"' not in recounts] == []


def test_the_figures_are_what_that_day_was(
    day: list[Customer], susu: Colleague
) -> None:
    told = tiles(susu)

    assert told == {
        "time_to_human": 10,
        "time_to_human_p90": 70,
        "waiting": 1,
        "longest_wait": 15,
        "service_level_20": pytest.approx(1 / 3),
        "service_level_60": pytest.approx(1 / 3),
        "abandon": pytest.approx(1 / 3),
        "bot_solved": pytest.approx(1 / 5),
        "handoff_share": pytest.approx(4 / 5),
        "online": 1,
        "busy": 1,
        "wrap_up": 0,
        "on_break": 1,
        "offers_unanswered": told["offers_unanswered"],
    }


def test_a_figure_leads_to_the_conversations_that_it_is_made_of(
    day: list[Customer], susu: Colleague
) -> None:
    soon, late, left, alone, _, waits = (person.id for person in day)

    def whose(tile: str) -> set[str]:
        found = susu.get(f"/board/conversations?tile={tile}").json()["items"]
        return {card["id"] for card in found}

    assert whose("waiting") == {waits}
    assert whose("abandon") == {left}
    assert whose("time_to_human") == {soon, late}
    assert whose("bot_solved") == {alone}
    assert susu.get("/board/conversations?tile=online").status_code == 404


def test_every_tile_says_what_it_is_and_of_when(house: House, susu: Colleague) -> None:
    board = susu.get("/board").json()

    now = house.clock().isoformat().replace("+00:00", "Z")
    assert board["tiles"][0]["key"] == "time_to_human"
    for tile in board["tiles"]:
        assert tile["as_of"] == now
        assert set(tile["meaning"]) == {"zh-CN", "en"}
    assert board["tiles"][0]["value"] is None


def test_queues_show_who_could_help(
    house: House, day: list[Customer], susu: Colleague
) -> None:
    routing.route(house.service)

    queues = {one["skill"]: one for one in susu.get("/board").json()["queues"]}
    emergency = queues["emergency"]
    assert (emergency["waiting"], emergency["agents_online"]) == (1, 1)
    assert queues["general"]["abandoned"] == 1
