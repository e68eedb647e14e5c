"""Couriers: they carry codes and questions out, after the customer was answered.

An answer that waited for the gateway would tell by its delay whether somebody is meant.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from api.bank.asked import Asked, ConfirmationAsked, MessageAsked
from api.bank.errors import BankError, BankRefused
from api.bank.port import Bank, Order
from api.bank.shapes import Accepted

log = logging.getLogger("teller.verification")

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Delivery:
    """Something to be sent, and what to do if it may not go this way."""

    challenge_id: str
    refused: Callable[[str], None]
    """Told why."""


class Couriers:
    """Threads of their own; what is under way when the service stops is lost, and the
    customer asks for another."""

    def __init__(
        self, gateway: Bank | None, core: Bank | None, *, workers: int = 4
    ) -> None:
        self._gateway = gateway
        self._core = core
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="courier")

    @property
    def codes(self) -> bool:
        return self._gateway is not None

    @property
    def questions(self) -> bool:
        return self._core is not None

    def code(self, to: str, text: str, delivery: Delivery) -> None:
        body = MessageAsked(to=to, text=text, idempotency_key=delivery.challenge_id)
        self._send(self._gateway, "/messages", body, delivery)

    def question(
        self, to: str, text: str, params: Mapping[str, str], callback: str,
        delivery: Delivery,
    ) -> None:  # fmt: skip
        body = ConfirmationAsked(
            customer=to,
            request=delivery.challenge_id,
            text=text,
            params=dict(params),
            callback=callback,
        )
        self._send(self._core, "/confirmations", body, delivery)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _send(
        self, way: Bank | None, path: str, body: Asked, delivery: Delivery
    ) -> None:
        if way is None:
            return
        order = Order(
            method="POST",
            path=path,
            answer=Accepted,
            body=body,
            key=delivery.challenge_id,
        )
        self._pool.submit(self._carry, way, order, delivery)

    def _carry(self, way: Bank, order: Order[Accepted], delivery: Delivery) -> None:
        try:
            self._tried(way, order, delivery)
        except Exception:
            log.exception("courier failed", extra={"challenge": delivery.challenge_id})

    def _tried(self, way: Bank, order: Order[Accepted], delivery: Delivery) -> None:
        for _ in range(TRIES):
            try:
                way.ask(order)
            except BankRefused as refused:
                delivery.refused(refused.reason)
                return
            except BankError as wrong:
                log.warning(
                    "not delivered",
                    extra={"challenge": delivery.challenge_id, "why": wrong.code},
                )
                continue
            return
        log.error("delivery given up", extra={"challenge": delivery.challenge_id})
