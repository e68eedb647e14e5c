"""Claims: who a customer says they are, looked up in the bank's core."""

from dataclasses import dataclass

from pydantic import ValidationError

from api.bank.asked import FindAsked
from api.bank.errors import BankRefused
from api.bank.port import Bank, Order
from api.bank.shapes import Found
from bot.challenge import nobody, plain
from models.verification_values import Meant


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Claim:
    """Typed on the secret path; it leaves this process for the bank's core only."""

    tail: str
    phone: str = ""
    id_number: str = ""

    def one_spelling(self) -> "Claim":
        """Wide and spaced digits as plain ones."""
        return Claim(
            tail=plain(self.tail),
            phone=plain(self.phone),
            id_number=plain(self.id_number).upper(),
        )


def looked_up(bank: Bank, claim: Claim, pepper: bytes) -> Meant:
    """Somebody, or nobody: both are asked about and counted in the same way.

    Raises BankUnavailable.
    """
    told = claim.one_spelling()
    none = Meant(key=nobody(pepper, f"{told.phone}/{told.id_number}/{told.tail}"))
    try:
        found = bank.ask(_order(told))
    except (BankRefused, ValidationError):
        return none
    return Meant(
        key=found.customer,
        subject=found.customer,
        shown=found.name_masked,
        signals=found.signals,
    )


def _order(claim: Claim) -> Order[Found]:
    return Order(
        method="POST",
        path="/customers/find",
        answer=Found,
        body=FindAsked(phone=claim.phone, id_number=claim.id_number, tail=claim.tail),
    )
