"""The matters: opened once, taken step by step, listed for customers and the desk."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from bot.matter import Matter, MatterKind, MatterNotFound, MatterState, MatterStep
from bot.message import Author, Channel, Language, Message
from models import saving
from models.database import Database
from models.errors import Conflict, RecordsError
from models.matter_mapping import matter_of, matter_row, step_row
from models.matter_tables import AppointmentRow, MatterRow, MatterStepRow
from models.tables import ConversationRow, OutboxRow

Notice = Callable[[Matter, Language], str]
RACES = 5
"""Times that a seat is looked for anew because somebody else took it meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    starts_at: datetime
    seats: int
    """How many can have one at the same time."""
    place: str = ""


class SeatsTaken(RecordsError):
    """Nobody is free at that time any more."""

    code = "seats_taken"


class SqlMatters:
    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, matter: Matter, appointment: Appointment | None = None) -> Matter:
        """The same id again changes nothing, and gives the first one back.

        Raises SeatsTaken, and then nothing was opened.
        """

        def store(session: Session) -> Matter:
            known = session.get(MatterRow, (matter.tenant_id, matter.id))
            if known is not None:
                return _loaded(session, [known])[0]
            session.add(matter_row(matter))
            session.flush()
            if appointment is not None:
                _seat(session, matter, appointment)
            return matter

        for _ in range(RACES):
            try:
                return self._database.write(store)
            except Conflict:
                continue
        return self._database.write(store)

    def get(self, tenant_id: str, matter_id: str) -> Matter:
        """Raises MatterNotFound."""
        found = self._find(MatterRow.tenant_id == tenant_id, MatterRow.id == matter_id)
        if not found:
            raise MatterNotFound(matter_id)
        return found[0]

    def of_customer(
        self, tenant_id: str, conversation_id: str, subject: str = ""
    ) -> tuple[Matter, ...]:
        """Of the conversation, and all of the customer who was proved."""
        own = MatterRow.conversation_id == conversation_id
        theirs = MatterRow.subject == subject
        wanted = or_(own, theirs) if subject else own
        return self._find(MatterRow.tenant_id == tenant_id, wanted)

    def listed(
        self,
        tenant_id: str,
        *,
        states: Sequence[MatterState],
        holder: str = "",
        branch: str = "",
        overdue_at: datetime | None = None,
        limit: int = 200,
    ) -> tuple[Matter, ...]:
        """The soonest due first; what has ended comes last."""
        wanted = [
            MatterRow.tenant_id == tenant_id,
            MatterRow.state.in_([state.value for state in states]),
        ]
        if holder:
            wanted.append(MatterRow.holder == holder)
        if branch:
            wanted.append(MatterRow.branch == branch)
        if overdue_at is not None:
            wanted.append(MatterRow.due_at < overdue_at)
        return self._find(*wanted, limit=limit)

    def counts(self, tenant_id: str, holder: str, now: datetime) -> dict[str, int]:
        """Of those that have not ended: all, the holder's own, and the late ones."""
        own = MatterRow.holder == holder
        query = select(
            func.count(),
            func.count().filter(own),
            func.count().filter(MatterRow.due_at < now),
        ).where(MatterRow.tenant_id == tenant_id, MatterRow.due_at.is_not(None))

        def count(session: Session) -> dict[str, int]:
            found = session.execute(query).one()
            return dict(zip(("open", "mine", "overdue"), found, strict=True))

        return self._database.read(count)

    def funnel(
        self, tenant_id: str, kind: MatterKind
    ) -> Mapping[str, Mapping[MatterState, int]]:
        """By branch, how many matters ever reached each state."""
        steps = (
            select(MatterRow.branch, MatterStepRow.state)
            .join(
                MatterStepRow,
                (MatterStepRow.tenant_id == MatterRow.tenant_id)
                & (MatterStepRow.matter_id == MatterRow.id),
            )
            .where(MatterRow.tenant_id == tenant_id, MatterRow.kind == kind.value)
        )
        opened = select(MatterRow.branch).where(
            MatterRow.tenant_id == tenant_id, MatterRow.kind == kind.value
        )

        def count(session: Session) -> Mapping[str, Mapping[MatterState, int]]:
            found: dict[str, Counter[MatterState]] = {}
            for branch in session.scalars(opened):
                found.setdefault(branch, Counter())[MatterState.OPEN] += 1
            for branch, state in session.execute(steps):
                found[branch][MatterState(state)] += 1
            return found

        return self._database.read(count)

    def step(
        self, tenant_id: str, matter_id: str, step: MatterStep, *, notice: Notice
    ) -> Matter:
        """Made together with the words that tell the customer, or not at all.

        Raises MatterNotFound, MatterElsewhere, OutcomeMissing.
        """

        def store(session: Session) -> Matter:
            key = (tenant_id, matter_id)
            row = session.get(MatterRow, key, with_for_update=True)
            if row is None:
                raise MatterNotFound(matter_id)
            before = _loaded(session, [row])[0]
            after = before.at(step)
            if after is not before:
                row.state, row.holder = after.state.value, after.holder
                row.due_at = after.due
                session.add(step_row(after))
                _tell(session, after, notice, step.at)
            return after

        return self._database.write(store)

    def taken(
        self, tenant_id: str, kind: MatterKind, place: str, since: datetime
    ) -> Mapping[datetime, int]:
        """How many seats are gone, by when they start."""
        query = (
            select(AppointmentRow.starts_at, func.count())
            .where(
                AppointmentRow.tenant_id == tenant_id,
                AppointmentRow.kind == kind.value,
                AppointmentRow.place == place,
                AppointmentRow.starts_at >= since,
            )
            .group_by(AppointmentRow.starts_at)
        )
        return self._database.read(
            lambda session: {at: count for at, count in session.execute(query)}
        )

    def _find(
        self, *wanted: ColumnElement[bool], limit: int = 200
    ) -> tuple[Matter, ...]:
        order = (
            MatterRow.due_at.is_(None),
            MatterRow.due_at,
            MatterRow.opened_at.desc(),
            MatterRow.id,
        )
        query = select(MatterRow).where(*wanted).order_by(*order).limit(limit)
        return self._database.read(
            lambda session: _loaded(session, list(session.scalars(query)))
        )


def _seat(session: Session, matter: Matter, wanted: Appointment) -> None:
    """On the first free seat. Raises SeatsTaken."""
    gone = set(
        session.scalars(
            select(AppointmentRow.seat).where(
                AppointmentRow.tenant_id == matter.tenant_id,
                AppointmentRow.kind == matter.kind.value,
                AppointmentRow.starts_at == wanted.starts_at,
                AppointmentRow.place == wanted.place,
            )
        )
    )
    free = [seat for seat in range(1, wanted.seats + 1) if seat not in gone]
    if not free:
        raise SeatsTaken
    session.add(
        AppointmentRow(
            tenant_id=matter.tenant_id,
            matter_id=matter.id,
            kind=matter.kind.value,
            starts_at=wanted.starts_at,
            place=wanted.place,
            seat=free[0],
        )
    )
    session.flush()


def _tell(session: Session, matter: Matter, notice: Notice, now: datetime) -> None:
    """The conversation's row itself is read under its lock only, by the saving."""
    found = session.execute(
        select(ConversationRow.language, ConversationRow.channel).where(
            ConversationRow.tenant_id == matter.tenant_id,
            ConversationRow.id == matter.conversation_id,
        )
    ).one()
    language, channel = Language(found.language), Channel(found.channel)
    told = saving.receive(
        session,
        Message(
            id=f"{matter.id}-{len(matter.steps)}",
            tenant_id=matter.tenant_id,
            conversation_id=matter.conversation_id,
            author=Author.SYSTEM,
            text=notice(matter, language),
            language=language,
            channel=channel,
            sent_at=now,
            client_id=f"{matter.id}:{matter.state}",
        ),
    ).message
    session.add(
        OutboxRow(
            tenant_id=told.tenant_id,
            message_id=told.id,
            channel=channel.value,
            state="pending",
            attempts=0,
            next_at=now,
        )
    )


def _loaded(session: Session, rows: Sequence[MatterRow]) -> tuple[Matter, ...]:
    """With the steps of each, all read at once."""
    steps: dict[tuple[str, str], list[MatterStepRow]] = {}
    query = (
        select(MatterStepRow)
        .where(
            tuple_(MatterStepRow.tenant_id, MatterStepRow.matter_id).in_(
                [(row.tenant_id, row.id) for row in rows]
            )
        )
        .order_by(MatterStepRow.number)
    )
    for step in session.scalars(query) if rows else ():
        steps.setdefault((step.tenant_id, step.matter_id), []).append(step)
    return tuple(matter_of(row, steps.get((row.tenant_id, row.id), [])) for row in rows)
