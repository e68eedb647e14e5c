"""The service that calls are measured on: a process of its own, with real engines."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from api.cli.banks import with_pack
from api.settings import read_settings

ROOT = Path(__file__).parents[2]
TEST_MODEL = ROOT / "tests" / "speech" / "vosk_zh"
READY_SECONDS = 120.0
LIMITS = ("MESSAGES", "CONVERSATIONS", "LOGINS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    url: str
    pid: int

    def metric(self, start: str) -> float:
        """The sum of all lines that begin so."""
        with urlopen(f"{self.url}/metrics", timeout=10) as told:  # noqa: S310
            lines = told.read().decode().splitlines()
        return sum(float(one.split()[-1]) for one in lines if one.startswith(start))

    def delays(self) -> dict[float, float]:
        """Pieces of sound that waited no longer than so many seconds."""
        name = "teller_call_sound_delay_seconds_bucket"
        with urlopen(f"{self.url}/metrics", timeout=10) as told:  # noqa: S310
            lines = told.read().decode().splitlines()
        return {
            float(one.partition('le="')[2].partition('"')[0]): float(one.split()[-1])
            for one in lines
            if one.startswith(name)
        }

    def processor_seconds(self) -> float:
        """Of the service itself; its engines are processes of their own."""
        told = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2]
        user, system = told.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def learned(folder: Path, home: Path | None) -> Path:
    """The demo bank: a copy of a home that has it, or learned anew."""
    made = folder / "home"
    if home is not None:
        shutil.copytree(home, made)
    else:
        with_pack(read_settings(home=made), quiet=True).close()
    return made


@contextmanager
def serving(home: Path, *, hears: bool = True) -> Iterator[Running]:
    environment = {**os.environ, **_settings(home, hears=hears)}
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        try:
            url = _url_in(process)
            _wait_until_ready(url)
            yield Running(url=url, pid=process.pid)
        finally:
            process.send_signal(signal.SIGTERM)


def _settings(home: Path, *, hears: bool) -> Mapping[str, str]:
    model = os.environ.get("TELLER_VOSK_MODEL", str(TEST_MODEL))
    given = {
        "TELLER_HOME": str(home),
        "TELLER_RECOGNIZER": "vosk",
        "TELLER_VOSK_MODEL": model if hears else "",
        "TELLER_MOST_CALLS": "200",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }
    roomy = {f"TELLER_LIMITS__{one}_PER_MINUTE": "1000000" for one in LIMITS}
    return given | roomy


def _url_in(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if line.startswith("customer chat"):
            return line.split()[-1].removesuffix("/chat")
    raise SystemExit("the service did not start")


def _wait_until_ready(url: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(f"{url}/readyz", timeout=5):  # noqa: S310
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise SystemExit(f"not ready after {READY_SECONDS:.0f} s")
