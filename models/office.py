"""The office: hours that supervisors change, days that differ, the emergency switch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import Database
from models.floor_tables import DeskSettingRow, OfficeDayRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    value: Mapping[str, object]
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDay:
    """A day on which the office is not open as on others."""

    day: date
    open: bool
    opens: str = ""
    """09:00; empty for the usual hour."""
    closes: str = ""
    reason: str = ""


class SqlOffice:
    def __init__(self, database: Database) -> None:
        self._database = database

    def setting(self, tenant_id: str, name: str) -> Setting | None:
        def find(session: Session) -> Setting | None:
            row = session.get(DeskSettingRow, (tenant_id, name))
            if row is None:
                return None
            return Setting(
                value=row.value, changed_by=row.changed_by, changed_at=row.changed_at
            )

        return self._database.read(find)

    def set(self, tenant_id: str, name: str, setting: Setting) -> None:
        row = DeskSettingRow(
            tenant_id=tenant_id,
            name=name,
            value=dict(setting.value),
            changed_by=setting.changed_by,
            changed_at=setting.changed_at,
        )
        self._database.write(lambda session: session.merge(row))

    def days(self, tenant_id: str, since: date | None = None) -> tuple[OfficeDay, ...]:
        """Those that were put in the table, in order."""
        query = select(OfficeDayRow).where(OfficeDayRow.tenant_id == tenant_id)
        if since is not None:
            query = query.where(OfficeDayRow.day >= since.isoformat())
        query = query.order_by(OfficeDayRow.day)
        return self._database.read(
            lambda session: tuple(_day_of(row) for row in session.scalars(query))
        )

    def put_day(self, tenant_id: str, day: OfficeDay) -> None:
        row = OfficeDayRow(
            tenant_id=tenant_id,
            day=day.day.isoformat(),
            open=day.open,
            opens=day.opens,
            closes=day.closes,
            reason=day.reason,
        )
        self._database.write(lambda session: session.merge(row))

    def drop_day(self, tenant_id: str, day: date) -> None:
        gone = delete(OfficeDayRow).where(
            OfficeDayRow.tenant_id == tenant_id, OfficeDayRow.day == day.isoformat()
        )
        self._database.write(lambda session: session.execute(gone))


def _day_of(row: OfficeDayRow) -> OfficeDay:
    return OfficeDay(
        day=date.fromisoformat(row.day),
        open=row.open,
        opens=row.opens,
        closes=row.closes,
        reason=row.reason,
    )
