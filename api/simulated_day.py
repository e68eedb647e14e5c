"""A day at the desk, made up by a seeded chance or read from a file."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.desk.presence import PresenceState
from bot.desk.queue import Medium, Waiting
from bot.desk.replay import Arrival, Shift
from bot.desk.routing import Person
from bot.desk.rules import DeskRules
from bot.desk.tiers import Tier
from bot.errors import MalformedRules

OPENS = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""Eight in the morning where the demo bank is."""
HOURS = (5, 9, 11, 10, 6, 6, 8, 10, 10, 9, 8, 8)
"""How many ask in each hour of the day, one against the other."""
SKILLS = {"general": 50, "cards": 25, "loans": 15, "complaints": 8, "emergency": 2}
TIERS = {Tier.ORDINARY: 85, Tier.SENIOR: 8, Tier.VIP: 7}
CALLS = 0.15
HANDLING_SECONDS, SPREAD = 300.0, 0.6
PATIENCE_SECONDS = 900.0
LAPSING, PREFERRING = 0.04, 0.08
SHIFTS = (0, 1, 3, 4)
"""Hours after opening at which an agent of each four comes, for eight hours."""
AGENTS_PER_THOUSAND = 7.6


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDay:
    arrivals: tuple[Arrival, ...]
    shifts: tuple[Shift, ...]


def made_up(handoffs: int, agents: int, seed: int, rules: DeskRules) -> GivenDay:
    """The same for the same numbers; `agents` 0: as many as such a day needs."""
    chance = random.Random(seed)  # noqa: S311
    number = agents or max(round(handoffs * AGENTS_PER_THOUSAND / 1000), 4)
    shifts = tuple(_shift(chance, one) for one in range(number))
    moments = sorted(_moment(chance) for _ in range(handoffs))
    arrivals = (
        _arrival(chance, number, at, shifts, rules)
        for number, at in enumerate(moments, 1)
    )
    return GivenDay(arrivals=tuple(arrivals), shifts=shifts)


def _moment(chance: random.Random) -> datetime:
    (hour,) = chance.choices(range(len(HOURS)), HOURS)
    return OPENS + timedelta(hours=hour, seconds=round(chance.uniform(0, 3600), 3))


def _shift(chance: random.Random, number: int) -> Shift:
    starts = OPENS + timedelta(hours=SHIFTS[number % len(SHIFTS)])
    skills = {"general": chance.randint(2, 5)}
    for name in ("cards", "loans", "complaints", "emergency"):
        if chance.random() < 0.55:
            skills[name] = chance.randint(1, 5)
    person = Person(
        id=f"a{number + 1:03d}",
        state=PresenceState.OFFLINE,
        chats=3,
        skills=skills,
        free_since=starts,
    )
    return Shift(
        person=person,
        starts=starts,
        ends=starts + timedelta(hours=8),
        answer_seconds=round(chance.uniform(2, 8), 1),
    )


def _arrival(
    chance: random.Random,
    number: int,
    at: datetime,
    shifts: Sequence[Shift],
    rules: DeskRules,
) -> Arrival:
    (skill,) = chance.choices(list(SKILLS), list(SKILLS.values()))
    (tier,) = chance.choices(list(TIERS), list(TIERS.values()))
    preferred = ""
    if chance.random() < PREFERRING:
        preferred = chance.choice(shifts).person.id
    waiting = Waiting(
        id=f"h{number:05d}",
        conversation_id=f"c{number:05d}",
        since=at,
        skill=skill,
        level=max(rules.level_of(skill), chance.choice((1, 1, 2, 3))),
        tier=tier,
        urgent=skill == "emergency",
        medium=Medium.CALL if chance.random() < CALLS else Medium.TEXT,
        preferred=preferred,
        preferred_until=at + timedelta(seconds=rules.hold_seconds),
    )
    return Arrival(
        waiting=waiting,
        handling_seconds=round(
            HANDLING_SECONDS * chance.lognormvariate(-(SPREAD**2) / 2, SPREAD), 1
        ),
        patience_seconds=round(chance.expovariate(1 / PATIENCE_SECONDS) + 30, 1),
        lapses=int(chance.random() < LAPSING),
    )


def read(path: Path, rules: DeskRules) -> GivenDay:
    """Raises MalformedRules, naming the file and what is wrong in it."""
    try:
        table = json.loads(path.read_text("utf-8"))
        return GivenDay(
            arrivals=tuple(_given_arrival(one, rules) for one in table["handoffs"]),
            shifts=tuple(map(_given_shift, table["agents"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise MalformedRules(f"{path.name}: missing or wrong: {wrong}") from None


def _given_arrival(row: Mapping[str, Any], rules: DeskRules) -> Arrival:
    since = datetime.fromisoformat(row["asked_at"])
    skill = row.get("skill", "general")
    waiting = Waiting(
        id=row["id"],
        conversation_id=row["id"],
        since=since,
        skill=skill,
        level=row.get("level", rules.level_of(skill)),
        tier=Tier(row.get("tier", "ordinary")),
        urgent=row.get("urgent", False),
        medium=Medium(row.get("medium", "text")),
        preferred=row.get("preferred", ""),
        preferred_until=since + timedelta(seconds=rules.hold_seconds),
    )
    return Arrival(
        waiting=waiting,
        handling_seconds=float(row["handling_seconds"]),
        patience_seconds=float(row.get("patience_seconds", 3600)),
        lapses=row.get("lapses", 0),
    )


def _given_shift(row: Mapping[str, Any]) -> Shift:
    starts = datetime.fromisoformat(row["starts"])
    person = Person(
        id=row["id"],
        state=PresenceState.OFFLINE,
        chats=row.get("chats", 3),
        skills=row.get("skills", {}),
        free_since=starts,
    )
    return Shift(
        person=person,
        starts=starts,
        ends=datetime.fromisoformat(row["ends"]),
        answer_seconds=float(row.get("answer_seconds", 4)),
    )


def written(day: GivenDay) -> dict[str, Any]:
    """The day as `read` takes it."""
    return {
        "agents": list(map(_shift_row, day.shifts)),
        "handoffs": [
            {
                **waiting_row(one.waiting),
                "handling_seconds": one.handling_seconds,
                "patience_seconds": one.patience_seconds,
                "lapses": one.lapses,
            }
            for one in day.arrivals
        ],
    }


def waiting_row(waiting: Waiting) -> dict[str, Any]:
    return {
        "id": waiting.id,
        "asked_at": waiting.since.isoformat(),
        "skill": waiting.skill,
        "level": waiting.level,
        "tier": waiting.tier.value,
        "urgent": waiting.urgent,
        "medium": waiting.medium.value,
        "preferred": waiting.preferred,
    }


def _shift_row(shift: Shift) -> dict[str, Any]:
    return {
        **person_row(shift.person),
        "starts": shift.starts.isoformat(),
        "ends": shift.ends.isoformat(),
        "answer_seconds": shift.answer_seconds,
    }


def person_row(person: Person) -> dict[str, Any]:
    return {"id": person.id, "chats": person.chats, "skills": dict(person.skills)}
