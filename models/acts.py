"""The acts: what was asked of the bank's systems, and what they told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.acts import Act, ActOutcome, ActResult
from bot.change import carries_on
from bot.errors import ActNotFound
from bot.message import Event, Message
from bot.ports import Ids
from models.act_mapping import act_of
from models.act_tables import ActRow, VerificationRequestRow
from models.codec import pack, unpack
from models.database import Database
from models.mapping import conversation_of
from models.saving import receive
from models.tables import ConversationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    act: Act
    attempts: int
    """Begun so far, whatever became of them."""


class SqlActs:
    """Implements bot.ports.Acts. Rows are put here by the save of a turn."""

    def __init__(self, database: Database, ids: Ids) -> None:
        self._database = database
        self._ids = ids

    def due(
        self, now: datetime, limit: int = 100, *, tenant_id: str | None = None
    ) -> tuple[Due, ...]:
        """The longest due first; None: of all tenants."""
        query = (
            select(ActRow)
            .where(ActRow.state != "done", ActRow.next_at <= now)
            .order_by(ActRow.next_at, ActRow.id)
            .limit(limit)
        )
        if tenant_id is not None:
            query = query.where(ActRow.tenant_id == tenant_id)
        return self._database.read(
            lambda session: tuple(
                Due(act=act_of(row), attempts=row.attempts)
                for row in session.scalars(query)
            )
        )

    def finished(self, tenant_id: str, act_id: str) -> tuple[Act, ActResult]:
        def find(session: Session) -> tuple[Act, ActResult]:
            row = session.get(ActRow, (tenant_id, act_id))
            if row is None or row.result is None:
                raise ActNotFound(act_id)
            return act_of(row), unpack(ActResult, row.result)

        return self._database.read(find)

    def claimed(self, act: Act) -> str:
        """The customer whom a claim was found to mean; empty when nobody was."""
        key = (act.tenant_id, act.claim)

        def find(session: Session) -> str:
            row = session.get(VerificationRequestRow, key)
            return row.subject if row else ""

        return self._database.read(find)

    def begin(self, act: Act) -> int | None:
        """Remember that it is tried: a crash may hide what came of it.

        How often it was begun before; None when it is settled, and not to be tried.
        """

        def count(session: Session) -> int | None:
            row = session.get(ActRow, (act.tenant_id, act.id), with_for_update=True)
            if row is None or row.state == "done":
                return None
            row.attempts += 1
            return row.attempts - 1

        return self._database.write(count)

    def finish(
        self, act: Act, result: ActResult, *, now: datetime, again_at: datetime
    ) -> Message | None:
        """Keep what the bank told, with the message that carries the flow on.

        A late act is tried again at `again_at` and told of once. None when there is
        nothing new to tell.
        """
        late = result.outcome is ActOutcome.LATE

        def keep(session: Session) -> Message | None:
            row = session.get(ActRow, (act.tenant_id, act.id), with_for_update=True)
            if row is None:
                raise ActNotFound(act.id)
            told = row.state == "done" or (late and row.state == "late")
            if row.state != "done":
                row.state = "late" if late else "done"
                row.next_at = again_at
                row.result = pack(result)
            return None if told else self._carry_on(session, act, result, now)

        return self._database.write(keep)

    def _carry_on(
        self, session: Session, act: Act, result: ActResult, now: datetime
    ) -> Message:
        row = session.get_one(ConversationRow, (act.tenant_id, act.conversation_id))
        message = carries_on(
            conversation_of(row, None),
            Event.ACT_DONE,
            key=f"{act.id}:{result.outcome}",
            message_id=self._ids.new(),
            now=now,
        )
        return receive(session, message).message
