"""A conversation: one customer, one matter, and who holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.acts import ActOutcome, Row
from bot.errors import IllegalTransition
from bot.handoff import Handoff, Tried
from bot.message import Channel, Language, Owner
from bot.reply import Choice
from bot.verification import UNVERIFIED, Assurance, Verification

ALLOWED: Mapping[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.QUEUE, Owner.AGENT, Owner.CLOSED}),
    Owner.QUEUE: frozenset({Owner.AGENT, Owner.BOT, Owner.CLOSED}),
    Owner.AGENT: frozenset({Owner.BOT, Owner.QUEUE, Owner.CLOSED}),
    Owner.CLOSED: frozenset({Owner.BOT}),
}
"""Who may hold it next. Bot to agent: an agent steps in unasked. Closed to bot:
the customer writes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act that a step has asked for."""

    act_id: str
    digest: str
    """Of the act and its parameters: when these change, it is asked for anew."""
    outcome: ActOutcome | None = None
    """None while the bank is at it."""
    reason: str = ""
    level: Assurance = Assurance.L0
    """What stood when it was asked: what was read is told only while that stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A task in steps, and where one stands in it."""

    flow: str
    step: str
    """Where it waits. It follows from the rest: the first step that lacks something."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """What the customer gave, in the form that its kind demands."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the bank told, as `<act step>.<name>`."""
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    """The lists that the bank told, as `<act step>.<name>`."""
    said: tuple[str, ...] = ()
    """Steps whose words were said and are not said again."""
    confirmed: Mapping[str, str] = field(default_factory=dict)
    """By confirm step: yes or no, with the digest of what was confirmed."""
    acts: Mapping[str, Asked] = field(default_factory=dict)
    """By act step."""
    wrong: int = 0
    """Times in a row that the customer's words did not fit the step."""
    tries: Mapping[str, int] = field(default_factory=dict)
    """By act step: how often it was asked for since the customer last spoke."""
    hint: str = ""
    """The customer's words that may choose from a list which is not known yet."""
    proof: str = ""
    """The request for proof that it waits for, what that is bound to, since when."""
    shown: str = ""
    """What a yes was last asked for, and the seq of the message upon which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A row that the customer chose in a flow; the next one need not ask."""

    source: str
    """The act that told the row, and the field that was kept, joined by a dot."""
    value: str
    flow: str
    subject: str
    """Who it was chosen by; it means nothing for anybody else."""


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
    chosen: tuple[Chosen, ...] = ()
    """By source, the newest last."""
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
    signals: tuple[str, ...] = ()
    """Signs of risk seen so far (pressure, sim_changed); they raise what is needed."""
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
    def working(self) -> bool:
        """True while an act of the open flow is under way."""
        acts = self.frame.acts.values() if self.frame else ()
        return any(asked.outcome is None for asked in acts)

    @property
    def open_flow(self) -> str:
        """Name and step of what stands open; empty when nothing does."""
        return f"{self.frame.flow}.{self.frame.step}" if self.frame else ""

    @property
    def frame(self) -> Frame | None:
        return self.frames[-1] if self.frames else None
