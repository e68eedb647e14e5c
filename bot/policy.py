"""The policy: which actions a turn deserves, by rules alone.

Cheap questions come first: `at_the_gate` decides what needs no engine (who holds the
conversation, a wish for a human, an emergency, abuse, a pressed choice, an open step);
what it leaves open is settled by `decide` with an understanding and passages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from unicodedata import normalize

from bot.action import (
    Action,
    Answer,
    Clarify,
    EndFlow,
    Escalate,
    Inform,
    LeaveQueue,
    MakePromise,
    Relay,
    RunStep,
    Verify,
)
from bot.conversation import Conversation, Frame
from bot.gate import Gate, load_gates
from bot.handoff import Floor, HandoffReason
from bot.message import Message, Owner
from bot.passage import Passage
from bot.picking import picked
from bot.promise import PromiseKind
from bot.rules import Rules
from bot.understanding import Intent, Understanding

ARTICLE = "article:"
WAYS_ON = ("human", "callback", "leave_message")
WHILE_WAITING = ("stay", "bot", "callback", "leave_message")

CALLBACK = Frame(flow="callback", step="phone")
LEAVE_MESSAGE = Frame(flow="leave_message", step="text")

_BETWEEN = re.compile(r"[\s()\-–—]")
"""What people write between the digits of a phone number."""

_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86)?(1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|\+[0-9]{8,15})(?![0-9])"
)


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


@dataclass(frozen=True, slots=True)
class Decision:
    actions: tuple[Action, ...]
    why: str
    """The rule that decided, with its figures."""


def at_the_gate(case: Situation, rules: Rules) -> Decision | None:
    """What needs no engine; None when the words must be understood first."""
    match case.conversation.owner:
        case Owner.AGENT:
            return _with_an_agent(case)
        case Owner.QUEUE:
            return _in_the_queue(case)
        case Owner.BOT | Owner.CLOSED:
            return _with_the_bot(case, rules)


def _with_an_agent(case: Situation) -> Decision:
    urgent = load_gates().recognise(case.text) is Gate.EMERGENCY
    return Decision((Relay(urgent),), "owner:agent")


def _in_the_queue(case: Situation) -> Decision:
    gates = load_gates()
    if gates.recognise(case.text) is Gate.EMERGENCY:
        return Decision(
            (Relay(urgent=True), Inform("emergency_waiting")), "queue:emergency"
        )
    match _choice_of(case):
        case "stay":
            return Decision((Relay(), Inform("keep_waiting")), "queue:stay")
        case "callback":
            return Decision((LeaveQueue(), RunStep(CALLBACK)), "queue:callback")
        case "leave_message":
            return Decision((LeaveQueue(), RunStep(LEAVE_MESSAGE)), "queue:message")
        case "bot":
            return Decision((LeaveQueue(), Inform("left_queue")), "queue:left")
        case _:
            pass
    if gates.leaves(case.text):
        return Decision((LeaveQueue(), Inform("left_queue")), "queue:left")
    ahead = case.floor.ahead
    key = "waiting" if ahead else "waiting_first"
    return Decision((Relay(), Inform(key, {"ahead": str(ahead)})), "queue:waiting")


def _with_the_bot(case: Situation, rules: Rules) -> Decision | None:
    match _recognised(case):
        case Gate.EMERGENCY:
            return Decision(
                (
                    Inform("emergency"),
                    _escalation(
                        case, HandoffReason.EMERGENCY, rules.emergency_skill, True
                    ),
                ),
                "gate:emergency",
            )
        case Gate.HUMAN:
            return _to_a_human(case, rules, HandoffReason.CUSTOMER_ASKED, "gate:human")
        case Gate.ABUSE:
            return _abused(case, rules)
        case None:
            return _picked(case, rules) or _step(case, rules)


def _recognised(case: Situation) -> Gate | None:
    """What the customer's words call for; the title of an article is not theirs."""
    if case.message.choice.startswith(ARTICLE):
        return None
    return load_gates().recognise(case.text)


def _choice_of(case: Situation) -> str:
    if case.message.choice:
        return case.message.choice
    chosen = picked(case.text, case.conversation.choices)
    return chosen.id if chosen else ""


def _escalation(
    case: Situation, reason: HandoffReason, skill: str, urgent: bool = False
) -> Escalate:
    return Escalate(
        reason,
        skill=skill,
        urgent=urgent,
        ahead=0 if urgent else case.floor.ahead,
        staffed=case.floor.staffed,
    )


def _to_a_human(
    case: Situation, rules: Rules, reason: HandoffReason, why: str
) -> Decision:
    return Decision((_escalation(case, reason, rules.default_skill),), why)


def _abused(case: Situation, rules: Rules) -> Decision:
    if case.conversation.insults + 1 >= rules.patience.insults_allowed:
        return _to_a_human(case, rules, HandoffReason.ABUSE, "gate:abuse")
    return Decision((Inform("abuse", choices=("human",)),), "gate:abuse:first")


def _picked(case: Situation, rules: Rules) -> Decision | None:
    match _choice_of(case):
        case "human":
            return _to_a_human(case, rules, HandoffReason.CUSTOMER_ASKED, "choice")
        case "callback":
            return Decision((RunStep(CALLBACK),), "choice:callback")
        case "leave_message":
            return Decision((RunStep(LEAVE_MESSAGE),), "choice:leave_message")
        case "bot" | "stay":
            return Decision((Inform("resume"),), "choice:bot")
        case "none":
            return _missed(case, rules, "choice:none")
        case _:
            return None


def _step(case: Situation, rules: Rules) -> Decision | None:
    frame = case.conversation.frame
    if frame is None:
        return None
    if load_gates().cancels(case.text):
        return Decision((EndFlow(frame), Inform("flow_left")), "flow:cancelled")
    if frame.flow == LEAVE_MESSAGE.flow:
        promise = MakePromise(PromiseKind.MESSAGE, "", case.text)
        return Decision((promise,), "flow:message")
    phone = _PHONE.search(_BETWEEN.sub("", normalize("NFKC", case.text)))
    if phone is None:
        return None
    promise = MakePromise(PromiseKind.CALLBACK, phone[1], case.text)
    return Decision((promise,), "flow:callback")


def failed(case: Situation, rules: Rules) -> Decision:
    """When a turn cannot be worked out at all: silence is never the answer."""
    if case.conversation.owner in {Owner.QUEUE, Owner.AGENT}:
        return Decision((Relay(),), "failed")
    return _to_a_human(case, rules, HandoffReason.NOT_UNDERSTOOD, "failed")


def picked_article(case: Situation) -> str:
    """External id of the article that the customer picked; empty when none was."""
    chosen = _choice_of(case)
    return chosen.removeprefix(ARTICLE) if chosen.startswith(ARTICLE) else ""


def on_picked(passage: Passage | None) -> Decision:
    if passage is None:
        return Decision((Inform("picked_gone"),), "choice:article:gone")
    return Decision((Answer(passage),), f"choice:{ARTICLE}{passage.article_id}")


def decide(
    case: Situation,
    understanding: Understanding,
    passages: Sequence[Passage],
    *,
    rules: Rules,
) -> Decision:
    """The actions for words that had to be understood."""
    frame = case.conversation.frame
    if frame is not None:
        return _digression(frame, passages, rules)
    best = understanding.best
    top = passages[0].confidence if passages else 0.0
    if best and best.confidence >= max(0.8, top) and _asks_for_a_human(case, best):
        return _to_a_human(case, rules, HandoffReason.CUSTOMER_ASKED, "intent:human")
    if best and best.name == "callback_request" and best.confidence > max(0.5, top):
        return Decision((RunStep(CALLBACK),), "intent:callback")
    small = best is not None and best.name in rules.smalltalk
    if best and small and best.confidence >= max(rules.answering.smalltalk_at, top):
        why = f"smalltalk:{best.name}:{best.confidence:.2f}"
        return Decision((Inform(f"smalltalk_{best.name}"),), why)
    return _private(case, understanding, passages, rules) or _known(
        case, passages, rules
    )


def _asks_for_a_human(case: Situation, best: Intent) -> bool:
    """A wish in words that the gate does not know; what it knows it has judged."""
    gates = load_gates()
    text, human = gates.fold(case.text), gates.human
    judged = human.wanted.search(text) or (human.about and human.about.search(text))
    return best.name == "human_request" and not judged


def _digression(frame: Frame, passages: Sequence[Passage], rules: Rules) -> Decision:
    if passages and passages[0].confidence >= rules.answering.answer_at:
        actions = (Answer(passages[0]), RunStep(frame))
        return Decision(actions, f"flow:digression:{passages[0].confidence:.2f}")
    return Decision((RunStep(frame, wrong=True),), "flow:wrong")


def _private(
    case: Situation,
    understanding: Understanding,
    passages: Sequence[Passage],
    rules: Rules,
) -> Decision | None:
    """A matter of the customer's own account, below the level that it needs."""
    best = understanding.best
    if best is None or best.confidence < rules.answering.private_at:
        return None
    required = rules.required(best.name)
    if case.conversation.verification.standing(case.now) >= required:
        return None
    why = f"private:{best.name}:{best.confidence:.2f}"
    if passages and passages[0].confidence >= rules.answering.answer_at:
        return Decision((Answer(passages[0]), Verify(required, best.name)), why)
    return Decision((Verify(required, best.name),), why)


def _known(case: Situation, passages: Sequence[Passage], rules: Rules) -> Decision:
    limits = rules.answering
    first = passages[0].confidence if passages else 0.0
    lead = first - (passages[1].confidence if len(passages) > 1 else 0.0)
    why = f"confidence:{first:.2f}:lead:{lead:.2f}"
    if first >= limits.answer_at and lead >= limits.margin_at:
        return Decision((Answer(passages[0]),), f"answer:{why}")
    if first >= limits.clarify_at:
        offered = [p for p in passages[:3] if p.confidence >= limits.offer_at]
        return Decision((Clarify(tuple(offered)),), f"clarify:{why}")
    return _missed(case, rules, f"unknown:{why}")


def _missed(case: Situation, rules: Rules, why: str) -> Decision:
    allowed = rules.patience.misses(case.conversation.channel)
    if case.conversation.misses + 1 >= allowed:
        escalated = _to_a_human(case, rules, HandoffReason.NOT_UNDERSTOOD, why)
        return replace(escalated, why=f"{why}:miss:{allowed}")
    return Decision((Inform("unknown", choices=WAYS_ON, missed=True),), why)
