"""Percentiles of durations, and the machine they were taken on, in words."""

import os
import platform
from collections.abc import Sequence
from math import ceil
from pathlib import Path


def percentile(seconds: Sequence[float], percent: int) -> float:
    """The smallest duration that `percent` of all do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1_000:.1f}"


def machine() -> str:
    cores = os.cpu_count() or 1
    system = _pretty_name() or platform.system()
    busy = os.getloadavg()[0]
    return (
        f"{cores}-core machine, {system}, Python {platform.python_version()}, no GPU; "
        f"load average {busy:.1f} when it was measured"
    )


def _pretty_name() -> str:
    path = Path("/etc/os-release")
    if not path.is_file():
        return ""
    pairs = (line.partition("=") for line in path.read_text("utf-8").splitlines())
    found = {name: value.strip('"') for name, _, value in pairs}
    return f"{found.get('NAME', '').split()[0]} {found.get('VERSION_ID', '')}".strip()
