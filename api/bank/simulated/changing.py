"""What the simulated core does for a customer."""

import hashlib
from datetime import date, timedelta

from api.bank.asked import (
    AddressAsked,
    DisputeAsked,
    FreezeAsked,
    InstalmentAsked,
    QuoteAsked,
    RaiseAsked,
)
from api.bank.fees import UnknownFee, share
from api.bank.shapes import (
    AddressChanged,
    Bill,
    Disputed,
    Frozen,
    Placed,
    Quote,
    Raised,
)
from api.bank.simulated.ledger import Ledger, Offer, Raise
from api.bank.simulated.reading import bill, limits
from api.bank.simulated.refusal import Refusal

QUOTE_HOLDS = timedelta(minutes=15)
FREEZE_DAYS = 3
DISPUTE_DAYS = 15
RAISE_DAYS = 60
SHORTEST_ADDRESS, LONGEST_ADDRESS = 6, 120
LEAST_SPLIT = "IN-MIN"
"""The line of the fee tables with the smallest amount that can be split."""


def reference(ledger: Ledger, kind: str, key: str) -> str:
    """Follows from the day and the key alone, whoever asked."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % 10**6
    return f"{kind}{ledger.today():%y%m%d}-{number:06d}"


def quote(ledger: Ledger, customer: str, card: str, asked: QuoteAsked) -> Quote:
    _check_amount(ledger, _billed(ledger, customer, card), asked.amount)
    try:
        rate = ledger.fees.instalment_rate(asked.months, ledger.clock())
    except UnknownFee:
        raise Refusal(422, "bad_months") from None
    fee = share(asked.amount, rate, times=asked.months)
    total = asked.amount + fee
    made = Quote(
        customer=customer,
        card=card,
        quote=f"Q{len(ledger.offers) + 1:05d}",
        amount=asked.amount,
        months=asked.months,
        monthly=-(-total // asked.months),
        fee=fee,
        fee_rate_bp=rate,
        total=total,
        first_date=ledger.today() + timedelta(days=30),
    )
    expires_at = ledger.clock() + QUOTE_HOLDS
    ledger.offers[made.quote] = Offer(quote=made, expires_at=expires_at)
    return made


def _billed(ledger: Ledger, customer: str, card: str) -> Bill:
    try:
        return bill(ledger, customer, card)
    except Refusal as none:
        if none.code != "no_bill":
            raise
        raise Refusal(422, "too_much") from None


def _check_amount(ledger: Ledger, billed: Bill, amount: int) -> None:
    if billed.overdue:
        raise Refusal(422, "overdue")
    if amount > billed.left:
        raise Refusal(422, "too_much")
    if amount < ledger.fees.amount(LEAST_SPLIT, ledger.clock()):
        raise Refusal(422, "too_little")


def place(
    ledger: Ledger, customer: str, card: str, asked: InstalmentAsked, key: str
) -> Placed:
    offer = ledger.offers.get(asked.quote)
    if offer is None or ledger.clock() >= offer.expires_at:
        raise Refusal(422, "quote_gone")
    told = offer.quote
    if (told.customer, told.card, told.amount, told.months) != (
        customer, card, asked.amount, asked.months,
    ):  # fmt: skip
        raise Refusal(422, "quote_gone")
    _check_amount(ledger, bill(ledger, customer, card), asked.amount)
    del ledger.offers[asked.quote]
    ledger.split[card] = ledger.split.get(card, 0) + asked.amount
    return Placed(
        customer=customer,
        card=card,
        reference=reference(ledger, "IN", key),
        first_date=told.first_date,
    )


def raise_limit(
    ledger: Ledger, customer: str, card: str, asked: RaiseAsked, key: str
) -> Raised:
    now = limits(ledger, customer, card)
    found = ledger.last_bill(customer, card)
    if found and bill(ledger, customer, card).overdue:
        raise Refusal(422, "overdue")
    if not 0 < asked.amount <= now.temporary_most:
        raise Refusal(422, "too_much")
    if not 0 < (asked.until - ledger.today()).days <= RAISE_DAYS:
        raise Refusal(422, "too_long")
    ledger.raises[card] = Raise(amount=asked.amount, until=asked.until)
    return Raised(
        customer=customer,
        card=card,
        reference=reference(ledger, "LR", key),
        limit=now.limit + asked.amount,
        until=asked.until,
    )


def change_address(
    ledger: Ledger, customer: str, asked: AddressAsked, key: str
) -> AddressChanged:
    known = ledger.customer(customer)
    address = asked.address.strip()
    fits = SHORTEST_ADDRESS <= len(address) <= LONGEST_ADDRESS
    if not fits or not any(map(str.isalpha, address)):
        raise Refusal(422, "bad_address")
    ledger.addresses[known.id] = address
    return AddressChanged(customer=customer, reference=reference(ledger, "AD", key))


def freeze(ledger: Ledger, asked: FreezeAsked, key: str) -> Frozen:
    """Nobody gets the same answer; a card that is not theirs means all of theirs."""
    until = ledger.today() + timedelta(days=FREEZE_DAYS)
    _freeze_cards(ledger, asked, until)
    return Frozen(reference=reference(ledger, "FZ", key), until=until)


def _freeze_cards(ledger: Ledger, asked: FreezeAsked, until: date) -> None:
    owner = ledger.customers.by_id.get(asked.customer)
    own = [card.id for card in owner.cards] if owner else []
    meant = [asked.card] if asked.card in own else own
    ledger.frozen |= dict.fromkeys(meant, until)


def dispute(ledger: Ledger, asked: DisputeAsked, key: str) -> Disputed:
    made = reference(ledger, "DP", key)
    if asked.customer in ledger.customers.by_id:
        ledger.disputes.append(made)
    due = ledger.today() + timedelta(days=DISPUTE_DAYS)
    return Disputed(reference=made, due=due)
