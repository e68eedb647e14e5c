"""The answers of a bank's core, as the contract demands them and no looser."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_FEN = 10**13
MOST_ROWS = 200

Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]
"""An amount in hundredths of the yuan."""
Signed = Annotated[int, Field(ge=-MOST_FEN, le=MOST_FEN)]
"""An amount that may be below zero."""
BasisPoints = Annotated[int, Field(ge=0, le=100_000)]
"""Hundredths of a percent."""
Count = Annotated[int, Field(ge=0, le=MOST_FEN)]
Months = Annotated[int, Field(ge=1, le=600)]
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
"""The bank's own name for something; never a number of a card, phone or identity."""
Words = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,80}$")]
Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
Tail = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class CardKind(StrEnum):
    CREDIT = "credit"
    DEBIT = "debit"


class CardState(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    FROZEN = "frozen"
    LOST = "lost"


class EntryState(StrEnum):
    PENDING = "pending"
    POSTED = "posted"


class ApplicationState(StrEnum):
    RECEIVED = "received"
    REVIEWING = "reviewing"
    APPROVED = "approved"
    DECLINED = "declined"
    POSTED = "posted"


class Waiver(StrEnum):
    """By what an annual fee is waived."""

    PAYMENTS = "payments"
    SPENDING = "spending"
    NEVER = "never"


class Shape(BaseModel):
    """A bank may tell more than the contract names; the rest is not read."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class OfCustomer(Shape):
    """An answer about one customer says which, and it must be the one asked about."""

    customer: Reference


class OfCard(OfCustomer):
    card: Reference


class Found(OfCustomer):
    """A customer, by what they said of themselves."""

    name_masked: Words
    factors: tuple[Words, ...] = Field(max_length=10)
    """By what they can prove who they are: code, app."""
    signals: tuple[Words, ...] = Field(max_length=10)
    """What speaks for caution: sim_changed."""


class Card(Shape):
    card: Reference
    tail: Tail
    product: Words
    product_en: Words
    kind: CardKind
    state: CardState


class Cards(OfCustomer):
    cards: tuple[Card, ...] = Field(max_length=MOST_ROWS)


class Bill(OfCard):
    """The last bill of a credit card."""

    month: Month
    statement_date: date
    due_date: date
    amount: Fen
    minimum: Fen
    paid: Fen
    left: Fen
    """Still to be paid; what was split into instalments is not in it."""
    overdue: bool

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        if self.left > max(0, self.amount - self.paid) or self.minimum > self.amount:
            raise ValueError("the bill does not add up")
        return self


class Transaction(Shape):
    transaction: Reference
    date: date
    merchant: Words
    amount: Signed
    """Below zero: money that came back."""
    state: EntryState


class Transactions(OfCard):
    transactions: tuple[Transaction, ...] = Field(max_length=MOST_ROWS)
    """Newest first."""


class Balance(OfCard):
    balance: Signed


class Limits(OfCard):
    limit: Fen
    """The usual limit."""
    available: Signed
    temporary: Fen
    """On top of the usual limit now."""
    temporary_until: date | None
    temporary_most: Fen
    """The most that may be asked for on top; 0: nothing."""


class AnnualFee(OfCard):
    fee: Fen
    by: Waiver
    done: Count
    """In this card year: payments, or fen spent."""
    needed: Count
    left: Count
    waived: bool
    until: date
    """The last day of this card year."""

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        if self.left != max(0, self.needed - self.done):
            raise ValueError("the waiver does not add up")
        return self


class Application(OfCustomer):
    """The customer's latest application for a card."""

    number: Reference
    product: Words
    product_en: Words
    state: ApplicationState
    date: date


class Quote(OfCard):
    quote: Reference
    amount: Fen
    months: Months
    monthly: Fen
    """The first payment, fee and principal together."""
    fee: Fen
    """For all months together."""
    fee_rate_bp: BasisPoints
    """Of the amount, for each month."""
    total: Fen
    first_date: date

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        if self.total != self.amount + self.fee or self.monthly > self.total:
            raise ValueError("the quote does not add up")
        return self


class Placed(OfCard):
    reference: Reference
    first_date: date


class Raised(OfCard):
    reference: Reference
    limit: Fen
    """The usual limit and what came on top."""
    until: date


class AddressChanged(OfCustomer):
    reference: Reference


class Frozen(Shape):
    """The same for a customer and for nobody: it does not say who was meant."""

    reference: Reference
    until: date


class Disputed(Shape):
    """The same for a customer and for nobody."""

    reference: Reference
    due: date
    """The day by which the bank answers."""


class Branch(Shape):
    """A branch or a cash machine, as a customer is told of it."""

    name: Line
    name_en: Line
    address: Line
    address_en: Line
    hours: Line
    hours_en: Line
    phone: Annotated[str, Field(pattern=r"^[0-9 ()+-]{0,30}$")]


class BranchList(Shape):
    """The best fitting first; none where there is none at that place."""

    branches: tuple[Branch, ...] = Field(max_length=20)


class Accepted(Shape):
    """What was asked for is under way."""

    id: Reference


class Problem(Shape):
    """RFC 9457, as application/problem+json; `code` is stable, the words are not."""

    type: str
    title: str
    status: int
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    detail: str
