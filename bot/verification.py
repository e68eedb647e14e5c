"""Identity verification: how sure we are that the customer is who they say.

Levels and numbers follow NIST SP 800-63B; a proof is bound to what it was given for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum


class Assurance(IntEnum):
    """How sure we are who it is; higher is surer."""

    L0 = 0
    """The channel's own id only."""
    L1 = 1
    """A channel that the bank has bound to the customer."""
    L2 = 2
    """A one-time code to the number on file."""
    L3 = 3
    """Confirmed in the bank's app, for one act and its parameters."""


class Factor(StrEnum):
    """What proved it. Voice, caller id and knowledge prove nothing."""

    SESSION = "session"
    """The bank's own login, carried by a token that the bank signed."""
    CODE = "code"
    """A one-time code sent to the number on file."""
    APP = "app"
    """A confirmation in the bank's app, signed by the bank."""
    EXTERNAL = "external"
    """The signed verdict of a verifier that the bank names (face, device)."""
    MANUAL = "manual"
    """Two of the bank's people vouch for the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    factor: Factor
    assurance: Assurance
    proved_at: datetime
    used_at: datetime
    """When the conversation last went on; idle time is counted from here."""
    idle_seconds: int
    expires_at: datetime
    """Whatever happens, it ends here."""
    act: str = ""
    """The only act that it was given for; empty: every act of its level."""
    digest: str = ""
    """Of that act's parameters."""

    def stands(self, now: datetime) -> bool:
        idle = timedelta(seconds=self.idle_seconds)
        return self.proved_at <= now < min(self.expires_at, self.used_at + idle)

    def covers(self, act: str, digest: str) -> bool:
        return not self.act or (self.act, self.digest) == (act, digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was proved in this conversation, how, and until when."""

    subject: str = ""
    """The bank's opaque reference to the customer who was proved; never a number of
    a card, a phone or an identity."""
    shown: str = ""
    """The customer's name as people may read it, masked."""
    claim: str = ""
    """Id of the request in which the customer last said, on the secret path, who
    they are; proves nothing, and suffices to protect."""
    request: str = ""
    """Id of the request that waits for the customer; empty when none does."""
    proofs: tuple[Proof, ...] = ()

    def standing(self, now: datetime, act: str = "", digest: str = "") -> Assurance:
        """The assurance that stands at `now` for this act; without one, for reading."""
        found = (one.assurance for one in self.valid(now) if one.covers(act, digest))
        return max(found, default=Assurance.L0)

    def valid(self, now: datetime) -> Iterator[Proof]:
        return (proof for proof in self.proofs if proof.stands(now))

    def methods(self, now: datetime) -> tuple[str, ...]:
        return tuple(dict.fromkeys(proof.factor.value for proof in self.valid(now)))

    def verified_at(self, now: datetime) -> datetime | None:
        return max((proof.proved_at for proof in self.valid(now)), default=None)

    def expires_at(self, now: datetime) -> datetime | None:
        """When what stands now will have ended at the latest."""
        return max((proof.expires_at for proof in self.valid(now)), default=None)

    def touched(self, now: datetime) -> "Verification":
        """The conversation went on: idle time begins anew for what still stands."""
        kept = tuple(replace(proof, used_at=now) for proof in self.valid(now))
        return replace(self, proofs=kept)

    def over(self) -> "Verification":
        """The conversation has ended, and with it all that was proved or asked."""
        return replace(self, claim="", request="", proofs=())

    def spent(self, act: str, digest: str) -> "Verification":
        """The proofs that were given for this one act are used up."""
        kept = tuple(
            one for one in self.proofs if (one.act, one.digest) != (act, digest)
        )
        return replace(self, proofs=kept)


UNVERIFIED = Verification()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRequest:
    """What a customer is asked to prove, and what for; answered on a path of its own
    that the dialogue never sees."""

    id: str
    tenant_id: str
    conversation_id: str
    channel: str
    act: str
    """What it is for: the name of an act."""
    digest: str
    """Of that act's parameters; empty for what binds to none."""
    required: Assurance
    """L0: it suffices to say who one is, in order to be protected."""
    purpose: str
    """What the customer reads it is for, masked ("查询尾号1234的账单")."""
    asked_at: datetime
    subject: str = ""
    """The customer who is known already; empty: they must say who they are."""
