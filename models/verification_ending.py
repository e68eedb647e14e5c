"""How a request for proof ends: what it changes in its conversation, all at once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.challenge import Ending
from bot.change import Change, carries_on
from bot.conversation import Conversation, Frame
from bot.levels import Levels
from bot.message import Event
from bot.verification import Assurance, Factor, Proof, Verification
from models.verification_reading import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """By what, and how surely, the customer was proved."""

    factor: Factor
    most: Assurance
    """What this factor can prove."""


def proof_of(held: Held, passed: Passed, levels: Levels, now: datetime) -> Proof:
    """As much as was asked for, and no more: the highest level is given for one act
    and its parameters only, and never for whatever may come."""
    bound = held.required is Assurance.L3 and bool(held.request.act)
    level = Assurance.L3 if bound else min(passed.most, Assurance.L2)
    lasting = levels.seconds(level, channel=held.conversation.channel)
    return Proof(
        factor=passed.factor,
        assurance=level,
        proved_at=now,
        used_at=now,
        idle_seconds=lasting.idle_seconds,
        expires_at=now + timedelta(seconds=lasting.absolute_seconds),
        act=held.request.act if bound else "",
        digest=held.request.digest if bound else "",
    )


def ended(
    held: Held, ending: Ending, proof: Proof | None, *, message_id: str, now: datetime
) -> Change:
    """The conversation once the request is over, and the message that tells so."""
    conversation = _after(held, ending, proof, now)
    message = carries_on(
        conversation,
        Event.VERIFIED if ending.good else Event.NOT_VERIFIED,
        key=f"{held.request.id}:{ending}",
        message_id=message_id,
        now=now,
    )
    return Change(conversation=conversation, messages=(message,))


def _after(
    held: Held, ending: Ending, proof: Proof | None, now: datetime
) -> Conversation:
    conversation = held.conversation
    verification = replace(conversation.verification, request="")
    if proof is not None:
        return _proved(conversation, _with(held, proof, now))
    if ending is Ending.CLAIMED:
        verification = replace(verification, claim=held.request.id)
    return replace(conversation, verification=verification)


def _with(held: Held, proof: Proof, now: datetime) -> Verification:
    """A proof of somebody else ends all that was proved of the one before."""
    before, subject = held.conversation.verification, held.request.subject
    same = before.subject == subject
    return Verification(
        subject=subject,
        shown=held.known.shown if held.known else "",
        claim=before.claim if same or not before.subject else "",
        proofs=(*before.valid(now), proof) if same else (proof,),
    )


def _proved(conversation: Conversation, verification: Verification) -> Conversation:
    before = conversation.verification.subject
    frames = conversation.frames
    if before and before != verification.subject:
        frames = tuple(Frame(flow=one.flow, step=one.step) for one in frames)
    return replace(conversation, verification=verification, frames=frames)
