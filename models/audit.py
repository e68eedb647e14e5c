"""The audit trail: append-only, each row chained to the one before."""

import hashlib
import hmac
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import Database
from models.records import Audited
from models.tables import AuditRow, TenantRow
from models.tenants import START, locked


class AuditTrail:
    """Whoever lacks the key cannot change, drop or reorder rows unnoticed."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key

    def append(self, session: Session, entry: Audited) -> int:
        """Inside the caller's transaction: the act and its record stand together."""
        tenant = locked(session, entry.tenant_id, entry.at)
        tenant.audit_seq += 1
        tenant.audit_chain = _link(
            self._key, tenant.audit_chain, tenant.audit_seq, entry
        )
        session.add(
            AuditRow(
                tenant_id=entry.tenant_id,
                seq=tenant.audit_seq,
                at=entry.at,
                actor=entry.actor,
                act=entry.act,
                subject=entry.subject,
                detail=dict(entry.detail),
                chain=tenant.audit_chain,
            )
        )
        session.flush()
        return tenant.audit_seq

    def record(self, entry: Audited) -> int:
        """An act that changes nothing else."""
        return self._database.write(lambda session: self.append(session, entry))

    def entries(
        self, tenant_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Audited, ...]:
        query = (
            select(AuditRow)
            .where(AuditRow.tenant_id == tenant_id, AuditRow.seq > after)
            .order_by(AuditRow.seq)
            .limit(limit)
        )
        return self._database.read(
            lambda session: tuple(_entry_of(row) for row in session.scalars(query))
        )

    def verify(self, tenant_id: str) -> int | None:
        """The first seq that was tampered with; None when all rows are as written."""
        return self._database.read(lambda session: self._verify(session, tenant_id))

    def _verify(self, session: Session, tenant_id: str) -> int | None:
        query = (
            select(AuditRow)
            .where(AuditRow.tenant_id == tenant_id)
            .order_by(AuditRow.seq)
            .execution_options(yield_per=1000)
        )
        chain, seq = START, 0
        with session.scalars(query) as rows:
            for seq, row in enumerate(rows, 1):
                chain = _link(self._key, chain, seq, _entry_of(row))
                if row.seq != seq or not hmac.compare_digest(chain, row.chain):
                    return seq
        tenant = session.get(TenantRow, tenant_id)
        if tenant is None or (tenant.audit_seq, tenant.audit_chain) == (seq, chain):
            return None
        return seq + 1


def _link(key: bytes, before: str, seq: int, entry: Audited) -> str:
    content = [
        before,
        entry.tenant_id,
        seq,
        entry.at.timestamp(),
        entry.actor,
        entry.act,
        entry.subject,
        dict(entry.detail),
    ]
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


def _entry_of(row: AuditRow) -> Audited:
    return Audited(
        tenant_id=row.tenant_id,
        at=row.at,
        actor=row.actor,
        act=row.act,
        subject=row.subject,
        detail=row.detail,
    )
