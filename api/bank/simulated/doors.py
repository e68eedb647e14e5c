"""The doors of the simulated bank: the core's contract, the gateway and the app."""

import hmac
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials

from api.bank.asked import (
    AddressAsked,
    Asked,
    ConfirmationAsked,
    DisputeAsked,
    FindAsked,
    FreezeAsked,
    InstalmentAsked,
    MessageAsked,
    QuoteAsked,
    RaiseAsked,
)
from api.bank.shapes import (
    Accepted,
    AddressChanged,
    AnnualFee,
    Application,
    Balance,
    Bill,
    BranchList,
    CardKind,
    Cards,
    CardState,
    Disputed,
    Found,
    Frozen,
    Limits,
    Placed,
    Quote,
    Raised,
    Shape,
    Transactions,
)
from api.bank.simulated import changing, reading
from api.bank.simulated.documented import RESPONSES, TOKEN
from api.bank.simulated.refusal import Refusal
from api.bank.simulated.state import State, told_of_freeze

STATE = "teller.bank"
"""Key of the scope under which the bank of this request stands."""


async def state_of(request: Request) -> State:
    state: State = request.scope[STATE]
    return state


Here = Annotated[State, Depends(state_of)]
Token = Annotated[HTTPAuthorizationCredentials | None, Depends(TOKEN)]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=128)]


async def known(here: Here, token: Token) -> None:
    """Whoever asks shows the token, where one is set."""
    shown = token.credentials if token else ""
    if here.token and not hmac.compare_digest(shown.encode(), here.token.encode()):
        raise Refusal(401, "wrong_token")


core = APIRouter(responses=RESPONSES, dependencies=[Depends(known)])


@core.post("/customers/find", tags=["Customers"])
async def find_customer(here: Here, asked: FindAsked) -> Found:
    """The customer with this phone or identity number and a card with this tail."""
    return reading.find(here.ledger, asked)


@core.get("/customers/{customer}/cards", tags=["Cards"])
async def list_cards(
    here: Here,
    customer: str,
    kind: CardKind | None = None,
    state: CardState | None = None,
) -> Cards:
    """The cards of a customer."""
    return reading.cards(here.ledger, customer, kind, state)


@core.get("/customers/{customer}/cards/{card}/bill", tags=["Cards"])
async def last_bill(here: Here, customer: str, card: str) -> Bill:
    """The last bill. Refused with `no_bill` when there is none."""
    return reading.bill(here.ledger, customer, card)


@core.get("/customers/{customer}/cards/{card}/transactions", tags=["Cards"])
async def list_transactions(
    here: Here,
    customer: str,
    card: str,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
) -> Transactions:
    """The last days' transactions, newest first."""
    return reading.transactions(here.ledger, customer, card, days)


@core.get("/customers/{customer}/cards/{card}/balance", tags=["Cards"])
async def balance(here: Here, customer: str, card: str) -> Balance:
    """What a debit card's account holds; of a credit card what may still be spent."""
    return reading.balance(here.ledger, customer, card)


@core.get("/customers/{customer}/cards/{card}/limits", tags=["Cards"])
async def limits(here: Here, customer: str, card: str) -> Limits:
    """The usual and the temporary limit of a credit card."""
    return reading.limits(here.ledger, customer, card)


@core.get("/customers/{customer}/cards/{card}/annual-fee", tags=["Cards"])
async def annual_fee(here: Here, customer: str, card: str) -> AnnualFee:
    """The annual fee of a credit card, and how far it is waived."""
    return reading.annual_fee(here.ledger, customer, card)


@core.get("/customers/{customer}/application", tags=["Customers"])
async def application(here: Here, customer: str) -> Application:
    """The latest application for a card. Refused with `none` when there is none."""
    return reading.application(here.ledger, customer)


@core.post("/customers/{customer}/cards/{card}/instalment-quotes", tags=["Instalments"])
async def quote_instalment(
    here: Here, customer: str, card: str, asked: QuoteAsked
) -> Quote:
    """What it costs to split an amount of the last bill; nothing is changed.

    Refused with `too_much`, `too_little`, `bad_months` or `overdue`.
    """
    return changing.quote(here.ledger, customer, card, asked)


@core.get("/branches", tags=["Branches"])
async def find_branches(
    here: Here,
    place: Annotated[str, Query(min_length=1, max_length=200)],
    kind: Literal["branch", "atm"] | None = None,
) -> BranchList:
    """The branches and cash machines at a place in the customer's own words, five at
    most; an empty list where there is none. A core that knows no branches leaves this
    out and answers 404: then they are looked up in the pack."""
    return BranchList.model_validate(
        {"branches": here.branches.search(place, kind or "")}
    )


@core.post(
    "/customers/{customer}/cards/{card}/instalments",
    tags=["Instalments"],
    response_model=Placed,
)
async def place_instalment(
    here: Here, request: Request, customer: str, card: str, asked: InstalmentAsked,
    key: Key,
) -> Shape:  # fmt: skip
    """Split as quoted. Refused with `quote_gone`, `too_much` or `overdue`."""
    return here.keys.once(
        key,
        _asked(request, asked),
        lambda: changing.place(here.ledger, customer, card, asked, key),
    )


@core.post(
    "/customers/{customer}/cards/{card}/limit-raises",
    tags=["Cards"],
    response_model=Raised,
)
async def raise_limit(
    here: Here, request: Request, customer: str, card: str, asked: RaiseAsked, key: Key
) -> Shape:
    """A temporary limit. Refused with `too_much`, `too_long` or `overdue`."""
    return here.keys.once(
        key,
        _asked(request, asked),
        lambda: changing.raise_limit(here.ledger, customer, card, asked, key),
    )


@core.post(
    "/customers/{customer}/address-changes",
    tags=["Customers"],
    response_model=AddressChanged,
)
async def change_address(
    here: Here, request: Request, customer: str, asked: AddressAsked, key: Key
) -> Shape:
    """A new postal address. Refused with `bad_address`."""
    return here.keys.once(
        key,
        _asked(request, asked),
        lambda: changing.change_address(here.ledger, customer, asked, key),
    )


@core.post("/freezes", tags=["Protection"], response_model=Frozen)
async def freeze(here: Here, request: Request, asked: FreezeAsked, key: Key) -> Shape:
    """Freeze a card, or all cards, for some days; the owner is told by the bank.

    For nobody the answer is the same, and made by the same rule.
    """
    return here.keys.once(
        key, _asked(request, asked), lambda: told_of_freeze(here, asked, key)
    )


@core.post("/disputes", tags=["Protection"], response_model=Disputed)
async def dispute(here: Here, request: Request, asked: DisputeAsked, key: Key) -> Shape:
    """The customer says that a payment was not theirs. The same for nobody."""
    return here.keys.once(
        key,
        _asked(request, asked),
        lambda: changing.dispute(here.ledger, asked, key),
    )


@core.post("/confirmations", tags=["App"], status_code=202)
async def ask_for_confirmation(here: Here, asked: ConfirmationAsked) -> Accepted:
    """Ask the customer in the bank's app; the verdict is posted to the callback.

    Refused with `not_enrolled`. The callback is signed by the Standard Webhooks
    scheme; its body has `request`, `verdict` (confirmed, declined), `method`, `at`.
    """
    return here.app.ask(asked, here.clock())


gateway = APIRouter(responses=RESPONSES, dependencies=[Depends(known)])


@gateway.post("/sms/messages", tags=["Code gateway"], status_code=202)
async def send_message(here: Here, asked: MessageAsked) -> Accepted:
    """Send a text to the number on file. Refused with `sim_changed`."""
    return here.gateway.send(asked, here.clock())


def _asked(request: Request, asked: Asked) -> str:
    return f"{request.url.path} {asked.model_dump_json()}"
