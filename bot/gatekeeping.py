"""Gatekeeping: what is decided before any engine wakes.

Who holds the conversation, a wish for a human, an emergency, abuse, a pressed choice,
an open step: cheap questions, asked first.
"""

from dataclasses import replace

from bot.action import (
    Action,
    Answer,
    AskProof,
    EndFlow,
    Inform,
    KeepFrames,
    LeaveQueue,
    MakePromise,
    NoteSignal,
    Relay,
    RequestAct,
    RunStep,
)
from bot.attached import attached
from bot.desk.switch import SwitchMode
from bot.flows.cues import folded
from bot.flows.journey import FLOW
from bot.flows.meanwhile import answered_meanwhile, pressed_meanwhile
from bot.flows.rendering import SLOT
from bot.flows.repairs import repaired, resumed, started, tells
from bot.flows.starting import begun
from bot.gate import Gate, load_gates
from bot.handoff import HandoffReason
from bot.message import Owner
from bot.passage import Passage
from bot.phone import phone_in
from bot.pressure import SIGNAL
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
    placed,
    to_a_human,
)


def watched(case: Situation, pattern: str) -> Situation:
    """The case with the sign of pressure, where the words show it."""
    if not pattern:
        return case
    talk = case.conversation
    signals = tuple(dict.fromkeys((*talk.signals, SIGNAL)))
    return replace(case, conversation=replace(talk, signals=signals))


def warned(case: Situation, decision: Decision, pattern: str) -> Decision:
    """What was decided, with a warning before it where somebody steers the customer."""
    if not pattern:
        return decision
    said: tuple[Action, ...] = (NoteSignal(SIGNAL),)
    if case.conversation.owner is not Owner.AGENT:
        said = (*said, Inform("pressure_warning"))
    return Decision((*said, *decision.actions), f"{decision.why}:pressure:{pattern}")


def at_the_gate(case: Situation, rules: Rules) -> Decision | None:
    """What needs no engine; None when the words must be understood first."""
    match case.conversation.owner:
        case Owner.AGENT:
            return _protected(case, rules) or _with_an_agent(case)
        case Owner.QUEUE:
            unread = attached(case, rules) or _protected(case, rules)
            return unread or _in_the_queue(case, rules)
        case Owner.BOT | Owner.CLOSED:
            return _with_the_bot(case, rules)


def _protected(case: Situation, rules: Rules) -> Decision | None:
    """What protects goes on while a human is on the way: said as a notice."""
    wanted = case.tasks.flows.get(case.message.choice.removeprefix(FLOW))
    starts = wanted is not None and wanted.protective
    decision = started(case, rules) if starts else pressed_meanwhile(case, rules)
    if decision is None:
        return None
    return replace(decision, actions=(Relay(), *decision.actions))


def _with_an_agent(case: Situation) -> Decision:
    urgent = load_gates().recognise(case.text) is Gate.EMERGENCY
    return Decision((Relay(urgent),), "owner:agent")


def _in_the_queue(case: Situation, rules: Rules) -> Decision:
    if load_gates().recognise(case.text) is Gate.EMERGENCY:
        said = (Relay(urgent=True), Inform("emergency_waiting"), *_card(case))
        return Decision(said, "queue:emergency")
    match case.choice:
        case "stay":
            return Decision((Relay(), Inform("keep_waiting")), "queue:stay")
        case "callback":
            return Decision((LeaveQueue(), RunStep(CALLBACK)), "queue:callback")
        case "leave_message":
            return Decision((LeaveQueue(), RunStep(LEAVE_MESSAGE)), "queue:message")
        case "bot":
            return _left_queue(case, rules)
        case _:
            return _in_words(case, rules)


def _in_words(case: Situation, rules: Rules) -> Decision:
    gates = load_gates()
    if gates.calls_for(case.text):
        return Decision((LeaveQueue(), RunStep(CALLBACK)), "queue:callback")
    if gates.leaves(case.text):
        return _left_queue(case, rules)
    if answered := answered_meanwhile(case, rules):
        return replace(answered, actions=(Relay(), *answered.actions))
    return _waiting(case, "queue:waiting")


def _left_queue(case: Situation, rules: Rules) -> Decision:
    """The bot is back; an open flow is gone on with."""
    if not case.frames:
        return Decision((LeaveQueue(), Inform("left_queue")), "queue:left")
    back = replace(case.journey(), attended=False)
    on = resumed(back, case.frames)
    decision = Decision((LeaveQueue(), Inform("left_queue_on"), *on), "queue:left")
    return placed(case, rules, decision)


def _card(case: Situation) -> tuple[Action, ...]:
    """The card of the pack's protective flow, so that the customer need not wait."""
    flow = case.tasks.flows.protecting(folded(case.text))
    if flow is None:
        return ()
    actions = begun(case.journey(), case.frames, flow, None)
    asked = (AskProof, RunStep)
    shown = tuple(one for one in actions if isinstance(one, (*asked, KeepFrames)))
    acts = any(isinstance(one, RequestAct) for one in actions)
    if not acts and any(isinstance(one, asked) for one in shown):
        return shown
    title = flow.title[case.language]
    return (Inform("flow_offered", {"title": title}, (f"{FLOW}{flow.name}",)),)


def _waiting(case: Situation, why: str) -> Decision:
    ahead = case.floor.ahead
    key = "waiting" if ahead else "waiting_first"
    return Decision((Relay(), Inform(key, {"ahead": str(ahead)})), why)


def _switched(case: Situation, rules: Rules) -> Decision | None:
    """While the emergency switch is on everybody reads its notice; an emergency of the
    customer's own still comes first."""
    switch = case.floor.switch
    if not switch.on or _recognised(case) is Gate.EMERGENCY:
        return None
    said = Inform("switched", {"notice": switch.told(case.language)})
    if switch.mode is SwitchMode.NONE:
        return Decision((said,), "switch:none")
    asked = escalation(case, HandoffReason.POLICY, rules.default_skill)
    return Decision((said, asked), "switch:human")


def _with_the_bot(case: Situation, rules: Rules) -> Decision | None:
    if decided := _switched(case, rules) or attached(case, rules):
        return decided
    match _recognised(case):
        case Gate.EMERGENCY:
            return Decision(
                (
                    Inform("emergency"),
                    *_card(case),
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
            return (
                started(case, rules)
                or repaired(case, rules)
                or _picked(case, rules)
                or _step(case, rules)
            )


def _recognised(case: Situation) -> Gate | None:
    """What the customer's words call for; the title of an article is not theirs."""
    if case.message.choice.startswith((ARTICLE, FLOW, SLOT)):
        return None
    found = load_gates().recognise(case.text)
    return None if found is Gate.ABUSE and tells(case) else found


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
    frame = case.frames[-1] if case.frames else None
    if frame is None or case.flow is not None:
        return None
    if load_gates().cancels(case.text):
        left = (EndFlow(frame), Inform("flow_left"))
        return _ended(case, rules, left, "flow:cancelled")
    if frame.flow == LEAVE_MESSAGE.flow:
        promise = MakePromise(PromiseKind.MESSAGE, "", case.text)
        return _ended(case, rules, (promise,), "flow:message")
    phone = phone_in(case.text)
    if not phone:
        return None
    promise = MakePromise(PromiseKind.CALLBACK, phone, case.text)
    return _ended(case, rules, (promise,), "flow:callback")


def _ended(
    case: Situation, rules: Rules, said: tuple[Action, ...], why: str
) -> Decision:
    """One of the service's own flows is over; the one below it is gone on with."""
    below = case.frames[:-1]
    on = resumed(case.journey(), below) if below else ()
    return placed(case, rules, Decision((*said, *on), why))


def failed(case: Situation, rules: Rules) -> Decision:
    """When a turn cannot be worked out at all: silence is never the answer."""
    if case.conversation.owner is Owner.AGENT:
        return Decision((Relay(),), "failed")
    if case.conversation.owner is Owner.QUEUE:
        return _waiting(case, "failed")
    if case.message.continues and case.conversation.owner is Owner.CLOSED:
        return Decision((), "failed")
    return to_a_human(case, rules, HandoffReason.NOT_UNDERSTOOD, "failed")


def picked_article(case: Situation) -> str:
    """External id of the article that the customer picked; empty when none was."""
    chosen = case.choice
    return chosen.removeprefix(ARTICLE) if chosen.startswith(ARTICLE) else ""


def on_picked(case: Situation, passage: Passage | None, rules: Rules) -> Decision:
    """The article, and then the open step of a flow again."""
    on = case.journey().go_on(case.frames) if case.flow is not None else ()
    if passage is None:
        gone = Decision((Inform("picked_gone"), *on), "choice:article:gone")
        return placed(case, rules, gone)
    why = f"choice:{ARTICLE}{passage.article_id}"
    return placed(case, rules, Decision((Answer(passage), *on), why))
