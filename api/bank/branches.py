"""Branches and cash machines, found by a place in the customer's own words."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from api.errors import PackMalformed
from bot.acts import Row

MOST = 5
CITY, DISTRICT, STREET = 1, 2, 4
ENDINGS = re.compile(r"(?:支行|自助银行|分行营业部|省|市|新?区|县)$")
ROAD = re.compile(r"(?:^|省|市|区|县)([^\d\s省市区县]{2,12}?(?:路|街|大道|广场))")
STREET_GOES_ON = "[东西南北中]?(?:路|街|大道)"
"""Beijing Road is in Guangzhou."""
WORDS = re.compile(r"[a-z][a-z']+(?: [a-z][a-z']+)*")
TELLS_NOTHING = frozenset(
    {
        "bank", "branch", "atm", "cash", "machine", "the", "in", "at", "near", "road",
        "street", "avenue", "main", "north", "south", "east", "west", "middle", "city",
        "ground", "floor", "tower",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    kind: str
    """branch or atm."""
    cities: frozenset[str]
    districts: frozenset[str]
    streets: frozenset[str]
    """Streets and what the branch is called after."""
    words: Row
    """What a customer is told."""

    def score(self, place: str) -> int:
        """How well it fits; 0: not at all. A city that is named must be its own."""
        marks = (
            (CITY, self.cities),
            (DISTRICT, self.districts),
            (STREET, self.streets),
        )
        return sum(mark for mark, names in marks if any(_in(n, place) for n in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    all: Sequence[Branch]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises PackMalformed; a pack without the file has none."""
        if not path.is_file():
            return cls(all=())
        with path.open(encoding="utf-8", newline="") as file:
            try:
                return cls(all=tuple(map(_branch, csv.DictReader(file))))
            except (KeyError, TypeError) as wrong:
                raise PackMalformed(f"{path}: no column {wrong}") from None

    def search(self, place: str, kind: str = "") -> tuple[Row, ...]:
        """The best fitting, in the order of the file."""
        asked = place.strip().lower()
        named = {name for one in self.all for name in one.cities if _in(name, asked)}
        scored = [
            (one.score(asked), one)
            for one in self.all
            if kind in ("", one.kind) and (not named or named & one.cities)
        ]
        best = max((score for score, _ in scored), default=0)
        return tuple(one.words for score, one in scored if score == best > 0)[:MOST]


def _in(name: str, place: str) -> bool:
    """Chinese as a part, but not of a street's name; English as whole words."""
    if name.isascii():
        return re.search(rf"\b{re.escape(name)}\b", place) is not None
    return re.search(rf"{re.escape(name)}(?!{STREET_GOES_ON})", place) is not None


def _branch(row: Mapping[str, str]) -> Branch:
    cities = frozenset({row["city_zh"], row["city_en"].lower()})
    district = ENDINGS.sub("", row["district_zh"])
    return Branch(
        kind=row["kind"],
        cities=cities,
        districts=frozenset({row["district_zh"], *_long_enough({district})}),
        streets=frozenset(
            {
                *ROAD.findall(row["address_zh"]),
                *_long_enough({_called(row["name_zh"], row["city_zh"])}),
                *_english(row, row["city_en"].lower()),
            }
        ),
        words={
            "name": row["name_zh"],
            "name_en": row["name_en"],
            "address": row["address_zh"],
            "address_en": row["address_en"],
            "hours": row["hours_zh"],
            "hours_en": row["hours_en"],
            "phone": row["phone"],
        },
    )


def _called(name: str, city: str) -> str:
    """What stands between the city and the kind: a part of the town or a landmark."""
    return ENDINGS.sub("", name.partition(city)[2])


def _long_enough(names: set[str]) -> set[str]:
    return {name for name in names if len(name) > 1}


def _english(row: Mapping[str, str], city: str) -> set[str]:
    """Names of streets, of districts and of the branch, without what all have."""
    told = f"{row['name_en'].lower().partition(city)[2]}, {row['address_en'].lower()}"
    names = {
        " ".join(word for word in name.split() if word not in TELLS_NOTHING)
        for name in WORDS.findall(told)
    }
    return _long_enough(names - {city, ""})
