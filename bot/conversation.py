"""A conversation: one customer, one matter, and who holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.errors import IllegalTransition
from bot.handoff import Handoff, Tried
from bot.message import Channel, Language, Owner
from bot.reply import Choice
from bot.verification import UNVERIFIED, Verification

ALLOWED: Mapping[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.QUEUE, Owner.AGENT, Owner.CLOSED}),
    Owner.QUEUE: frozenset({Owner.AGENT, Owner.BOT, Owner.CLOSED}),
    Owner.AGENT: frozenset({Owner.BOT, Owner.QUEUE, Owner.CLOSED}),
    Owner.CLOSED: frozenset({Owner.BOT}),
}
"""Who may hold it next. Bot to agent: an agent steps in unasked. Closed to bot:
the customer writes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A task in steps, and where one stands in it."""

    flow: str
    step: str
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    id: str
    """128 random bits, hexadecimal."""
    tenant_id: str
    channel: Channel
    language: Language
    created_at: datetime
    owner: Owner = Owner.BOT
    agent_id: str = ""
    """Set exactly while the owner is an agent."""
    agent_name: str = ""
    verification: Verification = UNVERIFIED
    misses: int = 0
    """Times in a row that we failed to help."""
    insults: int = 0
    frames: tuple[Frame, ...] = ()
    """The frozen flow stack, the open one last."""
    choices: tuple[Choice, ...] = ()
    """What was offered last and may still be picked by number or title."""
    asked: str = ""
    """The last words that needed understanding: what the customer is after."""
    tried: tuple[Tried, ...] = ()
    """Answers given since the last handoff ended."""
    handoff: Handoff | None = None
    """The current or the last one."""
    source: str = ""
    """Where the customer came from (campaign, page)."""
    version: int = 0
    """Grows by one with every save; a stale copy cannot be saved."""

    def to(self, owner: Owner) -> "Conversation":
        if owner not in ALLOWED[self.owner]:
            raise IllegalTransition(self.owner, owner)
        return replace(self, owner=owner, agent_id="", agent_name="")

    def to_agent(self, agent_id: str, agent_name: str) -> "Conversation":
        taken = self.to(Owner.AGENT)
        return replace(taken, agent_id=agent_id, agent_name=agent_name)

    @property
    def open_flow(self) -> str:
        """Name and step of what stands open; empty when nothing does."""
        return f"{self.frame.flow}.{self.frame.step}" if self.frame else ""

    @property
    def frame(self) -> Frame | None:
        return self.frames[-1] if self.frames else None
