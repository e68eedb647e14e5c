"""The figures of a replayed day, counted from what happened."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.desk.counting import Day
from bot.desk.estimate import EstimateKind
from bot.desk.replay import Arrival, Happened, Kind, Shift
from bot.desk.rules import DeskRules
from bot.desk.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Seconds until a human answered; who left is counted and not averaged."""

    number: int
    answered: int
    left: int
    mean: float
    p50: float
    p90: float
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    handoffs: int
    answered: int
    left: int
    by_tier: Mapping[str, Waits]
    service_level_soon: float
    """Share of all who asked that a human answered within `soon_seconds`."""
    service_level: float
    """The same within `answer_seconds`."""
    occupancy: float
    """Share of the agents' hours with something on."""
    offers: int
    lapsed: int
    starved: int
    """Customers passed over, at an agent who could have served them, for somebody who
    comes behind them in the ageing queue."""
    overtaken_seconds: float
    """The most by which somebody who asked later was served first."""
    over_capacity: int
    """Times that an agent had more than capacity allows."""
    estimates: int
    """Ranges told to customers who were then answered."""
    estimates_kept: float
    """Share of them that the wait fell into."""


def figures(
    happened: Iterable[Happened],
    arrivals: Sequence[Arrival],
    shifts: Sequence[Shift],
    rules: DeskRules,
) -> Figures:
    day = Day(
        rules=rules,
        arrivals={one.waiting.id: one for one in arrivals},
        persons={one.person.id: one.person for one in shifts},
    )
    for one in happened:
        day.see(one)
    there = ((day.went[a] - day.came[a]).total_seconds() for a in day.came)
    kept = [_kept(day, handoff) for handoff in day.waits if _ranged(day, handoff)]
    return Figures(
        handoffs=len(arrivals),
        answered=len(day.waits),
        left=len(arrivals) - len(day.waits),
        by_tier={tier.value: _waits(day, tier) for tier in Tier},
        service_level_soon=_within(day, rules.soon_seconds),
        service_level=_within(day, rules.answer_seconds),
        occupancy=day.busy_seconds / max(math.fsum(there), 1.0),
        offers=day.seen[Kind.OFFERED],
        lapsed=day.seen[Kind.LAPSED],
        starved=len(day.starved),
        overtaken_seconds=day.overtaken,
        over_capacity=day.over_capacity,
        estimates=len(kept),
        estimates_kept=sum(kept) / max(len(kept), 1),
    )


def _within(day: Day, seconds: float) -> float:
    kept = sum(wait <= seconds for wait in day.waits.values())
    return kept / max(len(day.arrivals), 1)


def _ranged(day: Day, handoff: str) -> bool:
    told = day.told.get(handoff)
    return told is not None and told.kind is EstimateKind.RANGE


def _kept(day: Day, handoff: str) -> bool:
    told, minutes = day.told[handoff], day.waits[handoff] / 60
    return told.low_minutes <= minutes <= told.high_minutes


def _waits(day: Day, tier: Tier) -> Waits:
    own = {n for n, one in day.arrivals.items() if one.waiting.tier is tier}
    waits = sorted(wait for name, wait in day.waits.items() if name in own)
    return Waits(
        number=len(own),
        answered=len(waits),
        left=len(own) - len(waits),
        mean=math.fsum(waits) / max(len(waits), 1),
        p50=quantile(waits, 0.5),
        p90=quantile(waits, 0.9),
        longest=waits[-1] if waits else 0.0,
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest that so many are not above; 0 for none."""
    if not ordered:
        return 0.0
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]
