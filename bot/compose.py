"""Composing: the reply for a turn's actions, in the customer's language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
from bot.conversation import Frame
from bot.handoff import HandoffReason
from bot.message import Language
from bot.passage import Passage
from bot.promise import PromiseKind
from bot.reply import Choice, Expects, Part, Reply
from bot.rules import Rules
from bot.situation import ARTICLE, WHILE_WAITING
from bot.words import Wording

MUST_HEAR = frozenset({"emergency", "emergency_waiting"})
"""Sentences that a caller may not interrupt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What is needed to put actions into words: whose, which, and how long."""

    wording: Wording
    language: Language
    rules: Rules

    def sentence(self, key: str, **values: str) -> str:
        return self.wording.say(key, self.language, **values)

    def choices(self, names: Sequence[str]) -> tuple[Choice, ...]:
        return tuple(self.wording.choice(name, self.language) for name in names)


def compose(actions: Sequence[Action], voice: Voice, *, now: datetime) -> Reply:
    """Empty when every action is silent."""
    parts = (_part(action, voice, now) for action in actions)
    return Reply(parts=tuple(part for part in parts if part is not None))


def _part(action: Action, voice: Voice, now: datetime) -> Part | None:
    match action:
        case Answer(passage):
            return answered(passage)
        case Clarify(passages):
            return _clarified(passages, voice)
        case RunStep(frame, wrong):
            return asked(frame, voice, wrong=wrong)
        case MakePromise():
            return _promised(action, voice, now)
        case Inform() | Verify() | Escalate():
            return _announced(action, voice)
        case LeaveQueue() | Relay() | EndFlow():
            return None


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


def _clarified(passages: Sequence[Passage], voice: Voice) -> Part:
    titles = tuple(
        Choice(id=f"{ARTICLE}{passage.article_id}", title=passage.title)
        for passage in passages
    )
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
        text = f"{opening}\n\n{voice.sentence('unstaffed')}"
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
