"""Beside a conversation: drafts of agents, and colleagues who are asked for advice."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import Database
from models.floor_tables import ConsultRow, DraftRow


class DraftKind(StrEnum):
    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Not sent yet; one for each agent and conversation."""

    tenant_id: str
    conversation_id: str
    staff_id: str
    text: str
    kind: DraftKind = DraftKind.REPLY
    at: datetime


class ConsultState(StrEnum):
    ASKED = "asked"
    JOINED = "joined"
    DECLINED = "declined"
    ENDED = "ended"


RUNNING = frozenset({ConsultState.ASKED, ConsultState.JOINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult:
    """A colleague is asked for advice while the customer stays with the agent."""

    id: str
    tenant_id: str
    conversation_id: str
    staff_id: str
    asked_by: str
    note: str
    state: ConsultState
    at: datetime


class SqlBeside:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft: Draft) -> None:
        """An empty one is thrown away."""
        key = (draft.tenant_id, draft.conversation_id, draft.staff_id)

        def store(session: Session) -> None:
            if draft.text:
                session.merge(_draft_row(draft))
            elif row := session.get(DraftRow, key):
                session.delete(row)

        self._database.write(store)

    def draft(
        self, tenant_id: str, conversation_id: str, staff_id: str
    ) -> Draft | None:
        def find(session: Session) -> Draft | None:
            row = session.get(DraftRow, (tenant_id, conversation_id, staff_id))
            return _draft_of(row) if row else None

        return self._database.read(find)

    def drafted(self, tenant_id: str, staff_id: str) -> frozenset[str]:
        """The conversations in which this agent has a draft."""
        query = select(DraftRow.conversation_id).where(
            DraftRow.tenant_id == tenant_id, DraftRow.staff_id == staff_id
        )
        return self._database.read(lambda session: frozenset(session.scalars(query)))

    def forget_drafts(self, tenant_id: str, conversation_id: str) -> None:
        """The conversation is over."""
        gone = delete(DraftRow).where(
            DraftRow.tenant_id == tenant_id, DraftRow.conversation_id == conversation_id
        )
        self._database.write(lambda session: session.execute(gone))

    def consult(self, tenant_id: str, conversation_id: str) -> Consult | None:
        """The last one of this conversation."""
        query = (
            select(ConsultRow)
            .where(
                ConsultRow.tenant_id == tenant_id,
                ConsultRow.conversation_id == conversation_id,
            )
            .order_by(ConsultRow.at.desc(), ConsultRow.id)
            .limit(1)
        )

        def find(session: Session) -> Consult | None:
            row = session.scalar(query)
            return _consult_of(row) if row else None

        return self._database.read(find)

    def put(self, consult: Consult) -> None:
        row = ConsultRow(
            tenant_id=consult.tenant_id,
            id=consult.id,
            conversation_id=consult.conversation_id,
            staff_id=consult.staff_id,
            asked_by=consult.asked_by,
            note=consult.note,
            state=consult.state.value,
            at=consult.at,
        )
        self._database.write(lambda session: session.merge(row))


def _draft_row(draft: Draft) -> DraftRow:
    return DraftRow(
        tenant_id=draft.tenant_id,
        conversation_id=draft.conversation_id,
        staff_id=draft.staff_id,
        kind=draft.kind.value,
        text=draft.text,
        at=draft.at,
    )


def _draft_of(row: DraftRow) -> Draft:
    return Draft(
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        staff_id=row.staff_id,
        kind=DraftKind(row.kind),
        text=row.text,
        at=row.at,
    )


def _consult_of(row: ConsultRow) -> Consult:
    return Consult(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        staff_id=row.staff_id,
        asked_by=row.asked_by,
        note=row.note,
        state=ConsultState(row.state),
        at=row.at,
    )
