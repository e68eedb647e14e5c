"""The walk: from the first step over all that is known to the first that lacks.

Where a flow stands is never kept as truth: it follows from slots, facts, confirmations
and acts. So a correction is a changed slot, and nothing known is asked twice.
"""

import zlib
from dataclasses import dataclass, field, replace

from bot.acts import ActKind, ActOutcome, Tier, act_kinds, digest
from bot.conversation import Asked, Frame
from bot.flows.bounds import fits
from bot.flows.carrying import taken_over
from bot.flows.forgetting import forgotten, irrevocable, without_facts
from bot.flows.halts import (
    AsksProof,
    AsksSlot,
    AsksYes,
    AwaitsBank,
    GoesToHuman,
    Halt,
    Line,
    NoAnswer,
    Over,
    Walked,
)
from bot.flows.hearing import chosen_before
from bot.flows.lapsing import lapsed
from bot.flows.scene import Scene
from bot.flows.steps import (
    ActStep,
    AnyStep,
    BranchStep,
    Case,
    CollectStep,
    ConfirmStep,
    EndStep,
    Flow,
    HandoffStep,
    LinkStep,
    SayStep,
    SlotKind,
    VerifyStep,
)
from bot.flows.values import bound, fingerprint, params, rows_of, value_of
from bot.verification import Assurance

HOPS = 500
"""More steps than any walk takes."""
TRIES = 4
"""How often an act is asked for while the customer says nothing."""


def walk(flow: Flow, frame: Frame, scene: Scene) -> Walked:
    walking = _Walk(flow=flow, frame=frame, scene=scene)
    halt = walking.go()
    return replace(walking.walked, halt=halt)


@dataclass(slots=True)
class _Walk:
    flow: Flow
    frame: Frame
    scene: Scene
    walked: Walked = field(init=False)

    def __post_init__(self) -> None:
        self.walked = Walked(frame=self.frame, lines=(), halt=Over(done=True))

    def go(self) -> Halt:
        if self.scene.pressed and self._changes():
            self._keep(step=self.frame.step or self.flow.order[0].id)
            return GoesToHuman("", meant=False)
        steps = self.flow.steps
        name = self.flow.order[0].id
        for _ in range(HOPS):
            step = steps[name]
            self._keep(step=step.id)
            onward = self._visit(step)
            if not isinstance(onward, str):
                return onward
            if not onward:
                return Over(done=True)
            self._leave(step, onward)
            name = onward
        return GoesToHuman("", meant=False)

    def _changes(self) -> bool:
        """True when an act that changes the account still lies ahead."""
        kinds = act_kinds()
        return any(
            kinds[step.act].tier is Tier.R3 and step.id not in self.frame.acts
            for step in self.flow.acts.values()
        )

    def _keep(self, **changes: object) -> None:
        self.frame = replace(self.frame, **changes)  # type: ignore[arg-type]
        self.walked = replace(self.walked, frame=self.frame)

    def _leave(self, step: AnyStep, onward: str) -> None:
        ids = [one.id for one in self.flow.order]
        back = ids.index(onward) <= ids.index(step.id)
        if step.forget and (back or isinstance(step, SayStep)):
            names = (*step.forget, step.id)
            self.frame = forgotten(self.flow, self.frame, names)

    def _visit(self, step: AnyStep) -> str | Halt:
        match step:
            case SayStep() | LinkStep():
                self._say(step)
                return self.flow.after(step)
            case CollectStep():
                return self._collect(step)
            case ConfirmStep():
                return self._confirm(step)
            case BranchStep():
                return self._branch(step)
            case VerifyStep():
                return self._verify(step)
            case ActStep():
                return self._act(step)
            case HandoffStep() | EndStep():
                return self._leave_flow(step)

    def _leave_flow(self, step: HandoffStep | EndStep) -> str | Halt:
        handed = self._said(step)
        self._say(step)
        if isinstance(step, EndStep):
            return Over(done=step.done, offers=step.offers)
        if not handed:
            return GoesToHuman(step.skill)
        return step.next or Over(done=True)

    def _mark(self, step: AnyStep) -> str:
        """Words are said again when what they depend on has changed."""
        seen = fingerprint(step.say, self.flow, self.frame)
        rows = self.frame.lists.get(step.each, ())
        told = zlib.crc32(f"{seen}{[sorted(row.items()) for row in rows]}".encode())
        return f"{step.id}:{told:08x}"

    def _said(self, step: AnyStep) -> bool:
        return self._mark(step) in self.frame.said

    def _say(self, step: AnyStep) -> None:
        mark = self._mark(step)
        if mark in self.frame.said:
            return
        if step.say or isinstance(step, LinkStep):
            line = Line(step, self.frame)
            self.walked = replace(self.walked, lines=(*self.walked.lines, line))
        if not step.forget:
            self._keep(said=(*self.frame.said, mark))

    def _collect(self, step: CollectStep) -> str | Halt:
        slot = self.flow.slots[step.slot]
        option = slot.kind is SlotKind.OPTION
        if option and not rows_of(slot, self.frame):
            return GoesToHuman("", meant=False)
        value = self.frame.slots.get(slot.name, "")
        unknown = False
        if option and not value:
            value, unknown = chosen_before(slot, self.frame)
            value = value or ("" if unknown else taken_over(slot, self.frame))
            self._keep(hint="")
        if value and fits(slot, value, self.flow, self.frame):
            self._keep(slots={**self.frame.slots, slot.name: value})
            return self.flow.after(step)
        kept = {k: v for k, v in self.frame.slots.items() if k != slot.name}
        self._keep(slots=kept)
        return AsksSlot(step, refused=unknown or bool(value))

    def _confirm(self, step: ConfirmStep) -> str | Halt:
        wanted = self._to_confirm(step)
        match self.frame.confirmed.get(step.id, "").partition(":"):
            case ("yes", _, told) if told == wanted:
                return self.flow.after(step)
            case ("no", _, told) if told == wanted:
                return step.no or Over(done=False)
            case _:
                return AsksYes(step, wanted)

    def _to_confirm(self, step: ConfirmStep) -> str:
        if step.of:
            return self._digest(self.flow.acts[step.of])
        seen = fingerprint(step.ask, self.flow, self.frame)
        return f"{zlib.crc32(seen.encode()):08x}"

    def _branch(self, step: BranchStep) -> str:
        value = value_of(step.on, self.flow, self.frame)
        fitting = (case.to for case in step.cases if self._fits(case, value))
        return next(fitting, self.flow.after(step))

    def _fits(self, case: Case, value: str) -> bool:
        if case.test == "none" or not value:
            return case.test == "none" and not value
        if case.test == "is":
            return value == case.value
        limit = bound(case.value, self.flow, self.frame)
        if limit is None or not value.removeprefix("-").isdecimal():
            return False
        return int(value) < limit if case.test == "under" else int(value) > limit

    def _verify(self, step: VerifyStep) -> str | Halt:
        if step.of and step.level > Assurance.L0:
            act = self.flow.acts[step.of]
            return self._proved(step, act.act, self._digest(act), step.of)
        settled = any(irrevocable(self.flow, self.frame, one) for one in self.flow.acts)
        claimed = step.level is Assurance.L0 and self.scene.claimed
        proved = step.level > Assurance.L0 and self.scene.standing() >= step.level
        if settled or claimed or proved:
            return self.flow.after(step)
        below = self.flow.order[self.flow.order.index(step) :]
        acts = (one.act for one in below if isinstance(one, ActStep))
        return AsksProof(step, step.level, next(acts, ""))

    def _proved(self, step: VerifyStep, act: str, wanted: str, of: str) -> str | Halt:
        asked = self.frame.acts.get(of)
        used = asked is not None and asked.digest == wanted
        if used or self.scene.standing(act, wanted) >= step.level:
            return self.flow.after(step)
        return AsksProof(step, step.level, act, wanted)

    def _digest(self, step: ActStep) -> str:
        return digest(step.act, params(step.values, self.flow, self.frame))

    def _act(self, step: ActStep) -> str | Halt:
        asked = self.frame.acts.get(step.id)
        if asked is None:
            return self._ask(step)
        if asked.digest != self._digest(step):
            settled = irrevocable(self.flow, self.frame, step.id)
            return self._told(step, asked) if settled else self._ask(step)
        return self._told(step, asked)

    def _told(self, step: ActStep, asked: Asked) -> str | Halt:
        if lapsed(self.flow, self.frame, self.scene, step):
            return self._ask(step)
        match asked.outcome:
            case None:
                return AwaitsBank(step)
            case ActOutcome.OK:
                return self.flow.after(step)
            case ActOutcome.LATE:
                return AwaitsBank(step, late=True)
            case ActOutcome.UNAVAILABLE:
                return step.on.get("unavailable") or NoAnswer(step)
            case ActOutcome.REFUSED:
                refused = GoesToHuman("", meant=False)
                return step.on.get(asked.reason) or refused

    def _ask(self, step: ActStep) -> str | Halt:
        kind = act_kinds()[step.act]
        tries = self.frame.tries.get(step.id, 0) + 1
        if self.scene.levels.never(kind) or tries > TRIES:
            return GoesToHuman("", meant=False)
        barred = self._barred(step, kind)
        if barred is not None:
            return barred
        asked_with = params(step.values, self.flow, self.frame)
        act = self.scene.act(kind, self.flow.name, step.id, asked_with)
        self._say(step)
        self.frame = without_facts(self.frame, step.id)
        bound_to = digest(kind.name, asked_with)
        known = Asked(act_id=act.id, digest=bound_to, level=act.level)
        self._keep(
            acts={**self.frame.acts, step.id: known},
            tries={**self.frame.tries, step.id: tries},
        )
        self.walked = replace(self.walked, act=act)
        return AwaitsBank(step)

    def _barred(self, step: ActStep, kind: ActKind) -> Halt | None:
        """What holds whatever a flow file says: the level, the yes, the claim."""
        wanted = self._digest(step)
        required = self.scene.required(kind)
        if self.scene.standing(kind.name, wanted) < required:
            bound_to = wanted if required >= Assurance.L3 else ""
            return AsksProof(step, required, kind.name, bound_to)
        if kind.tier is Tier.RP and not self.scene.claimed:
            return AsksProof(step, Assurance.L0, kind.name)
        if kind.tier is Tier.R3 and not self._agreed(step, wanted):
            return GoesToHuman("", meant=False)
        return None

    def _agreed(self, step: ActStep, wanted: str) -> bool:
        return any(
            isinstance(one, ConfirmStep)
            and one.of == step.id
            and self.frame.confirmed.get(one.id) == f"yes:{wanted}"
            for one in self.flow.order
        )
