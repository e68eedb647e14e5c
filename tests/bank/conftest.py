"""The simulated bank in this process, and the same over TCP."""

from collections.abc import Iterator

import pytest

from tests.bank.systems import TRANSPORTS, Systems, bank_at, in_process

TOKEN = "of-the-tests"


@pytest.fixture(params=list(TRANSPORTS))
def systems(request: pytest.FixtureRequest) -> Iterator[Systems]:
    """Over each transport, for whoever shows the token."""
    bank = bank_at(token=TOKEN)
    with TRANSPORTS[request.param](bank) as client:
        yield Systems(bank=bank, client=client)


@pytest.fixture
def near() -> Iterator[Systems]:
    """In this process only."""
    bank = bank_at(token=TOKEN)
    with in_process(bank) as client:
        yield Systems(bank=bank, client=client)
