"""Stewards: who at the desk looks after which customer, as the bank's people set it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.audit import AuditTrail
from models.database import Database
from models.errors import StaffNotFound
from models.floor_tables import StewardRow
from models.records import Audited
from models.tables import StaffRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Steward:
    tenant_id: str
    subject: str
    """The bank's own reference to the customer."""
    staff_id: str
    by: str
    """Id of whoever set it."""
    at: datetime
    until: datetime | None = None
    """None: until somebody else is named."""


class SqlStewards:
    def __init__(self, database: Database, audit: AuditTrail) -> None:
        self._database = database
        self._audit = audit

    def of(self, tenant_id: str, subject: str, now: datetime) -> Steward | None:
        """Who looks after this customer at `now`."""

        def find(session: Session) -> Steward | None:
            row = session.get(StewardRow, (tenant_id, subject))
            if row is None or (row.until is not None and row.until <= now):
                return None
            return _steward_of(row)

        return self._database.read(find)

    def name(self, steward: Steward) -> None:
        """From now on this one, whoever it was before. Raises StaffNotFound."""

        def store(session: Session) -> None:
            person = session.get(StaffRow, (steward.tenant_id, steward.staff_id))
            if person is None or not person.active:
                raise StaffNotFound(steward.staff_id)
            session.merge(_row(steward))
            self._audit.append(session, _audited(steward, "steward_named"))

        self._database.write(store)

    def drop(self, was: Steward) -> None:
        """Nobody looks after this customer any more. `by` and `at`: of the dropping."""

        def remove(session: Session) -> None:
            row = session.get(StewardRow, (was.tenant_id, was.subject))
            if row is not None:
                session.delete(row)
                self._audit.append(session, _audited(was, "steward_dropped"))

        self._database.write(remove)


def _row(steward: Steward) -> StewardRow:
    return StewardRow(
        tenant_id=steward.tenant_id,
        subject=steward.subject,
        staff_id=steward.staff_id,
        set_by=steward.by,
        at=steward.at,
        until=steward.until,
    )


def _steward_of(row: StewardRow) -> Steward:
    return Steward(
        tenant_id=row.tenant_id,
        subject=row.subject,
        staff_id=row.staff_id,
        by=row.set_by,
        at=row.at,
        until=row.until,
    )


def _audited(steward: Steward, act: str) -> Audited:
    until = steward.until.isoformat() if steward.until else ""
    return Audited(
        tenant_id=steward.tenant_id,
        at=steward.at,
        actor=steward.by,
        act=act,
        subject=steward.subject,
        detail={"steward": steward.staff_id, "until": until},
    )
