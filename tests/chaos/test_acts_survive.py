"""What the bank was asked for has one effect and one answer, however often we die."""

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

import httpx2
import pytest

from bot.acts import Act
from bot.change import Change
from models.conversations import SqlConversationStore
from models.database import Database, sqlite_driver
from tests.bank.systems import bank_at, over_tcp
from tests.chaos.lives import Lives, Settled, lives
from tests.models.samples import act, conversation

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

OURS = "main"
ACTS = 60
KILLS = 8
LIFE_SECONDS = (0.2, 0.9)
SETTLED_SECONDS = 60.0
LATE_SECONDS = 2.0
"""Longer than the service waits for an answer."""

FAULTS = ("late", "duplicate", "duplicate", "wrong", "down")

OPEN = "SELECT count(*) FROM act WHERE state != 'done'"
STATES = "SELECT id, state, attempts FROM act"
TOLD_LATE = "SELECT count(*) FROM message WHERE client_id LIKE '%:late'"
SLOW = {"kind": "late", "times": 12, "seconds": LATE_SECONDS}
CARRIED = """SELECT client_id, handled FROM message WHERE event = 'act_done'"""


def address_changed(number: int) -> Act:
    return replace(
        act(f"act-{number:03}", to=f"c{number}"),
        name="change_address",
        params={"address": f"上海市徐汇区漕溪北路{number}号"},
        subject=f"C00{number % 30 + 1:02}",
        tenant_id=OURS,
        asked_at=datetime.now(UTC),
    )


def ask_for_them(lives: Lives) -> None:
    """As if the turns of so many conversations had just been saved."""
    database = Database(f"sqlite:///{lives.database}")
    store = SqlConversationStore(database)
    for number in range(ACTS):
        store.create(conversation(number, OURS))
        held = store.get(OURS, f"c{number}")
        store.save(Change(conversation=held, acts=(address_changed(number),)))
    database.close()


def rows(lives: Lives, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite_driver().connect(str(lives.database), timeout=10)) as line:
        return list(line.execute(query))


def trouble(bank: httpx2.Client, kind: str, chance: Random) -> None:
    """Answers that come too late, get lost after the effect, or make no sense."""
    fault = {"kind": kind, "times": chance.randint(3, 8), "seconds": LATE_SECONDS}
    answer = bank.post("/faults", json=fault)
    assert answer.status_code == 200, answer.text


def somebody_waits(lives: Lives) -> None:
    """However slow this machine is: some have heard that it takes longer."""
    until = time.monotonic() + SETTLED_SECONDS
    while rows(lives, TOLD_LATE) == [(0,)] and time.monotonic() < until:
        time.sleep(0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    keys: frozenset[str]
    """By which the bank had its effects."""
    acts: list[tuple[object, ...]]
    carried: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def ended(bank: Settled, seed: int) -> Ended:
    chance, core = Random(seed), bank_at()
    with over_tcp(core) as line:
        one = lives(bank, "acts")
        one.settings = {"TELLER_BANK_URL": str(line.base_url).rstrip("/")}
        ask_for_them(one)
        line.post("/faults", json=SLOW)
        one.bear()
        somebody_waits(one)
        one.kill()
        for _ in range(KILLS):
            trouble(line, chance.choice(FAULTS), chance)
            one.bear()
            time.sleep(chance.uniform(*LIFE_SECONDS))
            one.kill()
        line.post("/faults", json={"kind": "well"})
        one.bear()
        until = time.monotonic() + SETTLED_SECONDS
        while rows(one, OPEN) != [(0,)] and time.monotonic() < until:
            time.sleep(0.1)
        one.kill()
        return Ended(
            keys=frozenset(core.state.keys.done),
            acts=rows(one, STATES),
            carried=rows(one, CARRIED),
        )


def test_every_act_is_settled(ended: Ended) -> None:
    assert {state for _, state, _ in ended.acts} == {"done"}
    assert len(ended.acts) == ACTS


def told(ended: Ended, outcome: str) -> frozenset[str]:
    endings = (str(key).rpartition(":") for key, _ in ended.carried)
    return frozenset(act_id for act_id, _, ending in endings if ending == outcome)


def test_what_is_said_to_be_done_was_done_and_nothing_else_was(ended: Ended) -> None:
    assert told(ended, "ok") == ended.keys
    assert len(ended.keys) >= ACTS // 2


def test_what_is_said_not_to_be_done_was_not(ended: Ended) -> None:
    asked = {f"act-{number:03}" for number in range(ACTS)}

    assert told(ended, "unavailable") == asked - ended.keys


def test_each_was_told_once(ended: Ended) -> None:
    times = Counter(key for key, _ in ended.carried)

    assert set(times.values()) == {1}


def test_the_run_was_a_hard_one(ended: Ended) -> None:
    """Some were tried more than once, and some customers heard that it takes longer."""
    assert sum(int(str(attempts)) > 1 for _, _, attempts in ended.acts) >= 3
    assert told(ended, "late")
