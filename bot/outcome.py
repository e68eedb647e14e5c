"""The outcome of a turn: the change that its actions make to a conversation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

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
from bot.change import Change
from bot.compose import due
from bot.conversation import Conversation, Frame
from bot.flows.effects import acts_of, flowed, request_of
from bot.flows.journey import BUILT_IN
from bot.handoff import Handoff, HandoffReason, HandoffState, Package, Tried
from bot.message import Author, Event, Message, Owner
from bot.ports import Ids
from bot.promise import Promise
from bot.reply import Choice
from bot.rules import Rules
from bot.situation import Situation
from bot.turn import Turn


def outcome(case: Situation, turn: Turn, *, rules: Rules, ids: Ids) -> Change:
    """What shall be saved in one breath once the turn is decided."""
    conversation = _understood(_reopened(case.conversation, turn), turn)
    conversation = _touched(conversation, turn, case.now)
    for action in turn.actions:
        conversation = _after(conversation, action, case, turn, ids)
    return Change(
        conversation=replace(conversation, choices=_offered(conversation, turn)),
        messages=_spoken(conversation, turn, case, ids),
        turn=turn,
        promise=_promise(turn, case, rules, ids),
        acts=acts_of(turn.actions),
        request=request_of(turn.actions),
    )


def _reopened(conversation: Conversation, turn: Turn) -> Conversation:
    if conversation.owner is not Owner.CLOSED or turn.message.continues:
        return conversation
    return replace(
        conversation.to(Owner.BOT),
        misses=0,
        insults=0,
        asked="",
        tried=(),
        frames=(),
        chosen=(),
    )


def _touched(conversation: Conversation, turn: Turn, now: datetime) -> Conversation:
    """The customer went on: idle time of what was proved begins anew."""
    if turn.message.continues:
        return conversation
    touched = conversation.verification.touched(now)
    return replace(conversation, verification=touched)


def _understood(conversation: Conversation, turn: Turn) -> Conversation:
    """A conversation follows the language that its customer writes in."""
    pressed = bool(turn.message.choice) or turn.message.continues
    if conversation.owner is not Owner.BOT or pressed:
        return conversation
    asked = turn.message.text if turn.understanding else conversation.asked
    return replace(conversation, language=turn.message.language, asked=asked)


def _offered(conversation: Conversation, turn: Turn) -> tuple[Choice, ...]:
    silent = not turn.reply.parts
    return conversation.choices if silent else turn.reply.choices


def _after(
    conversation: Conversation, action: Action, case: Situation, turn: Turn, ids: Ids
) -> Conversation:
    match action:
        case Answer():
            return _answered(conversation, action, turn)
        case Inform(key, _, _, missed):
            return _informed(conversation, key, missed)
        case Escalate():
            return _queued(conversation, action, case, turn, ids)
        case LeaveQueue() | Relay():
            return _held(conversation, action, case.now)
        case RunStep() | EndFlow() | MakePromise():
            return _stepped(conversation, action)
        case KeepFrames() | AskProof() | RequestAct() | NoteSignal():
            return flowed(conversation, action)
        case Clarify() | Verify() | Tell() | Explain():
            return conversation


def _held(
    conversation: Conversation, action: LeaveQueue | Relay, now: datetime
) -> Conversation:
    match action:
        case LeaveQueue():
            return left(conversation, now)
        case Relay(urgent):
            return _raised(conversation) if urgent else conversation


def _informed(conversation: Conversation, key: str, missed: bool) -> Conversation:
    if missed:
        return replace(conversation, misses=conversation.misses + 1)
    if key == "abuse":
        return replace(conversation, insults=conversation.insults + 1)
    return conversation


def _answered(conversation: Conversation, action: Answer, turn: Turn) -> Conversation:
    passage = action.passage
    tried = Tried(
        question=turn.message.text,
        article_id=passage.article_id,
        title=passage.title,
        version=passage.version,
    )
    return replace(conversation, misses=0, tried=(*conversation.tried, tried)[-10:])


def _stepped(
    conversation: Conversation, action: RunStep | EndFlow | MakePromise
) -> Conversation:
    match action:
        case RunStep(frame):
            return _run(conversation, frame)
        case EndFlow() | MakePromise():
            return replace(conversation, frames=conversation.frames[:-1], misses=0)


def _run(conversation: Conversation, frame: Frame) -> Conversation:
    """One of the service's own frames is put above what is open; the frames of a
    pack's flows are kept by their own action."""
    frames = conversation.frames
    if frame.flow in BUILT_IN and frame.flow not in {one.flow for one in frames[-1:]}:
        frames = (*frames, frame)
    return replace(conversation, frames=frames, misses=0)


def _queued(
    conversation: Conversation,
    action: Escalate,
    case: Situation,
    turn: Turn,
    ids: Ids,
) -> Conversation:
    lent = conversation.handoff
    if lent is not None and lent.state is HandoffState.LENT:
        return replace(conversation.to(Owner.QUEUE), misses=0, insults=0)
    handoff = Handoff(
        id=ids.new(),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        reason=action.reason,
        skill=action.skill,
        urgent=action.urgent,
        package=_package(conversation, case, turn),
        asked_at=case.now,
        reminded_at=case.now,
    )
    return replace(conversation.to(Owner.QUEUE), handoff=handoff, misses=0, insults=0)


def _wants(conversation: Conversation, turn: Turn) -> str:
    """The words that led here: what was asked, and what made it a human's matter."""
    words = (conversation.asked, turn.message.text)
    return "\n".join(dict.fromkeys(filter(None, words)))


def _package(conversation: Conversation, case: Situation, turn: Turn) -> Package:
    best = turn.understanding.best if turn.understanding else None
    return Package(
        wants=_wants(conversation, turn),
        intent=best.name if best else "",
        language=conversation.language,
        tried=conversation.tried,
        verification=conversation.verification,
        open_flow=conversation.open_flow,
        misses=case.conversation.misses,
        signals=conversation.signals,
    )


def left(conversation: Conversation, now: datetime) -> Conversation:
    """Back with the bot; the handoff is over."""
    handoff = conversation.handoff
    if handoff is not None:
        handoff = replace(handoff, state=HandoffState.LEFT, ended_at=now)
    return replace(conversation.to(Owner.BOT), handoff=handoff)


def _raised(conversation: Conversation) -> Conversation:
    """An emergency comes first, whoever holds the conversation."""
    if conversation.handoff is None:
        return conversation
    urgent = replace(conversation.handoff, urgent=True, reason=HandoffReason.EMERGENCY)
    return replace(conversation, handoff=urgent)


def _spoken(
    conversation: Conversation, turn: Turn, case: Situation, ids: Ids
) -> tuple[Message, ...]:
    """What the customer reads: the bot's words, or a notice while somebody else has
    the conversation."""
    if not turn.reply.parts:
        return ()
    relayed = any(isinstance(action, Relay) for action in turn.actions)
    attended = relayed or (turn.message.continues and case.attended)
    waits = relayed and not any(isinstance(one, KeepFrames) for one in turn.actions)
    said = Message(
        id=ids.new(),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        author=Author.SYSTEM if attended else Author.BOT,
        text=turn.reply.written,
        language=turn.message.language,
        channel=conversation.channel,
        sent_at=case.now,
        owner=conversation.owner,
        event=Event.STILL_WAITING if waits else None,
        reply=turn.reply,
        action=turn.action_names,
    )
    return (said,)


def _promise(turn: Turn, case: Situation, rules: Rules, ids: Ids) -> Promise | None:
    made: Sequence[MakePromise] = [
        action for action in turn.actions if isinstance(action, MakePromise)
    ]
    if not made:
        return None
    return Promise(
        id=ids.new(),
        tenant_id=case.conversation.tenant_id,
        conversation_id=case.conversation.id,
        kind=made[0].kind,
        contact=made[0].contact,
        text=made[0].text,
        made_at=case.now,
        due_at=due(made[0], rules, case.now),
    )
