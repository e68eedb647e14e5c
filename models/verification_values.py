"""What goes into the steps of a verification, and what comes out of them."""

from dataclasses import dataclass
from datetime import datetime

from bot.challenge import Ending, Verdict
from bot.message import Message
from bot.verification import Assurance, Factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Whom a claim means."""

    key: str
    """Under which tries are counted."""
    subject: str = ""
    """The bank's reference; empty: nobody."""
    shown: str = ""
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A challenge that is made now."""

    id: str
    factor: Factor
    code: str = ""
    """Only its keyed digest is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an external verifier found."""

    method: str
    """face, device, voice."""
    matched: bool | None
    """None: it could not tell (inconclusive, not enrolled, opted out)."""
    level: Assurance
    """What it holds its match for."""
    words: str
    """Its own name for what it found, for the audit trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouching:
    """Somebody at the desk asks that a customer be taken for proved."""

    id: str
    request_id: str
    conversation_id: str
    shown: str
    """The customer's name, masked."""
    reason: str
    asked_by: str
    asked_name: str
    asked_at: datetime
    state: str
    """open, confirmed, refused."""
    decided_by: str
    decided_name: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a step."""

    verdict: Verdict | None = None
    ending: Ending | None = None
    messages: tuple[Message, ...] = ()
    """Said by it: each awaits its turn."""
    alarm: bool = False
    """This source is trying many doors."""
    failing: bool = False
    """Of all customers far more fail than usual, as of now."""
    wait_seconds: int = 0
    """Before it may be tried again."""
    to: str = ""
    """The customer to whom a challenge is to be sent; empty: to nobody."""


OVER = Outcome(verdict=Verdict.ENDED)


def too_many(wait_seconds: int) -> Outcome:
    return Outcome(verdict=Verdict.TOO_MANY, wait_seconds=max(1, wait_seconds))
