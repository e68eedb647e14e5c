"""The simulated bank as a process beside the service."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from api.bank.beside import bank_beside, demo_server, free_port
from api.errors import SettingsRefused
from api.settings import read_settings
from tests.bank.systems import CUSTOMERS, PACK

pytestmark = pytest.mark.door

PATIENCE_SECONDS = 20.0
ITS_OWN_PORT = 8_191
"""Where no other test looks for a port, and nobody moves in when it is left."""
PARENT = """
import sys, time
from pathlib import Path
from api.bank.beside import demo_server
with demo_server(Path(sys.argv[1]), "s") as url:
    print(url, flush=True)
    time.sleep(60)
"""


def answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/faults", timeout=5, trust_env=False).is_success
    except httpx2.HTTPError:
        return False


def until(url: str, wanted: bool) -> bool:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if answers(url) is wanted:
            return True
        time.sleep(0.05)
    return False


def test_it_answers_while_it_is_wanted_and_then_ends() -> None:
    with demo_server(CUSTOMERS, "s", first_port=ITS_OWN_PORT) as url:
        began = until(url, wanted=True)

    assert began
    assert not answers(url)


def test_it_ends_even_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", PARENT, str(CUSTOMERS)], stdout=subprocess.PIPE
    )
    assert parent.stdout
    with parent.stdout:
        url = parent.stdout.readline().decode().strip()
        began = until(url, wanted=True)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()

    assert began
    assert until(url, wanted=False)


def test_two_have_ports_of_their_own() -> None:
    with free_port() as first, free_port() as second:
        assert first.getsockname() != second.getsockname()


def test_no_free_port_is_said() -> None:
    with free_port(8190) as listener, pytest.raises(SettingsRefused, match="port"):
        port = listener.getsockname()[1]
        free_port(port, last=port)


def test_the_settings_learn_where_it_is(tmp_path: Path) -> None:
    named = read_settings(home=tmp_path, pack=PACK)

    with bank_beside(named) as settings:
        assert settings.bank_url
        assert settings.sms_url == f"{settings.bank_url}/sms"
        assert settings.bank_secret


def test_a_bank_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    own = read_settings(
        home=tmp_path, bank_url="http://core", bank_secret=SecretStr("s")
    )

    with bank_beside(own) as settings:
        assert settings is own


def test_a_pack_without_customers_has_no_bank(tmp_path: Path) -> None:
    with bank_beside(read_settings(home=tmp_path, pack=tmp_path)) as settings:
        assert settings.bank_url is None
