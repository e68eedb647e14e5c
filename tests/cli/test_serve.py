"""The service starts once on a home, says where it is, and is written through."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from api.cli.lock import holder
from tests.cli.command import Teller, running_with, write_pack

pytestmark = pytest.mark.door

STOP_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    serving: subprocess.Popen[str]
    lines: list[str]
    """What it printed: until it was ready, and once it is stopped, all."""

    @property
    def url(self) -> str:
        line = next(one for one in self.lines if one.startswith("customer chat"))
        return line.split()[-1].removesuffix("/chat")


@contextmanager
def started(command: str, environment: Mapping[str, str]) -> Iterator[Running]:
    """Ready when this begins, and stopped when it ends."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "api.cli.main", command, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
    ) as serving:
        assert serving.stdout is not None
        running = Running(serving=serving, lines=[])
        for line in serving.stdout:
            running.lines.append(line.strip())
            if line.startswith("API documents"):
                break
        try:
            yield running
        finally:
            serving.send_signal(signal.SIGTERM)
            running.lines.extend(serving.stdout.read().splitlines())
            serving.wait(STOP_SECONDS)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Where the service of this module runs."""
    folder = tmp_path_factory.mktemp("served")
    pack = write_pack(folder / "pack")
    return {"TELLER_HOME": str(folder / "home"), "TELLER_PACK": str(pack)}


@pytest.fixture(scope="module")
def service(at: Mapping[str, str]) -> Iterator[Running]:
    with started("serve", at) as running:
        yield running


@pytest.fixture
def beside(
    at: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Teller:
    """Runs a command on the home of the service that runs."""
    for name, value in at.items():
        monkeypatch.setenv(name, value)
    return running_with(capsys)


def test_it_is_there_when_it_says_so(service: Running) -> None:
    assert httpx2.get(f"{service.url}/healthz", trust_env=False).status_code == 200


def test_it_is_named_in_its_home(service: Running, at: Mapping[str, str]) -> None:
    found = holder(Path(at["TELLER_HOME"]))

    assert found is not None
    assert (found.pid, found.url) == (service.serving.pid, service.url)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_second_one_is_refused_by_name(
    service: Running, beside: Teller, command: str
) -> None:
    done = beside(command, "--port", "0")

    assert done.code == 1
    assert service.url in done.err


@pytest.mark.usefixtures("service")
def test_an_import_goes_through_it_and_is_answered_at_once(
    beside: Teller, articles: Path
) -> None:
    done = beside("knowledge", "import", articles, "--publish", "--json")
    asked = beside("ask", "怎么开户", "--json")

    assert done.json["files"][0]["published"] == ["S-1", "S-2", "S-3"]
    assert asked.json["source"]["article_id"] == "S-2"


@pytest.mark.usefixtures("service")
def test_staff_are_added_through_it(beside: Teller) -> None:
    added = beside("users", "add", "li", "--role", "agent")
    again = beside("users", "add", "li", "--role", "agent")

    assert (added.code, again.code) == (0, 1)
    assert "password: " in added.out
    assert "li" in again.err


def test_the_doctor_sees_it(service: Running, beside: Teller) -> None:
    checks = {one["name"]: one for one in beside("doctor", "--json").json["checks"]}

    assert service.url in checks["port"]["found"]


def test_the_bank_is_loaded_and_the_password_shown_once(teller: Teller) -> None:
    with started("demo", {}) as first:
        pass
    with started("demo", {}) as second:
        pass

    listed = teller("knowledge", "export", "--format", "jsonl")
    assert " ".join(first.lines).count("with the password") == 1
    assert "password" not in " ".join(second.lines)
    assert len(listed.out.splitlines()) == 3
    assert "of 3 versions" in listed.err


@pytest.mark.usefixtures("teller")
def test_a_password_of_the_settings_logs_in_and_is_not_shown() -> None:
    with started("serve", {"TELLER_ADMIN_PASSWORD": "a-password-of-mine"}) as running:
        answer = httpx2.post(
            f"{running.url}/api/v1/desk/login",
            json={"name": "admin", "password": "a-password-of-mine"},
            trust_env=False,
        )

    assert answer.status_code == 200
    assert "password" not in " ".join(running.lines)


def test_a_taken_port_is_refused_in_one_line(teller: Teller) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = teller("serve", "--port", port)

    assert done.code == 1
    assert f"127.0.0.1:{port}" in done.err
    assert "--port" in done.err
