"""The CRM: what the bank knows of a customer beside accounts, through one port."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from api.errors import PackMalformed

FILE = "customers.json"
SENIOR_YEARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmTag:
    tag: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One customer, as the CRM tells it."""

    tier: str
    """ordinary, senior or vip."""
    region: str
    steward: str = ""
    """Login name or number of who looks after them; empty: nobody does."""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is shown masked: phone, id_number, birth."""
    tags: tuple[CrmTag, ...] = ()


class Crm(Protocol):
    def profile(self, subject: str) -> Profile | None:
        """None for a customer that it does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCrm:
    """Implements Crm over the customers of the simulated bank."""

    by_id: Mapping[str, Mapping[str, Any]]
    today: date

    def profile(self, subject: str) -> Profile | None:
        row = self.by_id.get(subject)
        if row is None:
            return None
        return Profile(
            tier=str(row.get("tier", "ordinary")),
            region=str(row.get("region", "")),
            steward=str(row.get("steward", "")),
            fields={
                name: str(row[name])
                for name in ("phone", "id_number", "birth")
                if row.get(name)
            },
            tags=tuple(_tags(row, self.today)),
        )


class NoCrm:
    """Implements Crm where the bank has connected none."""

    def profile(self, subject: str) -> Profile | None:
        return None


def crm_of(folder: Path, today: date) -> Crm:
    """The sample one for a pack that brings customers. Raises PackMalformed."""
    path = folder / FILE
    if not path.is_file():
        return NoCrm()
    return SampleCrm(by_id=_read(path), today=today)


@cache
def _read(path: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        return {row["id"]: row for row in json.loads(path.read_bytes())}
    except (ValueError, KeyError, TypeError) as wrong:
        raise PackMalformed(f"{path}: {wrong}") from None


def _tags(row: Mapping[str, Any], today: date) -> list[CrmTag]:
    found = []
    if row.get("tier") == "vip":
        found.append(CrmTag(tag="vip", source="crm"))
    if _years(str(row.get("birth", "")), today) >= SENIOR_YEARS:
        found.append(CrmTag(tag="senior", source="crm"))
    if row.get("sim_changed"):
        found.append(CrmTag(tag="sim_changed", source="core"))
    return found


def _years(birth: str, today: date) -> int:
    try:
        return today.year - date.fromisoformat(birth).year
    except ValueError:
        return 0
