"""Routing: who is offered which conversation, given who waits and who is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.desk.presence import AT_THE_DESK, PresenceState
from bot.desk.queue import Medium, Waiting, place
from bot.desk.rules import DeskRules

LEAST = 1
"""The level of somebody who has no skills on record: good for everything, simply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An agent as routing sees them: a snapshot."""

    id: str
    state: PresenceState
    chats: int
    """Conversations in writing that may be held at the same time."""
    held: int = 0
    """In writing, with what is on offer."""
    calls: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)
    """Level by skill; empty for somebody who does everything."""
    free_since: datetime
    """When the last piece of work came; the longest free is asked first."""

    def has_room(self, medium: Medium) -> bool:
        """A call leaves no room beside it, and needs all of it."""
        if self.state is not PresenceState.ONLINE or self.calls:
            return False
        return self.held == 0 if medium is Medium.CALL else self.held < self.chats

    def room(self, medium: Medium) -> int:
        """How many more could be held."""
        if not self.has_room(medium):
            return 0
        return 1 if medium is Medium.CALL else self.chats - self.held

    def level(self, skill: str, rules: DeskRules) -> int:
        """0 for a skill that this agent does not have."""
        if skill not in rules.strict and not (self.skills.keys() - rules.strict):
            return LEAST
        return self.skills.get(skill, 0)

    def given(self, medium: Medium) -> "Person":
        if medium is Medium.CALL:
            return replace(self, calls=self.calls + 1)
        return replace(self, held=self.held + 1)

    def freed(self, medium: Medium) -> "Person":
        if medium is Medium.CALL:
            return replace(self, calls=self.calls - 1)
        return replace(self, held=self.held - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """This agent is to be asked whether to take this conversation."""

    waiting: Waiting
    agent_id: str


def plan(
    queue: Iterable[Waiting],
    people: Sequence[Person],
    rules: DeskRules,
    now: datetime,
) -> tuple[Offered, ...]:
    """In the order of the queue: each goes to the best agent who can serve it."""
    return tuple(_planned(queue, people, rules, now))


def _planned(
    queue: Iterable[Waiting],
    people: Sequence[Person],
    rules: DeskRules,
    now: datetime,
) -> Iterator[Offered]:
    there = {one.id for one in people if one.state in AT_THE_DESK}
    free = {one.id: one for one in people if one.has_room(Medium.TEXT)}
    for waiting in sorted(queue, key=lambda one: place(one, rules)):
        if not free:
            return
        able = [one for one in free.values() if can(one, waiting, rules, now, there)]
        if not able:
            _save_room(free, waiting, rules, now)
            continue
        best = min(able, key=lambda one: _burden(one, waiting, rules))
        yield Offered(waiting=waiting, agent_id=best.id)
        left = best.given(waiting.medium)
        free[best.id] = left
        if not left.has_room(Medium.TEXT):
            del free[best.id]


def _save_room(
    free: dict[str, Person], waiting: Waiting, rules: DeskRules, now: datetime
) -> None:
    """A call needs an agent without anything else on: the nearest to it who could take
    it gets nothing more from those who come behind."""
    if waiting.medium is not Medium.CALL:
        return
    level = waiting.level_at(rules, now)
    fit = [
        p for p in free.values() if p.held and p.level(waiting.skill, rules) >= level
    ]
    if fit:
        del free[min(fit, key=lambda one: (one.held, one.free_since, one.id)).id]


def can(
    person: Person,
    waiting: Waiting,
    rules: DeskRules,
    now: datetime,
    there: Iterable[str],
) -> bool:
    """Whether this agent, who is free, may be asked. `there`: who is at the desk."""
    kept = waiting.kept_for(now)
    if kept in there and person.id != kept:
        return False
    if person.id in waiting.passed or not person.has_room(waiting.medium):
        return False
    if person.id == kept and waiting.skill not in rules.strict:
        return True
    return person.level(waiting.skill, rules) >= waiting.level_at(rules, now)


def _burden(
    person: Person, waiting: Waiting, rules: DeskRules
) -> tuple[float, int, datetime, str]:
    """The least burdened first; then who is skilled enough and no more, so that
    experts stay free; then who has been free for longest."""
    surplus = abs(person.level(waiting.skill, rules) - waiting.level)
    return (person.held / person.chats, surplus, person.free_since, person.id)
