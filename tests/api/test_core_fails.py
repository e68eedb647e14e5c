"""A bank's core that is down, slow or talks nonsense: heard in time, done once."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import chores
from api.bank.simulated.bank import SimulatedBank
from api.settings import DEMO_PACK, BankTimeouts
from tests.api.fixtures.bank import PACK, House, house_in
from tests.api.fixtures.people import Customer, arrived, until
from tests.bank.systems import bank_at, over_tcp

pytestmark = pytest.mark.door

HEARD_SECONDS = 4.0
"""Until the customer shall be told at the latest, in plain words."""
TROUBLE_SECONDS = 10
"""As long a slow bank takes: whoever is told sooner did not wait for it. How much
sooner is the connector's patience, whatever else this machine does."""
LEFT_SECONDS = 0.5
"""For the turn in which it is told."""
CLAIM = {"phone": "19900001037", "tail": "7351"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A service that reaches its bank over a real socket."""

    house: House
    customer: Customer
    bank: SimulatedBank

    def asks_for_a_freeze(self) -> float:
        """Seconds until the customer heard what became of it."""
        self.customer.say("冻结", choice="flow:freeze")
        seq = self.customer.state()["last_seq"]
        card = next(e["card"] for e in reversed(self.customer.events()) if e["card"])
        began = time.monotonic()
        path = f"/verifications/{card['id']}/claim"
        assert self.customer.post(path, CLAIM).status_code == 200
        until(lambda: bool(self.told(seq)), "a word of what became of it")
        return time.monotonic() - began

    def told(self, after: int = 0) -> list[str]:
        events = self.customer.events(after)
        return [one["text"] for one in events if one["author"] == "bot"]

    @property
    def frozen(self) -> int:
        return len(self.bank.state.keys.done)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The small bank's, with the freezing of the demo bank."""
    folder = Path(shutil.copytree(PACK, tmp_path / "pack"))
    text = (DEMO_PACK / "flows" / "freeze.toml").read_text("utf-8")
    lines = [one for one in text.splitlines() if not one.startswith("intents")]
    (folder / "flows" / "freeze.toml").write_text("\n".join(lines), "utf-8")
    return folder


@contextmanager
def open_line(home: Path, template: Path, pack: Path) -> Iterator[Line]:
    bank = bank_at()
    with (
        over_tcp(bank) as wire,
        house_in(home, template, pack=pack, bank_url=str(wire.base_url)) as house,
        TestClient(house.app) as client,
    ):
        yield Line(house=house, customer=arrived(client), bank=bank)


@pytest.fixture
def line(tmp_path: Path, template: Path, pack: Path) -> Iterator[Line]:
    with open_line(tmp_path / "home", template, pack) as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "effects"),
    [("down", 0), ("refused", 0), ("slow", 1), ("wrong", 1), ("duplicate", 1)],
)
def test_the_customer_hears_in_time_and_it_is_done_once(
    line: Line, kind: str, effects: int
) -> None:
    line.bank.faults.put(kind, endpoint="freezes", seconds=TROUBLE_SECONDS, times=2)

    heard = line.asks_for_a_freeze()
    said = line.told()[-1]
    line.bank.faults.clear()
    for _ in range(3):
        line.house.clock.forward(seconds=120)
        chores.perform(line.house.service)

    assert heard < TROUBLE_SECONDS
    assert "已经提交临时冻结" not in said
    until(lambda: line.frozen >= effects, "the effect")
    assert line.frozen <= 1


def test_the_patience_with_a_bank_leaves_time_to_tell() -> None:
    patience = BankTimeouts()

    assert patience.total + LEFT_SECONDS < HEARD_SECONDS


def test_a_task_goes_on_once_the_core_is_back(line: Line) -> None:
    line.bank.faults.put("down", endpoint="freezes")
    line.asks_for_a_freeze()
    line.bank.faults.clear()
    line.house.clock.forward(seconds=30)

    line.customer.say("再试一次", choice="again")

    until(lambda: "已经提交临时冻结" in "".join(line.told()[-3:]), "it goes on")
    assert line.frozen == 1
