"""The policy: which actions a turn deserves once its words are understood.

What needs no engine was decided before (bot.gatekeeping). Rules only.
"""

from collections.abc import Sequence

from bot.action import Answer, Clarify, Inform, RunStep, Verify
from bot.conversation import Frame
from bot.flows.cues import agrees, declines
from bot.flows.turns import in_flow
from bot.flows.wishes import wish
from bot.gate import load_gates
from bot.handoff import HandoffReason
from bot.passage import Passage
from bot.rules import Rules
from bot.situation import CALLBACK, Decision, Situation, missed, to_a_human
from bot.understanding import Intent, Understanding


def decide(
    case: Situation,
    understanding: Understanding,
    passages: Sequence[Passage],
    *,
    rules: Rules,
) -> Decision:
    """The actions for words that had to be understood."""
    if case.flow is not None:
        return in_flow(case, understanding, passages, rules)
    if case.frames:
        return _digression(case.frames[-1], passages, rules)
    best = understanding.best
    top = passages[0].confidence if passages else 0.0
    if best and best.confidence >= max(0.8, top) and _asks_for_a_human(case, best):
        return to_a_human(case, rules, HandoffReason.CUSTOMER_ASKED, "intent:human")
    if best and best.name == "callback_request" and best.confidence > max(0.5, top):
        return Decision((RunStep(CALLBACK),), "intent:callback")
    small = best is not None and best.name in rules.smalltalk
    if best and small and best.confidence >= max(rules.answering.smalltalk_at, top):
        why = f"smalltalk:{best.name}:{best.confidence:.2f}"
        return Decision((Inform(f"smalltalk_{best.name}"),), why)
    return (
        wish(case, understanding, passages, rules)
        or _private(case, understanding, passages, rules)
        or _bare(case.text)
        or _known(case, passages, rules, best.name if best else "")
    )


def _bare(text: str) -> Decision | None:
    """A mere yes or no where nothing is open."""
    if agrees(text):
        return Decision((Inform("smalltalk_affirm"),), "smalltalk:yes")
    if declines(text):
        return Decision((Inform("smalltalk_deny"),), "smalltalk:no")
    return None


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


def _known(
    case: Situation, passages: Sequence[Passage], rules: Rules, intent: str
) -> Decision:
    limits = rules.answering
    first = passages[0].confidence if passages else 0.0
    lead = first - (passages[1].confidence if len(passages) > 1 else 0.0)
    why = f"confidence:{first:.2f}:lead:{lead:.2f}"
    if first >= limits.answer_at and lead >= limits.margin_at:
        return Decision((Answer(passages[0]),), f"answer:{why}")
    if first >= limits.clarify_at:
        offered = [p for p in passages[:3] if p.confidence >= limits.offer_at]
        return Decision((Clarify(tuple(offered)),), f"clarify:{why}")
    return missed(case, rules, f"unknown:{why}", intent)
