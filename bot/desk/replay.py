"""Replaying a day at the desk: arrivals and shifts in, what happened out.

The same routing decides as in the service; only time runs faster.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.desk.estimate import Estimate, Pace, estimated
from bot.desk.presence import PresenceState
from bot.desk.queue import Medium, Waiting, place
from bot.desk.routing import Person, plan
from bot.desk.rules import DeskRules

TICK = timedelta(seconds=5)
"""How often the queue is looked at while nothing else happens in it."""
MEASURED = 20
"""The last takings that an estimate rests on."""


class Kind(StrEnum):
    SHIFT = "shift"
    """An agent comes."""
    HOME = "home"
    """An agent takes nothing more."""
    ASKED = "asked"
    OFFERED = "offered"
    LAPSED = "lapsed"
    TAKEN = "taken"
    LEFT = "left"
    """Gave up waiting, or took another way."""
    ENDED = "ended"
    TICK = "tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    waiting: Waiting
    handling_seconds: float
    patience_seconds: float
    lapses: int = 0
    """Offers of it that run out before one is accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    person: Person
    starts: datetime
    ends: datetime
    answer_seconds: float
    """How long this agent takes to accept an offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    at: datetime
    kind: Kind
    handoff: str = ""
    agent: str = ""
    estimate: Estimate | None = None
    """What the customer was told on asking."""


@dataclass(slots=True)
class Replay:
    """One day. Everything that chance decides is in what it is given."""

    rules: DeskRules
    arrivals: dict[str, Arrival]
    shifts: dict[str, Shift]
    people: dict[str, Person] = field(default_factory=dict)
    queue: dict[str, Waiting] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)
    """Agent by handoff, while an offer runs."""
    lapsed: dict[str, int] = field(default_factory=dict)
    barred: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """Until when an offer to this agent is not repeated."""
    taken: dict[Medium, list[datetime]] = field(
        default_factory=lambda: {one: [] for one in Medium}
    )
    _due: list[tuple[datetime, int, Kind, str, str]] = field(default_factory=list)
    _count: int = 0

    def run(self) -> Iterator[Happened]:
        for one in self.arrivals.values():
            self._at(one.waiting.since, Kind.ASKED, one.waiting.id)
        for shift in self.shifts.values():
            self._at(shift.starts, Kind.SHIFT, "", shift.person.id)
            self._at(shift.ends, Kind.HOME, "", shift.person.id)
        while self._due:
            now, _, kind, handoff, agent = heapq.heappop(self._due)
            yield from self._step(now, kind, handoff, agent)
            if not self._due or self._due[0][0] > now:
                yield from self._route(now)

    def _at(self, at: datetime, kind: Kind, handoff: str, agent: str = "") -> None:
        self._count += 1
        heapq.heappush(self._due, (at, self._count, kind, handoff, agent))

    def _step(
        self, now: datetime, kind: Kind, handoff: str, agent: str
    ) -> Iterator[Happened]:
        match kind:
            case Kind.SHIFT | Kind.HOME:
                yield from self._presence(now, kind, agent)
            case Kind.ASKED:
                yield self._asked(now, handoff)
            case Kind.LEFT if handoff in self.queue and handoff not in self.offered:
                del self.queue[handoff]
                yield Happened(at=now, kind=Kind.LEFT, handoff=handoff)
            case Kind.TAKEN | Kind.LAPSED if self.offered.get(handoff) == agent:
                yield self._answered(now, kind, handoff, agent)
            case Kind.ENDED:
                yield self._ended(now, handoff, agent)
            case Kind.LEFT | Kind.TAKEN | Kind.LAPSED | Kind.OFFERED | Kind.TICK:
                pass

    def _presence(self, now: datetime, kind: Kind, agent: str) -> Iterator[Happened]:
        person = self.shifts[agent].person
        if kind is Kind.SHIFT:
            self.people[agent] = replace(
                person, state=PresenceState.ONLINE, free_since=now
            )
        else:
            gone = replace(self.people[agent], state=PresenceState.OFFLINE)
            self.people[agent] = gone
        yield Happened(at=now, kind=kind, agent=agent)

    def _asked(self, now: datetime, handoff: str) -> Happened:
        arrival = self.arrivals[handoff]
        told = estimated(self._pace(arrival.waiting, now))
        self.queue[handoff] = arrival.waiting
        leaves = now + timedelta(seconds=arrival.patience_seconds)
        self._at(leaves, Kind.LEFT, handoff)
        return Happened(at=now, kind=Kind.ASKED, handoff=handoff, estimate=told)

    def _pace(self, waiting: Waiting, now: datetime) -> Pace:
        own, medium = place(waiting, self.rules), waiting.medium
        ahead = (
            one
            for one in self.queue.values()
            if one.medium is medium and one.id not in self.offered
        )
        there = [p for p in self.people.values() if p.has_room(medium)]
        taken = reversed(self.taken[medium][-MEASURED:])
        return Pace(
            ahead=sum(place(one, self.rules) < own for one in ahead),
            free=sum(one.room(medium) for one in there),
            staffed=bool(self.people),
            taken_seconds_ago=[(now - one).total_seconds() for one in taken],
        )

    def _answered(
        self, now: datetime, kind: Kind, handoff: str, agent: str
    ) -> Happened:
        del self.offered[handoff]
        if kind is Kind.LAPSED:
            self.lapsed[handoff] = self.lapsed.get(handoff, 0) + 1
            again = now + timedelta(seconds=self.rules.again_seconds)
            self.barred[handoff, agent] = again
            self._freed(handoff, agent, now)
            patience = self.arrivals[handoff].patience_seconds
            leaves = self.queue[handoff].since + timedelta(seconds=patience)
            self._at(max(leaves, now), Kind.LEFT, handoff)
        else:
            del self.queue[handoff]
            self.taken[self.arrivals[handoff].waiting.medium].append(now)
            ends = now + timedelta(seconds=self.arrivals[handoff].handling_seconds)
            self._at(ends, Kind.ENDED, handoff, agent)
        return Happened(at=now, kind=kind, handoff=handoff, agent=agent)

    def _ended(self, now: datetime, handoff: str, agent: str) -> Happened:
        self._freed(handoff, agent, now)
        return Happened(at=now, kind=Kind.ENDED, handoff=handoff, agent=agent)

    def _freed(self, handoff: str, agent: str, now: datetime) -> None:
        person = self.people[agent]
        self.people[agent] = replace(
            person.freed(self.arrivals[handoff].waiting.medium), free_since=now
        )

    def _route(self, now: datetime) -> Iterator[Happened]:
        unasked = [
            replace(one, passed=self._passed(one.id, now))
            if one.id in self.lapsed
            else one
            for one in self.queue.values()
            if one.id not in self.offered
        ]
        for one in plan(unasked, list(self.people.values()), self.rules, now):
            yield self._offer(now, one.waiting, one.agent_id)
        if len(self.queue) > len(self.offered):
            self._tick(now)

    def _passed(self, handoff: str, now: datetime) -> frozenset[str]:
        return frozenset(
            agent
            for (one, agent), until in self.barred.items()
            if one == handoff and now < until
        )

    def _offer(self, now: datetime, waiting: Waiting, agent: str) -> Happened:
        self.offered[waiting.id] = agent
        self.people[agent] = self.people[agent].given(waiting.medium)
        lapses = self.lapsed.get(waiting.id, 0) < self.arrivals[waiting.id].lapses
        seconds = (
            self.rules.offer_seconds if lapses else self.shifts[agent].answer_seconds
        )
        kind = Kind.LAPSED if lapses else Kind.TAKEN
        self._at(now + timedelta(seconds=seconds), kind, waiting.id, agent)
        return Happened(at=now, kind=Kind.OFFERED, handoff=waiting.id, agent=agent)

    def _tick(self, now: datetime) -> None:
        """Skills relax and holds run out while nobody comes or goes."""
        if not self._due or self._due[0][0] > now + TICK:
            self._at(now + TICK, Kind.TICK, "")


def replayed(
    arrivals: Sequence[Arrival], shifts: Sequence[Shift], rules: DeskRules
) -> tuple[Happened, ...]:
    """Customers who still wait when the last shift is over have left by the end."""
    day = Replay(
        rules=rules,
        arrivals={one.waiting.id: one for one in arrivals},
        shifts={one.person.id: one for one in shifts},
    )
    return tuple(day.run())
