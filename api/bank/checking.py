"""The rules of the contract, each tried against a running core."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import httpx2

from api.bank.asked import DisputeAsked, FreezeAsked, InstalmentAsked, QuoteAsked
from api.bank.errors import BankError, BankRefused
from api.bank.http import NOT_OFFERED
from api.bank.port import Order
from api.bank.probe import Broken, Probe, Skipped, insist, new_key
from api.bank.shapes import (
    AnnualFee,
    Application,
    Balance,
    Bill,
    BranchList,
    CardKind,
    Disputed,
    Frozen,
    Limits,
    Placed,
    Quote,
    Transactions,
)
from api.request_id import HEADER

SPLIT = 50_000
"""Fen; what is split into instalments in a trial."""
MONTHS = 12
STRANGE_MONTHS = 599
NOBODY = "nobody-1"
PLACE = "上海"

Rule = Callable[[Probe], None]


def a_customer_is_found_by_phone_and_tail(probe: Probe) -> None:
    found = probe.found()
    insist(set(found.factors) <= {"code", "app"}, "a factor that is not known")


def nobody_is_found_by_a_wrong_tail(probe: Probe) -> None:
    body = {"phone": "10000000000", "tail": probe.tail}
    code = probe.refused("POST", "/customers/find", body)
    insist(code == "no_such_customer", f"the code is {code}")


def a_body_that_names_nobody_is_refused(probe: Probe) -> None:
    probe.refused("POST", "/customers/find", {"tail": "12"})


def cards_are_listed_and_chosen_by_kind(probe: Probe) -> None:
    for kind in CardKind:
        chosen = [one.card for one in probe.cards() if one.kind is kind]
        told = [one.card for one in probe.cards(kind)]
        insist(chosen == told, f"kind={kind} lists other cards")


def an_unknown_customer_is_refused(probe: Probe) -> None:
    code = probe.refused("GET", f"/customers/{NOBODY}/cards")
    insist(code == "no_such_customer", f"the code is {code}")


def a_card_that_is_not_theirs_is_refused(probe: Probe) -> None:
    code = probe.refused("GET", f"/customers/{probe.customer}/cards/{NOBODY}/bill")
    insist(code == "no_such_card", f"the code is {code}")


def every_credit_card_tells_its_bill_limits_and_fee(probe: Probe) -> None:
    probe.one(CardKind.CREDIT)
    for card in probe.cards(CardKind.CREDIT):
        _refusable(partial(probe.read, card.card, "bill", Bill), "no_bill")
        probe.read(card.card, "limits", Limits)
        probe.read(card.card, "annual-fee", AnnualFee)


def every_debit_card_tells_its_balance(probe: Probe) -> None:
    probe.one(CardKind.DEBIT)
    for card in probe.cards(CardKind.DEBIT):
        probe.read(card.card, "balance", Balance)


def transactions_come_newest_first(probe: Probe) -> None:
    for card in probe.cards():
        told = probe.read(card.card, "transactions", Transactions).transactions
        days = [one.date for one in told]
        insist(days == sorted(days, reverse=True), "not newest first")


def an_application_is_told_or_refused_with_none(probe: Probe) -> None:
    customer = probe.customer
    order = Order(
        method="GET",
        path=f"/customers/{customer}/application",
        answer=Application,
        about={"customer": customer},
    )
    _refusable(lambda: probe.ask(order), "none")


def branches_are_found_or_not_offered(probe: Probe) -> None:
    order = Order(
        method="GET",
        path="/branches",
        answer=BranchList,
        query={"place": PLACE},
        optional=True,
    )
    _refusable(lambda: probe.ask(order), NOT_OFFERED)


def a_wrong_token_is_refused(probe: Probe) -> None:
    """Raises Skipped where no token is set."""
    if "authorization" not in probe.client.headers:
        raise Skipped("no token is set")
    wrong = {"Authorization": "Bearer wrong"}
    code = probe.refused("GET", f"/customers/{NOBODY}/cards", headers=wrong)
    insist(code != "no_such_customer", "a wrong token is taken")


def the_id_of_a_request_is_repeated(probe: Probe) -> None:
    path = f"/customers/{probe.customer}/cards"
    told = probe.client.get(path, headers={HEADER: "check-1"}, timeout=10)
    insist(told.headers.get(HEADER) == "check-1", f"{HEADER} is not repeated")


def a_quote_adds_up_and_changes_nothing(probe: Probe) -> None:
    card, before = _billed(probe)
    _quote(probe, card, MONTHS)
    insist(probe.read(card, "bill", Bill) == before, "the bill has changed")


def a_strange_number_of_months_is_refused(probe: Probe) -> None:
    card, _ = _billed(probe)
    path = f"/customers/{probe.customer}/cards/{card}/instalment-quotes"
    body = {"amount": SPLIT, "months": STRANGE_MONTHS}
    code = probe.refused("POST", path, body)
    insist(code == "bad_months", f"the code is {code}")


def a_write_without_a_key_is_refused(probe: Probe) -> None:
    probe.refused("POST", "/freezes", {"customer": "", "card": ""})
    path = f"/customers/{probe.customer}/address-changes"
    probe.refused("POST", path, {"address": "上海市浦东新区世纪大道1号"})


def freezing_for_nobody_is_answered_like_any_other(probe: Probe) -> None:
    for customer in ("", NOBODY):
        probe.write("/freezes", FreezeAsked(customer=customer), Frozen, new_key())


def disputing_for_nobody_is_answered_like_any_other(probe: Probe) -> None:
    for customer in ("", NOBODY):
        probe.write("/disputes", DisputeAsked(customer=customer), Disputed, new_key())


def one_key_has_one_answer(probe: Probe) -> None:
    key = new_key()
    first = probe.write("/freezes", FreezeAsked(), Frozen, key)
    second = probe.write("/freezes", FreezeAsked(), Frozen, key)
    insist(first == second, "the second answer is another")


def one_key_with_another_body_is_refused(probe: Probe) -> None:
    key = new_key()
    probe.write("/freezes", FreezeAsked(), Frozen, key)
    code = probe.refused(
        "POST", "/freezes", {"customer": NOBODY}, {"Idempotency-Key": key}
    )
    insist(code == "key_reused", f"the code is {code}")


def one_key_has_one_effect(probe: Probe) -> None:
    """Changes the customer: an amount of the bill is split."""
    card, before = _billed(probe)
    quote = _quote(probe, card, MONTHS)
    asked = InstalmentAsked(amount=SPLIT, months=MONTHS, quote=quote.quote)
    path, key = f"/customers/{probe.customer}/cards/{card}/instalments", new_key()
    first = probe.write(path, asked, Placed, key)
    second = probe.write(path, asked, Placed, key)
    after = probe.read(card, "bill", Bill)
    insist(first == second, "the second answer is another")
    insist(before.left - after.left == SPLIT, "the bill has not fallen by it once")


def a_quote_is_good_for_once(probe: Probe) -> None:
    """Changes the customer: an amount of the bill is split."""
    card, _ = _billed(probe)
    quote = _quote(probe, card, MONTHS)
    asked = InstalmentAsked(amount=SPLIT, months=MONTHS, quote=quote.quote)
    path = f"/customers/{probe.customer}/cards/{card}/instalments"
    probe.write(path, asked, Placed, new_key())
    code = probe.refused(
        "POST", path, asked.model_dump(mode="json"), {"Idempotency-Key": new_key()}
    )
    insist(code == "quote_gone", f"the code is {code}")


READING: tuple[Rule, ...] = (
    a_customer_is_found_by_phone_and_tail,
    nobody_is_found_by_a_wrong_tail,
    a_body_that_names_nobody_is_refused,
    cards_are_listed_and_chosen_by_kind,
    an_unknown_customer_is_refused,
    a_card_that_is_not_theirs_is_refused,
    every_credit_card_tells_its_bill_limits_and_fee,
    every_debit_card_tells_its_balance,
    transactions_come_newest_first,
    an_application_is_told_or_refused_with_none,
    branches_are_found_or_not_offered,
    a_wrong_token_is_refused,
    the_id_of_a_request_is_repeated,
    a_quote_adds_up_and_changes_nothing,
    a_strange_number_of_months_is_refused,
)
WRITING: tuple[Rule, ...] = (
    a_write_without_a_key_is_refused,
    freezing_for_nobody_is_answered_like_any_other,
    disputing_for_nobody_is_answered_like_any_other,
    one_key_has_one_answer,
    one_key_with_another_body_is_refused,
    one_key_has_one_effect,
    a_quote_is_good_for_once,
)
"""Only for a customer who is there to be tried on."""
RULES: Mapping[str, Rule] = {one.__name__: one for one in READING + WRITING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    rule: str
    """In words."""
    kept: bool | None
    """None: this customer does not show it."""
    why: str = ""


def checked(probe: Probe, *, writes: bool) -> Iterator[Finding]:
    for rule in READING + (WRITING if writes else ()):
        yield _tried(rule, probe)


def _tried(rule: Rule, probe: Probe) -> Finding:
    words = rule.__name__.replace("_", " ")
    try:
        rule(probe)
    except Skipped as skipped:
        return Finding(rule=words, kept=None, why=str(skipped))
    except (Broken, BankError) as wrong:
        return Finding(rule=words, kept=False, why=str(wrong))
    except httpx2.HTTPError as wrong:
        return Finding(rule=words, kept=False, why=type(wrong).__name__)
    return Finding(rule=words, kept=True)


def _refusable(ask: Callable[[], object], code: str) -> None:
    try:
        ask()
    except BankRefused as no:
        insist(no.reason == code, f"refused with {no.reason} instead of {code}")


def _billed(probe: Probe) -> tuple[str, Bill]:
    """A credit card with enough on its bill to be split. Raises Skipped."""
    for card in probe.cards(CardKind.CREDIT):
        try:
            bill = probe.read(card.card, "bill", Bill)
        except BankRefused:
            continue
        if bill.left >= SPLIT and not bill.overdue:
            return card.card, bill
    raise Skipped("no bill of the customer has enough left to be split")


def _quote(probe: Probe, card: str, months: int) -> Quote:
    customer = probe.customer
    return probe.ask(
        Order(
            method="POST",
            path=f"/customers/{customer}/cards/{card}/instalment-quotes",
            answer=Quote,
            body=QuoteAsked(amount=SPLIT, months=months),
            about={"customer": customer, "amount": SPLIT, "months": months},
        )
    )
