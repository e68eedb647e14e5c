"""Customers as the desk knows them: their tags, and which fields were shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.agent_tables import CustomerTagRow, RevealRow
from models.audit import AuditTrail
from models.database import Database
from models.errors import RecordsError
from models.records import Audited
from models.tenants import locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    tenant_id: str
    subject: str
    """The bank's own reference to the customer."""
    tag: str
    source: str
    """Where it is known from: a person, or the name of a system."""
    by: str
    at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """Somebody looks at a field that is masked."""

    id: str
    tenant_id: str
    conversation_id: str
    field: str
    reason: str
    staff_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    most: int
    within: timedelta


class QuotaSpent(RecordsError):
    """This person has looked at too many masked fields of late."""

    code = "quota_spent"


class SqlCustomers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def tags(self, tenant_id: str, subject: str, now: datetime) -> tuple[Tag, ...]:
        """Those that still hold, newest first."""
        query = (
            select(CustomerTagRow)
            .where(
                CustomerTagRow.tenant_id == tenant_id,
                CustomerTagRow.subject == subject,
                or_(
                    CustomerTagRow.expires_at.is_(None), CustomerTagRow.expires_at > now
                ),
            )
            .order_by(CustomerTagRow.at.desc(), CustomerTagRow.tag)
        )
        return self._database.read(
            lambda session: tuple(_tag_of(row) for row in session.scalars(query))
        )

    def tag(self, tag: Tag) -> None:
        """The same tag again: its newest source and expiry hold."""
        row = CustomerTagRow(
            tenant_id=tag.tenant_id,
            subject=tag.subject,
            tag=tag.tag,
            source=tag.source,
            by=tag.by,
            at=tag.at,
            expires_at=tag.expires_at,
        )
        self._database.write(lambda session: session.merge(row))

    def untag(self, tenant_id: str, subject: str, tag: str) -> None:
        key = (tenant_id, subject, tag)

        def drop(session: Session) -> None:
            if (row := session.get(CustomerTagRow, key)) is not None:
                session.delete(row)

        self._database.write(drop)

    def reveal(self, reveal: Reveal, quota: Quota, trail: AuditTrail) -> int:
        """Counted and audited before anything is shown. Returns how many are left.

        Raises QuotaSpent.
        """

        def count(session: Session) -> int:
            locked(session, reveal.tenant_id, reveal.at)
            done = session.scalar(
                select(func.count()).where(
                    RevealRow.tenant_id == reveal.tenant_id,
                    RevealRow.staff_id == reveal.staff_id,
                    RevealRow.at > reveal.at - quota.within,
                )
            )
            left = quota.most - (done or 0) - 1
            if left < 0:
                raise QuotaSpent(f"no more than {quota.most} within {quota.within}")
            session.add(_reveal_row(reveal))
            trail.append(session, _audited(reveal))
            return left

        return self._database.write(count)


def _audited(reveal: Reveal) -> Audited:
    return Audited(
        tenant_id=reveal.tenant_id,
        at=reveal.at,
        actor=reveal.staff_id,
        act="field_revealed",
        subject=reveal.conversation_id,
        detail={"field": reveal.field, "reason": reveal.reason},
    )


def _reveal_row(reveal: Reveal) -> RevealRow:
    return RevealRow(
        tenant_id=reveal.tenant_id,
        id=reveal.id,
        conversation_id=reveal.conversation_id,
        field=reveal.field,
        reason=reveal.reason,
        staff_id=reveal.staff_id,
        at=reveal.at,
    )


def _tag_of(row: CustomerTagRow) -> Tag:
    return Tag(
        tenant_id=row.tenant_id,
        subject=row.subject,
        tag=row.tag,
        source=row.source,
        by=row.by,
        at=row.at,
        expires_at=row.expires_at,
    )
