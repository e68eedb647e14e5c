"""A handoff: the bot gives the conversation to a human, with its reasons."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.desk.estimate import UNKNOWN, Estimate
from bot.desk.switch import OFF, Switch
from bot.desk.tiers import Tier
from bot.verification import UNVERIFIED, Verification


class HandoffReason(StrEnum):
    CUSTOMER_ASKED = "customer_asked"
    EMERGENCY = "emergency"
    NOT_UNDERSTOOD = "not_understood"
    ABUSE = "abuse"
    POLICY = "policy"
    """The matter needs a person: a rule says so."""
    STEPPED_IN = "stepped_in"
    """An agent took it unasked."""
    TRANSFERRED = "transferred"
    """Another agent passed it on."""


class HandoffState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"
    LEFT = "left"
    """The customer left the queue."""
    PASSED_ON = "passed_on"
    """To a colleague, who has a record of their own."""
    LENT = "lent"
    """Its agent let the bot do one task, and gets it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An answer that the bot already gave."""

    question: str
    article_id: str
    title: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What an agent reads first: why it came, and all that was already done."""

    wants: str
    """The customer's own words that led here."""
    intent: str = ""
    language: str = ""
    tried: tuple[Tried, ...] = ()
    verification: Verification = UNVERIFIED
    open_flow: str = ""
    """Name and step of the flow that stands open; empty when none does."""
    misses: int = 0
    signals: tuple[str, ...] = ()
    """Signs of risk seen so far, such as pressure: why an act was held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """The row of the queue; it stays as the record once it is over."""

    id: str
    tenant_id: str
    conversation_id: str
    reason: HandoffReason
    skill: str
    urgent: bool
    package: Package
    asked_at: datetime
    """With its head start, its place in the queue."""
    state: HandoffState = HandoffState.WAITING
    reminded_at: datetime | None = None
    """When the waiting customer was last told how things stand."""
    agent_id: str = ""
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    hint: str = ""
    """What the agent wrote for the bot when giving the conversation back."""
    tier: Tier = Tier.ORDINARY
    level: int = 1
    """Of the skill, 1 to 5, asked for at first."""
    since: datetime | None = None
    """Counts for its place instead of `asked_at`, for one that was passed on."""
    preferred: str = ""
    """The agent who is asked before all others."""
    preferred_until: datetime | None = None
    note: str = ""
    """What the colleague wrote who passed it on."""
    passed_by: str = ""
    """That colleague's name."""

    @property
    def waits_since(self) -> datetime:
        return self.since or self.asked_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """How busy the people are, as one conversation sees it: a snapshot of the desk."""

    online: int
    """Agents who are online and heard from."""
    ahead: int
    """Handoffs that will be taken before this conversation's; all that wait, when
    it does not wait itself."""
    switch: Switch = OFF
    estimate: Estimate = UNKNOWN
    crowded: bool = False
    """More wait than the desk can answer soon: other ways are offered at once."""
    waited_minutes: int = 0
    """How long this customer has waited, once that is too long; 0 before."""
    opens_at: datetime | None = None
    """When the desk opens, in the bank's own time; None while it is open or staffed."""

    @property
    def staffed(self) -> bool:
        return self.online > 0
