"""The audit trail finds whatever was done to it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.audit import AuditTrail
from models.database import Database
from models.records import Audited
from tests.models.samples import NOW, TENANT

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)


def entry(number: int, tenant_id: str = TENANT) -> Audited:
    return Audited(
        tenant_id=tenant_id,
        at=NOW,
        actor="小林",
        act="login",
        subject=f"s{number}",
        detail={"number": number, "ways": ["password"]},
    )


@pytest.fixture
def trail(database: Database) -> AuditTrail:
    made = AuditTrail(database, b"key")
    for number in range(1, 6):
        made.record(entry(number))
    return made


def tamper(database: Database, statement: str) -> None:
    database.write(lambda session: session.execute(text(statement)))


def test_entries_come_back_equal_and_whole(trail: AuditTrail) -> None:
    assert trail.entries(TENANT, after=3) == (entry(4), entry(5))
    assert trail.verify(TENANT) is None
    assert trail.verify("other") is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x' WHERE seq = 3",
        "UPDATE audit SET act = 'logout' WHERE seq = 3",
        "UPDATE audit SET subject = 's9' WHERE seq = 3",
        "UPDATE audit SET detail = '{}' WHERE seq = 3",
        "UPDATE audit SET at = '2026-03-02 09:30:16' WHERE seq = 3",
        "UPDATE audit SET chain = '' WHERE seq = 3",
    ],
)
def test_a_changed_row_is_found(
    trail: AuditTrail, database: Database, statement: str
) -> None:
    tamper(database, statement)

    assert trail.verify(TENANT) == 3


def test_a_removed_row_is_found(trail: AuditTrail, database: Database) -> None:
    tamper(database, "DELETE FROM audit WHERE seq = 2")

    assert trail.verify(TENANT) == 2


def test_rows_cut_off_the_end_are_missed(trail: AuditTrail, database: Database) -> None:
    tamper(database, "DELETE FROM audit WHERE seq > 3")

    assert trail.verify(TENANT) == 4


def test_rows_that_changed_places_are_found(
    trail: AuditTrail, database: Database
) -> None:
    tamper(database, "UPDATE audit SET seq = 99 WHERE seq = 2")
    tamper(database, "UPDATE audit SET seq = 2 WHERE seq = 3")
    tamper(database, "UPDATE audit SET seq = 3 WHERE seq = 99")

    assert trail.verify(TENANT) == 2


def test_another_key_verifies_nothing(trail: AuditTrail, database: Database) -> None:
    assert AuditTrail(database, b"guess").verify(TENANT) == 1


def test_an_entry_stands_or_falls_with_its_act(
    trail: AuditTrail, database: Database
) -> None:
    def act(session: Session) -> None:
        trail.append(session, entry(6))
        raise ValueError("the act failed")

    with pytest.raises(ValueError, match="the act failed"):
        database.write(act)

    assert len(trail.entries(TENANT)) == 5
    assert trail.verify(TENANT) is None


def test_many_actors_at_once_make_one_chain(database: Database) -> None:
    trail = AuditTrail(database, b"key")

    with ThreadPoolExecutor(8) as pool:
        seqs = list(pool.map(lambda number: trail.record(entry(number)), range(40)))

    assert sorted(seqs) == list(range(1, 41))
    assert trail.verify(TENANT) is None
