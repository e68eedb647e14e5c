"""The customers of the simulated bank, read from a file of the pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from api.bank.shapes import ApplicationState, CardKind, CardState, Waiver
from api.errors import PackMalformed


class Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class FeeLine(Line):
    fee_fen: int
    by: Waiver
    done: int
    needed: int
    until: date


class CardLine(Line):
    id: str
    kind: CardKind
    product: str
    product_en: str
    tail: str
    status: CardState
    limit_fen: int
    available_fen: int
    annual_fee: FeeLine | None = None


class BillLine(Line):
    card: str
    statement: date
    amount_fen: int
    minimum_fen: int
    due: date
    paid_fen: int


class TransactionLine(Line):
    id: str
    card: str
    at: datetime
    merchant: str
    amount_fen: int


class ApplicationLine(Line):
    number: str
    product: str
    product_en: str
    state: ApplicationState
    date: date


class CustomerLine(Line):
    id: str
    name: str
    phone: str
    id_number: str
    app: bool = True
    """Has the bank's app."""
    sim_changed: bool = False
    """The SIM was changed of late: a code to that number proves little."""
    cards: tuple[CardLine, ...]
    bills: tuple[BillLine, ...] = ()
    transactions: tuple[TransactionLine, ...] = ()
    application: ApplicationLine | None = None

    @property
    def name_masked(self) -> str:
        return f"*{self.name[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    by_id: Mapping[str, CustomerLine]
    by_card: Mapping[str, CardLine]
    as_of: date
    """The day that the file is written for: the one after its last transaction."""


def read_customers(path: Path) -> Customers:
    """Read once as long as the file stays as it is. Raises PackMalformed."""
    return _read(path, path.stat().st_mtime_ns if path.is_file() else 0)


@cache
def _read(path: Path, changed: int) -> Customers:
    lines = TypeAdapter(tuple[CustomerLine, ...])
    try:
        customers = lines.validate_json(path.read_bytes())
    except OSError as wrong:
        raise PackMalformed(f"{path}: {wrong.strerror}") from None
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise PackMalformed(f"{path}: {place}: {first['msg']}") from None
    days = [t.at.date() for one in customers for t in one.transactions]
    return Customers(
        by_id={one.id: one for one in customers},
        by_card={card.id: card for one in customers for card in one.cards},
        as_of=max(days, default=date.min) + timedelta(days=1),
    )
