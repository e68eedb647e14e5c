"""Effects: what the actions of flows do to a conversation."""

from collections.abc import Sequence
from dataclasses import replace

from bot.action import Action, AskProof, KeepFrames, NoteSignal, RequestAct
from bot.acts import Act, act_kinds, digest
from bot.conversation import Chosen, Conversation, Frame
from bot.flows.carrying import SOURCES
from bot.verification import VerificationRequest

FlowAction = KeepFrames | AskProof | RequestAct | NoteSignal


def flowed(conversation: Conversation, action: FlowAction) -> Conversation:
    match action:
        case KeepFrames(frames, chosen):
            known = _remembered(conversation.chosen, chosen)
            return _kept(replace(conversation, chosen=known), frames)
        case AskProof(request):
            asked = replace(conversation.verification, request=request.id)
            return replace(conversation, verification=asked)
        case RequestAct(act):
            return _spent(conversation, act)
        case NoteSignal(signal):
            signals = tuple(dict.fromkeys((*conversation.signals, signal)))
            return replace(conversation, signals=signals)


def _remembered(
    known: Sequence[Chosen], chosen: Sequence[Chosen]
) -> tuple[Chosen, ...]:
    newest = {one.source: one for one in (*known, *chosen)}
    return tuple(newest.values())[-SOURCES:]


def _spent(conversation: Conversation, act: Act) -> Conversation:
    """What was proved for one change is used up by it; what was proved for reading
    stands as long as it lasts."""
    if not act_kinds()[act.name].writes:
        return conversation
    used = conversation.verification.spent(act.name, digest(act.name, act.params))
    return replace(conversation, verification=used)


def _kept(conversation: Conversation, frames: tuple[Frame, ...]) -> Conversation:
    """A request for proof ends with the flow that waits for it."""
    kept = replace(conversation, frames=frames, misses=0)
    request = conversation.verification.request
    if _waits(frames, request) or not _waits(conversation.frames, request):
        return kept
    return replace(kept, verification=replace(kept.verification, request=""))


def _waits(frames: Sequence[Frame], request: str) -> bool:
    return bool(request) and any(one.proof.startswith(f"{request}|") for one in frames)


def after(conversation: Conversation, actions: Sequence[Action]) -> Conversation:
    for action in actions:
        if isinstance(action, KeepFrames | AskProof | RequestAct | NoteSignal):
            conversation = flowed(conversation, action)
    return conversation


def acts_of(actions: Sequence[Action]) -> tuple[Act, ...]:
    return tuple(one.act for one in actions if isinstance(one, RequestAct))


def request_of(actions: Sequence[Action]) -> VerificationRequest | None:
    asked = (one for one in actions if isinstance(one, AskProof) and one.fresh)
    return next((one.request for one in asked), None)
