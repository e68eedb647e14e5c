"""The count of a replayed day: what each event means for customers and agents."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.desk.estimate import Estimate
from bot.desk.presence import AT_THE_DESK, PresenceState
from bot.desk.queue import Waiting, place
from bot.desk.replay import Arrival, Happened, Kind
from bot.desk.routing import Person, can
from bot.desk.rules import DeskRules


@dataclass(slots=True)
class Day:
    """What has been seen of it so far."""

    rules: DeskRules
    arrivals: Mapping[str, Arrival]
    persons: Mapping[str, Person]
    people: dict[str, Person] = field(default_factory=dict)
    queue: set[str] = field(default_factory=set)
    """Who waits and is on offer to nobody."""
    barred: dict[tuple[str, str], datetime] = field(default_factory=dict)
    told: dict[str, Estimate] = field(default_factory=dict)
    waits: dict[str, float] = field(default_factory=dict)
    seen: Counter[Kind] = field(default_factory=Counter)
    starved: set[str] = field(default_factory=set)
    overtaken: float = 0.0
    over_capacity: int = 0
    busy_since: dict[str, datetime] = field(default_factory=dict)
    busy_seconds: float = 0.0
    came: dict[str, datetime] = field(default_factory=dict)
    went: dict[str, datetime] = field(default_factory=dict)

    def see(self, one: Happened) -> None:
        self.seen[one.kind] += 1
        if one.kind in (Kind.SHIFT, Kind.HOME):
            self._came_or_went(one)
        elif one.kind is Kind.OFFERED:
            self._offered(one)
        elif one.kind in (Kind.LAPSED, Kind.ENDED):
            self._over(one)
        else:
            self._of_customer(one)

    def _came_or_went(self, one: Happened) -> None:
        here = one.kind is Kind.SHIFT
        if here:
            self.came[one.agent] = one.at
        self.went[one.agent] = one.at
        known = self.people.get(one.agent, self.persons[one.agent])
        state = PresenceState.ONLINE if here else PresenceState.OFFLINE
        self.people[one.agent] = replace(known, state=state)

    def _of_customer(self, one: Happened) -> None:
        if one.kind is Kind.ASKED:
            self.queue.add(one.handoff)
        elif one.kind is Kind.TAKEN:
            since = self.arrivals[one.handoff].waiting.since
            self.waits[one.handoff] = (one.at - since).total_seconds()
        else:
            self.queue.remove(one.handoff)
        if one.estimate is not None:
            self.told[one.handoff] = one.estimate

    def _offered(self, one: Happened) -> None:
        waiting, person = self.arrivals[one.handoff].waiting, self.people[one.agent]
        self.queue.remove(one.handoff)
        for other in self.queue:
            self._passed_over(other, waiting, person, one.at)
        held = person.given(waiting.medium)
        self.people[one.agent] = held
        allowed = 0 if held.calls else held.chats
        self.over_capacity += held.calls > 1 or held.held > allowed
        self.busy_since.setdefault(one.agent, one.at)

    def _passed_over(
        self, other: str, served: Waiting, person: Person, now: datetime
    ) -> None:
        barred = self.barred.get((other, person.id), now) > now
        waiting = self.arrivals[other].waiting
        there = {o.id for o in self.people.values() if o.state in AT_THE_DESK}
        if barred or not can(person, waiting, self.rules, now, there):
            return
        by = (served.since - waiting.since).total_seconds()
        self.overtaken = max(self.overtaken, by)
        if place(waiting, self.rules) < place(served, self.rules):
            self.starved.add(other)

    def _over(self, one: Happened) -> None:
        left = self.people[one.agent].freed(self.arrivals[one.handoff].waiting.medium)
        self.people[one.agent] = left
        if one.kind is Kind.LAPSED:
            self.queue.add(one.handoff)
            again = timedelta(seconds=self.rules.again_seconds)
            self.barred[one.handoff, one.agent] = one.at + again
        if not left.held and not left.calls:
            since = self.busy_since.pop(one.agent)
            self.busy_seconds += (one.at - since).total_seconds()
            self.went[one.agent] = max(self.went[one.agent], one.at)
