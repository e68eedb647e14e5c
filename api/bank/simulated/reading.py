"""What the simulated core tells of a customer's cards and money."""

from datetime import timedelta

from api.bank.asked import FindAsked
from api.bank.shapes import (
    AnnualFee,
    Application,
    Balance,
    Bill,
    Card,
    CardKind,
    Cards,
    CardState,
    EntryState,
    Found,
    Limits,
    Transaction,
    Transactions,
)
from api.bank.simulated.customers import CustomerLine, TransactionLine
from api.bank.simulated.ledger import ZONE, Ledger
from api.bank.simulated.refusal import Refusal

PENDING_DAYS = 2
MOST_TRANSACTIONS = 20
SHARE_OF_TEMPORARY = 2
"""On top may come the limit divided by this."""


def find(ledger: Ledger, asked: FindAsked) -> Found:
    for one in ledger.customers.by_id.values():
        if _meant(one, asked):
            return Found(
                customer=one.id,
                name_masked=one.name_masked,
                factors=_factors(one),
                signals=("sim_changed",) if one.sim_changed else (),
            )
    raise Refusal(404, "no_such_customer")


def _meant(one: CustomerLine, asked: FindAsked) -> bool:
    told = ((asked.phone, one.phone), (asked.id_number.upper(), one.id_number))
    named = all(said == known for said, known in told if said)
    return named and any(card.tail == asked.tail for card in one.cards)


def _factors(one: CustomerLine) -> tuple[str, ...]:
    code = () if one.sim_changed else ("code",)
    return (*code, "app") if one.app else code


def cards(
    ledger: Ledger, customer: str, kind: CardKind | None, state: CardState | None
) -> Cards:
    told = (
        Card(
            card=one.id,
            tail=one.tail,
            product=one.product,
            product_en=one.product_en,
            kind=one.kind,
            state=ledger.state(one),
        )
        for one in ledger.customer(customer).cards
    )
    chosen = (one for one in told if kind in (None, one.kind))
    return Cards(
        customer=customer,
        cards=tuple(one for one in chosen if state in (None, one.state)),
    )


def bill(ledger: Ledger, customer: str, name: str) -> Bill:
    card = ledger.card(customer, name)
    if (found := ledger.last_bill(customer, card.id)) is None:
        raise Refusal(404, "no_bill")
    statement, due = ledger.day(found.statement), ledger.day(found.due)
    unpaid = max(0, found.amount_fen - found.paid_fen)
    return Bill(
        customer=customer,
        card=name,
        month=f"{statement:%Y-%m}",
        statement_date=statement,
        due_date=due,
        amount=found.amount_fen,
        minimum=found.minimum_fen,
        paid=found.paid_fen,
        left=unpaid - ledger.split.get(name, 0),
        overdue=due < ledger.today() and found.paid_fen < found.minimum_fen,
    )


def transactions(ledger: Ledger, customer: str, name: str, days: int) -> Transactions:
    card = ledger.card(customer, name)
    since = ledger.today() - timedelta(days=days)
    rows = [
        _transaction(ledger, one)
        for one in ledger.customer(customer).transactions
        if one.card == card.id
    ]
    recent = sorted((one for one in rows if one.date >= since), key=_newest)
    return Transactions(
        customer=customer, card=name, transactions=tuple(recent[:MOST_TRANSACTIONS])
    )


def _transaction(ledger: Ledger, one: TransactionLine) -> Transaction:
    day = ledger.day(one.at.astimezone(ZONE).date())
    young = ledger.today() - day <= timedelta(days=PENDING_DAYS)
    return Transaction(
        transaction=one.id,
        date=day,
        merchant=one.merchant,
        amount=one.amount_fen,
        state=EntryState.PENDING if young else EntryState.POSTED,
    )


def _newest(one: Transaction) -> tuple[int, str]:
    return -one.date.toordinal(), one.transaction


def balance(ledger: Ledger, customer: str, name: str) -> Balance:
    card = ledger.card(customer, name)
    return Balance(customer=customer, card=name, balance=card.available_fen)


def limits(ledger: Ledger, customer: str, name: str) -> Limits:
    card = ledger.credit_card(customer, name)
    on_top = ledger.raised(name)
    usable = ledger.state(card) is CardState.ACTIVE
    most = card.limit_fen // SHARE_OF_TEMPORARY if usable else 0
    return Limits(
        customer=customer,
        card=name,
        limit=card.limit_fen,
        available=card.available_fen + (on_top.amount if on_top else 0),
        temporary=on_top.amount if on_top else 0,
        temporary_until=on_top.until if on_top else None,
        temporary_most=most,
    )


def annual_fee(ledger: Ledger, customer: str, name: str) -> AnnualFee:
    if (fee := ledger.credit_card(customer, name).annual_fee) is None:
        raise Refusal(409, "not_a_credit_card")
    left = max(0, fee.needed - fee.done)
    return AnnualFee(
        customer=customer,
        card=name,
        fee=fee.fee_fen,
        by=fee.by,
        done=fee.done,
        needed=fee.needed,
        left=left,
        waived=fee.by != "never" and not left,
        until=ledger.day(fee.until),
    )


def application(ledger: Ledger, customer: str) -> Application:
    if (found := ledger.customer(customer).application) is None:
        raise Refusal(404, "none")
    return Application(
        customer=customer,
        number=found.number,
        product=found.product,
        product_en=found.product_en,
        state=found.state,
        date=ledger.day(found.date),
    )
