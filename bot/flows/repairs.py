"""Repairs that need no engine: cancel, repeat, why, yes, no, again, a choice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.action import Action, Explain, Inform, KeepFrames
from bot.conversation import Frame
from bot.flows.back import BACK, stepped_back
from bot.flows.cues import (
    agrees,
    asks_why,
    declines,
    folded,
    leaves,
    objects,
    wants_again,
    wants_repeat,
)
from bot.flows.forgetting import forgotten, under_way, undoes
from bot.flows.halts import AsksProof, AsksSlot, AsksYes, Halt, NoAnswer
from bot.flows.journey import FLOW, Journey
from bot.flows.rendering import SLOT
from bot.flows.starting import begun
from bot.flows.steps import Flow, SlotKind
from bot.gate import load_gates
from bot.rules import Rules
from bot.situation import Decision, Situation, placed

_OUT = re.compile(
    r"^(?:算了|取消|退出|停止|结束|cancel|stop|quit|exit|never ?mind|forget it|abort)"
)
"""Out of the flow, even where a mere no would be an answer."""


SHORT = 16
"""Characters of words that may repair even where a story is asked for."""


@dataclass(frozen=True, slots=True)
class Open:
    """The open flow, and what it waits for."""

    case: Situation
    rules: Rules
    journey: Journey
    flow: Flow
    frame: Frame
    halt: Halt

    @property
    def below(self) -> tuple[Frame, ...]:
        return self.case.frames[:-1]

    def decided(self, what: str, *actions: Action) -> Decision:
        why = f"flow:{self.flow.name}:{self.frame.step}:{what}"
        return placed(self.case, self.rules, Decision(actions, why))

    def go_on(self, frame: Frame) -> tuple[Action, ...]:
        return self.journey.go_on((*self.below, frame))


def started(case: Situation, rules: Rules) -> Decision | None:
    """A flow whose title was picked."""
    flow = case.tasks.flows.get(case.choice.removeprefix(FLOW))
    if not case.choice.startswith(FLOW) or flow is None:
        return None
    actions = begun(case.journey(), case.frames, flow, None)
    return placed(case, rules, Decision(actions, f"choice:{FLOW}{flow.name}"))


def repaired(case: Situation, rules: Rules) -> Decision | None:
    """None when the words have to be understood first."""
    flow = case.flow
    if flow is None:
        return None
    frame = replace(case.frames[-1], tries={})
    journey = case.journey()
    halt = journey.halt(frame)
    now = Open(case, rules, journey, flow, frame, halt)
    if case.message.choice:
        return _pressed(now)
    return _said(now)


def _pressed(now: Open) -> Decision | None:
    chosen = now.case.message.choice
    name, _, value = chosen.removeprefix(SLOT).partition("=")
    if chosen.startswith(SLOT) and name in now.flow.slots:
        return _slot(now, name, value)
    if chosen in ("yes", "no") and isinstance(now.halt, AsksYes):
        return _confirmed(now, now.halt, chosen)
    if chosen == "again":
        return _again(now)
    if chosen == BACK:
        return _back(now)
    if chosen in ("bot", "stay"):
        resumed = now.journey.resumed((now.frame,))
        return now.decided("resumed", *resumed, *now.go_on(now.frame))
    return None


def _back(now: Open) -> Decision:
    """The question before; where there is none any more, this one again."""
    frame = stepped_back(now.flow, now.frame) or now.frame
    return now.decided("back", *now.go_on(frame))


def _slot(now: Open, name: str, value: str) -> Decision:
    slots = {**now.frame.slots, name: value}
    frame = replace(now.frame, slots=slots, wrong=0)
    if undoes(now.flow, now.frame, frame):
        return now.decided("settled", Inform("flow_settled"), _kept(now))
    return now.decided(f"pressed:{name}", *now.go_on(frame))


def _said(now: Open) -> Decision | None:
    text = now.case.text
    if _leaves(now, text):
        return left(now)
    if _tells(now, text):
        return None
    if wants_repeat(text):
        return now.decided("repeat", *now.go_on(now.frame))
    if asks_why(text) and _explainable(now):
        explained = Explain(replace(now.frame, step=_step_of(now.halt)))
        return now.decided("why", explained, *now.go_on(now.frame))
    if isinstance(now.halt, AsksYes):
        return _yes_or_no(now, now.halt, text)
    waits = isinstance(now.halt, NoAnswer | AsksProof)
    return _again(now) if waits and wants_again(text) else None


def tells(case: Situation) -> bool:
    """True where the open step asks for a story: whatever is said belongs to it."""
    if case.flow is None:
        return False
    halt = case.journey().halt(case.frames[-1])
    return _is_story(case.flow, halt)


def _is_story(flow: Flow, halt: Halt) -> bool:
    if not isinstance(halt, AsksSlot):
        return False
    return flow.slots[halt.step.slot].kind is SlotKind.TEXT


def _tells(now: Open, text: str) -> bool:
    return _is_story(now.flow, now.halt) and len(text) > SHORT


def _leaves(now: Open, text: str) -> bool:
    if not load_gates().cancels(text) and not leaves(text):
        return False
    return bool(_OUT.match(folded(text))) or not _asks_yes_no(now)


def _asks_yes_no(now: Open) -> bool:
    if isinstance(now.halt, AsksYes):
        return True
    if not isinstance(now.halt, AsksSlot):
        return False
    return now.flow.slots[now.halt.step.slot].kind is SlotKind.YES_NO


def left(now: Open) -> Decision:
    """Out of the flow, unless the bank is at something that cannot be called back."""
    if under_way(now.flow, now.frame):
        return now.decided("settled", Inform("flow_settled"), _kept(now))
    title = now.flow.title[now.journey.language]
    over = now.journey.kept((now.frame,), now.below)
    if not now.below:
        return now.decided("cancelled", Inform("flow_left"), over)
    dropped = Inform("flow_dropped", {"title": title})
    on = resumed(now.journey, now.below)
    return now.decided("cancelled", dropped, over, *on)


def resumed(journey: Journey, frames: Sequence[Frame]) -> tuple[Action, ...]:
    """The flow below is gone on with."""
    return (*journey.resumed(frames), *journey.go_on(frames))


def _explainable(now: Open) -> bool:
    return isinstance(now.halt, AsksSlot | AsksYes | AsksProof)


def _step_of(halt: Halt) -> str:
    return halt.step.id if isinstance(halt, AsksSlot | AsksYes | AsksProof) else ""


def _yes_or_no(now: Open, halt: AsksYes, text: str) -> Decision | None:
    if objects(text):
        return now.decided("objection", Inform("flow_what_to_change"), _kept(now))
    if agrees(text):
        return _confirmed(now, halt, "yes")
    refuses = declines(text) or leaves(text)
    return _confirmed(now, halt, "no") if refuses else None


def _kept(now: Open) -> KeepFrames:
    return KeepFrames((*now.below, now.frame))


def _confirmed(now: Open, halt: AsksYes, said: str) -> Decision:
    if said == "yes" and too_soon(now.case, now.frame, halt):
        return now.decided("too_soon", Inform("flow_too_soon"), *now.go_on(now.frame))
    confirmed = {**now.frame.confirmed, halt.step.id: f"{said}:{halt.digest}"}
    frame = replace(now.frame, confirmed=confirmed, wrong=0)
    return now.decided(f"confirmed:{said}", *now.go_on(frame))


def too_soon(case: Situation, frame: Frame, halt: AsksYes) -> bool:
    """True for a yes that was sent before what it would allow was shown."""
    told, _, upon = frame.shown.rpartition("|")
    return told == halt.digest and case.message.seq <= int(upon) + 1


def _again(now: Open) -> Decision:
    """Once more what the bank did not answer, or a proof that did not succeed."""
    frame = replace(now.frame, proof="")
    if isinstance(now.halt, NoAnswer):
        frame = forgotten(now.flow, frame, (now.halt.step.id,))
    return now.decided("again", *now.go_on(frame))
