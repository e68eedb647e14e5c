"""Staff and their logins."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from models.database import Database
from models.errors import LoginExpired, NameTaken, StaffNotFound
from models.records import Role, Staff
from models.staff import SqlStaff
from tests.models.samples import NOW, TENANT

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

HOUR = timedelta(hours=1)
LIN = Staff(
    id="s1",
    tenant_id=TENANT,
    name="lin",
    display_name="小林",
    role=Role.AGENT,
    password_hash="$argon2id$...",
    created_at=NOW,
    number="0042",
    must_change=True,
)


@pytest.fixture
def staff(database: Database) -> SqlStaff:
    made = SqlStaff(database)
    made.add(LIN)
    return made


def test_staff_come_back_equal(staff: SqlStaff) -> None:
    assert staff.get(TENANT, "s1") == LIN
    assert staff.named(TENANT, "lin") == LIN
    assert staff.all(TENANT) == (LIN,)


def test_a_password_hash_is_not_shown() -> None:
    assert "argon2" not in repr(LIN)


def test_unknown_staff_is_an_error(staff: SqlStaff) -> None:
    with pytest.raises(StaffNotFound):
        staff.get("other", "s1")
    with pytest.raises(StaffNotFound):
        staff.named(TENANT, "nobody")
    with pytest.raises(StaffNotFound):
        staff.change(replace(LIN, id="s9"))


def test_a_name_is_taken_once_for_a_tenant(staff: SqlStaff) -> None:
    with pytest.raises(NameTaken):
        staff.add(replace(LIN, id="s2"))

    staff.add(replace(LIN, id="s2", tenant_id="other"))
    assert len(staff.all("other")) == 1


def test_staff_can_be_changed(staff: SqlStaff) -> None:
    promoted = replace(LIN, role=Role.SUPERVISOR, must_change=False)

    staff.change(promoted)

    assert staff.get(TENANT, "s1") == promoted


def test_a_login_ends_with_its_lifetime(staff: SqlStaff) -> None:
    staff.log_in(LIN, "token", now=NOW, lifetime=HOUR)

    assert staff.logged_in("token", now=NOW) == LIN
    with pytest.raises(LoginExpired):
        staff.logged_in("token", now=NOW + HOUR)
    with pytest.raises(LoginExpired):
        staff.logged_in("guess", now=NOW)


def test_staff_who_left_are_logged_in_no_more(staff: SqlStaff) -> None:
    staff.log_in(LIN, "token", now=NOW, lifetime=HOUR)

    staff.change(replace(LIN, active=False))

    with pytest.raises(LoginExpired):
        staff.logged_in("token", now=NOW)


def test_logging_out_ends_one_login_or_all(staff: SqlStaff) -> None:
    for token in ("one", "two", "three"):
        staff.log_in(LIN, token, now=NOW, lifetime=HOUR)

    staff.log_out("one")

    with pytest.raises(LoginExpired):
        staff.logged_in("one", now=NOW)
    assert staff.logged_in("two", now=NOW) == LIN
    staff.log_out_everywhere(TENANT, "s1")
    with pytest.raises(LoginExpired):
        staff.logged_in("two", now=NOW)


def test_a_token_is_never_stored(staff: SqlStaff, database: Database) -> None:
    staff.log_in(LIN, "token", now=NOW, lifetime=HOUR)

    hashes = database.read(
        lambda session: list(
            session.scalars(text("SELECT token_hash FROM staff_session"))
        )
    )

    assert "token" not in hashes[0]
    staff.forget_expired(NOW + HOUR)
    with pytest.raises(LoginExpired):
        staff.logged_in("token", now=NOW)
