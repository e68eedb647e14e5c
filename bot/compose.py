"""Composing: the reply for a turn's actions, in the customer's language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.action import (
    Action,
    Answer,
    AskProof,
    Clarify,
    EndFlow,
    Escalate,
    Explain,
    Inform,
    KeepFrames,
    LeaveQueue,
    MakePromise,
    NoteSignal,
    Relay,
    RequestAct,
    RunStep,
    Tell,
    Verify,
)
from bot.conversation import Frame
from bot.flows.journey import FLOW
from bot.flows.rendering import Rendering
from bot.flows.steps import NO_FLOWS, CollectStep, ConfirmStep, Flow, Flows
from bot.handoff import HandoffReason
from bot.message import Language
from bot.passage import Passage
from bot.promise import PromiseKind
from bot.reply import Card, CardKind, Choice, Expects, Part, Reply
from bot.rules import Rules
from bot.situation import ARTICLE, WHILE_WAITING
from bot.verification import VerificationRequest
from bot.words import Wording

MUST_HEAR = frozenset({"emergency", "emergency_waiting", "pressure_warning"})
"""Sentences that a caller may not interrupt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What is needed to put actions into words: whose, which, and how long."""

    wording: Wording
    language: Language
    rules: Rules
    flows: Flows = NO_FLOWS

    def sentence(self, key: str, **values: str) -> str:
        return self.wording.say(key, self.language, **values)

    def choices(self, names: Sequence[str]) -> tuple[Choice, ...]:
        return tuple(map(self.choice, names))

    def choice(self, name: str) -> Choice:
        flow = self.flows.get(name.removeprefix(FLOW))
        if name.startswith(FLOW) and flow is not None:
            return Choice(id=name, title=flow.title[self.language])
        return self.wording.choice(name, self.language)

    def rendering(self, flow: Flow, frame: Frame) -> Rendering:
        return Rendering(
            flow=flow, frame=frame, wording=self.wording, language=self.language
        )


def compose(actions: Sequence[Action], voice: Voice, *, now: datetime) -> Reply:
    """Empty when every action is silent."""
    return Reply(parts=parts_of(actions, voice, now=now))


def parts_of(
    actions: Sequence[Action], voice: Voice, *, now: datetime
) -> tuple[Part, ...]:
    parts = (_part(action, voice, now) for action in actions)
    return tuple(part for part in parts if part is not None and part.written)


def _part(action: Action, voice: Voice, now: datetime) -> Part | None:
    match action:
        case Answer(passage):
            return answered(passage)
        case Clarify(passages, flows):
            return _clarified(passages, flows, voice)
        case RunStep() | Explain() | Tell() | AskProof():
            return _of_flow(action, voice)
        case MakePromise():
            return _promised(action, voice, now)
        case Inform() | Verify() | Escalate():
            return _announced(action, voice)
        case LeaveQueue() | Relay() | EndFlow():
            return None
        case KeepFrames() | NoteSignal() | RequestAct():
            return None


def _of_flow(action: RunStep | Explain | Tell | AskProof, voice: Voice) -> Part | None:
    match action:
        case RunStep():
            return _asked(action, voice)
        case Explain(frame):
            return _explained(frame, voice)
        case Tell(line):
            flow = voice.flows.get(line.frame.flow)
            return voice.rendering(flow, line.frame).told(line) if flow else None
        case AskProof(request, fresh):
            return _to_prove(request, voice, fresh=fresh)


def _to_prove(request: VerificationRequest, voice: Voice, *, fresh: bool) -> Part:
    if not fresh:
        return Part(written=voice.sentence("proof_open"), expects=Expects.CARD)
    key = "ask_proof" if request.required else "ask_claim"
    title = request.purpose
    return Part(
        written=voice.sentence(key, purpose=title),
        card=Card(kind=CardKind.VERIFICATION, id=request.id, title=title),
        expects=Expects.CARD,
    )


def _asked(action: RunStep, voice: Voice) -> Part | None:
    frame = action.frame
    flow = voice.flows.get(frame.flow)
    if flow is None:
        return asked(frame, voice, wrong=action.wrong)
    rendering, step = voice.rendering(flow, frame), flow.step(frame.step)
    if isinstance(step, CollectStep):
        wrong, outside = action.wrong, action.out_of_range
        return rendering.asked(step, wrong=wrong, out_of_range=outside)
    if not isinstance(step, ConfirmStep):
        return None
    part = rendering.to_confirm(step)
    if not action.wrong:
        return part
    before = voice.sentence("flow_wrong_yes_no")
    return replace(part, written=f"{before}{_gap(voice.language)}{part.written}")


def _explained(frame: Frame, voice: Voice) -> Part:
    flow = voice.flows.get(frame.flow)
    step = flow.step(frame.step) if flow else None
    if flow is None or not isinstance(step, CollectStep | ConfirmStep):
        return _said(voice.sentence("flow_why_proof"))
    return _said(voice.rendering(flow, frame).why(step))


def _announced(action: Inform | Verify | Escalate, voice: Voice) -> Part:
    match action:
        case Inform(key, values, names):
            said = _said(voice.sentence(key, **values), voice.choices(names))
            return replace(said, must_hear=key in MUST_HEAR)
        case Verify():
            return _said(voice.sentence("verify"), voice.choices(("human",)))
        case Escalate():
            return _escalated(action, voice)


def answered(passage: Passage) -> Part:
    return Part(written=passage.answer, spoken=passage.spoken, source=passage.source)


def _said(text: str, choices: tuple[Choice, ...] = ()) -> Part:
    expects = Expects.CHOICE if choices else Expects.FREE
    return Part(written=text, choices=choices, expects=expects)


def _clarified(passages: Sequence[Passage], flows: Sequence[str], voice: Voice) -> Part:
    articles = tuple(
        Choice(id=f"{ARTICLE}{passage.article_id}", title=passage.title)
        for passage in passages
    )
    titles = (*voice.choices([f"{FLOW}{name}" for name in flows]), *articles)
    none = voice.choices(("none",))
    if len(titles) > 1:
        return _said(voice.sentence("clarify"), titles + none)
    only = _said(voice.sentence("clarify_one"), titles + none)
    return replace(only, expects=Expects.YES_NO)


def asked(frame: Frame, voice: Voice, *, wrong: bool = False) -> Part:
    key = f"step_{frame.flow}_{frame.step}{'_wrong' if wrong else ''}"
    hours = voice.rules.callback_hours
    if frame.flow == "leave_message":
        hours = voice.rules.message_hours
    part = _said(voice.sentence(key, **({} if wrong else {"hours": str(hours)})))
    return replace(part, expects=Expects.DIGITS) if frame.step == "phone" else part


def _escalated(action: Escalate, voice: Voice) -> Part:
    failed = action.reason in {HandoffReason.NOT_UNDERSTOOD, HandoffReason.ABUSE}
    opening = voice.sentence("escalated_failed" if failed else "escalated")
    if not action.staffed:
        key = "unstaffed_until" if action.opens else "unstaffed"
        text = f"{opening}\n\n{voice.sentence(key, opens=action.opens)}"
        return _said(text, voice.choices(WHILE_WAITING))
    if action.crowded:
        place = voice.sentence("escalated_crowded", ahead=str(action.ahead))
        text = f"{opening}{_gap(voice.language)}{place}"
        return _said(text, voice.choices(WHILE_WAITING))
    if action.ahead:
        place = voice.sentence("escalated_ahead", ahead=str(action.ahead))
    else:
        place = voice.sentence("escalated_first")
    text = f"{opening}{_gap(voice.language)}{place}"
    return _said(text, voice.choices(WHILE_WAITING[1:]))


def _gap(language: Language) -> str:
    return "" if language is Language.ZH else " "


def due(action: MakePromise, rules: Rules, now: datetime) -> datetime:
    callback = action.kind is PromiseKind.CALLBACK
    hours = rules.callback_hours if callback else rules.message_hours
    return now + timedelta(hours=hours)


def _promised(action: MakePromise, voice: Voice, now: datetime) -> Part:
    moment = due(action, voice.rules, now).astimezone(voice.wording.zone)
    values = {"due": f"{moment:%Y-%m-%d %H:%M}"}
    if action.kind is PromiseKind.CALLBACK:
        values["contact"] = action.contact
    return _said(voice.sentence(f"promise_{action.kind}", **values))
