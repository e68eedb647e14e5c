"""A replayed day: its figures are counted again from its events, another way."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.simulated_day import made_up, written
from bot.desk.rules import load_desk
from tests.cli.command import Done, Teller

pytestmark = pytest.mark.door

HEAD_START = {"ordinary": 0, "senior": 60, "vip": 120}
Row = dict[str, Any]


@dataclass(slots=True)
class Recount:
    """A day as an outsider sees it, who knows the written rules and no code of ours."""

    customers: dict[str, Row] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    on: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    waiting: set[str] = field(default_factory=set)
    barred: dict[tuple[str, str], datetime] = field(default_factory=dict)
    waits: dict[str, float] = field(default_factory=dict)
    starved: set[str] = field(default_factory=set)
    over_capacity: int = 0

    def see(self, row: Row) -> None:
        at = datetime.fromisoformat(row["at"])
        name, agent = row.get("handoff", ""), row.get("agent", "")
        getattr(self, f"see_{row['kind']}")(row, at, name, agent)

    def see_shift(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.people[agent] = row["person"]
        self.here.add(agent)

    def see_home(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.here.discard(agent)

    def see_asked(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.customers[name] = row["customer"]
        self.waiting.add(name)

    def see_left(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.waiting.remove(name)

    def see_offered(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.waiting.remove(name)
        for other in self.waiting:
            if self.place(other) < self.place(name) and self.fits(other, agent, at):
                self.starved.add(other)
        self.on[agent].append(name)
        calls = [n for n in self.on[agent] if self.customers[n]["medium"] == "call"]
        most = 1 if calls else self.people[agent]["chats"]
        self.over_capacity += len(self.on[agent]) > most

    def see_lapsed(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.on[agent].remove(name)
        self.waiting.add(name)
        self.barred[name, agent] = at + timedelta(seconds=90)

    def see_taken(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.waits[name] = (at - self.since(name)).total_seconds()

    def see_ended(self, row: Row, at: datetime, name: str, agent: str) -> None:
        self.on[agent].remove(name)

    def since(self, name: str) -> datetime:
        return datetime.fromisoformat(self.customers[name]["asked_at"])

    def place(self, name: str) -> datetime:
        customer = self.customers[name]
        seconds = 1800 if customer["urgent"] else HEAD_START[customer["tier"]]
        return self.since(name) - timedelta(seconds=seconds)

    def fits(self, name: str, agent: str, at: datetime) -> bool:
        customer, person = self.customers[name], self.people[agent]
        waited = (at - self.since(name)).total_seconds()
        if self.barred.get((name, agent), at) > at:
            return False
        if customer["medium"] == "call" and self.on[agent]:
            return False
        if waited < 45 and customer["preferred"] in self.here:
            return bool(customer["preferred"] == agent)
        level = max(customer["level"] - int(waited // 30), 1)
        has = person["skills"].get(customer["skill"], 0)
        return waited >= 240 or has >= level


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("day") / "events.jsonl"


def rows(path: Path) -> Iterator[Row]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def simulated(teller: Teller, *words: str) -> Done:
    done = teller("simulate", "desk", "--json", *words)
    assert done.code == 0, done.err
    return done


def test_a_day_of_five_thousand_is_counted_alike_by_somebody_else(
    teller: Teller, day: Path
) -> None:
    told = simulated(teller, "--events", str(day)).json

    count = Recount()
    for row in rows(day):
        count.see(row)
    waits = sorted(count.waits.values())
    assert (told["handoffs"], told["answered"]) == (5000, len(waits))
    assert told["starved"] == len(count.starved) == 0
    assert told["over_capacity"] == count.over_capacity == 0
    assert told["service_level"] == sum(w <= 60 for w in waits) / 5000
    assert told["by_tier"]["vip"]["p90"] < told["by_tier"]["ordinary"]["p90"]
    for tier, figures in told["by_tier"].items():
        own = [w for n, w in count.waits.items() if count.customers[n]["tier"] == tier]
        assert figures["answered"] == len(own)
        assert figures["longest"] == max(own)
    assert not any(count.on.values())
    assert told["estimates_kept"] > 0.7


def test_nobody_is_overtaken_by_more_than_a_head_start(teller: Teller) -> None:
    told = simulated(teller, "--handoffs", "1500", "--agents", "8", "--seed", "5").json

    assert told["starved"] == 0
    assert told["overtaken_seconds"] <= 1800
    assert told["occupancy"] <= 1


def test_the_same_seed_is_the_same_day(teller: Teller) -> None:
    first = simulated(teller, "--handoffs", "300", "--seed", "3").out

    assert first == simulated(teller, "--handoffs", "300", "--seed", "3").out
    assert first != simulated(teller, "--handoffs", "300", "--seed", "4").out


def test_a_day_of_ones_own_is_replayed(teller: Teller, tmp_path: Path) -> None:
    file = tmp_path / "day.json"
    own = written(made_up(200, 0, 3, load_desk()))
    file.write_text(json.dumps(own), "utf-8")

    given = simulated(teller, "--input", str(file)).json

    made = simulated(teller, "--handoffs", "200", "--seed", "3").json
    assert {**given, "seed": 3} == made


def test_a_broken_day_is_named_with_what_is_wrong(
    teller: Teller, tmp_path: Path
) -> None:
    file = tmp_path / "day.json"
    file.write_text('{"handoffs": [{"id": "h1"}], "agents": []}', "utf-8")

    done = teller("simulate", "desk", "--input", str(file))

    assert done.code == 1
    assert "day.json: missing or wrong: 'asked_at'" in done.err


def test_people_read_it_in_a_few_lines(teller: Teller) -> None:
    done = teller("simulate", "desk", "--handoffs", "100")

    assert "starved 0, over_capacity 0" in done.out
    assert "vip" in done.out
