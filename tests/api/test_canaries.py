"""Canaries: many customers' numbers go through every door, and are kept nowhere."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.logs import configure
from tests.api.fixtures.canaries import Canary, Flight, found, write_customers
from tests.api.fixtures.proving import proving_in

pytestmark = [pytest.mark.door, pytest.mark.timeout(3_600)]

FLIGHTS = int(os.environ.get("TELLER_CANARIES", "24"))
"""More of them in a long run by hand: each takes a journey of its own."""


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """A test that configures logging leaves none of it behind."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_no_number_of_any_customer_is_kept_or_shown_anywhere(
    tmp_path: Path, template: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("debug", pii=True)
    canaries = [Canary(number=number) for number in range(FLIGHTS)]
    customers = write_customers(tmp_path / "customers.json", canaries)

    with proving_in(tmp_path / "home", template, customers=customers) as proving:
        flight = Flight(proving=proving)
        for canary in canaries:
            flight.fly(canary)
        seen = "".join(capfd.readouterr())
        told = found(flight, canaries, seen)

    assert len(flight.codes) >= FLIGHTS // 3
    assert not told
