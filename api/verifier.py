"""The verifier: carries a customer through a request for proof, past the dialogue.

What is typed here reaches the records as keyed digests only, and nothing else at all.
"""

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from prometheus_client import Counter, Gauge
from pydantic import SecretStr

from api.bank.errors import BankUnavailable
from api.bank.port import Bank
from api.errors import TooMany
from api.factors.claims import Claim, looked_up
from api.factors.couriers import Couriers, Delivery
from api.metrics import REGISTRY
from api.rates import Rate, Rates
from api.service import Service
from bot.challenge import NUMBERS, Verdict, source_of
from bot.verification import Factor
from models.verification_reading import SIM_CHANGED, Place, Standing
from models.verification_values import Judgement, Meant, Outcome, Sent
from models.verifications import SqlVerifications
from models.vouchings import Decided, SqlVouchings

log = logging.getLogger("teller.verification")

CONFIRMATIONS = "/api/v1/bank/confirmations"
COUNTED = timedelta(days=2)
ALIKE_SECONDS = 0.3
"""Nothing that may reach a customer is answered sooner, so that neither the bank's
haste nor our own tells whether there is one."""
RATES = {
    "card": Rate(limit=60, seconds=60),
    "source": Rate(limit=600, seconds=60),
}
"""Of one conversation, and from one address."""
STEPS = Counter(
    "teller_verification_steps",
    "Steps of customers who verify",
    ["step", "result"],
    registry=REGISTRY,
)
ALARMS = Counter(
    "teller_verification_alarms",
    "Sources that tried many customers, and hours in which far more failed than usual",
    ["of"],
    registry=REGISTRY,
)
FAILED_SHARE = Gauge(
    "teller_verification_failed_share",
    "Share of guesses that were wrong: lately, and usually",
    ["when"],
    registry=REGISTRY,
)
FAILING = Gauge(
    "teller_verification_failing",
    "1 while far more proofs fail than usual: levels are raised",
    registry=REGISTRY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the customer's card is told."""

    standing: Standing
    verdict: Verdict | None = None


class Verifier:
    def __init__(
        self,
        service: Service,
        store: SqlVerifications,
        *,
        core: Bank | None,
        couriers: Couriers,
        callback: str,
        alike_seconds: float = ALIKE_SECONDS,
    ) -> None:
        """`callback`: where the bank tells what was chosen in its app."""
        self._service = service
        self._rooms = service.rooms
        self._store = store
        self._core = core
        self._couriers = couriers
        self._callback = callback
        self._alike_seconds = alike_seconds
        self._rates = Rates(RATES)

    @property
    def bank_secret(self) -> SecretStr | None:
        """Signs what the bank tells us of its own accord."""
        return self._rooms.settings.bank_secret

    def now(self) -> datetime:
        return self._rooms.clock()

    @property
    def vouchings(self) -> SqlVouchings:
        records = self._rooms.records
        return SqlVouchings(records.database, records.audit, self._store)

    def vouched(self, decided: Decided) -> None:
        """What two of the bank's people found. Raises what SqlVouchings raises."""
        place, outcome = self.vouchings.settle(decided, self._rooms.clock())
        self._after("vouch", place, outcome)

    @property
    def _pepper(self) -> bytes:
        return self._rooms.secrets.pepper

    def allow(self, place: Place, address: str) -> None:
        """Raises TooMany."""
        at = time.monotonic()
        self._rates.take("card", place.conversation_id, at=at)
        self._rates.take("source", address, at=at)

    def shown(self, place: Place) -> Told:
        return Told(standing=self._store.standing(place, self._rooms.clock()))

    def claim(self, place: Place, claim: Claim, address: str) -> Told:
        """Raises TooMany, BankUnavailable. What follows, follows for nobody as well."""
        with self._alike():
            return self._claim(place, claim, address)

    def _claim(self, place: Place, claim: Claim, address: str) -> Told:
        source = source_of(self._pepper, address)
        admitted = self._store.claiming(place, source, self._rooms.clock())
        if admitted.verdict or admitted.ending:
            return self._told("claim", place, admitted)
        meant = self._meant(claim)
        outcome = self._store.claimed(place, meant, source, self._rooms.clock())
        told = self._told("claim", place, outcome)
        if outcome.verdict or outcome.ending or told.standing.method is None:
            return told
        return self._send(place, told.standing.method, again=False)

    def send(self, place: Place, factor: Factor) -> Told:
        """Raises TooMany."""
        with self._alike():
            return self._send(place, factor)

    def _send(self, place: Place, factor: Factor, *, again: bool = True) -> Told:
        """Unless asked for again, waiting is no error."""
        code = _code() if factor is Factor.CODE else ""
        sent = Sent(id=self._rooms.ids.new(), factor=factor, code=code)
        outcome = self._store.challenged(place, sent, self._rooms.clock())
        if outcome.verdict is Verdict.TOO_MANY and not again:
            return self.shown(place)
        if outcome.to:
            self._carry(place, sent, outcome.to)
        return self._told(factor.value, place, outcome)

    def guess(self, place: Place, guess: str, address: str) -> Told:
        """Raises TooMany."""
        source = source_of(self._pepper, address)
        outcome = self._store.guessed(place, guess, source, self._rooms.clock())
        if outcome.alarm:
            ALARMS.labels("source").inc()
            log.error("one source tries many customers", extra={"source": source})
        if outcome.failing:
            ALARMS.labels("fleet").inc()
            log.error("far more proofs fail than usual")
        self.watch()
        return self._told("guess", place, outcome)

    def watch(self) -> None:
        """Shows how proofs go over all customers."""
        seen = self._store.fleet(self._rooms.tenant, self._rooms.clock())
        FAILED_SHARE.labels("lately").set(seen.lately.failed)
        FAILED_SHARE.labels("usually").set(seen.usual)
        FAILING.set(seen.failing)

    def cancel(self, place: Place) -> Told:
        outcome = self._store.cancelled(place, self._rooms.clock())
        return self._told("cancel", place, outcome)

    def confirm(self, challenge_id: str, callback_id: str, *, yes: bool) -> None:
        """What was chosen in the bank's app."""
        place = self._store.place_of(self._rooms.tenant, challenge_id)
        if place is not None:
            now = self._rooms.clock()
            outcome = self._store.confirmed(place, challenge_id, callback_id, yes, now)
            self._after("confirm", place, outcome)

    def judge(self, request_id: str, judgement: Judgement, callback_id: str) -> None:
        """What an external verifier found."""
        place = self._store.place_of(self._rooms.tenant, request_id)
        if place is not None:
            now = self._rooms.clock()
            outcome = self._store.judged(place, judgement, callback_id, now)
            self._after("judge", place, outcome)

    def forget(self) -> None:
        """What no limit counts any more."""
        before = self._rooms.clock() - COUNTED
        self._store.forget(self._rooms.tenant, before)
        self.watch()

    def close(self) -> None:
        self._couriers.close()

    def _meant(self, claim: Claim) -> Meant:
        if self._core is None:
            raise BankUnavailable("no core of a bank is known")
        return looked_up(self._core, claim, self._pepper)

    @contextmanager
    def _alike(self) -> Iterator[None]:
        """Whoever is meant, the answer takes as long."""
        started = time.monotonic()
        try:
            yield
        finally:
            left = self._alike_seconds - (time.monotonic() - started)
            time.sleep(max(0.0, left))

    def _carry(self, place: Place, sent: Sent, to: str) -> None:
        purpose = self._store.purpose(place, self._rooms.clock())
        delivery = Delivery(
            challenge_id=sent.id,
            refused=lambda reason: self._refused(place, sent.factor, reason),
        )
        if sent.factor is Factor.CODE:
            self._couriers.code(to, self._words(place, sent, purpose.purpose), delivery)
            return
        params = {"act": purpose.act, "digest": purpose.digest}
        self._couriers.question(to, purpose.purpose, params, self._callback, delivery)

    def _words(self, place: Place, sent: Sent, purpose: str) -> str:
        store = self._rooms.records.conversations
        conversation = store.get(place.tenant_id, place.conversation_id)
        return self._rooms.wording.say(
            "code_message",
            conversation.language,
            code=sent.code,
            minutes=str(NUMBERS.challenge_seconds // 60),
            purpose=purpose,
        )

    def _refused(self, place: Place, factor: Factor, reason: str) -> None:
        log.warning("not sent", extra={"factor": factor.value, "why": reason})
        if reason == SIM_CHANGED:
            self._store.sim_changed(place, self._rooms.clock())

    def _told(self, step: str, place: Place, outcome: Outcome) -> Told:
        self._after(step, place, outcome)
        if outcome.verdict is Verdict.TOO_MANY:
            raise TooMany(outcome.wait_seconds)
        standing = self._store.standing(place, self._rooms.clock())
        return Told(standing=standing, verdict=outcome.verdict)

    def _after(self, step: str, place: Place, outcome: Outcome) -> None:
        result = outcome.ending or outcome.verdict or "ok"
        STEPS.labels(step, str(result)).inc()
        log.info("verification", extra={"step": step, "result": str(result)})
        for message in outcome.messages:
            self._service.turns.submit(message)
            self._service.hub.hint(place.conversation_id)


def _code() -> str:
    digits = NUMBERS.code_digits
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def verifier_of(request: Request) -> Verifier:
    verifier: Verifier = request.app.state.verifier
    return verifier


TheVerifier = Annotated[Verifier, Depends(verifier_of)]
