"""One writer: a second one on the same TELLER_HOME is refused by name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.lock import FILE, hold, holder
from api.errors import HomeInUse
from tests.cli.command import Teller

pytestmark = pytest.mark.door

HOLD = """
import sys, time
from pathlib import Path
from api.cli.lock import hold
with hold(Path(sys.argv[1])) as lock:
    lock.name("http://127.0.0.1:1")
    print("held", flush=True)
    time.sleep(60)
"""


def test_nobody_holds_an_empty_home(home: Path) -> None:
    assert holder(home) is None


def test_the_holder_is_known_by_process_and_address(home: Path) -> None:
    with hold(home) as lock:
        lock.name("http://127.0.0.1:8000")
        found = holder(home)

    assert found is not None
    assert (found.pid, found.url) == (os.getpid(), "http://127.0.0.1:8000")


def test_a_second_service_is_told_where_the_first_one_is(home: Path) -> None:
    with hold(home) as lock:
        lock.name("http://127.0.0.1:8000")

        with pytest.raises(HomeInUse, match="already running at http"), hold(home):
            pass


def test_a_command_that_writes_refuses_others_meanwhile(
    home: Path, teller: Teller
) -> None:
    with hold(home):
        done = teller("train")

    assert done.code == 1
    assert "try again when it is done" in done.err


def test_the_lock_ends_with_its_holder(home: Path) -> None:
    with hold(home):
        pass

    assert holder(home) is None
    with hold(home):
        assert holder(home) is not None


def test_a_killed_holder_leaves_no_lock(home: Path) -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        held = holder(home)
        other.kill()

    assert held is not None
    assert held.pid == other.pid
    assert holder(home) is None


def test_a_shorter_address_leaves_nothing_of_the_longer_one(home: Path) -> None:
    with hold(home) as lock:
        lock.name("http://[2001:db8::1]:8000")
        lock.name("")

        assert (home / FILE).read_text("utf-8").endswith('"url": ""}')
