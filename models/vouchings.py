"""Manual proofs: one of the bank's people asks, and only another may confirm."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditTrail
from models.database import Database
from models.errors import NobodyNamed, SamePerson, VouchingNotFound, VouchingOver
from models.records import Audited, Staff
from models.verification_reading import Place, hold
from models.verification_steps import Steps
from models.verification_tables import VouchingRow
from models.verification_values import Outcome, Vouching
from models.verifications import SqlVerifications

OPEN, CONFIRMED, REFUSED = "open", "confirmed", "refused"
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one of the bank's people asks for."""

    id: str
    place: Place
    reason: str
    """Why no code and no app will do, as a code."""
    by: Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What another of them makes of it."""

    tenant_id: str
    id: str
    yes: bool
    by: Staff


class SqlVouchings:
    def __init__(
        self, database: Database, audit: AuditTrail, verifications: SqlVerifications
    ) -> None:
        self._database = database
        self._audit = audit
        self._verifications = verifications

    def ask(self, wanted: Wanted, now: datetime) -> Vouching:
        """Raises VerificationNotFound, VouchingOver, NobodyNamed: the customer has to
        say on the secret path who they are, before anybody vouches for them."""

        def work(session: Session) -> Vouching:
            held = hold(session, wanted.place, now)
            if held.ending(now) is not None:
                raise VouchingOver(wanted.id)
            if not held.request.subject or held.known is None:
                raise NobodyNamed(wanted.place.request_id)
            row = _row(wanted, held.known.shown, now)
            session.add(row)
            session.flush()
            self._record(session, "vouching_asked", row, wanted.by, now)
            return vouching_of(row)

        return self._database.write(work)

    def settle(self, decided: Decided, now: datetime) -> tuple[Place, Outcome]:
        """Raises VouchingNotFound, VouchingOver, SamePerson. A confirmation is a proof
        like any other: it stands together with its audit rows, or not at all."""
        asked = self.get(decided.tenant_id, decided.id)
        place = Place(
            tenant_id=decided.tenant_id,
            conversation_id=asked.conversation_id,
            request_id=asked.request_id,
        )
        outcome = self._verifications.step(
            place, now, lambda steps: self._decided(steps, decided, now)
        )
        if outcome.verdict is not None:
            raise VouchingOver(decided.id)
        return place, outcome

    def _decided(self, steps: Steps, decided: Decided, now: datetime) -> Outcome:
        row = _open_row(steps, decided)
        row.state = CONFIRMED if decided.yes else REFUSED
        row.decided_by, row.decided_name = decided.by.id, decided.by.display_name
        row.decided_at = now
        steps.session.flush()
        self._record(steps.session, f"vouching_{row.state}", row, decided.by, now)
        if not decided.yes:
            return Outcome()
        outcome = steps.vouched()
        if outcome.ending is None:
            raise VouchingOver(decided.id)
        return outcome

    def get(self, tenant_id: str, vouching_id: str) -> Vouching:
        """Raises VouchingNotFound."""

        def find(session: Session) -> Vouching:
            row = session.get(VouchingRow, (tenant_id, vouching_id))
            if row is None:
                raise VouchingNotFound(vouching_id)
            return vouching_of(row)

        return self._database.read(find)

    def asked(self, tenant_id: str, *, since: datetime) -> tuple[Vouching, ...]:
        """The newest first: what is open, and the report of what was done."""
        query = (
            select(VouchingRow)
            .where(VouchingRow.tenant_id == tenant_id, VouchingRow.asked_at >= since)
            .order_by(VouchingRow.asked_at.desc())
            .limit(MOST)
        )
        return self._database.read(
            lambda session: tuple(map(vouching_of, session.scalars(query)))
        )

    def _record(
        self, session: Session, act: str, row: VouchingRow, by: Staff, now: datetime
    ) -> None:
        detail: dict[str, object] = {
            "vouching": row.id,
            "request": row.request_id,
            "reason": row.reason,
            "asked_by": row.asked_by,
        }
        self._audit.append(
            session,
            Audited(
                tenant_id=row.tenant_id,
                at=now,
                actor=by.id,
                act=act,
                subject=row.conversation_id,
                detail=detail,
            ),
        )


def _row(wanted: Wanted, shown: str, now: datetime) -> VouchingRow:
    return VouchingRow(
        tenant_id=wanted.place.tenant_id,
        id=wanted.id,
        request_id=wanted.place.request_id,
        conversation_id=wanted.place.conversation_id,
        shown=shown,
        reason=wanted.reason,
        asked_by=wanted.by.id,
        asked_name=wanted.by.display_name,
        asked_at=now,
        state=OPEN,
        decided_by="",
        decided_name="",
        decided_at=None,
    )


def _open_row(steps: Steps, decided: Decided) -> VouchingRow:
    """Raises SamePerson; VouchingOver also once somebody else holds the customer."""
    key = (decided.tenant_id, decided.id)
    row = steps.session.get_one(VouchingRow, key, with_for_update=True)
    if row.asked_by == decided.by.id:
        raise SamePerson(decided.id)
    held_by = steps.held.conversation.agent_id
    if row.state != OPEN or held_by != row.asked_by:
        raise VouchingOver(decided.id)
    return row


def vouching_of(row: VouchingRow) -> Vouching:
    return Vouching(
        id=row.id,
        request_id=row.request_id,
        conversation_id=row.conversation_id,
        shown=row.shown,
        reason=row.reason,
        asked_by=row.asked_by,
        asked_name=row.asked_name,
        asked_at=row.asked_at,
        state=row.state,
        decided_by=row.decided_by,
        decided_name=row.decided_name,
        decided_at=row.decided_at,
    )
