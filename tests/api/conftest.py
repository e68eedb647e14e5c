"""A bank made once, a fresh copy of it for each test, and doors to walk through."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.api.fixtures.bank import House, house_in, make_bank
from tests.api.fixtures.lines import Server, serving
from tests.api.fixtures.people import Colleague, Customer, arrived


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that only copies are opened of."""
    home = tmp_path_factory.mktemp("bank") / "home"
    make_bank(home)
    return home


@pytest.fixture
def house(tmp_path: Path, template: Path) -> Iterator[House]:
    with house_in(tmp_path / "home", template) as opened:
        yield opened


@pytest.fixture
def client(house: House) -> Iterator[httpx2.Client]:
    """The doors, with the chores running behind them."""
    with TestClient(house.app) as client:
        yield client


@pytest.fixture
def customer(client: httpx2.Client) -> Customer:
    return arrived(client)


@pytest.fixture
def colleague(house: House, client: httpx2.Client) -> Callable[[str], Colleague]:
    """Whoever works here, by login name."""

    def logged_in(name: str) -> Colleague:
        return Colleague(client=client, token=house.token_of(name))

    return logged_in


@pytest.fixture
def agent(colleague: Callable[[str], Colleague]) -> Colleague:
    """An agent who is online."""
    anran = colleague("anran")
    assert anran.be("online").status_code == 200
    return anran


@pytest.fixture
def server(house: House) -> Iterator[Server]:
    with serving(house) as running:
        yield running


@pytest.fixture
def web(server: Server) -> Iterator[httpx2.Client]:
    """HTTP to the same running service as the sockets."""
    with httpx2.Client(base_url=server.url, trust_env=False) as web:
        yield web


@pytest.fixture
def visitor(web: httpx2.Client) -> Customer:
    """A customer of the running service."""
    return arrived(web)


@pytest.fixture
def anran(server: Server, web: httpx2.Client) -> Colleague:
    """An agent of the running service, online."""
    anran = Colleague(client=web, token=server.house.token_of("anran"))
    assert anran.be("online").status_code == 200
    return anran
