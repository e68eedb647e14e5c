"""What a fee or an interest comes to, by the bank's own fee tables."""

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from api.bank.telling import percent
from api.errors import PackMalformed

CALCULATORS = "calculators.toml"
YEAR = 12
DAYS_PER_MONTH = 30
WHOLE = 10_000
"""Basis points."""
MOST_FEN = 10**13


class UnknownFee(Exception):
    """The tables do not say what this costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRow:
    """One line of a fee table."""

    code: str
    note_zh: str
    note_en: str
    amount: int | None
    """Fen."""
    rate: int | None
    """Basis points."""
    valid_from: date
    valid_to: date | None

    def valid(self, day: date) -> bool:
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """How a question is answered from lines of the tables, each named by its code."""

    fee: str = ""
    product: str = ""
    way: str = ""
    months: int = 0
    """The only term; 0: any."""
    least_months: int = 1
    most_months: int = 600
    flat: str = ""
    """The line with a fixed amount."""
    rate: str = ""
    """The line with a rate of the amount."""
    per: str = "once"
    """What the rate is for: once, month, year or day."""
    least: str = ""
    most: str = ""
    """Lines that bound what it comes to."""
    amount_least: str = ""
    amount_most: str = ""
    """Lines that bound the amount asked about."""
    codes: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        named = (
            self.flat, self.rate, self.least, self.most,
            self.amount_least, self.amount_most,
        )  # fmt: skip
        object.__setattr__(self, "codes", tuple(filter(None, named)))

    def suits(self, months: int) -> bool:
        if self.months:
            return months == self.months
        return self.least_months <= months <= self.most_months


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTables:
    rows: Mapping[str, Sequence[FeeRow]]
    """By code; one line for each span of time."""
    calculators: Sequence[Calculator]
    zone: ZoneInfo

    @classmethod
    def load(cls, folder: Path, zone: ZoneInfo) -> Self:
        """Raises PackMalformed, naming the file and what is wrong in it."""
        rows: dict[str, list[FeeRow]] = {}
        for path in sorted(folder.glob("*.csv")):
            for row in _rows(path):
                rows.setdefault(row.code, []).append(row)
        calculators = tuple(_calculators(folder / CALCULATORS, rows))
        return cls(rows=rows, calculators=calculators, zone=zone)

    def fee(self, asked: Mapping[str, str], at: datetime) -> dict[str, str]:
        """Raises UnknownFee."""
        amount, months = _whole(asked["amount"]), _whole(asked.get("months", "1"))
        chosen = self._chosen(
            one
            for one in self.calculators
            if one.fee == asked["fee"]
            and asked.get("way", "") in ("", one.way)
            and one.suits(months)
        )
        day = at.astimezone(self.zone).date()
        main = self._row(chosen.flat or chosen.rate, day)
        return {
            "cost": str(self._cost(chosen, amount, months, day)),
            "rate": "" if main.rate is None else percent(main.rate),
            "rule": main.note_zh,
            "rule_en": main.note_en,
        }

    def interest(self, asked: Mapping[str, str], at: datetime) -> dict[str, str]:
        """Raises UnknownFee."""
        amount, months = _whole(asked["amount"]), _whole(asked["months"])
        chosen = self._chosen(
            one
            for one in self.calculators
            if one.product == asked["product"] and one.suits(months)
        )
        day = at.astimezone(self.zone).date()
        cost = self._cost(chosen, amount, months, day)
        return {
            "interest": str(cost),
            "rate": percent(self._row(chosen.rate, day).rate or 0),
            "total": str(amount + cost),
        }

    def instalment_rate(self, months: int, at: datetime) -> int:
        """Basis points of the amount, for each month. Raises UnknownFee."""
        day = at.astimezone(self.zone).date()
        chosen = self._chosen(
            one
            for one in self.calculators
            if one.fee == "instalment" and one.suits(months)
        )
        return self._row(chosen.rate, day).rate or 0

    def amount(self, code: str, at: datetime) -> int:
        """The fixed amount of a line, in fen. Raises UnknownFee."""
        return self._amount(code, at.astimezone(self.zone).date())

    def _chosen(self, fitting: Iterable[Calculator]) -> Calculator:
        """The first of the file: where no way is asked for, the usual one."""
        if (found := next(iter(fitting), None)) is None:
            raise UnknownFee
        return found

    def _cost(self, how: Calculator, amount: int, months: int, day: date) -> int:
        if how.amount_least and amount < self._amount(how.amount_least, day):
            raise UnknownFee
        if how.amount_most and amount > self._amount(how.amount_most, day):
            raise UnknownFee
        if how.flat:
            return self._amount(how.flat, day)
        rate = self._row(how.rate, day).rate or 0
        cost = share(amount, rate, times=TIMES[how.per](months), of=OF[how.per])
        if how.least:
            cost = max(cost, self._amount(how.least, day))
        return min(cost, self._amount(how.most, day)) if how.most else cost

    def _amount(self, code: str, day: date) -> int:
        amount = self._row(code, day).amount
        if amount is None:
            raise UnknownFee
        return amount

    def _row(self, code: str, day: date) -> FeeRow:
        for row in self.rows.get(code, ()):
            if row.valid(day):
                return row
        raise UnknownFee


TIMES: Mapping[str, Callable[[int], int]] = {
    "once": lambda months: 1,
    "month": lambda months: months,
    "year": lambda months: months,
    "day": lambda months: months * DAYS_PER_MONTH,
}
"""How often the rate falls due in so many months."""
OF: Mapping[str, int] = {"once": 1, "month": 1, "year": YEAR, "day": 1}
"""What the rate is divided by for one of those times."""


def share(amount: int, basis_points: int, *, times: int = 1, of: int = 1) -> int:
    """A rate of an amount in whole fen; half a fen is rounded up."""
    whole = WHOLE * of
    return (2 * amount * basis_points * times + whole) // (2 * whole)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_FEN:
        raise UnknownFee
    return int(text)


def _rows(path: Path) -> Iterable[FeeRow]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in (lines := csv.DictReader(file)):
            try:
                yield _fee_row(row)
            except (KeyError, ValueError, TypeError) as wrong:
                raise PackMalformed(
                    f"{path}, line {lines.line_num}: missing or wrong: {wrong}"
                ) from None


def _fee_row(row: Mapping[str, str]) -> FeeRow:
    ends = row["valid_to"]
    return FeeRow(
        code=row["code"],
        note_zh=row["note_zh"] or row["item_zh"],
        note_en=row["note_en"] or row["item_en"],
        amount=int(row["amount_fen"]) if row["amount_fen"] else None,
        rate=int(row["rate_bp"]) if row["rate_bp"] else None,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(ends) if ends else None,
    )


def _calculators(
    path: Path, rows: Mapping[str, Sequence[FeeRow]]
) -> Iterable[Calculator]:
    if not path.is_file():
        return
    known = {one.name for one in fields(Calculator) if one.init}
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise PackMalformed(f"{path}: {wrong}") from None
    for number, row in enumerate(table.get("calculator", []), 1):
        where = f"{path}, calculator {number}"
        if strange := sorted(row.keys() - known):
            raise PackMalformed(f"{where}: unknown: {', '.join(strange)}")
        yield _calculator(row, rows, where)


def _calculator(
    row: Mapping[str, Any], rows: Mapping[str, Sequence[FeeRow]], where: str
) -> Calculator:
    made = Calculator(**row)
    if made.per not in TIMES:
        raise PackMalformed(f"{where}: per is one of {', '.join(TIMES)}")
    if not (made.flat or made.rate):
        raise PackMalformed(f"{where}: needs flat or rate")
    for code in made.codes:
        if code not in rows:
            raise PackMalformed(f"{where}: no line {code} in the fee tables")
    return made
