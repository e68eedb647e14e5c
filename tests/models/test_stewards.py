"""Stewards: one for each customer, for as long as it was said, and on record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.audit import AuditTrail
from models.database import Database
from models.errors import StaffNotFound
from models.staff import SqlStaff
from models.stewards import SqlStewards, Steward
from tests.models.samples import NOW, TENANT
from tests.models.test_staff import LIN

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

NAMED = Steward(
    tenant_id=TENANT,
    subject="C0001",
    staff_id=LIN.id,
    by="s9",
    at=NOW,
    until=NOW + timedelta(days=30),
)


@pytest.fixture
def trail(database: Database) -> AuditTrail:
    return AuditTrail(database, b"k" * 32)


@pytest.fixture
def stewards(database: Database, trail: AuditTrail) -> SqlStewards:
    SqlStaff(database).add(LIN)
    return SqlStewards(database, trail)


def test_a_steward_looks_after_the_customer_until_the_end(
    stewards: SqlStewards,
) -> None:
    stewards.name(NAMED)

    end = NOW + timedelta(days=30)
    assert stewards.of(TENANT, "C0001", end - timedelta(seconds=1)) == NAMED
    assert stewards.of(TENANT, "C0001", end) is None
    assert stewards.of(TENANT, "C0002", NOW) is None
    assert stewards.of("other", "C0001", NOW) is None


def test_a_new_name_takes_the_place_of_the_old(stewards: SqlStewards) -> None:
    stewards.name(NAMED)
    newer = replace(NAMED, until=None, at=NOW + timedelta(days=1))

    stewards.name(newer)

    assert stewards.of(TENANT, "C0001", NOW + timedelta(days=900)) == newer


def test_only_who_works_here_can_be_named(stewards: SqlStewards) -> None:
    with pytest.raises(StaffNotFound):
        stewards.name(replace(NAMED, staff_id="nobody"))
    with pytest.raises(StaffNotFound):
        stewards.name(replace(NAMED, tenant_id="other"))


def test_naming_and_dropping_are_on_record(
    stewards: SqlStewards, trail: AuditTrail
) -> None:
    stewards.name(NAMED)
    stewards.drop(NAMED)
    stewards.drop(NAMED)

    acts = [(one.actor, one.act) for one in trail.entries(TENANT)]
    assert acts == [("s9", "steward_named"), ("s9", "steward_dropped")]
    assert stewards.of(TENANT, "C0001", NOW) is None
