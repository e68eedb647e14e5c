"""The bodies that are sent to a bank's core."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.bank.shapes import Fen, Months, Reference, Tail

Optional = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{0,64}$")]
"""A reference, or nothing."""


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class FindAsked(Asked):
    """A phone or an identity number, and the tail of any of the customer's cards."""

    phone: str = Field(default="", max_length=32)
    id_number: str = Field(default="", max_length=32)
    tail: Tail

    @model_validator(mode="after")
    def names_somebody(self) -> Self:
        if not (self.phone or self.id_number):
            raise ValueError("a phone or an identity number is needed")
        return self


class QuoteAsked(Asked):
    amount: Fen
    months: Months


class InstalmentAsked(QuoteAsked):
    quote: Reference


class RaiseAsked(Asked):
    amount: Fen
    """On top of the usual limit."""
    until: date


class AddressAsked(Asked):
    address: str = Field(max_length=2000)


class FreezeAsked(Asked):
    customer: Optional = ""
    """Empty: nobody, who gets the same answer."""
    card: Optional = ""
    """Empty, or not one of theirs: every card of the customer."""


class DisputeAsked(Asked):
    customer: Optional = ""
    card: Optional = ""
    transaction: Optional = ""
    text: str = Field(default="", max_length=2000)


class ConfirmationAsked(Asked):
    """What the customer shall confirm in the bank's app."""

    customer: Reference
    request: Reference
    text: str = Field(max_length=500)
    """Shown to the customer word for word."""
    params: dict[str, str] = Field(max_length=20)
    callback: str = Field(max_length=500)
    """Where the signed verdict is posted to."""


class MessageAsked(Asked):
    """A text message, for the code gateway."""

    to: Optional
    """The bank's reference to the customer; the bank knows the number."""
    text: str = Field(max_length=500)
    idempotency_key: str = Field(min_length=1, max_length=128)
