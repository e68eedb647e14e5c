"""Acts: what the bank's systems, or the bank's people, are asked to do for a customer.

An act is two turns. The turn that asks for it saves an `Act` with its idempotency key;
a worker performs it; the result enters as a system message that continues the flow.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from bot.verification import Assurance

Row = Mapping[str, str]
"""One line of a list; amounts are integers of fen, dates ISO dates, as text."""


class Tier(StrEnum):
    """What an act touches, and so what it needs."""

    R0 = "R0"
    """Nothing of the customer's."""
    RP = "RP"
    """Protects the customer: never refused, reversible."""
    R1 = "R1"
    """How a matter of the customer's stands."""
    R2 = "R2"
    """Reads the customer's account."""
    R3 = "R3"
    """Changes it: bound to its parameters, once, after a clear yes."""
    R4 = "R4"
    """Not by us: the bank's app or a branch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActKind:
    """An act that flows may name; which there are is told by acts.toml."""

    name: str
    tier: Tier
    params: tuple[str, ...]
    optional: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    """Names of what it tells when it went well."""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lists that it tells, each with the names in a row."""
    writes: bool = False
    reasons: tuple[str, ...] = ()
    """Why it may be refused."""


class ActOutcome(StrEnum):
    OK = "ok"
    REFUSED = "refused"
    """The bank said no; `reason` says why."""
    UNAVAILABLE = "unavailable"
    """The bank did not answer, or not sensibly; nothing was done."""
    LATE = "late"
    """A write was sent and no answer came: it is asked again with the same key until
    the bank tells. A second result follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    id: str
    """Its idempotency key: the same key never has two effects."""
    tenant_id: str
    conversation_id: str
    flow: str
    step: str
    name: str
    params: Mapping[str, str]
    asked_at: datetime
    subject: str = ""
    """The customer that the bank knows, as proved at the needed level; else empty."""
    claim: str = ""
    """For a protective act: the request that holds who the customer claims to be."""
    level: Assurance = Assurance.L0
    """What stood when it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActResult:
    outcome: ActOutcome
    reason: str = ""
    """One of the kind's reasons; empty unless refused."""
    facts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


def digest(name: str, params: Mapping[str, str]) -> str:
    """What a confirmation and a proof are bound to: the act with its parameters."""
    told = "\x1f".join(f"{key}={params[key]}" for key in sorted(params))
    return hashlib.sha256(f"{name}\x1e{told}".encode()).hexdigest()[:32]


@cache
def act_kinds() -> Mapping[str, ActKind]:
    table = tomllib.loads(files("bot").joinpath("acts.toml").read_text("utf-8"))
    return {name: _kind(name, row) for name, row in table.items()}


def _kind(name: str, row: Mapping[str, Any]) -> ActKind:
    return ActKind(
        name=name,
        tier=Tier(str(row["tier"])),
        params=_names(row.get("params")),
        optional=_names(row.get("optional")),
        facts=_names(row.get("facts")),
        lists={key: _names(value) for key, value in row.get("lists", {}).items()},
        writes=bool(row.get("writes", False)),
        reasons=_names(row.get("reasons")),
    )


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
