"""One run: clients write, the service is killed, and in the end everything is read."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from threading import Event, Thread

from tests.chaos.agents import Agent
from tests.chaos.bank import AGENTS
from tests.chaos.checker import Finding, check
from tests.chaos.client import Client, Stage
from tests.chaos.customers import Customer, Square
from tests.chaos.history import Entry, Journal, Kind, entries
from tests.chaos.lives import Lives
from tests.chaos.record import read_record, unanswered

SHORTEST_LIFE_SECONDS = 0.3
LONGEST_LIFE_SECONDS = 1.5
ENOUGH_ACKED = 5
"""A life goes on a little longer until so many things were acknowledged in it."""
PATIENCE_SECONDS = 3.0
GIVE_UP_SECONDS = 30.0
"""In which clients end what they began, once the killing has stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    seed: int
    kills: int
    customers: int
    answered_seconds: float
    """After the last birth, in which every stored message must have its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    findings: tuple[Finding, ...]
    history: tuple[Entry, ...]
    ready_seconds: tuple[float, ...]
    """Of each life."""
    answered_seconds: float
    """From the end of the last word to the last turn."""

    def count(self, kind: Kind) -> int:
        return sum(entry.kind is kind for entry in self.history)

    def __str__(self) -> str:
        counts = ", ".join(f"{self.count(kind)} {kind}" for kind in Kind)
        middle, longest = median(self.ready_seconds), max(self.ready_seconds)
        return (
            f"{counts}; ready in {middle:.2f} s (median), {longest:.2f} s (longest); "
            f"all answered {self.answered_seconds:.2f} s after the last word"
        )


def run(lives: Lives, plan: Plan) -> Outcome:
    path = lives.home / "history.jsonl"
    journal = Journal(path)
    chance = Random(plan.seed)
    lives.bear()
    try:
        stage = Stage(port=lives.port, journal=journal, stop=Event(), over=Event())
        customers, agents = _people(stage, plan)
        with _writing([*customers, *agents]):
            for _ in range(plan.kills):
                _live(_life(chance), journal)
                lives.kill()
                journal.write(Entry(kind=Kind.KILLED))
                lives.bear()
                journal.write(Entry(kind=Kind.READY))
        answered = _answered(lives, plan.answered_seconds)
        for customer in customers:
            customer.read_all()
            customer.close()
        journal.close()
        lives.kill()
        return _checked(lives, path, answered)
    finally:
        journal.close()
        lives.kill()


def _life(chance: Random) -> float:
    """Seconds; short lives are more frequent, so that open turns are met."""
    span = LONGEST_LIFE_SECONDS - SHORTEST_LIFE_SECONDS
    return SHORTEST_LIFE_SECONDS + span * chance.random() ** 2


def _live(seconds: float, journal: Journal) -> None:
    began, enough = time.monotonic(), journal.acked + ENOUGH_ACKED
    time.sleep(seconds)
    while journal.acked < enough and time.monotonic() - began < PATIENCE_SECONDS:
        time.sleep(0.01)


@contextmanager
def _writing(clients: Sequence[Client]) -> Iterator[None]:
    stage = clients[0].stage
    threads = [Thread(target=one.run) for one in clients]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stage.stop.set()
        until = time.monotonic() + GIVE_UP_SECONDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        if any(thread.is_alive() for thread in threads):
            stage.over.set()
        for thread in threads:
            thread.join()


def _people(stage: Stage, plan: Plan) -> tuple[list[Customer], list[Agent]]:
    square = Square()
    customers = [
        Customer(f"customer{n}", stage, Random(f"{plan.seed}-{n}"), square)
        for n in range(plan.customers)
    ]
    agents = [
        Agent(name, n, stage, Random(f"{plan.seed}-agent-{n}"))
        for n, name in enumerate(AGENTS)
    ]
    for agent in agents:
        agent.log_in()
    return customers, agents


def _answered(lives: Lives, seconds: float) -> float:
    began = time.monotonic()
    while unanswered(lives.database) and time.monotonic() - began < seconds:
        time.sleep(0.05)
    return time.monotonic() - began


def _checked(lives: Lives, path: Path, answered: float) -> Outcome:
    history = entries(path)
    return Outcome(
        findings=check(history, read_record(lives.database)),
        history=history,
        ready_seconds=tuple(lives.ready_seconds),
        answered_seconds=answered,
    )
