"""Loan rules: whether a small business may hope for a loan, and which branch calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.message import Language

Words = Mapping[Language, str]


class Hindrance(StrEnum):
    """Why it does not suit."""

    NONE = ""
    REGION = "region"
    PURPOSE = "purpose"
    MONTHS = "months"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    title: Words
    most: int
    """Fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    id: str
    name: Words
    city: tuple[str, ...]
    """Names of the city, in every language."""
    district: str
    lends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanWish:
    trade: str
    months: int
    """In business."""
    amount: int
    """Fen."""
    purpose: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRules:
    months: int
    """In business, at least."""
    least: int
    """Fen."""
    trades: Mapping[str, Trade] = field(default_factory=dict)
    """By id; `other` stands for all that are not named."""
    refused: tuple[str, ...] = ()
    """Words of purposes that a loan may not serve."""
    purposes: Mapping[str, Words] = field(default_factory=dict)
    """Titles of the usual ones, by id."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Branch by name of a region that has none of its own."""
    branches: tuple[Branch, ...] = ()
    why: Mapping[str, Words] = field(default_factory=dict)
    """Words by hindrance."""

    def most(self, trade: str) -> int:
        known = self.trades.get(trade, self.trades.get("other"))
        return known.most if known else 0

    def titled(self, wish: Mapping[str, str], language: Language) -> dict[str, str]:
        """What was chosen by id, in words that people read."""
        trades = {name: trade.title for name, trade in self.trades.items()}
        known = {"trade": trades, "purpose": self.purposes}
        return {
            key: known.get(key, {}).get(value, {}).get(language, value)
            for key, value in wish.items()
        }

    def hindrance(self, wish: LoanWish) -> Hindrance:
        """The first thing that stands in the way."""
        if self.branch(wish.region) is None:
            return Hindrance.REGION
        if any(word in wish.purpose.lower() for word in self.refused):
            return Hindrance.PURPOSE
        if wish.months < self.months:
            return Hindrance.MONTHS
        if wish.amount < self.least:
            return Hindrance.TOO_LITTLE
        if wish.amount > self.most(wish.trade):
            return Hindrance.TOO_MUCH
        return Hindrance.NONE

    def branch(self, region: str) -> Branch | None:
        """A lender in the district, else in the city, else who serves the region."""
        lenders = [one for one in self.branches if one.lends]
        near = [one for one in lenders if _mentions(region, one.city)]
        nearest = [one for one in near if _mentions(region, (_short(one.district),))]
        serving = [self.also[name] for name in self.also if _mentions(region, (name,))]
        named = [one for one in lenders if one.id in serving]
        return next(iter([*nearest, *near, *named, *_alone(lenders, region)]), None)


def _alone(lenders: list[Branch], region: str) -> list[Branch]:
    """A district without its city, where only one has that name."""
    found = [one for one in lenders if _mentions(region, (one.district,))]
    return found if len(found) == 1 else []


def _mentions(text: str, names: tuple[str, ...]) -> bool:
    return any(name and name.lower() in text.lower() for name in names)


def _short(district: str) -> str:
    return district.removesuffix("新区").removesuffix("区") or district
