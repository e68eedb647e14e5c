"""An agent's computer: a Chromium of its own, which may die, sleep and wake."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, Page
from playwright.sync_api import Error as Refused

START_SECONDS = 40.0


class Machine:
    """Its folder outlives it, as a disk does."""

    def __init__(self, kind: BrowserType, chromium: str, folder: Path) -> None:
        self._kind = kind
        self._chromium = chromium
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None
        self._context: BrowserContext | None = None

    def start(self) -> Page:
        """Its first page, with nothing on it."""
        told = self._folder / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        self._running = subprocess.Popen(  # noqa: S603
            [
                self._chromium, "--headless=new", "--no-sandbox", "--no-first-run",
                "--disable-dev-shm-usage", "--disable-background-networking",
                "--disable-component-update", "--remote-debugging-port=0",
                f"--user-data-dir={self._folder}", "--window-size=1440,860",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        port = _port(told)
        browser = self._kind.connect_over_cdp(f"http://127.0.0.1:{port}")
        self._context = browser.contexts[0]
        return self._context.pages[0]

    def kill(self) -> None:
        """As when the power fails: nothing in it is told."""
        running, self._running = self._running, None
        if running is None:
            return
        _signal(running.pid, signal.SIGKILL)
        running.wait(timeout=20)
        with contextlib.suppress(Refused):
            if self._context is not None and self._context.browser is not None:
                self._context.browser.close()

    def sleep(self) -> None:
        """Its lid is shut: connections stay open, and nobody answers on them."""
        assert self._running is not None
        _signal(self._running.pid, signal.SIGSTOP)

    def wake(self) -> None:
        assert self._running is not None
        _signal(self._running.pid, signal.SIGCONT)


def _signal(group: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, which)


def _port(told: Path) -> int:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        lines = told.read_text("utf-8").split() if told.exists() else []
        if len(lines) > 1:
            return int(lines[0])
        time.sleep(0.05)
    raise RuntimeError("Chromium did not start")
