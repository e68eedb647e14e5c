"""Three agents, a supervisor and thirty customers on one machine, and much goes wrong.

Eight customers are real pages and twenty-two are real sockets, as apps have them; with
TELLER_FLOOR_PAGES=30 all of them are pages. TELLER_FLOOR_SEEDS=N runs N stories.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import CHROMIUM, Opens
from tests.browser.floor.callers import Caller, on_lines, on_pages
from tests.browser.floor.checks import (
    board_wrong,
    crossed_drafts,
    desks_wrong,
    replied_wrong,
    said_wrong,
    screens_wrong,
    told_wrong,
)
from tests.browser.floor.desks import Seat
from tests.browser.floor.ledger import Ledger, Records, mark
from tests.browser.floor.machine import Machine
from tests.browser.floor.story import Floor
from tests.browser.service import Service, started

pytestmark = [pytest.mark.browser, pytest.mark.timeout(560)]

SEEDS = range(1, 1 + int(os.environ.get("TELLER_FLOOR_SEEDS", "1")))
PAGES = int(os.environ.get("TELLER_FLOOR_PAGES", "8"))
CUSTOMERS = 30
AGENTS = ("坐席甲", "坐席乙", "坐席丙")
MARK = {"X-Teller": "desk"}


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Path:
    folder = tmp_path_factory.mktemp("floor-home")
    request.getfixturevalue("demo_home")(folder)
    return folder


@pytest.fixture(scope="module")
def bank(home: Path) -> Iterator[Service]:
    with started(home) as service:
        yield service


@pytest.fixture
def supervisor(opens: Opens, bank: Service) -> Page:
    page = opens().new_page()
    login = {"name": bank.name, "password": bank.password}
    answer = page.request.post(f"{bank.url}/api/v1/desk/login", data=login)
    assert answer.ok, answer.text()
    page.goto(f"{bank.url}/desk?lang=zh-CN")
    return page


def hired(leader: Page, chromium: Browser, url: str, shown_as: str) -> tuple[str, str]:
    """Name and password of a new agent, who has been at the desk before."""
    name, first = f"a{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    wish = {"name": name, "role": "agent", "display_name": shown_as, "password": first}
    made = leader.request.post(f"{url}/api/v1/staff", headers=MARK, data=wish)
    assert made.ok, made.text()
    own = chromium.new_context().request
    own.post(f"{url}/api/v1/desk/login", data={"name": name, "password": first})
    second = secrets.token_urlsafe(12)
    changed = {"old": first, "new": second}
    own.post(f"{url}/api/v1/desk/password", headers=MARK, data=changed)
    return name, second


@pytest.fixture
def callers(bank: Service, chromium: Browser) -> Iterator[list[Caller]]:
    """Come in and, at the end of the test, go."""
    pages = [on_pages(chromium, bank.url, number) for number in range(PAGES)]
    lines = [on_lines(bank.url, number) for number in range(PAGES, CUSTOMERS)]
    yield [*pages, *lines]
    for line in lines:
        line.leave()
    for page in pages:
        page.leave()


@pytest.fixture
def seats(
    bank: Service, chromium: Browser, supervisor: Page, tmp_path: Path
) -> Iterator[list[Seat]]:
    assert CHROMIUM is not None
    made = list[Seat]()
    with ExitStack() as over:
        for shown_as in AGENTS:
            name, password = hired(supervisor, chromium, bank.url, shown_as)
            machine = Machine(chromium.browser_type, CHROMIUM, tmp_path / name)
            over.callback(machine.kill)
            made.append(
                Seat(
                    name=name,
                    shown_as=shown_as,
                    password=password,
                    url=bank.url,
                    machine=machine,
                )
            )
            made[-1].arrive()
        yield made


@pytest.fixture(params=SEEDS)
def floor(
    request: pytest.FixtureRequest,
    callers: list[Caller],
    seats: list[Seat],
    supervisor: Page,
    bank: Service,
    home: Path,
) -> Floor:
    chance = Random(request.param)
    ledger = Ledger(marks={one.conversation: mark(one.number) for one in callers})
    for seat in seats:
        seat.ledger, seat.chance = ledger, Random(chance.random())
    return Floor(
        callers=callers,
        seats=seats,
        supervisor=supervisor,
        records=Records(file=home / "teller.db"),
        ledger=ledger,
        chance=chance,
        url=bank.url,
    )


def test_nobody_is_lost_on_a_floor_where_much_goes_wrong(floor: Floor) -> None:
    floor.happen()
    floor.settle()
    floor.drain()

    assert floor.ledger.crossed == []
    assert crossed_drafts(floor) == []
    assert told_wrong(floor) == []
    assert said_wrong(floor) == []
    assert replied_wrong(floor) == []
    assert screens_wrong(floor) == []
    assert desks_wrong(floor) == []
    assert board_wrong(floor) == []
