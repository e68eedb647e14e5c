"""Emptying: every row of a database that was only rehearsed with."""

from sqlalchemy import delete, exists, literal, select, union_all
from sqlalchemy.orm import Session

from models.database import Database
from models.schema import METADATA

_TABLES = tuple(reversed(METADATA.sorted_tables))
"""Those that refer to others before those."""
_FILLED = union_all(
    *(
        select(literal(number)).where(exists(select(literal(1)).select_from(table)))
        for number, table in enumerate(_TABLES)
    )
)


def empty(database: Database) -> None:
    """Nothing that was recorded remains, and nothing brings it back."""

    def wipe(session: Session) -> None:
        connection = session.connection()
        filled = set(connection.scalars(_FILLED))
        for number in sorted(filled):
            connection.execute(delete(_TABLES[number]))

    database.write(wipe)
