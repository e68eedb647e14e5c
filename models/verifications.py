"""The records of identity verification: each step of it is one transaction.

A guess is counted before anybody looks at it; what a proof changes in the conversation,
its record in the audit trail and the message that carries the flow on stand or fall
together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.levels import Levels
from bot.ports import Ids
from models.act_tables import VerificationRequestRow
from models.audit import AuditTrail
from models.database import Database
from models.verification_counts import Counts
from models.verification_fleet import Fleet, fleet, kept_since
from models.verification_reading import Held, Place, Standing, hold, standing
from models.verification_steps import Steps
from models.verification_tables import (
    CallbackRow,
    ChallengeRow,
    FleetHourRow,
    IdentificationRow,
    VerificationEventRow,
)
from models.verification_values import OVER, Judgement, Meant, Outcome, Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a message to the customer names, and whom it is about."""

    purpose: str
    act: str
    digest: str


class SqlVerifications:
    def __init__(
        self,
        database: Database,
        audit: AuditTrail,
        ids: Ids,
        *,
        pepper: bytes,
        levels: Levels,
    ) -> None:
        self._database = database
        self._audit = audit
        self._ids = ids
        self._pepper = pepper
        self._levels = levels

    def standing(self, place: Place, now: datetime) -> Standing:
        """Raises ConversationNotFound, VerificationNotFound."""
        return self._database.read(
            lambda session: standing(
                hold(session, place, now, writing=False), self._levels, now
            )
        )

    def claiming(self, place: Place, source: str, now: datetime) -> Outcome:
        """Somebody is about to say who they are: counted before anybody is asked."""
        return self.step(place, now, lambda steps: steps.claiming(source))

    def claimed(
        self, place: Place, meant: Meant, source: str, now: datetime
    ) -> Outcome:
        """The claim was looked up, and means somebody or nobody."""
        return self.step(place, now, lambda steps: steps.claimed(meant, source))

    def challenged(self, place: Place, sent: Sent, now: datetime) -> Outcome:
        """`to` of the outcome tells whom to send it."""
        return self.step(place, now, lambda steps: steps.challenged(sent))

    def guessed(self, place: Place, guess: str, source: str, now: datetime) -> Outcome:
        return self.step(place, now, lambda steps: steps.guessed(guess, source))

    def cancelled(self, place: Place, now: datetime) -> Outcome:
        return self.step(place, now, Steps.cancelled)

    def sim_changed(self, place: Place, now: datetime) -> Outcome:
        return self.step(place, now, Steps.sim_changed)

    def confirmed(
        self,
        place: Place,
        challenge_id: str,
        callback_id: str,
        yes: bool,
        now: datetime,
    ) -> Outcome:
        """A callback that was taken before has no second effect."""
        return self.step(
            place,
            now,
            lambda steps: steps.confirmed(challenge_id, yes=yes),
            callback_id=callback_id,
        )

    def judged(
        self, place: Place, judgement: Judgement, callback_id: str, now: datetime
    ) -> Outcome:
        """A callback that was taken before has no second effect."""
        return self.step(
            place, now, lambda steps: steps.judged(judgement), callback_id=callback_id
        )

    def forget(self, tenant_id: str, before: datetime) -> None:
        """What no limit counts any more; `before` lies two days back at least."""

        def work(session: Session) -> None:
            for row in (VerificationEventRow, CallbackRow):
                old = delete(row).where(row.tenant_id == tenant_id, row.at < before)
                session.execute(old)
            hour = FleetHourRow
            past = hour.hour < kept_since(before)
            session.execute(delete(hour).where(hour.tenant_id == tenant_id, past))

        self._database.write(work)

    def place_of(self, tenant_id: str, name: str) -> Place | None:
        """Of a request, or of a challenge, by its id."""

        def find(session: Session) -> Place | None:
            challenge = session.get(ChallengeRow, (tenant_id, name))
            request_id = challenge.request_id if challenge else name
            row = session.get(VerificationRequestRow, (tenant_id, request_id))
            if row is None:
                return None
            return Place(
                tenant_id=tenant_id,
                conversation_id=row.conversation_id,
                request_id=row.id,
            )

        return self._database.read(find)

    def fleet(self, tenant_id: str, now: datetime) -> Fleet:
        """How proofs go over all customers."""
        return self._database.read(lambda session: fleet(session, tenant_id, now))

    def purpose(self, place: Place, now: datetime) -> Purpose:
        def find(session: Session) -> Purpose:
            row = hold(session, place, now, writing=False).request
            return Purpose(purpose=row.purpose, act=row.act, digest=row.digest)

        return self._database.read(find)

    def step(
        self,
        place: Place,
        now: datetime,
        step: Callable[[Steps], Outcome],
        *,
        callback_id: str = "",
    ) -> Outcome:
        """One step in a transaction of its own, unless the request is over."""

        def work(session: Session) -> Outcome:
            held = hold(session, place, now)
            if callback_id and not _first(session, place.tenant_id, callback_id, now):
                return OVER
            steps = self._steps(session, held, now)
            return steps.over() or step(steps)

        return self._database.write(work)

    def _steps(self, session: Session, held: Held, now: datetime) -> Steps:
        known = held.known or _known(session, held)
        return Steps(
            session=session,
            held=replace(held, known=known),
            known=known,
            now=now,
            counts=Counts(
                session=session,
                tenant_id=held.request.tenant_id,
                new_id=self._ids.new,
            ),
            audit=self._audit,
            ids=self._ids,
            pepper=self._pepper,
            levels=self._levels,
        )


def _known(session: Session, held: Held) -> IdentificationRow:
    """Made with the first step; what was learned of this customer before is kept."""
    request = held.request
    before = _before(session, held) if request.subject else None
    made = IdentificationRow(
        tenant_id=request.tenant_id,
        request_id=request.id,
        subject_key=request.subject,
        shown=held.conversation.verification.shown if request.subject else "",
        signals=before.signals if before else [],
        claims=0,
        spent=0,
        paused_until=None,
        ending="",
    )
    session.add(made)
    session.flush()
    return made


def _before(session: Session, held: Held) -> IdentificationRow | None:
    request = held.request
    return session.scalar(
        select(IdentificationRow)
        .join(
            VerificationRequestRow,
            (VerificationRequestRow.tenant_id == IdentificationRow.tenant_id)
            & (VerificationRequestRow.id == IdentificationRow.request_id),
        )
        .where(
            IdentificationRow.tenant_id == request.tenant_id,
            IdentificationRow.subject_key == request.subject,
            VerificationRequestRow.conversation_id == request.conversation_id,
        )
        .order_by(VerificationRequestRow.asked_at.desc())
        .limit(1)
    )


def _first(session: Session, tenant_id: str, callback_id: str, now: datetime) -> bool:
    if session.get(CallbackRow, (tenant_id, callback_id)) is not None:
        return False
    session.add(CallbackRow(tenant_id=tenant_id, id=callback_id, at=now))
    session.flush()
    return True
