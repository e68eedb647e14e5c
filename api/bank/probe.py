"""A probe into a running core: a test customer, and the questions of the contract."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2
from pydantic import ValidationError

from api.bank.asked import Asked, FindAsked
from api.bank.http import PROBLEM, HttpBank, Timeouts
from api.bank.port import Answer, Order
from api.bank.shapes import Card, CardKind, Cards, Found, Problem

PATIENT = Timeouts(connect=5, answer=10, total=20)


class Broken(Exception):
    """The core does not keep a rule; the words say how."""


class Skipped(Exception):
    """This customer does not show whether the core keeps a rule."""


def insist(kept: bool, words: str) -> None:
    if not kept:
        raise Broken(words)


def new_key() -> str:
    return f"check-{secrets.token_hex(12)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    client: httpx2.Client
    phone: str
    tail: str
    """Of any of the customer's cards."""

    def ask(self, order: Order[Answer]) -> Answer:
        """Raises BankError."""
        return HttpBank(self.client, PATIENT).ask(order)

    def found(self) -> Found:
        asked = FindAsked(phone=self.phone, tail=self.tail)
        return self.ask(
            Order(method="POST", path="/customers/find", answer=Found, body=asked)
        )

    @property
    def customer(self) -> str:
        return self.found().customer

    def cards(self, kind: CardKind | None = None) -> tuple[Card, ...]:
        customer = self.customer
        order = Order(
            method="GET",
            path=f"/customers/{customer}/cards",
            answer=Cards,
            query={"kind": kind} if kind else {},
            about={"customer": customer},
        )
        return self.ask(order).cards

    def one(self, kind: CardKind) -> Card:
        """Raises Skipped when the customer has none."""
        for card in self.cards(kind):
            return card
        raise Skipped(f"the customer has no {kind} card")

    def read(self, card: str, what: str, answer: type[Answer]) -> Answer:
        customer = self.customer
        return self.ask(
            Order(
                method="GET",
                path=f"/customers/{customer}/cards/{card}/{what}",
                answer=answer,
                about={"customer": customer, "card": card},
            )
        )

    def write(self, path: str, body: Asked, answer: type[Answer], key: str) -> Answer:
        return self.ask(
            Order(method="POST", path=path, answer=answer, body=body, key=key)
        )

    def refused(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """The code of the refusal that this must meet with. Raises Broken."""
        told = self.client.request(
            method, path, json=body, headers=dict(headers or {}), timeout=10
        )
        kind = told.headers.get("content-type", "").partition(";")[0]
        insist(told.status_code // 100 == 4, f"{path}: answered {told.status_code}")
        insist(kind == PROBLEM, f"{path}: {kind or 'no type'} instead of {PROBLEM}")
        try:
            problem = Problem.model_validate_json(told.content)
        except ValidationError:
            raise Broken(f"{path}: the problem document is malformed") from None
        insist(problem.status == told.status_code, f"{path}: another status inside")
        return problem.code
