"""A request for proof as it stands: what its card shows, and what a step may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.challenge import (
    NUMBERS,
    Challenge,
    ChallengeState,
    Ending,
    Step,
    attempts_left,
    offered,
)
from bot.conversation import Conversation
from bot.errors import ConversationNotFound
from bot.fleet import SIGNAL
from bot.levels import Levels
from bot.message import Channel
from bot.verification import Assurance, Factor
from models.act_tables import VerificationRequestRow
from models.errors import VerificationNotFound
from models.mapping import conversation_of
from models.tables import ConversationRow, HandoffRow
from models.verification_fleet import fleet
from models.verification_tables import ChallengeRow, IdentificationRow

SIM_CHANGED = "sim_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which request, of which conversation."""

    tenant_id: str
    conversation_id: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the customer's card shows: the same for somebody and for nobody."""

    step: Step
    required: Assurance
    purpose: str
    methods: tuple[Factor, ...]
    method: Factor | None
    """The one under way."""
    sent: bool
    resend_seconds: int
    """Until another may be sent; -1: none any more."""
    expires_seconds: int
    """Of what was sent last."""
    attempts: str
    """some, last, none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A request with all that belongs to it, in one transaction."""

    conversation: Conversation
    request: VerificationRequestRow
    known: IdentificationRow | None
    challenges: tuple[ChallengeRow, ...]
    """Oldest first."""
    signal: str = ""
    """What stands over all customers at this moment."""

    @property
    def required(self) -> Assurance:
        return Assurance(self.request.required)

    @property
    def identified(self) -> bool:
        """True once somebody, or nobody, is meant."""
        return bool(self.request.subject) or self.request.state == "identified"

    @property
    def claimable(self) -> bool:
        """False where it was known beforehand who proves it."""
        told = self.request.state == "identified" or not self.request.subject
        return told or self.required is Assurance.L0

    @property
    def signals(self) -> tuple[str, ...]:
        return tuple(cast(list[str], self.known.signals)) if self.known else ()

    @property
    def current(self) -> bool:
        """True while this is what the conversation waits for."""
        return self.conversation.verification.request == self.request.id

    def ending(self, now: datetime) -> Ending | None:
        """How it ended, or ends now; None while it is open."""
        if self.known is not None and self.known.ending:
            return Ending(self.known.ending)
        asked_at = self.request.asked_at
        first = asked_at - timedelta(seconds=NUMBERS.slack_seconds)
        in_time = first <= now < asked_at + timedelta(seconds=NUMBERS.request_seconds)
        same_channel = self.request.channel == self.conversation.channel.value
        if not (in_time and same_channel and self.current):
            return Ending.EXPIRED
        return None

    def demanded(self, levels: Levels) -> Assurance:
        """What a factor must be able to prove here."""
        return levels.demanded(
            self.request.act,
            self.required,
            channel=self.conversation.channel,
            signal=self.signal,
        )

    def methods(self, levels: Levels) -> tuple[Factor, ...]:
        if self.required is Assurance.L0:
            return ()
        most = [(one, levels.most(one.value)) for one in (Factor.CODE, Factor.APP)]
        barred = SIM_CHANGED in self.signals
        same_way = self.conversation.channel is Channel.SMS
        return tuple(
            factor
            for factor in offered(self.demanded(levels), most)
            if factor is not Factor.CODE or not (barred or same_way)
        )

    def sent_by(self, factor: Factor) -> Sequence[ChallengeRow]:
        return [one for one in self.challenges if one.factor == factor.value]

    def challenge_row(
        self, challenge: Challenge, mac: str, policy: str
    ) -> ChallengeRow:
        """The next of this request."""
        return ChallengeRow(
            tenant_id=self.request.tenant_id,
            id=challenge.id,
            request_id=self.request.id,
            number=len(self.challenges) + 1,
            factor=challenge.factor.value,
            mac=mac,
            left=challenge.left,
            made_at=challenge.made_at,
            seen_at=challenge.seen_at,
            expires_at=challenge.expires_at,
            state=challenge.state.value,
            policy=policy,
        )

    def next_at(self, factor: Factor) -> datetime | None:
        """When another may be sent; None when no more may."""
        before = self.sent_by(factor)
        if len(before) >= NUMBERS.sends:
            return None
        moments = [self.request.asked_at]
        if before:
            pause = timedelta(seconds=NUMBERS.resend_seconds)
            moments.append(before[-1].made_at + pause)
        if self.known is not None and self.known.paused_until is not None:
            moments.append(self.known.paused_until)
        return max(moments)


def hold(
    session: Session, place: Place, now: datetime, *, writing: bool = True
) -> Held:
    """Raises ConversationNotFound, VerificationNotFound. When writing, the conversation
    is held until the transaction ends: steps are taken one by one."""
    key = (place.tenant_id, place.conversation_id)
    row = session.get(ConversationRow, key, with_for_update=writing or None)
    if row is None:
        raise ConversationNotFound(place.conversation_id)
    request = session.get(VerificationRequestRow, (place.tenant_id, place.request_id))
    if request is None or request.conversation_id != place.conversation_id:
        raise VerificationNotFound(place.request_id)
    return Held(
        conversation=_conversation(session, row),
        request=request,
        known=session.get(IdentificationRow, (place.tenant_id, place.request_id)),
        challenges=tuple(
            session.scalars(
                select(ChallengeRow)
                .where(
                    ChallengeRow.tenant_id == place.tenant_id,
                    ChallengeRow.request_id == place.request_id,
                )
                .order_by(ChallengeRow.number)
            )
        ),
        signal=SIGNAL if fleet(session, place.tenant_id, now).failing else "",
    )


def _conversation(session: Session, row: ConversationRow) -> Conversation:
    key = (row.tenant_id, row.handoff_id)
    handoff = session.get(HandoffRow, key) if row.handoff_id else None
    return conversation_of(row, handoff)


def standing(held: Held, levels: Levels, now: datetime) -> Standing:
    methods = held.methods(levels)
    last = held.challenges[-1] if held.challenges else None
    method = Factor(last.factor) if last else next(iter(methods), None)
    if method not in methods:
        method, last = next(iter(methods), None), None
    return Standing(
        step=_step(held, method, now),
        required=held.required,
        purpose=held.request.purpose,
        methods=methods,
        method=method,
        sent=last is not None,
        resend_seconds=_seconds(held.next_at(method), now) if method else -1,
        expires_seconds=_lasts(last, now),
        attempts=attempts_left(last.left if last else NUMBERS.guesses),
    )


def _step(held: Held, method: Factor | None, now: datetime) -> Step:
    if ending := held.ending(now):
        return ending.step
    if not held.identified or method is None:
        return Step.CLAIM
    return Step.APP if method is Factor.APP else Step.CODE


def _seconds(moment: datetime | None, now: datetime) -> int:
    if moment is None:
        return -1
    return max(0, -int((now - moment).total_seconds() // 1))


def _lasts(last: ChallengeRow | None, now: datetime) -> int:
    if last is None or challenge_of(last).at(now).state is not ChallengeState.OPEN:
        return 0
    return _seconds(last.expires_at, now)


def challenge_of(row: ChallengeRow) -> Challenge:
    return Challenge(
        id=row.id,
        factor=Factor(row.factor),
        left=row.left,
        made_at=row.made_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        state=ChallengeState(row.state),
    )


def overwrite(row: ChallengeRow, challenge: Challenge) -> None:
    row.left = challenge.left
    row.seen_at = challenge.seen_at
    row.state = challenge.state.value
