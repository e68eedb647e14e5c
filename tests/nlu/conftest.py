"""The small bank's encoder and understander, trained once for all tests of nlu/."""

from datetime import date
from pathlib import Path

import pytest

from nlu.build import build_understander
from nlu.understander import PackUnderstander
from tests.nlu.words import MATERIAL

TODAY = date(2025, 11, 26)
SEED = 7


def silent(_done: float, _note: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nlu")


@pytest.fixture(scope="session")
def understander(home: Path) -> PackUnderstander:
    return build_understander(
        home, MATERIAL, seed=SEED, today=lambda: TODAY, progress=silent
    )
