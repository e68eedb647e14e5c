"""A real PostgreSQL server for the run of the tests."""

import warnings
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from models.database import Database
from models.upgrade import upgrade

TEMPLATE = "teller_template"


class PostgresServer:
    """One server; every test gets a copy of a migrated database."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):
            pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL here")
        self._server = pgserver.get_server(folder)
        uri = self._server.get_uri()
        self._url = make_url(uri).set(drivername="postgresql+psycopg")
        self._made = 0
        self._run(f'CREATE DATABASE "{TEMPLATE}"')
        database = Database(self.url_of(TEMPLATE))
        upgrade(database)
        database.close()

    def url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def new_url(self, *, migrated: bool = True) -> str:
        self._made += 1
        name = f"test_{self._made}"
        template = TEMPLATE if migrated else "template1"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url_of(name)

    def stop(self) -> None:
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()
