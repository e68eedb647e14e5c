"""Help is there at once: nothing heavy is imported for it."""

import subprocess
import sys
import time

import pytest

from api.cli.main import COMMANDS
from tests.cli.command import Teller

pytestmark = pytest.mark.door

HEAVY = {"torch", "faiss", "sqlalchemy", "fastapi", "numpy", "transformers", "vosk"}
MOST_SECONDS = 3.0
"""A second on a quiet machine; tests share theirs."""
ASK = """
import sys
from api.cli.main import app_for
app_for(["--help"])
print(*sys.modules)
"""


def test_help_names_every_command(teller: Teller) -> None:
    done = teller("--help")

    assert done.code == 0
    assert all(name in done.out for name in COMMANDS)


def test_help_imports_no_engine() -> None:
    shown = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True
    )

    assert not {name.partition(".")[0] for name in shown.stdout.split()} & HEAVY


def test_help_comes_at_once() -> None:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "api.cli.main", "--help"],
        capture_output=True,
        check=True,
    )

    assert time.perf_counter() - began < MOST_SECONDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(teller: Teller, name: str) -> None:
    done = teller(name, "--help")

    assert done.code == 0
    assert name in done.out


def test_an_unknown_command_is_a_mistake_of_usage(teller: Teller) -> None:
    assert teller("nonsense").code == 2


def test_the_name_alone_shows_the_help(teller: Teller) -> None:
    done = teller()

    assert "knowledge" in done.out + done.err
