"""Wishes: words that may start a flow, when none is open."""

from collections.abc import Sequence

from bot.action import Answer, Clarify, Inform
from bot.conversation import Frame
from bot.flows.cues import asks
from bot.flows.halts import Over
from bot.flows.hearing import heard
from bot.flows.journey import FLOW
from bot.flows.starting import begun
from bot.flows.steps import Flow
from bot.flows.taking import take
from bot.flows.tasks import about_all
from bot.passage import Passage
from bot.rules import Rules
from bot.situation import Decision, Situation, placed
from bot.understanding import Intent, Understanding

MOST_TITLES = 3


def wish(
    case: Situation,
    understanding: Understanding,
    passages: Sequence[Passage],
    rules: Rules,
) -> Decision | None:
    """Starts, offers or asks about the flow that the words may want."""
    best = understanding.best
    flow = case.tasks.flows.of_intent(best.name) if best else None
    if best is None or flow is None:
        return None
    limits = rules.answering
    sure = bool(passages) and passages[0].confidence >= limits.answer_at
    question = asks(case.text)
    surer = sure and passages[0].confidence > best.confidence
    told = _told(case, understanding, flow, rules)
    plainly = best.confidence >= limits.start_at or told
    if plainly and not (surer and question):
        return _unsure(case, understanding, best) or _start(
            case, understanding, rules, flow
        )
    if sure and best.confidence >= limits.offer_flow_at:
        return _offered(case, understanding, passages[0], flow)
    if best.confidence < limits.offer_flow_at:
        return None
    near = [one for one in passages if one.confidence >= limits.offer_at]
    titles = tuple(near[: MOST_TITLES - 1])
    why = f"flow:clarify:{flow.name}:{best.confidence:.2f}"
    return Decision((Clarify(titles, (flow.name,)),), why)


def _told(
    case: Situation, understanding: Understanding, flow: Flow, rules: Rules
) -> bool:
    """True where the words already hold what such a flow would ask for, and it tells
    everybody the same: no harm is done if it was not meant."""
    limits, best = rules.answering, understanding.best
    halfway = (limits.start_at + limits.offer_flow_at) / 2
    if best is None or best.confidence < halfway or not about_all(flow):
        return False
    words = heard(case.message, understanding)
    frame = Frame(flow=flow.name, step="")
    return bool(take(flow, frame, Over(done=False), words).given)


def _unsure(
    case: Situation, understanding: Understanding, best: Intent
) -> Decision | None:
    """Two flows that are about as likely: the customer picks."""
    rivals = [
        flow.name
        for intent in understanding.intents[:2]
        if intent.confidence > best.confidence - 0.1
        and (flow := case.tasks.flows.of_intent(intent.name)) is not None
    ]
    names = tuple(dict.fromkeys(rivals))
    if len(names) < 2:
        return None
    return Decision((Clarify((), names),), f"flow:clarify:{'+'.join(names)}")


def _start(
    case: Situation, understanding: Understanding, rules: Rules, flow: Flow
) -> Decision:
    words = heard(case.message, understanding)
    journey = case.journey(understanding.language)
    actions = begun(journey, case.frames, flow, words)
    best = understanding.best
    sure = f"{best.confidence:.2f}" if best else ""
    decision = Decision(actions, f"flow:{flow.name}:started:{sure}")
    return placed(case, rules, decision)


def _offered(
    case: Situation, understanding: Understanding, passage: Passage, flow: Flow
) -> Decision:
    title = flow.title[understanding.language]
    offer = Inform("flow_offered", {"title": title}, choices=(f"{FLOW}{flow.name}",))
    why = f"answer:{passage.confidence:.2f}:flow:{flow.name}"
    return Decision((Answer(passage), offer), why)
