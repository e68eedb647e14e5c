"""A bank that is slow, down or wrong: nothing is done twice, nothing wrong is told."""

import time

import httpx2
import pytest

from api.bank.beside import HOST, free_port
from api.bank.http import Timeouts
from api.bank.simulated.faults import FaultKind
from bot.acts import ActOutcome
from tests.bank.systems import SLOW_SECONDS, Systems, bank_at, in_process, over_tcp

pytestmark = pytest.mark.door

EFFECTLESS = {FaultKind.DOWN}
LASTING = pytest.mark.parametrize("kind", list(FaultKind))
OF_READINGS = pytest.mark.parametrize(
    "kind", [one for one in FaultKind if one is not FaultKind.LATE]
)
HEARD_WITHIN = 4.0
"""Seconds until the customer is told at the latest."""


@OF_READINGS
def test_a_reading_that_fails_is_unavailable(systems: Systems, kind: FaultKind) -> None:
    systems.bank.faults.put(kind, endpoint="bill", seconds=SLOW_SECONDS)

    result = systems.does("bill", card="K0001")

    assert result.outcome is ActOutcome.UNAVAILABLE
    assert not result.facts


@OF_READINGS
def test_a_reading_that_fails_once_is_tried_again(
    systems: Systems, kind: FaultKind
) -> None:
    systems.bank.faults.put(kind, endpoint="bill", seconds=SLOW_SECONDS, times=1)

    assert systems.does("bill", card="K0001").outcome is ActOutcome.OK


@LASTING
def test_a_write_that_fails_is_late_or_was_not_done(
    systems: Systems, kind: FaultKind
) -> None:
    systems.bank.faults.put(kind, endpoint="address-changes", seconds=SLOW_SECONDS)

    result = systems.does("change_address", address="上海市浦东新区世纪大道1号")

    unavailable = kind in EFFECTLESS
    assert (result.outcome is ActOutcome.UNAVAILABLE) == unavailable
    assert (result.outcome is ActOutcome.LATE) == (not unavailable)


@LASTING
def test_a_write_that_is_asked_again_by_its_key_has_one_effect(
    systems: Systems, kind: FaultKind
) -> None:
    months = {"card": "K0001", "amount": "50000", "months": "12"}
    quote = systems.does("quote_instalment", **months).facts["quote"]
    systems.bank.faults.put(kind, endpoint="instalments", seconds=SLOW_SECONDS)
    systems.does("place_instalment", key="one", quote=quote, **months)
    systems.bank.faults.clear()

    result = systems.does("place_instalment", key="one", quote=quote, **months)

    assert result.outcome is ActOutcome.OK
    assert systems.does("bill", card="K0001").facts["left"] == "160610"


@pytest.mark.parametrize("name", ["bill", "freeze"])
def test_what_nobody_heard_is_unavailable_and_never_late(name: str) -> None:
    with free_port() as listener:
        address = listener.getsockname()
    with httpx2.Client(base_url=f"http://{HOST}:{address[1]}") as client:
        away = Systems(bank=bank_at(), client=client)

        result = away.does(name, card="K0001")

    assert result.outcome is ActOutcome.UNAVAILABLE


@pytest.mark.parametrize("name", ["bill", "freeze"])
@pytest.mark.parametrize("seconds", [3.0, 30.0])
def test_a_slow_bank_is_given_up_within_four_seconds(name: str, seconds: float) -> None:
    """By the usual timeouts, counted rather than waited for."""
    bank = bank_at()
    bank.faults.put("slow", seconds=seconds)
    with in_process(bank) as client:
        usual = Systems(bank=bank, client=client, timeouts=Timeouts())
        began = time.monotonic()
        result = usual.does(name, card="K0001")

    limits = usual.timeouts
    assert result.outcome in (ActOutcome.UNAVAILABLE, ActOutcome.LATE)
    assert time.monotonic() - began < 1.0
    assert limits.connect + limits.answer < limits.total < HEARD_WITHIN


def test_a_bank_that_hangs_is_really_given_up_in_time() -> None:
    bank = bank_at()
    bank.faults.put("slow", seconds=10)
    with over_tcp(bank) as client:
        usual = Systems(bank=bank, client=client, timeouts=Timeouts())
        began = time.monotonic()
        result = usual.does("freeze")
        heard = time.monotonic() - began

    assert result.outcome is ActOutcome.LATE
    assert heard < HEARD_WITHIN


def test_one_fault_stands_at_each_endpoint(near: Systems) -> None:
    near.bank.faults.put("down", endpoint="bill")
    near.bank.faults.put("slow", endpoint="bill")
    near.bank.faults.put("down", endpoint="cards", times=1)

    assert [one.kind for one in near.bank.faults.active] == ["slow", "down"]


def test_the_bank_that_answers_about_somebody_else_is_not_believed(
    near: Systems,
) -> None:
    near.bank.faults.put("other_customer")

    result = near.does("cards")

    assert result.outcome is ActOutcome.UNAVAILABLE
    assert not result.lists


def test_a_bank_that_is_late_still_answers_readings(near: Systems) -> None:
    near.bank.faults.put("late", times=2)

    reading = near.does("bill", card="K0001")
    late = near.does("freeze", key="one")
    settled = near.does("freeze", key="one")

    outcomes = [one.outcome for one in (reading, late, settled)]
    assert outcomes == [ActOutcome.OK, ActOutcome.LATE, ActOutcome.OK]
