"""Emptying: every row of a database that was only rehearsed with."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.database import Database
from models.schema import METADATA


def empty(database: Database) -> None:
    """Nothing that was recorded remains, and nothing brings it back."""

    def wipe(session: Session) -> None:
        connection = session.connection()
        for table in reversed(METADATA.sorted_tables):
            connection.execute(delete(table))

    database.write(wipe)
