"""Rules of the bank's own people, read from its pack: hours, calls, loans, matters."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from api.errors import PackMalformed
from bot.desk.calls import Calls
from bot.desk.hours import BusinessHours
from bot.errors import MalformedRules
from bot.loan import Branch, LoanRules, Trade
from bot.matter_rules import MatterRules, load_matter_rules, words
from bot.message import Language

T = TypeVar("T")

OFFICE: Mapping[str, Any] = {
    "hours": {"weekdays": [1, 2, 3, 4, 5], "opens": time(9), "closes": time(17)},
    "call_back": {
        "starts": [time(10), time(14)],
        "days": 3,
        "ahead_days": 30,
        "notice_minutes": 60,
        "seats": 1,
        "most": 12,
    },
}
"""For a pack without an appointments.toml."""
NO_LOANS = LoanRules(months=0, least=0)
"""For a pack without a loan_rules.toml: no region is served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    hours: BusinessHours
    calls: Calls
    loans: LoanRules
    matters: MatterRules


def load_house(folder: Path, zone: ZoneInfo) -> HouseRules:
    """Raises PackMalformed, naming the file and what is wrong in it."""
    hours, calls = load_office(folder, zone)
    return HouseRules(
        hours=hours,
        calls=calls,
        loans=load_loans(folder),
        matters=load_matters(folder, hours),
    )


def load_office(folder: Path, zone: ZoneInfo) -> tuple[BusinessHours, Calls]:
    """Raises PackMalformed."""
    with _naming(folder / "appointments.toml") as path:
        office = _toml(path) or OFFICE
        return office_hours(office, zone), _calls(office["call_back"])


def load_loans(folder: Path) -> LoanRules:
    """Raises PackMalformed."""
    with _naming(folder / "branches.csv") as path:
        branches = tuple(_branches(path))
    with _naming(folder / "loan_rules.toml") as path:
        table = _toml(path)
        return _loans(table, branches) if table else NO_LOANS


def load_matters(folder: Path, hours: BusinessHours) -> MatterRules:
    """Raises PackMalformed."""
    with _naming(folder / "matters.toml") as path:
        return load_matter_rules(hours, _toml(path))


@contextmanager
def _naming(path: Path) -> Iterator[Path]:
    """Whatever is wrong is told with the file that it is wrong in."""
    try:
        yield path
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, MalformedRules) as wrong:
        raise PackMalformed(f"{path}: {wrong}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise PackMalformed(f"{path}: missing or wrong: {wrong}") from None


def _toml(path: Path) -> dict[str, Any]:
    """Empty when the pack does not have the file."""
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def office_hours(office: Mapping[str, Any], zone: ZoneInfo) -> BusinessHours:
    """Of the table of an appointments.toml."""
    row = office["hours"]
    return BusinessHours(
        zone=zone,
        weekdays=frozenset(row["weekdays"]),
        opens=_each(time, [row["opens"]])[0],
        closes=_each(time, [row["closes"]])[0],
        holidays=frozenset(_each(date, row.get("holidays", []))),
        workdays=frozenset(_each(date, row.get("workdays", []))),
    )


def _calls(row: Mapping[str, Any]) -> Calls:
    return Calls(**{**row, "starts": tuple(sorted(_each(time, row["starts"])))})


def _each(kind: type[T], values: list[object]) -> list[T]:
    """Raises TypeError for a value that is of another kind."""
    strange = [value for value in values if not isinstance(value, kind)]
    if strange:
        raise TypeError(f"{strange[0]!r} is not a {kind.__name__}")
    return [value for value in values if isinstance(value, kind)]


def _loans(table: Mapping[str, Any], branches: tuple[Branch, ...]) -> LoanRules:
    strangers = set(table.get("also", {}).values()) - {one.id for one in branches}
    if strangers:
        raise ValueError(f"no such branch: {sorted(strangers)}")
    return LoanRules(
        months=int(table["months"]),
        least=int(table["least"]),
        trades={
            name: Trade(title=words(row["title"]), most=int(row["most"]))
            for name, row in table["trade"].items()
        },
        refused=tuple(word.lower() for word in table["purpose"]["refused"]),
        purposes={k: words(row) for k, row in table["purpose"]["title"].items()},
        also=dict(table.get("also", {})),
        branches=branches,
        why={name: words(row) for name, row in table["why"].items()},
    )


def _branches(path: Path) -> Iterator[Branch]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "branch":
                yield _branch(row)


def _branch(row: Mapping[str, str]) -> Branch:
    return Branch(
        id=row["id"],
        name={Language.ZH: row["name_zh"], Language.EN: row["name_en"]},
        city=(row["city_zh"], row["city_en"]),
        district=row["district_zh"],
        lends={"loans", "business"} <= set(row["services"].split("|")),
    )
