"""The simulated bank in this process, and the same over TCP."""

from collections.abc import Iterator

import pytest

from tests.bank.systems import TRANSPORTS, Systems, bank_at, in_process


@pytest.fixture(params=list(TRANSPORTS))
def systems(request: pytest.FixtureRequest) -> Iterator[Systems]:
    """Over each transport."""
    bank = bank_at()
    with TRANSPORTS[request.param](bank) as client:
        yield Systems(bank=bank, client=client)


@pytest.fixture
def near() -> Iterator[Systems]:
    """In this process only."""
    bank = bank_at()
    with in_process(bank) as client:
        yield Systems(bank=bank, client=client)
