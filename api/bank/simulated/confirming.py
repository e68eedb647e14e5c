"""The simulated bank's app: what it asks its customers, and what they answer."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from api.bank.asked import ConfirmationAsked
from api.bank.shapes import Accepted
from api.bank.simulated.customers import Customers
from api.bank.simulated.refusal import Refusal
from api.bank.webhooks import signed


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    asked: ConfirmationAsked
    at: datetime
    verdict: Verdict | None = None
    """None while the customer has not answered."""
    delivered: str = ""
    """What came of telling it, for the console."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCallback:
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class App:
    customers: Customers
    secret: str
    open: dict[str, Confirmation] = field(default_factory=dict)
    """By request."""

    def ask(self, asked: ConfirmationAsked, at: datetime) -> Accepted:
        """The same request again asks nothing anew. Raises Refusal."""
        known = self.customers.by_id.get(asked.customer)
        if known and not known.app:
            raise Refusal(409, "not_enrolled")
        before = self.open.get(asked.request)
        if before and before.asked != asked:
            raise Refusal(422, "key_reused")
        if known and not before:
            self.open[asked.request] = Confirmation(asked=asked, at=at)
        return Accepted(id=asked.request)

    def answer(self, request: str, verdict: Verdict, at: datetime) -> SignedCallback:
        """What the customer chose; the first choice stays. Raises Refusal."""
        if (found := self.open.get(request)) is None:
            raise Refusal(404, "no_such_request")
        chosen = found.verdict or verdict
        self.open[request] = replace(found, verdict=chosen)
        body = json.dumps(
            {
                "request": request,
                "verdict": chosen,
                "method": "app",
                "at": at.isoformat(),
            }
        ).encode()
        name = f"msg_{secrets.token_hex(12)}"
        headers = signed(self.secret, name=name, at=int(at.timestamp()), body=body)
        return SignedCallback(url=found.asked.callback, headers=headers, body=body)

    def told(self, request: str, outcome: str) -> None:
        self.open[request] = replace(self.open[request], delivered=outcome)
