"""Turns within a flow: what the customer's words do to it, once they are understood."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.action import Action, Answer, Inform, KeepFrames
from bot.conversation import Frame
from bot.flows.cues import asks
from bot.flows.halts import AsksSlot, AsksYes, AwaitsBank, Halt
from bot.flows.hearing import Heard, heard
from bot.flows.journey import Journey, Manner
from bot.flows.starting import begun
from bot.flows.steps import Flow, SlotKind
from bot.flows.taking import OWN_WORDS, Taken, take
from bot.handoff import HandoffReason
from bot.passage import Passage
from bot.rules import Rules
from bot.situation import CALLBACK, Decision, Situation, placed, to_a_human
from bot.understanding import Intent, Understanding

SURELY = 0.8
"""Confidence from which words mean something else where any words would do."""
SHORT = 30
"""Letters of words that are no story; a Chinese character counts as three."""
WAYS_OUT = frozenset({"human_request", "callback_request"})
WRONG_TWICE = 2
"""From here on a human is offered; once more, and one is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A customer's words in an open flow, and all that is known about them."""

    case: Situation
    rules: Rules
    understanding: Understanding
    passages: Sequence[Passage]
    journey: Journey
    flow: Flow
    frame: Frame
    halt: Halt
    words: Heard
    taken: Taken

    @property
    def best(self) -> Intent | None:
        return self.understanding.best

    @property
    def sure(self) -> bool:
        """True when an article answers these words."""
        limit = self.rules.answering.answer_at
        return bool(self.passages) and self.passages[0].confidence >= limit

    def meant(self, *intents: str) -> bool:
        at = self.rules.answering.smalltalk_at
        best = self.best
        return best is not None and best.name in intents and best.confidence >= at

    @property
    def below(self) -> tuple[Frame, ...]:
        return self.case.frames[:-1]

    @property
    def answers(self) -> bool:
        """True when the words hold what was asked for."""
        if not isinstance(self.halt, AsksSlot):
            return False
        name = self.halt.step.slot
        return name in self.taken.given or name in self.taken.changed

    @property
    def asks_yes_no(self) -> bool:
        if isinstance(self.halt, AsksSlot):
            return self.flow.slots[self.halt.step.slot].kind is SlotKind.YES_NO
        return isinstance(self.halt, AsksYes)

    def decided(self, what: str, *actions: Action) -> Decision:
        why = f"flow:{self.flow.name}:{self.frame.step}:{what}"
        return placed(self.case, self.rules, Decision(actions, why))

    def again(self, what: str, *before: Action) -> Decision:
        """Says something, and then where the flow stands."""
        on = self.journey.go_on((*self.below, self.frame))
        return self.decided(what, *before, *on)


def in_flow(
    case: Situation,
    understanding: Understanding,
    passages: Sequence[Passage],
    rules: Rules,
) -> Decision:
    """What the words do to the open flow, the likeliest meaning first."""
    spoken = _spoken(case, understanding, passages, rules)
    for meaning in (_other_matter, _question, _slots, _small_talk, _way_on):
        decision = meaning(spoken)
        if decision is not None:
            return decision
    return _fits_nothing(spoken)


def _spoken(
    case: Situation,
    understanding: Understanding,
    passages: Sequence[Passage],
    rules: Rules,
) -> Spoken:
    language = None if case.message.choice else understanding.language
    journey = case.journey(language)
    frame = replace(case.frames[-1], tries={})
    flow = case.tasks.flows.by_name[frame.flow]
    walked = journey.walked(frame)
    words = heard(case.message, understanding)
    return Spoken(
        case=case,
        rules=rules,
        understanding=understanding,
        passages=passages,
        journey=journey,
        flow=flow,
        frame=frame,
        halt=walked.halt,
        words=words,
        taken=_taken(case, flow, frame, words, rules),
    )


def _taken(
    case: Situation, flow: Flow, frame: Frame, words: Heard, rules: Rules
) -> Taken:
    """What the words give; where any words would do, not those that plainly mean
    something else."""
    halt = case.journey().halt(frame)
    asked = flow.slots[halt.step.slot].kind if isinstance(halt, AsksSlot) else None
    if asked not in OWN_WORDS:
        return take(flow, frame, halt, words)
    best = words.understanding.best
    sure = best is not None and best.confidence >= SURELY
    name = best.name if best else ""
    starts = case.tasks.flows.of_intent(name)
    elsewhere = starts is not None and starts.name != flow.name
    small = name in rules.smalltalk or name in WAYS_OUT
    length = len(words.text) if words.text.isascii() else 3 * len(words.text)
    short = asked is SlotKind.PLACE or length <= SHORT
    if short and ((sure and (elsewhere or small)) or asks(words.text)):
        return Taken(frame=frame)
    return take(flow, frame, halt, words)


def _other_matter(spoken: Spoken) -> Decision | None:
    """Another flow is wanted: this one waits below it."""
    best = spoken.best
    if best is None or best.confidence < spoken.rules.answering.start_at:
        return None
    if spoken.answers:
        return None
    wanted = spoken.case.tasks.flows.of_intent(best.name)
    if wanted is None or wanted.name == spoken.flow.name:
        return None
    surer = spoken.sure and spoken.passages[0].confidence > best.confidence
    if surer and asks(spoken.words.text):
        return None
    frames = (*spoken.below, spoken.frame)
    actions = begun(spoken.journey, frames, wanted, spoken.words)
    return spoken.decided(f"interrupted:{wanted.name}", *actions)


def _question(spoken: Spoken) -> Decision | None:
    """A question by the way: answered, then the open step again."""
    if not spoken.sure:
        return None
    question = asks(spoken.words.text)
    if (spoken.answers or spoken.taken.corrects) and not question:
        return None
    answer = Answer(spoken.passages[0])
    confidence = f"digression:{spoken.passages[0].confidence:.2f}"
    return spoken.again(confidence, answer)


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
