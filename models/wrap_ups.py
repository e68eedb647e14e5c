"""Wrap-ups: what an agent says about a conversation when ending it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.agent_tables import WrapUpRow
from models.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    id: str
    tenant_id: str
    conversation_id: str
    reason: str
    """A leaf of the tree of reasons: `heading/name`."""
    summary: str
    solved: bool | None
    """None: the agent could not tell."""
    staff_id: str
    staff_name: str
    at: datetime


class SqlWrapUps:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, wrap_up: WrapUp) -> None:
        """The same id again changes nothing."""
        row = WrapUpRow(
            tenant_id=wrap_up.tenant_id,
            id=wrap_up.id,
            conversation_id=wrap_up.conversation_id,
            reason=wrap_up.reason,
            summary=wrap_up.summary,
            solved=wrap_up.solved,
            staff_id=wrap_up.staff_id,
            staff_name=wrap_up.staff_name,
            at=wrap_up.at,
        )
        self._database.write(lambda session: session.merge(row))

    def of_conversation(
        self, tenant_id: str, conversation_id: str
    ) -> tuple[WrapUp, ...]:
        """The first one first."""
        query = (
            select(WrapUpRow)
            .where(
                WrapUpRow.tenant_id == tenant_id,
                WrapUpRow.conversation_id == conversation_id,
            )
            .order_by(WrapUpRow.at, WrapUpRow.id)
        )
        return self._database.read(
            lambda session: tuple(_wrap_up_of(row) for row in session.scalars(query))
        )


def _wrap_up_of(row: WrapUpRow) -> WrapUp:
    return WrapUp(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        reason=row.reason,
        summary=row.summary,
        solved=row.solved,
        staff_id=row.staff_id,
        staff_name=row.staff_name,
        at=row.at,
    )
