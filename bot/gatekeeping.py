"""Gatekeeping: what is decided before any engine wakes.

Who holds the conversation, a wish for a human, an emergency, abuse, a pressed choice,
an open step: cheap questions, asked first.
"""

import re
from unicodedata import normalize

from bot.action import Answer, EndFlow, Inform, LeaveQueue, MakePromise, Relay, RunStep
from bot.gate import Gate, load_gates
from bot.handoff import HandoffReason
from bot.message import Owner
from bot.passage import Passage
from bot.promise import PromiseKind
from bot.rules import Rules
from bot.situation import (
    ARTICLE,
    CALLBACK,
    LEAVE_MESSAGE,
    Decision,
    Situation,
    escalation,
    missed,
    to_a_human,
)

_BETWEEN = re.compile(r"[\s()\-–—]")
"""What people write between the digits of a phone number."""

_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86)?(1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|\+[0-9]{8,15})(?![0-9])"
)


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
    match case.choice:
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
    return _waiting(case, "queue:waiting")


def _waiting(case: Situation, why: str) -> Decision:
    ahead = case.floor.ahead
    key = "waiting" if ahead else "waiting_first"
    return Decision((Relay(), Inform(key, {"ahead": str(ahead)})), why)


def _with_the_bot(case: Situation, rules: Rules) -> Decision | None:
    match _recognised(case):
        case Gate.EMERGENCY:
            return Decision(
                (
                    Inform("emergency"),
                    escalation(
                        case, HandoffReason.EMERGENCY, rules.emergency_skill, True
                    ),
                ),
                "gate:emergency",
            )
        case Gate.HUMAN:
            return to_a_human(case, rules, HandoffReason.CUSTOMER_ASKED, "gate:human")
        case Gate.ABUSE:
            return _abused(case, rules)
        case None:
            return _picked(case, rules) or _step(case, rules)


def _recognised(case: Situation) -> Gate | None:
    """What the customer's words call for; the title of an article is not theirs."""
    if case.message.choice.startswith(ARTICLE):
        return None
    return load_gates().recognise(case.text)


def _abused(case: Situation, rules: Rules) -> Decision:
    if case.conversation.insults + 1 >= rules.patience.insults_allowed:
        return to_a_human(case, rules, HandoffReason.ABUSE, "gate:abuse")
    return Decision((Inform("abuse", choices=("human",)),), "gate:abuse:first")


def _picked(case: Situation, rules: Rules) -> Decision | None:
    match case.choice:
        case "human":
            return to_a_human(case, rules, HandoffReason.CUSTOMER_ASKED, "choice")
        case "callback":
            return Decision((RunStep(CALLBACK),), "choice:callback")
        case "leave_message":
            return Decision((RunStep(LEAVE_MESSAGE),), "choice:leave_message")
        case "bot" | "stay":
            return Decision((Inform("resume"),), "choice:bot")
        case "none":
            return missed(case, rules, "choice:none")
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
    if case.conversation.owner is Owner.AGENT:
        return Decision((Relay(),), "failed")
    if case.conversation.owner is Owner.QUEUE:
        return _waiting(case, "failed")
    return to_a_human(case, rules, HandoffReason.NOT_UNDERSTOOD, "failed")


def picked_article(case: Situation) -> str:
    """External id of the article that the customer picked; empty when none was."""
    chosen = case.choice
    return chosen.removeprefix(ARTICLE) if chosen.startswith(ARTICLE) else ""


def on_picked(passage: Passage | None) -> Decision:
    if passage is None:
        return Decision((Inform("picked_gone"),), "choice:article:gone")
    return Decision((Answer(passage),), f"choice:{ARTICLE}{passage.article_id}")
