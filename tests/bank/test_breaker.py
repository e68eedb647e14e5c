"""The breaker: who asks a bank that is down hears it at once."""

from dataclasses import dataclass

import pytest

from api.bank.breaker import FAILURES, PAUSE_SECONDS, Breaker
from api.bank.errors import BankError, BankLate, BankRefused, BankUnavailable
from api.bank.port import Answer, Order
from api.bank.shapes import Accepted

pytestmark = pytest.mark.door

ORDER = Order(method="GET", path="/x", answer=Accepted)


@dataclass(slots=True)
class Moody:
    """Implements api.bank.port.Bank: fails as long as it is in a mood."""

    mood: BankError | None
    asked: int = 0
    now: float = 100.0

    def ask(self, order: Order[Answer]) -> Answer:
        self.asked += 1
        if self.mood:
            raise self.mood
        return order.answer.model_validate({"id": "well"})

    def clock(self) -> float:
        return self.now


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(BankError):
            breaker.ask(ORDER)


@pytest.mark.parametrize("mood", [BankUnavailable("down"), BankLate("lost")])
def test_after_failures_in_a_row_nobody_is_kept_waiting(mood: BankError) -> None:
    bank = Moody(mood)
    breaker = Breaker(bank, clock=bank.clock)
    fail(breaker, FAILURES)

    with pytest.raises(BankUnavailable):
        breaker.ask(ORDER)

    assert bank.asked == FAILURES


def test_a_refusal_is_no_failure() -> None:
    bank = Moody(BankRefused("too_much"))

    fail(Breaker(bank, clock=bank.clock), 10)

    assert bank.asked == 10


def test_after_a_pause_one_is_let_through() -> None:
    bank = Moody(BankUnavailable("down"))
    breaker = Breaker(bank, clock=bank.clock)
    fail(breaker, FAILURES)
    bank.now += PAUSE_SECONDS

    fail(breaker, 5)

    assert bank.asked == FAILURES + 1


def test_a_bank_that_is_back_is_asked_again_by_all() -> None:
    bank = Moody(BankUnavailable("down"))
    breaker = Breaker(bank, clock=bank.clock)
    fail(breaker, FAILURES)
    bank.now += PAUSE_SECONDS
    bank.mood = None

    answers = [breaker.ask(ORDER) for _ in range(3)]

    assert {one.id for one in answers} == {"well"}


def test_failures_that_are_not_in_a_row_do_not_count() -> None:
    bank = Moody(BankUnavailable("down"))
    breaker = Breaker(bank, clock=bank.clock)
    for _ in range(3):
        bank.mood = BankUnavailable("down")
        fail(breaker, FAILURES - 1)
        bank.mood = None
        breaker.ask(ORDER)

    assert bank.asked == 3 * FAILURES
