"""The serving path stays light: no network library is loaded by it."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.engine

HEAVY = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy"}


@pytest.mark.parametrize(
    "module", ["nlu.understander", "nlu.build", "nlu.sentence_encoder"]
)
def test_serving_loads_no_network_library(module: str) -> None:
    script = f"import sys, {module}; print(*{{n.split('.')[0] for n in sys.modules}})"

    loaded = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    ).stdout.split()

    assert "numpy" in loaded
    assert HEAVY.isdisjoint(loaded)
