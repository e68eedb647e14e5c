"""The bank of all chaos runs, made once."""

import os
from collections.abc import Iterator

import pytest

from tests.chaos.lives import Settled, settled

SEED = int(os.environ.get("TELLER_CHAOS_SEED", "20260302"))


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    with settled(tmp_path_factory.mktemp("chaos")) as one:
        yield one


@pytest.fixture(scope="session")
def seed() -> int:
    return SEED
