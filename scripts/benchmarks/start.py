"""A start on a warm home: from the command to ready."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from api.cli.banks import with_pack
from api.settings import read_settings
from scripts.benchmarks.figures import machine
from scripts.benchmarks.page import Section

STARTS = 5
GOAL_SECONDS = 10.0
LONGEST_SECONDS = 120.0
PAUSE_SECONDS = 0.02


def measure() -> Section:
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as home:
        with_pack(read_settings(home=Path(home))).close()
        environment = {**os.environ, "TELLER_HOME": home, "PYTHONUNBUFFERED": "1"}
        _seconds_to_ready(environment)
        seconds = [_seconds_to_ready(environment) for _ in range(STARTS)]
    middle = median(seconds)
    verdict = "within" if middle <= GOAL_SECONDS else "above"
    shown = ", ".join(f"{one:.2f}" for one in sorted(seconds))
    body = f"""
{machine()}. `teller serve --port 0` as a new process on a home that holds the demo
bank; the clock runs from the start of the process until `/readyz` answers 200. One
start before, which does not count.

Median of {STARTS}: **{middle:.2f} s** ({shown}), {verdict} the goal of
{GOAL_SECONDS:.0f} s.
"""
    return Section(title="Start: from nothing to ready", body=body)


def _seconds_to_ready(environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as serving:
        try:
            _wait_until_ready(_url_in(serving), began)
            return time.perf_counter() - began
        finally:
            serving.send_signal(signal.SIGTERM)


def _url_in(serving: subprocess.Popen[str]) -> str:
    assert serving.stdout is not None  # noqa: S101
    for line in serving.stdout:
        if line.startswith("customer chat"):
            return line.split()[-1].removesuffix("/chat")
    raise SystemExit("the service did not start")


def _wait_until_ready(url: str, began: float) -> None:
    while time.perf_counter() - began < LONGEST_SECONDS:
        try:
            with urlopen(f"{url}/readyz", timeout=5):  # noqa: S310
                return
        except (URLError, ConnectionError):
            time.sleep(PAUSE_SECONDS)
    raise SystemExit(f"not ready after {LONGEST_SECONDS:.0f} s")
