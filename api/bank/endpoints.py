"""Where each act goes in the contract, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from api.bank.asked import (
    AddressAsked,
    Asked,
    DisputeAsked,
    FreezeAsked,
    InstalmentAsked,
    QuoteAsked,
    RaiseAsked,
)
from api.bank.port import Order
from api.bank.shapes import (
    AddressChanged,
    AnnualFee,
    Application,
    Balance,
    Bill,
    BranchList,
    Cards,
    Disputed,
    Frozen,
    Limits,
    Placed,
    Quote,
    Raised,
    Shape,
    Transactions,
)
from bot.acts import Act, act_kinds

CUSTOMER = "/customers/{customer}"
CARD = CUSTOMER + "/cards/{card}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    path: str
    answer: type[Shape]
    body: type[Asked] | None = None
    query: tuple[str, ...] = ()

    @property
    def needs_subject(self) -> bool:
        return "{customer}" in self.path


ENDPOINTS: Mapping[str, Endpoint] = {
    "cards": Endpoint(path=CUSTOMER + "/cards", answer=Cards, query=("kind", "state")),
    "bill": Endpoint(path=CARD + "/bill", answer=Bill),
    "transactions": Endpoint(
        path=CARD + "/transactions", answer=Transactions, query=("days",)
    ),
    "balance": Endpoint(path=CARD + "/balance", answer=Balance),
    "limits": Endpoint(path=CARD + "/limits", answer=Limits),
    "annual_fee": Endpoint(path=CARD + "/annual-fee", answer=AnnualFee),
    "application": Endpoint(path=CUSTOMER + "/application", answer=Application),
    "quote_instalment": Endpoint(
        path=CARD + "/instalment-quotes", answer=Quote, body=QuoteAsked
    ),
    "place_instalment": Endpoint(
        path=CARD + "/instalments", answer=Placed, body=InstalmentAsked
    ),
    "raise_limit": Endpoint(
        path=CARD + "/limit-raises", answer=Raised, body=RaiseAsked
    ),
    "change_address": Endpoint(
        path=CUSTOMER + "/address-changes", answer=AddressChanged, body=AddressAsked
    ),
    "freeze": Endpoint(path="/freezes", answer=Frozen, body=FreezeAsked),
    "dispute": Endpoint(path="/disputes", answer=Disputed, body=DisputeAsked),
}


def branch_order(act: Act) -> Order[BranchList]:
    """Not every core knows branches; nobody's account is touched."""
    asked = {name: act.params.get(name, "") for name in ("place", "kind")}
    return Order(
        method="GET",
        path="/branches",
        answer=BranchList,
        query={name: words for name, words in asked.items() if words},
        optional=True,
    )


def order_for(act: Act, endpoint: Endpoint) -> Order[Shape]:
    """Raises pydantic's ValidationError when a parameter cannot be sent."""
    card = act.params.get("card", "")
    sent = {**act.params, "customer": act.subject}
    body = endpoint.body.model_validate(sent) if endpoint.body else None
    return Order(
        method="POST" if body else "GET",
        path=endpoint.path.format(
            customer=quote(act.subject, safe=""), card=quote(card, safe="")
        ),
        answer=endpoint.answer,
        query={name: act.params[name] for name in endpoint.query if name in act.params},
        body=body,
        about={
            **(body.model_dump() if body else {}),
            "customer": act.subject,
            **({"card": card} if card else {}),
        },
        key=act.id if act_kinds()[act.name].writes else "",
    )
