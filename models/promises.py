"""What was promised to customers: who sees to it, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.errors import ConversationNotFound
from bot.promise import Promise, PromiseState
from models.audit import AuditTrail
from models.database import Database
from models.errors import PromiseNotFound
from models.mapping import promise_of, promise_row
from models.records import Audited
from models.tables import ConversationRow, PromiseRow

MOST = 500

Done = tuple[str, str, datetime]
"""What was done, by whom, and when; for the audit trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """How a promise ended."""

    state: PromiseState
    outcome: str
    by: str


class PromiseBook:
    """What was promised, to read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, tenant_id: str, *, owner: str = "") -> tuple[Promise, ...]:
        """The soonest due first; of one owner, or of all."""
        wanted = [PromiseRow.state == PromiseState.OPEN.value]
        if owner:
            wanted.append(PromiseRow.owner == owner)
        return self._found(tenant_id, *wanted)

    def of_conversation(
        self, tenant_id: str, conversation_id: str
    ) -> tuple[Promise, ...]:
        return self._found(tenant_id, PromiseRow.conversation_id == conversation_id)

    def of_customer(
        self, tenant_id: str, conversation_id: str, subject: str
    ) -> tuple[Promise, ...]:
        """Of this conversation; of all of the customer's, where one is proved. What was
        dismissed was never promised."""
        here = PromiseRow.conversation_id == conversation_id
        theirs = PromiseRow.subject == subject
        made = PromiseRow.state != PromiseState.DISMISSED.value
        return self._found(tenant_id, or_(here, theirs) if subject else here, made)

    def _found(
        self, tenant_id: str, *wanted: ColumnElement[bool]
    ) -> tuple[Promise, ...]:
        query = (
            select(PromiseRow)
            .where(PromiseRow.tenant_id == tenant_id, *wanted)
            .order_by(PromiseRow.due_at, PromiseRow.id)
            .limit(MOST)
        )
        return self._database.read(
            lambda session: tuple(promise_of(row) for row in session.scalars(query))
        )

    def get(self, tenant_id: str, promise_id: str) -> Promise:
        """Raises PromiseNotFound."""
        found = self._found(tenant_id, PromiseRow.id == promise_id)
        if not found:
            raise PromiseNotFound(promise_id)
        return found[0]


class SqlPromises(PromiseBook):
    """What is done to a promise stands together with its row in the audit trail."""

    def __init__(self, database: Database, audit: AuditTrail) -> None:
        super().__init__(database)
        self._audit = audit

    def make(self, promise: Promise, *, by: str) -> Promise:
        """Raises ConversationNotFound."""

        def store(session: Session) -> Promise:
            key = (promise.tenant_id, promise.conversation_id)
            if session.get(ConversationRow, key) is None:
                raise ConversationNotFound(promise.conversation_id)
            session.add(promise_row(promise))
            session.flush()
            self._record(session, promise, "promise_made", by, promise.made_at)
            return promise

        return self._database.write(store)

    def close(
        self, tenant_id: str, promise_id: str, closed: Closed, now: datetime
    ) -> Promise:
        """Raises PromiseNotFound for one that is not open."""

        def end(row: PromiseRow) -> None:
            row.state, row.outcome = closed.state.value, closed.outcome
            row.kept_by, row.kept_at = closed.by, now

        act = f"promise_{closed.state}"
        return self._changed(tenant_id, promise_id, end, (act, closed.by, now))

    def give(
        self, tenant_id: str, promise_id: str, owner: tuple[str, str], done: Done
    ) -> Promise:
        """Another owner: id and name; warned anew. Raises PromiseNotFound."""

        def change(row: PromiseRow) -> None:
            row.owner, row.owner_name = owner
            row.warned_at = None

        return self._changed(tenant_id, promise_id, change, done)

    def warn(self, tenant_id: str, now: datetime) -> tuple[Promise, ...]:
        """Those that are due soon, or late, and were not warned of: now they are."""

        def mark(session: Session) -> tuple[Promise, ...]:
            rows = session.scalars(
                select(PromiseRow).where(
                    PromiseRow.tenant_id == tenant_id,
                    PromiseRow.state == PromiseState.OPEN.value,
                    PromiseRow.warned_at.is_(None),
                )
            )
            due = [row for row in rows if promise_of(row).warn_at <= now]
            for row in due:
                row.warned_at = now
                self._record(session, promise_of(row), "promise_due_soon", "", now)
            session.flush()
            return tuple(promise_of(row) for row in due)

        return self._database.write(mark)

    def _changed(
        self,
        tenant_id: str,
        promise_id: str,
        change: Callable[[PromiseRow], None],
        done: Done,
    ) -> Promise:
        def work(session: Session) -> Promise:
            row = session.get(PromiseRow, (tenant_id, promise_id), with_for_update=True)
            if row is None or row.state != PromiseState.OPEN.value:
                raise PromiseNotFound(promise_id)
            change(row)
            session.flush()
            act, by, now = done
            self._record(session, promise_of(row), act, by, now)
            return promise_of(row)

        return self._database.write(work)

    def _record(
        self, session: Session, promise: Promise, act: str, by: str, now: datetime
    ) -> None:
        self._audit.append(
            session,
            Audited(
                tenant_id=promise.tenant_id,
                at=now,
                actor=by or "bot",
                act=act,
                subject=promise.id,
                detail={
                    "conversation": promise.conversation_id,
                    "due": promise.due_at.isoformat(),
                    "owner": promise.owner,
                },
            ),
        )
