"""The database: SQLite in a file, or PostgreSQL, behind a read and a write."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.errors import NotDurable, RecordsError, SqliteTooOld, UnknownDatabase
from models.faults import fault
from models.group_commit import GroupCommit
from models.retrying import Retrying

try:
    import pysqlite3
except ImportError:
    pysqlite3 = None

T = TypeVar("T")

SQLITE_NEEDED = (3, 51, 3)
"""Older libraries can corrupt a database in WAL mode."""
DEADLINE_SECONDS = 10.0
CONNECT_SECONDS = 3
MIGRATION_LOCK = 7_311_001
"""Any number, the same for every process of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Durability:
    """What an acknowledged write can survive."""

    engine: str
    version: str
    journal: str
    synchronous: str


class Writing(Protocol):
    def write(self, work: Callable[[Session], T]) -> T: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Engines:
    readers: Engine
    writer: Engine


class Database:
    """`write` returns only after COMMIT; a function may be run more than once."""

    def __init__(self, url: str, *, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
        file = parsed.database
        if kind == "sqlite" and file and file != ":memory:":
            self._engines = _sqlite_engines(parsed, deadline_seconds)
        elif kind == "postgresql":
            self._engines = _postgres_engines(parsed, deadline_seconds)
        else:
            raise UnknownDatabase(f"{kind}:///{file or ''}")
        self.kind = kind
        try:
            self._durability = self._checked_durability()
        except RecordsError:
            self._engines.writer.dispose()
            raise
        self._writing = self._start_writing(deadline_seconds)

    def read(self, work: Callable[[Session], T]) -> T:
        """Runs on one snapshot; a statement that writes is refused."""
        try:
            with Session(self._engines.readers) as session:
                return work(session)
        except SQLAlchemyError as failure:
            raise fault(failure) from None

    def write(self, work: Callable[[Session], T]) -> T:
        return self._writing.write(work)

    def alone(self, work: Callable[[Connection], T]) -> T:
        """In one transaction while no other process changes the schema."""
        try:
            with self._engines.writer.begin() as connection:
                if self.kind == "postgresql":
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:lock)"),
                        {"lock": MIGRATION_LOCK},
                    )
                return work(connection)
        except SQLAlchemyError as failure:
            raise fault(failure) from None

    def durability(self) -> Durability:
        return self._durability

    def close(self) -> None:
        self._writing.close()
        self._engines.readers.dispose()
        self._engines.writer.dispose()

    def _checked_durability(self) -> Durability:
        ask = _sqlite_durability if self.kind == "sqlite" else _postgres_durability
        try:
            with self._engines.writer.connect() as connection:
                return ask(connection)
        except SQLAlchemyError as failure:
            raise fault(failure) from None

    def _start_writing(self, deadline_seconds: float) -> Writing:
        if self.kind == "postgresql":
            return Retrying(self._engines.writer)
        return GroupCommit(
            self._engines.writer,
            open_still=_sqlite_open_still,
            deadline_seconds=deadline_seconds,
        )


_as_json = partial(json.dumps, ensure_ascii=False)


# SQLite


def sqlite_driver() -> ModuleType:
    """The first driver whose library is new enough."""
    drivers = [driver for driver in (pysqlite3, sqlite3) if driver is not None]
    for driver in drivers:
        if driver.sqlite_version_info >= SQLITE_NEEDED:
            return driver
    needed = ".".join(map(str, SQLITE_NEEDED))
    raise SqliteTooOld(drivers[0].sqlite_version, needed)


def _sqlite_engines(url: URL, deadline_seconds: float) -> _Engines:
    make = partial(
        create_engine,
        url,
        module=sqlite_driver(),
        hide_parameters=True,
        json_serializer=_as_json,
        pool_timeout=deadline_seconds,
        connect_args={"timeout": deadline_seconds, "check_same_thread": False},
    )
    engines = _Engines(
        readers=make(pool_size=8, max_overflow=8),
        writer=make(pool_size=1, max_overflow=0),
    )
    event.listen(engines.readers, "connect", _sqlite_reader)
    event.listen(engines.readers, "begin", _sqlite_begin)
    event.listen(engines.writer, "connect", _sqlite_writer)
    event.listen(engines.writer, "begin", _sqlite_begin_immediate)
    return engines


def _sqlite_set(connection: DBAPIConnection, *pragmas: str) -> None:
    connection.isolation_level = None  # the driver must not begin by itself
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_writer(connection: DBAPIConnection, record: object) -> None:
    _sqlite_set(
        connection, "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"
    )


def _sqlite_reader(connection: DBAPIConnection, record: object) -> None:
    _sqlite_set(connection, "query_only = ON")


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _sqlite_begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _sqlite_open_still(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    return bool(getattr(driver, "in_transaction", False))


def _sqlite_durability(connection: Connection) -> Durability:
    journal = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    synchronous = {0: "off", 1: "normal", 2: "full", 3: "extra"}[level]
    if journal != "wal":
        raise NotDurable("journal_mode", journal, "wal")
    if synchronous != "full":
        raise NotDurable("synchronous", synchronous, "full")
    return Durability(
        engine="sqlite",
        version=sqlite_driver().sqlite_version,
        journal=journal,
        synchronous=synchronous,
    )


# PostgreSQL


def _postgres_engines(url: URL, deadline_seconds: float) -> _Engines:
    milliseconds = int(deadline_seconds * 1000)
    limits = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds,
        "idle_in_transaction_session_timeout": 3 * milliseconds,
    }
    given = url.query.get("options", "")
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    writer = create_engine(
        url,
        hide_parameters=True,
        json_serializer=_as_json,
        pool_size=16,
        max_overflow=0,
        pool_timeout=deadline_seconds,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": milliseconds,
            "options": f"{given} {options}".strip(),
        },
    )
    readers = writer.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    return _Engines(readers=readers, writer=writer)


def _postgres_durability(connection: Connection) -> Durability:
    shown = {
        name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())
        for name in ("server_version", "fsync", "synchronous_commit")
    }
    synchronous = shown["synchronous_commit"]
    if shown["fsync"] != "on":
        raise NotDurable("fsync", shown["fsync"], "on")
    if synchronous == "off":
        raise NotDurable("synchronous_commit", synchronous, "on")
    return Durability(
        engine="postgresql",
        version=shown["server_version"],
        journal="wal",
        synchronous=synchronous,
    )
