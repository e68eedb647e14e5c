"""Several wishes in one message: what was decided for each, joined to one decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.action import (
    Action,
    Answer,
    AskProof,
    Clarify,
    Escalate,
    Inform,
    KeepFrames,
    RunStep,
    Verify,
)
from bot.flows.journey import FLOW
from bot.situation import Decision, Situation
from bot.understanding import Entity, Understanding, Wish

_UNHEARD = frozenset({"human_request"})
"""Wishes that the gate would have granted: the words say that it is not meant."""


class _Sort(Enum):
    ANSWERS = auto()
    BEGINS = auto()
    """A flow, or a way on."""
    ASKS = auto()
    """What is meant."""
    MISSES = auto()
    CHATS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the wishes, and what alone it would come to."""

    wish: Wish
    decision: Decision

    @property
    def sort(self) -> _Sort:
        actions = self.decision.actions
        if self.wish.intent.name in _UNHEARD:
            return _Sort.CHATS
        if _any(actions, RunStep, AskProof, KeepFrames):
            return _Sort.BEGINS
        if _any(actions, Answer, Verify):
            return _Sort.ANSWERS
        if _any(actions, Clarify):
            return _Sort.ASKS
        missed = any(isinstance(one, Inform) and one.missed for one in actions)
        return _Sort.MISSES if missed else _Sort.CHATS


def parted(
    case: Situation, understanding: Understanding
) -> tuple[tuple[Situation, Understanding], ...]:
    """The message as if each of its wishes had been said alone; none inside a task,
    where words belong to what was asked."""
    if case.frames or len(understanding.wishes) < 2:
        return ()
    return tuple(
        (
            replace(case, message=replace(case.message, text=wish.text)),
            _alone(understanding, wish),
        )
        for wish in understanding.wishes
    )


def joined(
    case: Situation, wishes: Sequence[Wish], decisions: Sequence[Decision]
) -> Decision | None:
    """Answers in the order of the wishes, then at most one flow; None where the
    message is better taken as a whole."""
    both = zip(wishes, decisions, strict=False)
    parts = [Part(wish=wish, decision=decision) for wish, decision in both]
    for part in parts:
        if _any(part.decision.actions, Escalate):
            return part.decision
    meant = [part for part in parts if part.sort is not _Sort.CHATS]
    if not _worth(meant):
        return None
    begins = [part for part in meant if part.sort is _Sort.BEGINS]
    said = (*_said(meant, begins), *_offers(case, begins[1:]))
    first = begins[0].decision.actions if begins else ()
    why = " | ".join(part.decision.why for part in meant)
    return Decision((*said, *first), f"wishes: {why}")


def _worth(meant: Sequence[Part]) -> bool:
    """Two that are told apart, one of which at least is met."""
    met = [one for one in meant if one.sort in (_Sort.ANSWERS, _Sort.BEGINS)]
    return bool(met) and any(
        one.decision.actions != meant[0].decision.actions for one in meant
    )


def _said(meant: Sequence[Part], begins: Sequence[Part]) -> Iterator[Action]:
    asks = [one for one in meant if one.sort is _Sort.ASKS]
    for part in meant:
        if part.sort is _Sort.ANSWERS:
            yield from part.decision.actions
        if part.sort is _Sort.MISSES or (part.sort is _Sort.ASKS and begins):
            yield Inform("wish_unknown", {"words": part.wish.text})
    if asks and not begins:
        yield from asks[0].decision.actions


def _offers(case: Situation, others: Sequence[Part]) -> Iterator[Action]:
    """A second task has to wait; it is offered by its title."""
    for part in others:
        flow = case.tasks.flows.of_intent(part.wish.intent.name)
        if flow is not None:
            title = flow.title[case.language]
            yield Inform("flow_offered_next", {"title": title}, (f"{FLOW}{flow.name}",))


def _any(actions: Sequence[Action], *kinds: type[Action]) -> bool:
    return any(isinstance(one, kinds) for one in actions)


def _alone(understanding: Understanding, wish: Wish) -> Understanding:
    start = understanding.normalized.find(wish.text)
    end = start + len(wish.text)
    within = (one for one in understanding.entities if start <= one.start < end)
    entities = tuple(_moved(one, start) for one in within) if start >= 0 else ()
    return replace(
        understanding,
        normalized=wish.text,
        intents=(wish.intent,),
        entities=entities,
        wishes=(),
    )


def _moved(entity: Entity, by: int) -> Entity:
    return replace(entity, start=entity.start - by, end=entity.end - by)
