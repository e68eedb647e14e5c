"""The row of a tenant: it counts what grows for the tenant as a whole."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.tables import TenantRow

START = ""
"""The audit chain before its first link."""


def locked(session: Session, tenant_id: str, now: datetime) -> TenantRow:
    """Made when it is first needed; held until the transaction ends."""
    row = session.get(TenantRow, tenant_id, with_for_update=True)
    if row is not None:
        return row
    made = TenantRow(
        tenant_id=tenant_id,
        knowledge_revision=0,
        audit_seq=0,
        audit_chain=START,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made
