"""The rules of the desk as data: offers, head starts, skills, capacity, targets."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from bot.desk.tiers import Tier
from bot.errors import MalformedRules
from bot.rules import merged

LEVELS = range(1, 6)
URGENT = "urgent"
SUPERVISOR = "supervisor"
"""The skill that only supervisors have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    offer_seconds: int
    again_seconds: int
    head_start: Mapping[str, timedelta]
    """By tier, and of what is urgent."""
    level: int
    levels: Mapping[str, int]
    """Level asked for at first, by skill."""
    relax_seconds: int
    anybody_seconds: int
    strict: frozenset[str]
    last_agent_days: int
    hold_seconds: int
    steward_seconds: int
    transfer_seconds: int
    chats: int
    wrap_up_seconds: int
    answer_seconds: int
    soon_seconds: int
    overflow_seconds: int
    """Waited for so long, other ways are offered once more; 0: never."""
    overflow_waiting: int
    """With so many before them, other ways are offered at once; 0: never."""

    def level_of(self, skill: str) -> int:
        return self.levels.get(skill, self.level)

    @property
    def longest_head_start(self) -> timedelta:
        return max(self.head_start.values())


@cache
def built_in() -> Mapping[str, Any]:
    return tomllib.loads(files("bot").joinpath("routing.toml").read_text("utf-8"))


def load_desk(pack: Mapping[str, Any] | None = None) -> DeskRules:
    """Raises MalformedRules, naming what is wrong."""
    _known(pack or {})
    table = merged(built_in(), pack or {})
    try:
        rules = _read(table)
    except (KeyError, TypeError, ValueError) as wrong:
        raise MalformedRules(f"routing.toml: {wrong}") from wrong
    _check(rules)
    return rules


def _known(pack: Mapping[str, Any]) -> None:
    """What nobody reads is a slip of the pen; skills alone may have any name."""
    for section, rows in pack.items():
        known = built_in().get(section)
        if known is None:
            raise MalformedRules(f"routing.toml: unknown {section}")
        strange = set(rows) - set(known) if isinstance(rows, Mapping) else set()
        if strange and section != "levels":
            raise MalformedRules(f"routing.toml: unknown {section}.{min(strange)}")


def _read(table: Mapping[str, Any]) -> DeskRules:
    offers, skills, preferred = table["offers"], table["skills"], table["preferred"]
    starts = {
        name: timedelta(seconds=table["head_start"][name]) for name in (*Tier, URGENT)
    }
    return DeskRules(
        offer_seconds=offers["seconds"],
        again_seconds=offers["again_seconds"],
        head_start=starts,
        level=skills["level"],
        levels=dict(table["levels"]),
        relax_seconds=skills["relax_seconds"],
        anybody_seconds=skills["anybody_seconds"],
        strict=frozenset(skills["strict"]),
        last_agent_days=preferred["last_agent_days"],
        hold_seconds=preferred["hold_seconds"],
        steward_seconds=preferred["steward_seconds"],
        transfer_seconds=preferred["transfer_seconds"],
        chats=table["capacity"]["chats"],
        wrap_up_seconds=table["capacity"]["wrap_up_seconds"],
        answer_seconds=table["target"]["answer_seconds"],
        soon_seconds=table["target"]["soon_seconds"],
        overflow_seconds=table["overflow"]["seconds"],
        overflow_waiting=table["overflow"]["waiting"],
    )


def _check(rules: DeskRules) -> None:
    for skill, level in {"level": rules.level, **rules.levels}.items():
        if level not in LEVELS:
            raise MalformedRules(
                f"routing.toml: level {level} of {skill} is not 1 to 5"
            )
    positive = {
        "offers.seconds": rules.offer_seconds,
        "skills.relax_seconds": rules.relax_seconds,
        "capacity.chats": rules.chats,
        "target.answer_seconds": rules.answer_seconds,
    }
    for name, value in positive.items():
        if value < 1:
            raise MalformedRules(f"routing.toml: {name} must be at least 1")
    if min(rules.overflow_seconds, rules.overflow_waiting) < 0:
        raise MalformedRules("routing.toml: an overflow must not be negative")
    if min(rules.head_start.values()) < timedelta():
        raise MalformedRules("routing.toml: a head start must not be negative")
