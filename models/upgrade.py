"""Bringing the tables of a database to the newest form, at every start."""

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from models.database import Database
from models.errors import DatabaseNewer


def upgrade(database: Database) -> None:
    """All migrations in one transaction; a second process waits for the first.

    Raises DatabaseNewer when a later version of the service wrote it.
    """
    database.alone(_migrate)


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as failure:
        raise DatabaseNewer(str(failure)) from None
