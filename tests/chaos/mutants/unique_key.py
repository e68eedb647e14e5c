"""Takes the unique key of client ids away from a database."""

import re
from contextlib import closing

from api.settings import read_settings
from models.database import sqlite_driver

KEY = ("tenant_id", "conversation_id", "author", "client_id")
CONSTRAINT = re.compile(r",\s*CONSTRAINT \S+ UNIQUE \(" + r",\s*".join(KEY) + r"\)")
MADE = "SELECT sql FROM sqlite_master WHERE tbl_name = 'message' AND type = ?"
BEFORE = (
    "PRAGMA foreign_keys = OFF",
    "PRAGMA legacy_alter_table = ON",
    "BEGIN",
    "ALTER TABLE message RENAME TO message_before",
)
AFTER = (
    "INSERT INTO message SELECT * FROM message_before",
    "DROP TABLE message_before",
)


def drop_unique_key() -> None:
    """SQLite cannot drop a constraint: the table is made anew, once for a home."""
    path = str(read_settings().home / "teller.db")
    with closing(sqlite_driver().connect(path, isolation_level=None)) as database:
        ((made,),) = database.execute(MADE, ["table"])
        indexes = [made for (made,) in database.execute(MADE, ["index"]) if made]
        if CONSTRAINT.search(made):
            anew = CONSTRAINT.sub("", made)
            for statement in (*BEFORE, anew, *AFTER, *indexes, "COMMIT"):
                database.execute(statement)
