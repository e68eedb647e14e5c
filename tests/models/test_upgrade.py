"""The migrations lead to the tables, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from models.database import Database
from models.errors import DatabaseNewer
from models.schema import METADATA
from models.upgrade import upgrade

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)


def differences(connection: Connection) -> object:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, METADATA)


def test_the_migrations_make_exactly_the_tables(empty_url: str) -> None:
    database = Database(empty_url)

    upgrade(database)

    assert database.alone(differences) == []
    database.close()


def test_every_table_knows_its_tenant() -> None:
    without = [
        name
        for name, table in METADATA.tables.items()
        if "tenant_id" not in table.columns
    ]

    assert without == []


def test_a_second_start_changes_nothing(empty_url: str) -> None:
    database = Database(empty_url)
    upgrade(database)

    upgrade(database)

    assert database.alone(differences) == []
    database.close()


def test_two_processes_may_start_at_once(empty_url: str) -> None:
    databases = [Database(empty_url), Database(empty_url)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, databases))

    assert databases[0].alone(differences) == []
    for database in databases:
        database.close()


def test_tables_of_a_later_version_are_refused(url: str) -> None:
    database = Database(url)
    later = text("UPDATE alembic_version SET version_num = '9999'")
    database.write(lambda session: session.execute(later))

    with pytest.raises(DatabaseNewer, match="9999"):
        upgrade(database)

    database.close()
