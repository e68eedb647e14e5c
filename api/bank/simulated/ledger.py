"""The ledger of a simulated bank: its customers, and what was changed."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.bank.fees import FeeTables
from api.bank.shapes import CardState, Quote
from api.bank.simulated.customers import BillLine, CardLine, CustomerLine, Customers
from api.bank.simulated.refusal import Refusal
from api.clock import Clock

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    amount: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A quote, and until when it holds."""

    quote: Quote
    expires_at: datetime


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Days are moved, so that the file's last day is yesterday whenever it runs."""

    customers: Customers
    fees: FeeTables
    clock: Clock
    moved: timedelta = field(init=False)
    frozen: dict[str, date] = field(default_factory=dict)
    raises: dict[str, Raise] = field(default_factory=dict)
    split: dict[str, int] = field(default_factory=dict)
    """Fen of the last bill that were split into instalments, by card."""
    offers: dict[str, Offer] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    disputes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.moved = self.today() - self.customers.as_of

    def today(self) -> date:
        return self.clock().astimezone(ZONE).date()

    def day(self, day: date) -> date:
        """A day of the file, as it is told."""
        return day + self.moved

    def customer(self, name: str) -> CustomerLine:
        if (found := self.customers.by_id.get(name)) is None:
            raise Refusal(404, "no_such_customer")
        return found

    def card(self, customer: str, name: str) -> CardLine:
        """Only the customer's own."""
        for card in self.customer(customer).cards:
            if card.id == name:
                return card
        raise Refusal(404, "no_such_card")

    def credit_card(self, customer: str, name: str) -> CardLine:
        card = self.card(customer, name)
        if not card.annual_fee:
            raise Refusal(409, "not_a_credit_card")
        return card

    def state(self, card: CardLine) -> CardState:
        until = self.frozen.get(card.id)
        return CardState.FROZEN if until and until >= self.today() else card.status

    def last_bill(self, customer: str, card: str) -> BillLine | None:
        bills = [one for one in self.customer(customer).bills if one.card == card]
        return max(bills, key=lambda one: one.statement, default=None)

    def raised(self, card: str) -> Raise | None:
        """What came on top of the limit and has not ended."""
        found = self.raises.get(card)
        return found if found and found.until >= self.today() else None
