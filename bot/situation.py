"""A situation and its decision: what both storeys of the policy share."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.action import Action, Escalate, Inform
from bot.conversation import Conversation, Frame
from bot.desk.telling import opens
from bot.flows.journey import BUILT_IN, Journey
from bot.flows.scene import Scene
from bot.flows.steps import Flow
from bot.flows.tasks import NO_TASKS, Tasks
from bot.handoff import Floor, HandoffReason
from bot.message import Language, Message, Owner
from bot.picking import picked
from bot.rules import Rules

ARTICLE = "article:"
WAYS_ON = ("human", "callback", "leave_message")
WHILE_WAITING = ("stay", "bot", "callback", "leave_message")

CALLBACK = Frame(flow="callback", step="phone")
LEAVE_MESSAGE = Frame(flow="leave_message", step="text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that is known before any engine wakes."""

    conversation: Conversation
    message: Message
    floor: Floor
    now: datetime
    tasks: Tasks = NO_TASKS

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def choice(self) -> str:
        """Id of what was offered and is meant; empty when nothing was."""
        if self.message.choice:
            return self.message.choice
        chosen = picked(self.text, self.conversation.choices)
        return chosen.id if chosen else ""

    @property
    def attended(self) -> bool:
        """True while a human is fetched or holds the conversation."""
        return self.conversation.owner in (Owner.QUEUE, Owner.AGENT)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The open flows that there still are; none once it was closed."""
        if self.conversation.owner is Owner.CLOSED:
            return ()
        known = {*BUILT_IN, *self.tasks.flows.by_name}
        return tuple(one for one in self.conversation.frames if one.flow in known)

    @property
    def flow(self) -> Flow | None:
        """The open flow, if it is one of the pack's."""
        frame = self.frames[-1] if self.frames else None
        return self.tasks.flows.get(frame.flow) if frame else None

    @property
    def language(self) -> Language:
        """The customer's, as far as it is known before an engine wakes."""
        if self.message.choice or self.message.continues:
            return self.conversation.language
        return self.message.language

    def journey(self, language: Language | None = None) -> Journey:
        return Journey(
            flows=self.tasks.flows,
            scene=Scene(
                conversation=self.conversation,
                levels=self.tasks.levels,
                ids=self.tasks.ids,
                now=self.now,
            ),
            language=language or self.language,
            wording=self.tasks.wording,
            spoken=not self.message.continues,
            attended=self.attended,
            seq=self.message.seq,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    actions: tuple[Action, ...]
    why: str
    """The rule that decided, with its figures."""


def escalation(
    case: Situation, reason: HandoffReason, skill: str, urgent: bool = False
) -> Escalate:
    return Escalate(
        reason,
        skill=skill,
        urgent=urgent,
        ahead=0 if urgent else case.floor.ahead,
        staffed=case.floor.staffed,
        opens=opens(case.floor.opens_at) if case.floor.opens_at else "",
        crowded=case.floor.crowded and not urgent,
    )


def placed(case: Situation, rules: Rules, decision: Decision) -> Decision:
    """The decision with the place in the queue of a handoff that a flow asked for."""
    actions = tuple(
        escalation(case, one.reason, one.skill or rules.default_skill, one.urgent)
        if isinstance(one, Escalate)
        else one
        for one in decision.actions
    )
    return replace(decision, actions=actions)


def to_a_human(
    case: Situation, rules: Rules, reason: HandoffReason, why: str, intent: str = ""
) -> Decision:
    return Decision((escalation(case, reason, rules.skill_of(intent)),), why)


def missed(case: Situation, rules: Rules, why: str, intent: str = "") -> Decision:
    """We could not help: said honestly with ways on, and once too often a human."""
    allowed = rules.patience.misses(case.conversation.channel)
    if case.conversation.misses + 1 >= allowed:
        reason = HandoffReason.NOT_UNDERSTOOD
        escalated = to_a_human(case, rules, reason, why, intent)
        return replace(escalated, why=f"{why}:miss:{allowed}")
    return Decision((Inform("unknown", choices=WAYS_ON, missed=True),), why)
