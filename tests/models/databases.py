"""Databases for tests: SQLite in a folder, PostgreSQL on one server for the run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from models.upgrade import upgrade
from tests.models.postgres import PostgresServer

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    try:
        server = PostgresServer(tmp_path_factory.mktemp("postgres"))
    except (OSError, RuntimeError) as failure:
        pytest.skip(f"PostgreSQL does not start here: {failure}")
    yield server
    server.stop()


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'teller.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_url(migrated=False)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables, and no row in them."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.new_url()
    made = f"sqlite:///{tmp_path / 'teller.db'}"
    database = Database(made)
    upgrade(database)
    database.close()
    return made


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()
