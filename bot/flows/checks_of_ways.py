"""Checks of ways: steps are reached, loops end, and what must come first does."""

from collections.abc import Iterator

from bot.acts import Tier
from bot.flows.complaints import Complaint
from bot.flows.paths import avoidable, endless, reachable, without_exit
from bot.flows.references import NAMES, Names, act_kind, texts
from bot.flows.steps import (
    ActStep,
    AnyStep,
    CollectStep,
    ConfirmStep,
    EndStep,
    Flow,
    HandoffStep,
    VerifyStep,
)
from bot.flows.templates import places
from bot.verification import Assurance


def check(flow: Flow) -> Iterator[Complaint]:
    reached = reachable(flow)
    looping, stuck = endless(flow), without_exit(flow)
    for step in flow.order:
        if step.id not in reached:
            yield _at(flow, step, "no way leads here", "Name it in another step")
            continue
        if step.id in looping:
            wrong = "this goes round for ever"
            yield _at(flow, step, wrong, "Let a step of the loop `forget` something")
        elif step.id in stuck:
            yield _at(flow, step, "no way leads out", "Lead on to an end or a handoff")
        yield from _onward(flow, step)
        yield from _known_before(flow, step)
        if isinstance(step, ActStep):
            yield from _change(flow, step)
    yield from _unused(flow)


def _at(flow: Flow, step: AnyStep, wrong: str, remedy: str) -> Complaint:
    wrong = f"step {step.id}: {wrong}"
    return Complaint(file=flow.file, line=step.line, wrong=wrong, remedy=remedy)


def _onward(flow: Flow, step: AnyStep) -> Iterator[Complaint]:
    if not isinstance(step, EndStep | HandoffStep) and not flow.after(step):
        remedy = "Write `next`, or an end below it"
        yield _at(flow, step, "nothing comes after it", remedy)


def _known_before(flow: Flow, step: AnyStep) -> Iterator[Complaint]:
    """A value is used only where every way has made it known."""
    names = Names(flow)
    for name in sorted(_used(step)):
        givers = names.givers(name)
        if givers and avoidable(flow, step.id, givers):
            yield _at(flow, step, f"{name} may not be known yet", "Lead past its step")


def _used(step: AnyStep) -> set[str]:
    written = [one for _, text in texts(step) for one in text.values()]
    if isinstance(step, ActStep):
        written.extend(step.values.values())
    found = set()
    for template in written:
        try:
            found |= {place.name for place in places(template)}
        except ValueError:
            continue
    if isinstance(step, ActStep):
        found -= {f"{step.id}.{name}" for name in _facts(step)}
    return found - NAMES


def _facts(step: ActStep) -> tuple[str, ...]:
    kind = act_kind(step)
    return kind.facts if kind else ()


def _change(flow: Flow, step: ActStep) -> Iterator[Complaint]:
    """An act that changes the account comes after a proof and a clear yes."""
    kind = act_kind(step)
    if kind is None or kind.tier is not Tier.R3:
        return
    confirms = [
        one.id
        for one in flow.order
        if isinstance(one, ConfirmStep) and one.of == step.id
    ]
    if avoidable(flow, step.id, confirms):
        remedy = f'Write a confirm with of = "{step.id}" on every way before it'
        yield _at(flow, step, "it can be reached without a yes", remedy)
    proofs = [
        one.id
        for one in flow.order
        if isinstance(one, VerifyStep)
        and one.level >= Assurance.L3
        and one.of == step.id
    ]
    if avoidable(flow, step.id, proofs):
        remedy = f'Write verify = 3 with of = "{step.id}" on every way before it'
        yield _at(flow, step, "it can be reached without a proof", remedy)


def behind_a_proof(flow: Flow, step: ActStep) -> bool:
    proofs = [
        one.id
        for one in flow.order
        if isinstance(one, VerifyStep) and one.level > Assurance.L0
    ]
    return not avoidable(flow, step.id, proofs)


def _unused(flow: Flow) -> Iterator[Complaint]:
    asked = {one.slot for one in flow.order if isinstance(one, CollectStep)}
    for slot in flow.slots.values():
        if slot.name not in asked:
            yield Complaint(
                file=flow.file,
                line=slot.line,
                wrong=f"slot {slot.name} is asked for by no step",
                remedy="Collect it, or take it out",
            )
