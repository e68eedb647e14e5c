"""A situation and its decision: what both storeys of the policy share."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.action import Action, Escalate, Inform
from bot.conversation import Conversation, Frame
from bot.handoff import Floor, HandoffReason
from bot.message import Message
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
    )


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
