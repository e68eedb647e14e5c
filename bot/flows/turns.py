"""Turns within a flow: what the customer's words do to it, once they are understood."""

from collections.abc import Sequence
from dataclasses import replace

from bot.action import Inform, KeepFrames
from bot.flows.digressions import other_matter, question
from bot.flows.falling import falls_below
from bot.flows.halts import AsksSlot, AsksYes, AwaitsBank
from bot.flows.journey import Manner
from bot.flows.repairs import too_soon
from bot.flows.spoken import Spoken, spoken_in
from bot.handoff import HandoffReason
from bot.passage import Passage
from bot.rules import Rules
from bot.situation import CALLBACK, Decision, Situation, to_a_human
from bot.understanding import Understanding

WRONG_TWICE = 2
"""From here on a human is offered; once more, and one is fetched."""


def in_flow(
    case: Situation,
    understanding: Understanding,
    passages: Sequence[Passage],
    rules: Rules,
) -> Decision:
    """What the words do to the open flow, the likeliest meaning first."""
    spoken = spoken_in(case, understanding, passages, rules)
    for meaning in _MEANINGS:
        decision = meaning(spoken)
        if decision is not None:
            return decision
    return _fits_nothing(spoken)


def _slots(spoken: Spoken) -> Decision | None:
    taken = spoken.taken
    if taken.settled:
        kept = KeepFrames((*spoken.below, spoken.frame))
        return spoken.decided("settled", Inform("flow_settled"), kept)
    if not taken.any:
        return None
    frame = replace(taken.frame, wrong=0)
    on = spoken.journey.go_on((*spoken.below, frame))
    names = "+".join((*taken.changed, *taken.given)) or "taken_back"
    if taken.corrects:
        return spoken.decided(f"corrected:{names}", Inform("flow_changed"), *on)
    return spoken.decided(f"given:{names}", *on)


def _small_talk(spoken: Spoken) -> Decision | None:
    for intent, said in (("affirm", "yes"), ("deny", "no")):
        if spoken.meant(intent) and spoken.asks_yes_no:
            return _answered_yes_no(spoken, said)
    best = spoken.best
    kinds = spoken.rules.smalltalk - {"affirm", "deny", "repeat"}
    if best is None or not spoken.meant(*kinds):
        return None
    return spoken.again(f"smalltalk:{best.name}", Inform(f"smalltalk_{best.name}"))


def _answered_yes_no(spoken: Spoken, said: str) -> Decision:
    """A yes or a no in words that only an engine understands."""
    frame, halt = replace(spoken.frame, wrong=0), spoken.halt
    if isinstance(halt, AsksYes):
        if said == "yes" and too_soon(spoken.case, frame, halt):
            return spoken.again("too_soon", Inform("flow_too_soon"))
        told = f"{said}:{halt.digest}"
        frame = replace(frame, confirmed={**frame.confirmed, halt.step.id: told})
    if isinstance(halt, AsksSlot):
        frame = replace(frame, slots={**frame.slots, halt.step.slot: said})
    on = spoken.journey.go_on((*spoken.below, frame))
    return spoken.decided(f"confirmed:{said}", *on)


def _way_on(spoken: Spoken) -> Decision | None:
    if spoken.meant("human_request"):
        reason = HandoffReason.CUSTOMER_ASKED
        return to_a_human(spoken.case, spoken.rules, reason, "intent:human")
    if spoken.meant("callback_request"):
        frames = (*spoken.below, spoken.frame, CALLBACK)
        return spoken.decided("callback", *spoken.journey.go_on(frames))
    if spoken.meant("repeat") or isinstance(spoken.halt, AwaitsBank):
        return spoken.again("again")
    return None


def _fits_nothing(spoken: Spoken) -> Decision:
    if not isinstance(spoken.halt, AsksSlot | AsksYes):
        return spoken.again("waiting")
    wrong = spoken.frame.wrong + 1
    frame = replace(spoken.frame, wrong=wrong)
    frames = (*spoken.below, frame)
    if wrong > WRONG_TWICE:
        handed = to_a_human(
            spoken.case, spoken.rules, HandoffReason.NOT_UNDERSTOOD, ""
        ).actions
        kept = KeepFrames((*spoken.below, replace(frame, wrong=0)))
        return spoken.decided("wrong:human", *handed, kept)
    manner = Manner(wrong=True, out_of_range=bool(spoken.taken.refused))
    on = spoken.journey.go_on(frames, manner)
    if wrong == WRONG_TWICE:
        return spoken.decided("wrong:offered", Inform("flow_human_offered"), *on)
    return spoken.decided("wrong", *on)


_MEANINGS = (other_matter, question, _slots, falls_below, _small_talk, _way_on)
"""The likeliest first."""
