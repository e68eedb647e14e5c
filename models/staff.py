"""Staff and their logins."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import LoginExpired, NameTaken, StaffNotFound
from models.records import Role, Staff
from models.tables import StaffRow, StaffSessionRow


class SqlStaff:
    """Of a login only the SHA-256 of its token is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, staff: Staff) -> None:
        def insert(session: Session) -> None:
            _refuse_taken_name(session, staff)
            session.add(_row(staff))

        self._database.write(insert)

    def change(self, staff: Staff) -> None:
        """Everything but the tenant and the id may be other than before."""

        def overwrite(session: Session) -> None:
            if session.get(StaffRow, (staff.tenant_id, staff.id)) is None:
                raise StaffNotFound(staff.id)
            _refuse_taken_name(session, staff)
            session.merge(_row(staff))

        self._database.write(overwrite)

    def get(self, tenant_id: str, staff_id: str) -> Staff:
        def find(session: Session) -> Staff:
            row = session.get(StaffRow, (tenant_id, staff_id))
            if row is None:
                raise StaffNotFound(staff_id)
            return _staff_of(row)

        return self._database.read(find)

    def named(self, tenant_id: str, name: str) -> Staff:
        def find(session: Session) -> Staff:
            row = _named(session, tenant_id, name)
            if row is None:
                raise StaffNotFound(name)
            return _staff_of(row)

        return self._database.read(find)

    def all(self, tenant_id: str) -> tuple[Staff, ...]:
        query = (
            select(StaffRow)
            .where(StaffRow.tenant_id == tenant_id)
            .order_by(StaffRow.name)
        )
        return self._database.read(
            lambda session: tuple(_staff_of(row) for row in session.scalars(query))
        )

    def log_in(
        self, staff: Staff, token: str, *, now: datetime, lifetime: timedelta
    ) -> None:
        row = StaffSessionRow(
            token_hash=token_hash(token),
            tenant_id=staff.tenant_id,
            staff_id=staff.id,
            created_at=now,
            expires_at=now + lifetime,
        )
        self._database.write(lambda session: session.merge(row))

    def logged_in(self, token: str, *, now: datetime) -> Staff:
        """Raises LoginExpired also for an unknown token, and for staff who left."""
        query = (
            select(StaffRow)
            .join(
                StaffSessionRow,
                (StaffSessionRow.tenant_id == StaffRow.tenant_id)
                & (StaffSessionRow.staff_id == StaffRow.id),
            )
            .where(
                StaffSessionRow.token_hash == token_hash(token),
                StaffSessionRow.expires_at > now,
                StaffRow.active.is_(True),
            )
        )

        def find(session: Session) -> Staff:
            row = session.scalar(query)
            if row is None:
                raise LoginExpired
            return _staff_of(row)

        return self._database.read(find)

    def log_out(self, token: str) -> None:
        gone = delete(StaffSessionRow).where(
            StaffSessionRow.token_hash == token_hash(token)
        )
        self._database.write(lambda session: session.execute(gone))

    def log_out_everywhere(self, tenant_id: str, staff_id: str) -> None:
        gone = delete(StaffSessionRow).where(
            StaffSessionRow.tenant_id == tenant_id,
            StaffSessionRow.staff_id == staff_id,
        )
        self._database.write(lambda session: session.execute(gone))

    def forget_expired(self, now: datetime) -> None:
        gone = delete(StaffSessionRow).where(StaffSessionRow.expires_at <= now)
        self._database.write(lambda session: session.execute(gone))


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _named(session: Session, tenant_id: str, name: str) -> StaffRow | None:
    return session.scalar(
        select(StaffRow).where(StaffRow.tenant_id == tenant_id, StaffRow.name == name)
    )


def _refuse_taken_name(session: Session, staff: Staff) -> None:
    other = _named(session, staff.tenant_id, staff.name)
    if other is not None and other.id != staff.id:
        raise NameTaken(staff.name)


def _row(staff: Staff) -> StaffRow:
    return StaffRow(
        tenant_id=staff.tenant_id,
        id=staff.id,
        name=staff.name,
        display_name=staff.display_name,
        number=staff.number,
        role=staff.role.value,
        password_hash=staff.password_hash,
        active=staff.active,
        must_change=staff.must_change,
        created_at=staff.created_at,
    )


def _staff_of(row: StaffRow) -> Staff:
    return Staff(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        display_name=row.display_name,
        number=row.number,
        role=Role(row.role),
        password_hash=row.password_hash,
        active=row.active,
        must_change=row.must_change,
        created_at=row.created_at,
    )
