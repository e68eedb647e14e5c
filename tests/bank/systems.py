"""A simulated bank behind either transport, and acts to ask of it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import uvicorn

from api.bank.beside import HOST, free_port
from api.bank.branches import Branches
from api.bank.fees import FeeTables
from api.bank.http import HttpBank, Timeouts
from api.bank.in_process import InProcess
from api.bank.performers import bank_performers
from api.bank.simulated.bank import SimulatedBank, simulated_bank
from bot.acts import Act, ActResult

PACK = Path(__file__).parents[2] / "api" / "demo"
CUSTOMERS = PACK / "customers.json"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
QUICK = Timeouts(connect=2.0, answer=0.3, total=0.5)
"""So that a slow bank need not be waited for long."""
SLOW_SECONDS = 0.6
START_SECONDS = 10.0


def bank_at(now: datetime = NOW, *, token: str = "") -> SimulatedBank:
    return simulated_bank(CUSTOMERS, clock=lambda: now, token=token)


def bearer(bank: SimulatedBank) -> dict[str, str]:
    token = bank.state.token
    return {"Authorization": f"Bearer {token}"} if token else {}


@contextmanager
def in_process(bank: SimulatedBank) -> Iterator[httpx2.Client]:
    with httpx2.Client(
        transport=InProcess(bank), base_url="http://bank", headers=bearer(bank)
    ) as client:
        yield client


@contextmanager
def over_tcp(bank: SimulatedBank) -> Iterator[httpx2.Client]:
    config = uvicorn.Config(
        bank,
        log_config=None,
        log_level="critical",
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with free_port() as listener:
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        thread.start()
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        _until_started(server)
        try:
            with httpx2.Client(
                base_url=url, trust_env=False, headers=bearer(bank)
            ) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)


def _until_started(server: uvicorn.Server) -> None:
    ends = time.monotonic() + START_SECONDS
    while not server.started:
        assert time.monotonic() < ends
        time.sleep(0.01)


TRANSPORTS = {"in process": in_process, "over TCP": over_tcp}


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """The bank, and what our side has of it."""

    bank: SimulatedBank
    client: httpx2.Client
    timeouts: Timeouts = QUICK

    def does(
        self, name: str, *, subject: str = "C0001", key: str = "act-1", **params: str
    ) -> ActResult:
        performers = bank_performers(
            HttpBank(self.client, self.timeouts),
            FeeTables.load(PACK / "fees", ZoneInfo("Asia/Shanghai")),
            Branches.load(PACK / "branches.csv"),
        )
        return performers[name](act(name, subject=subject, key=key, **params))


def act(name: str, *, subject: str = "C0001", key: str = "act-1", **params: str) -> Act:
    return Act(
        id=key,
        tenant_id="main",
        conversation_id="c",
        flow="f",
        step="s",
        name=name,
        params=params,
        asked_at=NOW,
        subject=subject,
    )
