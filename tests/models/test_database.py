"""Reading, writing and committing together."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pysqlite3
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.conversations import SqlConversationStore
from models.database import SQLITE_NEEDED, Database, sqlite_driver
from models.errors import (
    Conflict,
    DatabaseClosed,
    DatabaseFailed,
    DatabaseUnavailable,
    DiskFull,
    NotDurable,
    UnknownDatabase,
)
from models.tables import ArticleRow
from models.upgrade import upgrade
from tests.models.postgres import PostgresServer
from tests.models.samples import TENANT, conversation, full_conversation, said

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'teller.db'}")
    upgrade(database)
    yield database
    database.close()


def add(session: Session, external_id: str) -> str:
    session.add(ArticleRow(tenant_id=TENANT, external_id=external_id, last_version=1))
    session.flush()
    return external_id


def stored(database: Database) -> list[str]:
    query = text("SELECT external_id FROM article ORDER BY external_id")
    return database.read(lambda session: list(session.scalars(query)))


def test_what_was_written_is_read(database: Database) -> None:
    written = database.write(lambda session: add(session, "a"))

    assert written == "a"
    assert stored(database) == ["a"]


def test_a_failing_function_leaves_nothing_and_tells_its_caller(
    database: Database,
) -> None:
    def half(session: Session) -> None:
        add(session, "a")
        raise ValueError("midway")

    with pytest.raises(ValueError, match="midway"):
        database.write(half)

    assert stored(database) == []


def test_a_reading_function_cannot_write(database: Database) -> None:
    with pytest.raises((DatabaseFailed, DatabaseUnavailable)):
        database.read(lambda session: add(session, "a"))

    assert stored(database) == []


def test_a_second_row_of_the_same_key_is_a_conflict(database: Database) -> None:
    database.write(lambda session: add(session, "a"))

    with pytest.raises(Conflict):
        database.write(lambda session: add(session, "a"))

    assert stored(database) == ["a"]


def test_an_error_never_repeats_what_was_to_be_stored(database: Database) -> None:
    database.write(lambda session: add(session, "我的卡号"))

    with pytest.raises(Conflict) as raised:
        database.write(lambda session: add(session, "我的卡号"))

    assert "我的卡号" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_restart_reads_everything_back(url: str) -> None:
    first = Database(url)
    SqlConversationStore(first).create(full_conversation(), (said(),))
    first.close()

    second = Database(url)
    store = SqlConversationStore(second)
    found = store.get(TENANT, "c1")
    messages = store.messages(TENANT, "c1")
    second.close()

    assert found == full_conversation()
    assert messages == (replace(said(), seq=1),)


def test_a_commit_is_on_disk_before_it_is_acknowledged(database: Database) -> None:
    durability = database.durability()

    assert durability.synchronous in {"full", "on"}
    assert durability.journal == "wal"


def test_one_bad_function_in_a_batch_hurts_only_its_caller(sqlite: Database) -> None:
    gate, entered = Event(), Event()

    def hold(session: Session) -> str:
        entered.set()
        gate.wait(5)
        return add(session, "first")

    def fail(session: Session) -> str:
        add(session, "bad")
        raise SystemExit(1)

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(sqlite.write, hold)
        entered.wait(5)
        good = pool.submit(sqlite.write, lambda session: add(session, "good"))
        bad = pool.submit(sqlite.write, fail)
        gate.set()

    assert (first.result(), good.result()) == ("first", "good")
    assert isinstance(bad.exception(), SystemExit)
    assert stored(sqlite) == ["first", "good"]


def test_many_writers_share_commits(sqlite: Database) -> None:
    with ThreadPoolExecutor(16) as pool:
        names = [f"{number:03}" for number in range(200)]
        written = pool.map(
            lambda name: sqlite.write(lambda session: add(session, name)), names
        )

    assert list(written) == names
    assert stored(sqlite) == names


def test_closing_writes_what_was_queued(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'teller.db'}"
    database = Database(url)
    upgrade(database)
    gate, entered = Event(), Event()

    def hold(session: Session) -> str:
        entered.set()
        gate.wait(5)
        return add(session, "0")

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(database.write, hold)]
        entered.wait(5)
        for number in range(1, 6):
            waiting.append(
                pool.submit(database.write, partial(add, external_id=str(number)))
            )
        wait(waiting, timeout=0.1)
        closing = pool.submit(database.close)
        gate.set()
        written = [one.result() for one in waiting]
        closing.result()

    reopened = Database(url)
    assert stored(reopened) == written == ["0", "1", "2", "3", "4", "5"]
    reopened.close()


def test_a_closed_database_takes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'teller.db'}")
    database.close()

    with pytest.raises(DatabaseClosed):
        database.write(lambda session: add(session, "late"))


def test_a_writer_that_hangs_is_given_up_in_time(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'teller.db'}", deadline_seconds=0.2)
    upgrade(database)
    gate, entered = Event(), Event()

    def hang(session: Session) -> None:
        entered.set()
        gate.wait(10)

    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(database.write, hang)
        entered.wait(5)
        with pytest.raises(DatabaseUnavailable, match="not written in time"):
            database.write(lambda session: add(session, "behind"))
        gate.set()

    assert isinstance(hanging.exception(), DatabaseUnavailable)
    assert database.write(lambda session: add(session, "after")) == "after"
    assert stored(database) == ["after"]
    database.close()


def test_a_full_disk_is_named_and_writing_goes_on_once_there_is_room(
    sqlite: Database,
) -> None:
    store = SqlConversationStore(sqlite)
    store.create(conversation())
    pages = sqlite.write(lambda session: session.scalar(text("PRAGMA page_count")))
    limit(sqlite, pages or 0)
    acknowledged = 0

    with pytest.raises(DiskFull) as raised:
        for number in range(1000):
            store.receive(said("年费" * 200, number=number))
            acknowledged += 1

    assert raised.value.code == "disk_full"
    assert store.last_seq(TENANT, "c1") == acknowledged
    assert len(store.messages(TENANT, "c1", limit=2000)) == acknowledged
    limit(sqlite, 1_000_000)
    assert store.receive(said(number=5000)).message.seq == acknowledged + 1


def limit(database: Database, pages: int) -> None:
    database.write(
        lambda session: session.execute(text(f"PRAGMA max_page_count = {pages}"))
    )


def test_a_full_disk_under_many_writers_keeps_exactly_what_was_acknowledged(
    sqlite: Database,
) -> None:
    store = SqlConversationStore(sqlite)
    store.create(conversation())
    pages = sqlite.write(lambda session: session.scalar(text("PRAGMA page_count")))
    limit(sqlite, (pages or 0) + 20)

    def receive(number: int) -> bool:
        try:
            store.receive(said("年费" * 200, number=number))
        except DiskFull:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        acknowledged = sum(pool.map(receive, range(300)))

    assert 0 < acknowledged < 300
    messages = store.messages(TENANT, "c1", limit=1000)
    assert [one.seq for one in messages] == list(range(1, acknowledged + 1))


def test_the_sqlite_library_is_new_enough() -> None:
    driver = sqlite_driver()

    assert driver.sqlite_version_info >= SQLITE_NEEDED
    assert driver in {pysqlite3, sqlite3}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://h/d"])
def test_other_databases_are_refused_by_name(url: str) -> None:
    with pytest.raises(UnknownDatabase, match="not supported"):
        Database(url)


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable):
        Database(f"sqlite:///{tmp_path / 'missing' / 'teller.db'}")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(DatabaseUnavailable):
        Database("postgresql+psycopg://nobody@127.0.0.1:1/none")


def test_a_server_that_may_lose_commits_is_refused(postgres: PostgresServer) -> None:
    url = f"{postgres.new_url()}&options=-csynchronous_commit%3Doff"

    with pytest.raises(NotDurable, match="synchronous_commit is off"):
        Database(url)


def test_a_statement_that_hangs_is_stopped_in_time(postgres: PostgresServer) -> None:
    database = Database(postgres.new_url(), deadline_seconds=0.3)

    with pytest.raises(DatabaseUnavailable):
        database.read(lambda session: session.execute(text("SELECT pg_sleep(20)")))

    assert stored(database) == []
    database.close()


def test_transactions_that_collide_are_tried_again(postgres: PostgresServer) -> None:
    database = Database(postgres.new_url())
    for name in ("a", "b"):
        database.write(partial(add, external_id=name))

    def cross(names: tuple[str, str]) -> None:
        def work(session: Session) -> None:
            for name in names:
                session.get(ArticleRow, (TENANT, name), with_for_update=True)
                session.execute(text("SELECT pg_sleep(0.05)"))

        database.write(work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(cross, [("a", "b"), ("b", "a")]))

    database.close()
