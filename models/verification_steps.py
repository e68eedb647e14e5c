"""The steps of a verification, each inside the transaction that its caller opened."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.challenge import (
    NUMBERS,
    ChallengeState,
    Ending,
    Verdict,
    code_mac,
    fits,
    new_challenge,
    pause_after,
)
from bot.fleet import FLEET
from bot.levels import Levels
from bot.ports import Ids
from bot.verification import Assurance, Factor
from models.audit import AuditTrail
from models.records import Audited
from models.saving import save
from models.verification_counts import Counts, Kind
from models.verification_ending import Passed, ended, proof_of
from models.verification_fleet import counted
from models.verification_reading import SIM_CHANGED, Held, challenge_of, overwrite
from models.verification_tables import ChallengeRow, IdentificationRow, PartyRow
from models.verification_values import OVER, Judgement, Meant, Outcome, Sent, too_many

CUSTOMER = "customer"
"""Who acts, in the audit trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    session: Session
    held: Held
    known: IdentificationRow
    now: datetime
    counts: Counts
    audit: AuditTrail
    ids: Ids
    pepper: bytes
    levels: Levels

    def over(self) -> Outcome | None:
        """What there is to say when nothing can be done here any more."""
        ending = self.held.ending(self.now)
        if ending is None:
            return None
        if self.known.ending:
            return replace(OVER, ending=ending)
        if not self.held.current:
            self._close(ending)
            return replace(OVER, ending=ending)
        return replace(self.end(ending), verdict=Verdict.ENDED)

    def claiming(self, source: str) -> Outcome:
        """Counted before anybody is asked who is meant."""
        self.counts.party(f"@{source}")
        if not self.held.claimable:
            return OVER
        tried = self.counts.of_source(Kind.CLAIM, source, self.now)
        if tried >= NUMBERS.claims_per_hour or self.known.claims >= NUMBERS.claims:
            return too_many(NUMBERS.short_seconds)
        self.known.claims += 1
        self.counts.add(Kind.CLAIM, subject_key="", source=source, now=self.now)
        freezes = self.counts.of_source(Kind.FREEZE, source, self.now)
        if self._protects and freezes >= NUMBERS.freezes_per_hour:
            return self.end(Ending.LIMITED)
        return Outcome()

    def claimed(self, meant: Meant, source: str) -> Outcome:
        if not self.held.claimable:
            return OVER
        request = self.held.request
        request.subject, request.state = meant.subject, "identified"
        self.known.subject_key = meant.key
        self.known.shown = meant.shown
        self.known.signals = list(meant.signals)
        self._void()
        if not self._protects:
            return Outcome()
        self.counts.add(Kind.FREEZE, subject_key=meant.key, source=source, now=self.now)
        return self.end(Ending.CLAIMED)

    def challenged(self, sent: Sent) -> Outcome:
        """A new challenge takes the place of every other; the same for nobody."""
        if not self.held.identified or sent.factor not in self._methods:
            return OVER
        next_at = self.held.next_at(sent.factor)
        if next_at is None:
            return too_many(NUMBERS.short_seconds)
        if self.now < next_at:
            return too_many(-int((self.now - next_at).total_seconds() // 1))
        self._void()
        mac = code_mac(self.pepper, sent.id, sent.code) if sent.code else ""
        challenge = new_challenge(sent.id, sent.factor, self.now)
        row = self.held.challenge_row(challenge, mac, self.levels.version)
        self.session.add(row)
        return Outcome(to=self._reached(sent.factor))

    def _reached(self, factor: Factor) -> str:
        """The customer to send to; limits that others used up are kept in silence."""
        kind = Kind.SENT if factor is Factor.CODE else Kind.ASKED
        key = self.known.subject_key
        tally = self.counts.tally(key, self.now, sent=kind)
        if not tally.reachable(self.now, frees=self._frees(factor.value)):
            return ""
        self.counts.add(kind, subject_key=key, source="", now=self.now)
        return self.held.request.subject

    def guessed(self, guess: str, source: str) -> Outcome:
        self.counts.party(f"@{source}")
        wrong = self.counts.of_source(Kind.WRONG, source, self.now)
        most = FLEET.wrong_per_hour if self.held.signal else NUMBERS.wrong_per_hour
        if wrong >= most:
            return too_many(3_600)
        row = self._open(Factor.CODE)
        if row is None:
            return Outcome(verdict=Verdict.EXPIRED)
        attempted = challenge_of(row).attempted()
        overwrite(row, attempted)
        self.session.flush()
        tally = self.counts.tally(self.known.subject_key, self.now)
        right = fits(self.pepper, row.id, row.mac, guess)
        somebody = bool(self.held.request.subject) and not tally.locked(self.now)
        if right and somebody:
            overwrite(row, attempted.burnt())
            self._counted(right=True)
            return self._pass(Factor.CODE, self.levels.most(Factor.CODE.value))
        return self._wrong(source, spent=attempted.state is ChallengeState.SPENT)

    def _wrong(self, source: str, *, spent: bool) -> Outcome:
        before = self.counts.subjects_tried(source, self.now)
        key = self.known.subject_key
        self.counts.add(Kind.WRONG, subject_key=key, source=source, now=self.now)
        tried = self.counts.subjects_tried(source, self.now)
        alarm = before <= NUMBERS.alarm_subjects < tried
        failing = self._counted(right=False)
        if alarm:
            self._record("verification_alarm", source, {"customers": tried})
        if failing:
            self._record("verification_failing", "", {})
        self._lock_if_due(self.counts.party(key))
        told = Outcome(verdict=Verdict.WRONG, alarm=alarm, failing=failing)
        return self._spent(told) if spent else told

    def _spent(self, told: Outcome) -> Outcome:
        """No guesses are left at this code."""
        self.known.spent += 1
        pause = pause_after(self.known.spent)
        if pause is None or self.held.next_at(Factor.CODE) is None:
            over = self.end(Ending.LOCKED)
            return replace(told, ending=over.ending, messages=over.messages)
        self.known.paused_until = self.now + pause
        return told

    def _counted(self, *, right: bool) -> bool:
        """Over all customers; true when that starts an alarm."""
        if not self.held.request.subject:
            return False
        tenant_id = self.held.request.tenant_id
        return counted(self.session, tenant_id, self.now, right=right)

    def _lock_if_due(self, party: PartyRow) -> None:
        party.wrong_ever += 1
        wrong = self.counts.tally(party.key, self.now).wrong_today
        if wrong == NUMBERS.wrong_per_day:
            party.locked_until = self.now + timedelta(seconds=NUMBERS.locked_seconds)
            self._record("verification_locked", party.key, {"wrong": wrong})
        self.session.flush()

    def confirmed(self, challenge_id: str, *, yes: bool) -> Outcome:
        """What the customer chose in the bank's app."""
        row = self._open(Factor.APP)
        if row is None or row.id != challenge_id or not self.held.request.subject:
            return OVER
        overwrite(row, challenge_of(row).burnt())
        if not yes:
            return self.end(Ending.DECLINED)
        return self._pass(Factor.APP, self.levels.most(Factor.APP.value))

    def judged(self, judgement: Judgement) -> Outcome:
        """A match gives what policy names for the method, and no more than it says."""
        most = min(judgement.level, self.levels.most(judgement.method))
        told: dict[str, object] = {"method": judgement.method, "found": judgement.words}
        self._record("verification_judged", self.known.subject_key, told)
        enough = most >= max(self.held.demanded(self.levels), Assurance.L1)
        if not (judgement.matched and enough and self.held.request.subject):
            return Outcome()
        if most < Assurance.L3 and self._locked:
            return Outcome()
        return self._pass(Factor.EXTERNAL, most)

    def vouched(self) -> Outcome:
        """Two of the bank's people know who it is; worth a level for reading at most,
        and nothing for a customer at whom too many guesses were wrong."""
        most = min(Assurance.L2, self.levels.most(Factor.MANUAL.value))
        if not self.held.request.subject or self._locked:
            return OVER
        return self._pass(Factor.MANUAL, most)

    def cancelled(self) -> Outcome:
        return self.end(Ending.CANCELLED)

    def sim_changed(self) -> Outcome:
        """The gateway learned that the number has a new card: no code goes there."""
        self._void()
        signals = {*self.held.signals, SIM_CHANGED}
        self.known.signals = sorted(signals)
        self._record("verification_sim_changed", self.known.subject_key, {})
        return Outcome()

    def _pass(self, factor: Factor, most: Assurance) -> Outcome:
        if most < self.held.demanded(self.levels):
            return OVER
        key = self.known.subject_key
        if most >= Assurance.L3 and self.counts.freed(key, self.now):
            self._record("verification_unlocked", key, {"by": factor.value})
        self.counts.party(key).wrong_ever = 0
        return self.end(Ending.VERIFIED, Passed(factor=factor, most=most))

    def end(self, ending: Ending, passed: Passed | None = None) -> Outcome:
        """The request is over: its conversation, the audit trail and the message that
        carries the flow on are written together, or not at all."""
        proof = proof_of(self.held, passed, self.levels, self.now) if passed else None
        self._close(ending)
        told: dict[str, object] = {"act": self.held.request.act, "how": ending.value}
        if passed and proof:
            told |= {"factor": passed.factor.value, "level": int(proof.assurance)}
        self._record("verification_ended", self.known.subject_key, told)
        change = ended(
            self.held, ending, proof, message_id=self.ids.new(), now=self.now
        )
        return Outcome(ending=ending, messages=save(self.session, change))

    def _close(self, ending: Ending) -> None:
        self._void()
        self.known.ending = ending.value
        self.held.request.state = "done" if ending.good else "ended"
        self.session.flush()

    def _record(self, act: str, subject: str, told: dict[str, object]) -> None:
        request = self.held.request
        detail = {"request": request.id, "conversation": request.conversation_id}
        self.audit.append(
            self.session,
            Audited(
                tenant_id=request.tenant_id,
                at=self.now,
                actor=CUSTOMER,
                act=act,
                subject=subject,
                detail={**detail, **told},
            ),
        )

    def _open(self, factor: Factor) -> ChallengeRow | None:
        """The one that may still be answered; what has expired is marked so, and what
        was asked under other levels answers nothing."""
        if factor not in self._methods:
            return None
        for row in reversed(self.held.sent_by(factor)):
            if row.policy != self.levels.version:
                continue
            challenge = challenge_of(row).at(self.now)
            overwrite(row, challenge)
            if challenge.state is ChallengeState.OPEN:
                return row
        self.session.flush()
        return None

    def _void(self) -> None:
        for row in self.held.challenges:
            if row.state == ChallengeState.OPEN.value:
                row.state = ChallengeState.VOID.value
        self.session.flush()

    def _frees(self, factor: str) -> bool:
        return self.levels.most(factor) >= Assurance.L3

    @property
    def _locked(self) -> bool:
        return self.counts.tally(self.known.subject_key, self.now).locked(self.now)

    @property
    def _methods(self) -> tuple[Factor, ...]:
        return self.held.methods(self.levels)

    @property
    def _protects(self) -> bool:
        return self.held.required is Assurance.L0
