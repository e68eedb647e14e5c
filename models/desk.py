"""The desk: who is there, what they noted, what was promised."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from bot.desk.presence import AT_THE_DESK, PresenceState
from bot.desk.queue import Place, head_start
from bot.desk.rules import DeskRules, load_desk
from bot.desk.tiers import Tier
from bot.handoff import Floor, HandoffState
from bot.promise import Promise, PromiseState
from models.database import Database
from models.errors import PromiseNotFound, StaffNotFound
from models.mapping import promise_of
from models.records import Note, NoteKind, Presence
from models.tables import HandoffRow, NoteRow, PresenceRow, PromiseRow, StaffRow

STALE_AFTER = timedelta(seconds=24)
"""Silence of a desk page after which its agent counts as gone."""


class SqlDesk:
    """Implements bot.ports.Desk, and what the doors of the desk list."""

    def __init__(self, database: Database, rules: DeskRules | None = None) -> None:
        self._database = database
        self._rules = rules or load_desk()

    def be(self, presence: Presence) -> None:
        """Go online, take a break or leave."""

        def store(session: Session) -> None:
            if session.get(StaffRow, (presence.tenant_id, presence.staff_id)) is None:
                raise StaffNotFound(presence.staff_id)
            session.merge(
                PresenceRow(
                    tenant_id=presence.tenant_id,
                    staff_id=presence.staff_id,
                    state=presence.state.value,
                    heard_at=presence.heard_at,
                    reason=presence.reason,
                    since=presence.since,
                    until=presence.until,
                    forced_by=presence.forced_by,
                )
            )

        self._database.write(store)

    def heard(self, tenant_id: str, staff_id: str, now: datetime) -> None:
        """The desk page of somebody is still open."""
        self._database.write(
            lambda session: session.execute(
                update(PresenceRow)
                .where(
                    PresenceRow.tenant_id == tenant_id,
                    PresenceRow.staff_id == staff_id,
                )
                .values(heard_at=now)
            )
        )

    def presences(self, tenant_id: str) -> tuple[Presence, ...]:
        return self._presences(PresenceRow.tenant_id == tenant_id)

    def lost(
        self,
        now: datetime,
        *,
        stale_after: timedelta = STALE_AFTER,
        tenant_id: str | None = None,
    ) -> tuple[Presence, ...]:
        """Not offline, and yet not heard from for too long; None: in any tenant."""
        wanted = [
            PresenceRow.state != PresenceState.OFFLINE.value,
            PresenceRow.heard_at <= now - stale_after,
        ]
        if tenant_id is not None:
            wanted.append(PresenceRow.tenant_id == tenant_id)
        return self._presences(*wanted)

    def gone(self, presence: Presence) -> None:
        """Somebody who is lost is offline, until heard from again."""
        self._database.write(
            lambda session: session.execute(
                update(PresenceRow)
                .where(
                    PresenceRow.tenant_id == presence.tenant_id,
                    PresenceRow.staff_id == presence.staff_id,
                    PresenceRow.heard_at == presence.heard_at,
                )
                .values(state=PresenceState.OFFLINE.value)
            )
        )

    def floor(
        self,
        tenant_id: str,
        conversation_id: str,
        *,
        now: datetime,
        stale_after: timedelta = STALE_AFTER,
    ) -> Floor:
        online = select(func.count()).where(
            PresenceRow.tenant_id == tenant_id,
            PresenceRow.state.in_(sorted(AT_THE_DESK)),
            PresenceRow.heard_at > now - stale_after,
        )

        def look(session: Session) -> Floor:
            waiting = session.scalars(_waiting(tenant_id))
            ordered = sorted(waiting, key=self._place)
            queue = [row.conversation_id for row in ordered]
            own = conversation_id in queue
            return Floor(
                online=session.scalar(online) or 0,
                ahead=queue.index(conversation_id) if own else len(queue),
            )

        return self._database.read(look)

    def _place(self, row: HandoffRow) -> Place:
        since = row.since or row.asked_at
        start = head_start(Tier(row.tier), row.urgent, self._rules)
        return (since - start, since, row.id)

    def add_note(self, note: Note) -> None:
        row = NoteRow(
            tenant_id=note.tenant_id,
            id=note.id,
            conversation_id=note.conversation_id,
            after_seq=note.after_seq,
            agent_id=note.agent_id,
            agent_name=note.agent_name,
            text=note.text,
            at=note.at,
            kind=note.kind.value,
        )
        self._database.write(lambda session: session.add(row))

    def notes(self, tenant_id: str, conversation_id: str) -> tuple[Note, ...]:
        query = (
            select(NoteRow)
            .where(
                NoteRow.tenant_id == tenant_id,
                NoteRow.conversation_id == conversation_id,
            )
            .order_by(NoteRow.after_seq, NoteRow.at)
        )
        return self._database.read(
            lambda session: tuple(_note_of(row) for row in session.scalars(query))
        )

    def promises(
        self, tenant_id: str, state: PromiseState = PromiseState.OPEN
    ) -> tuple[Promise, ...]:
        """The soonest due first."""
        query = (
            select(PromiseRow)
            .where(PromiseRow.tenant_id == tenant_id, PromiseRow.state == state.value)
            .order_by(PromiseRow.due_at, PromiseRow.id)
        )
        return self._database.read(
            lambda session: tuple(promise_of(row) for row in session.scalars(query))
        )

    def keep(
        self, tenant_id: str, promise_id: str, *, outcome: str, by: str, now: datetime
    ) -> Promise:
        def close(session: Session) -> Promise:
            key = (tenant_id, promise_id)
            row = session.get(PromiseRow, key, with_for_update=True)
            if row is None or row.state != PromiseState.OPEN.value:
                raise PromiseNotFound(promise_id)
            row.state = PromiseState.KEPT.value
            row.outcome, row.kept_by, row.kept_at = outcome, by, now
            session.flush()
            return promise_of(row)

        return self._database.write(close)

    def _presences(self, *wanted: ColumnElement[bool]) -> tuple[Presence, ...]:
        query = select(PresenceRow).where(*wanted).order_by(PresenceRow.staff_id)
        return self._database.read(
            lambda session: tuple(_presence_of(row) for row in session.scalars(query))
        )


def _waiting(tenant_id: str) -> Select[HandoffRow]:
    return select(HandoffRow).where(
        HandoffRow.tenant_id == tenant_id,
        HandoffRow.state == HandoffState.WAITING.value,
    )


def _presence_of(row: PresenceRow) -> Presence:
    return Presence(
        tenant_id=row.tenant_id,
        staff_id=row.staff_id,
        state=PresenceState(row.state),
        heard_at=row.heard_at,
        reason=row.reason,
        since=row.since,
        until=row.until,
        forced_by=row.forced_by,
    )


def _note_of(row: NoteRow) -> Note:
    return Note(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        after_seq=row.after_seq,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        text=row.text,
        at=row.at,
        kind=NoteKind(row.kind),
    )
