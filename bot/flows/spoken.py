"""Spoken: a customer's words in an open flow, and all that is known about them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.action import Action
from bot.conversation import Frame
from bot.flows.cues import asks
from bot.flows.halts import AsksSlot, AsksYes, Halt
from bot.flows.hearing import Heard, heard
from bot.flows.journey import Journey
from bot.flows.steps import Flow, SlotKind
from bot.flows.taking import OWN_WORDS, Taken, take
from bot.passage import Passage
from bot.rules import Rules
from bot.situation import Decision, Situation, placed
from bot.understanding import Intent, Understanding

SURELY = 0.8
"""Confidence from which words mean something else where any words would do."""
SHORT = 30
"""Letters of words that are no story; a Chinese character counts as three."""
WAYS_OUT = frozenset({"human_request", "callback_request"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Words, and the step at which they were said."""

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
    def asks(self) -> bool:
        """True for what looks like a question."""
        return asks(self.words.text)

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


def spoken_in(
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
