"""Checks of meaning: acts get what they need, and every answer of the bank is met."""

from collections.abc import Iterator, Mapping

from bot.acts import ActKind, Tier, act_kinds
from bot.flows.complaints import Complaint
from bot.flows.references import Names
from bot.flows.steps import ActStep, Flow
from bot.flows.templates import places

UNAVAILABLE = "unavailable"


def check(
    flow: Flow, kinds: Mapping[str, ActKind] | None = None
) -> Iterator[Complaint]:
    """`kinds`: the acts that there are; else those of acts.toml."""
    known = act_kinds() if kinds is None else kinds
    for step in flow.acts.values():
        kind = known.get(step.act)
        if kind is None:
            yield _at(flow, step, f"there is no act {step.act}", "See bot/acts.toml")
            continue
        yield from _params(flow, step, kind)
        yield from _reasons(flow, step, kind)
        if kind.tier is Tier.R4:
            remedy = "Lead to a link or a human"
            yield _at(flow, step, f"{step.act} is never done here", remedy)


def _at(flow: Flow, step: ActStep, wrong: str, remedy: str) -> Complaint:
    wrong = f"step {step.id}: {wrong}"
    return Complaint(file=flow.file, line=step.line, wrong=wrong, remedy=remedy)


def _params(flow: Flow, step: ActStep, kind: ActKind) -> Iterator[Complaint]:
    for name in kind.params:
        if name not in step.values:
            remedy = f'Write with = {{ {name} = "..." }}'
            yield _at(flow, step, f"{kind.name} needs {name}", remedy)
    for name in sorted(step.values.keys() - {*kind.params, *kind.optional}):
        known = ", ".join((*kind.params, *kind.optional)) or "nothing"
        yield _at(flow, step, f"{kind.name} takes no {name}", f"It takes {known}")
    names = Names(flow)
    for key, template in step.values.items():
        yield from _value(flow, step, key, template, names)


def _value(
    flow: Flow, step: ActStep, key: str, template: str, names: Names
) -> Iterator[Complaint]:
    try:
        found = places(template)
    except ValueError as stray:
        yield _at(flow, step, f"{key}: {stray}", "Write {name}")
        return
    for place in found:
        if not names.is_value(place.name):
            wrong = f"{key}: nothing is called {place.name}"
            yield _at(flow, step, wrong, "Use a slot, slot.field or act step.fact")


def _reasons(flow: Flow, step: ActStep, kind: ActKind) -> Iterator[Complaint]:
    for reason in kind.reasons:
        if reason not in step.on:
            remedy = f'Write on.{reason} = "..."'
            yield _at(flow, step, f"{kind.name} may be refused: {reason}", remedy)
    for reason in sorted(step.on.keys() - {*kind.reasons, UNAVAILABLE}):
        known = ", ".join((*kind.reasons, UNAVAILABLE))
        yield _at(flow, step, f"{kind.name} never says {reason}", f"It says {known}")
