"""References: the names that a flow's words and values use, and what they stand for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.acts import ActKind, act_kinds
from bot.flows.steps import (
    ActStep,
    AnyStep,
    CollectStep,
    ConfirmStep,
    Flow,
    LinkStep,
    Slot,
    SlotKind,
    Text,
    VerifyStep,
)

NAMES = frozenset({"bank", "bot", "hotline"})
"""Known to every sentence."""


def texts(step: AnyStep) -> Iterator[tuple[str, Text]]:
    """The words of a step, by their key in the file; not those of a row."""
    yield "say", step.say
    if isinstance(step, CollectStep):
        yield from (("ask", step.ask), ("again", step.again), ("why", step.why))
    if isinstance(step, ConfirmStep):
        yield from (("confirm", step.ask), ("why", step.why))
    if isinstance(step, LinkStep):
        yield "title", step.title
    if isinstance(step, VerifyStep):
        yield "purpose", step.purpose


@dataclass(frozen=True, slots=True)
class Names:
    """What a name may stand for in one flow."""

    flow: Flow

    def kind(self, step: str) -> ActKind | None:
        act = self.flow.acts.get(step)
        return act_kinds().get(act.act) if act else None

    def columns(self, source: str) -> tuple[str, ...] | None:
        """Fields in a row of the list `step.list`; None when there is no such list."""
        step, _, name = source.partition(".")
        kind = self.kind(step)
        return kind.lists.get(name) if kind else None

    def is_value(self, name: str) -> bool:
        """True for a slot, a field of a slot, or a fact."""
        first, _, rest = name.partition(".")
        slot = self.flow.slots.get(first)
        if slot is not None:
            return not rest or rest in self.fields(slot)
        kind = self.kind(first)
        return kind is not None and rest in kind.facts

    def fields(self, slot: Slot) -> tuple[str, ...]:
        if slot.kind is SlotKind.CHOICE:
            return ("title",)
        return self.columns(slot.source) or ()

    def givers(self, name: str) -> tuple[str, ...]:
        """Ids of the steps that make a value known."""
        first = name.partition(".")[0]
        if first in self.flow.acts:
            return (first,)
        steps = self.flow.order
        return tuple(
            step.id
            for step in steps
            if isinstance(step, CollectStep) and step.slot == first
        )


def forgettable(flow: Flow) -> Mapping[str, str]:
    """What `forget` may name, and what that is."""
    slots = dict.fromkeys(flow.slots, "slot")
    acts = dict.fromkeys(flow.acts, "act")
    confirms = [one.id for one in flow.order if isinstance(one, ConfirmStep)]
    return {**slots, **acts, **dict.fromkeys(confirms, "confirm")}


def act_kind(step: ActStep) -> ActKind | None:
    return act_kinds().get(step.act)
