"""What a played turn brought about, gathered from its turns and messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.dialogue_differences import Shown
from bot.action import Inform, MakePromise
from bot.conversation import Conversation
from bot.flows.steps import CollectStep, Flows
from bot.message import Author, Message
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """All that came of one turn of a script, in order."""

    turns: tuple[Turn, ...]
    acts: tuple[str, ...]
    told: tuple[Message, ...]


def seen(heard: Heard, talk: Conversation, flows: Flows, now: datetime) -> Shown:
    spoken = [one for one in heard.told if one.author is not Author.CUSTOMER]
    sources = [source for turn in heard.turns for source in turn.reply.sources]
    replies = [one.reply for one in spoken if one.reply is not None]
    return Shown(
        conversation=talk,
        said="\n\n".join(one.text for one in spoken if one.text),
        actions=tuple(name for turn in heard.turns for name in names(turn)),
        source=sources[0].article_id if sources else "",
        choices=tuple(choice for reply in replies for choice in reply.choices),
        slots=dict(_slots(heard.turns, talk)),
        level=talk.verification.standing(now),
        asked=_asked(talk, flows),
        acts=heard.acts,
        why=" > ".join(turn.why for turn in heard.turns),
    )


def _asked(talk: Conversation, flows: Flows) -> str:
    """The slot of the open step, or its name where the service's own flow asks."""
    frame = talk.frame
    if frame is None:
        return ""
    flow = flows.get(frame.flow)
    if flow is None:
        return frame.step
    step = flow.step(frame.step)
    return step.slot if isinstance(step, CollectStep) else ""


def names(turn: Turn) -> Iterator[str]:
    for action in turn.actions:
        yield type(action).__name__.lower()
        if isinstance(action, Inform):
            yield action.key


def _slots(turns: Sequence[Turn], talk: Conversation) -> Iterator[tuple[str, str]]:
    for turn in turns:
        understood = turn.understanding.entities if turn.understanding else ()
        yield from ((entity.kind, entity.value) for entity in reversed(understood))
    if talk.frame is not None:
        yield from talk.frame.slots.items()
    for turn in turns:
        for action in turn.actions:
            if isinstance(action, MakePromise):
                yield "contact", action.contact
