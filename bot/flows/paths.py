"""Paths: where the steps of a flow lead, and what lies on every way to a step."""

from collections.abc import Callable, Collection, Iterator

from bot.flows.steps import (
    ActStep,
    AnyStep,
    BranchStep,
    CollectStep,
    ConfirmStep,
    EndStep,
    Flow,
    HandoffStep,
    LinkStep,
    SayStep,
    VerifyStep,
)

Edge = tuple[str, str]


def targets(flow: Flow, step: AnyStep) -> tuple[str, ...]:
    """Ids of the steps that may follow; empty names are ways out."""
    onward = flow.after(step)
    match step:
        case ActStep():
            return (onward, *step.on.values())
        case BranchStep():
            return (*(case.to for case in step.cases), onward)
        case ConfirmStep():
            return (onward, step.no)
        case SayStep() | CollectStep() | VerifyStep() | HandoffStep():
            return (onward,)
        case LinkStep() | EndStep():
            return (onward,)


def edges(flow: Flow) -> Iterator[Edge]:
    known = flow.steps
    for step in flow.order:
        for target in targets(flow, step):
            if target in known:
                yield step.id, target


def reachable(
    flow: Flow, *, closed: Callable[[str, str], bool] = lambda here, there: False
) -> set[str]:
    """Ids of the steps that can be reached without an edge that is closed."""
    open_edges = [
        (here, there) for here, there in edges(flow) if not closed(here, there)
    ]
    found = {flow.order[0].id} if flow.order else set()
    while True:
        more = {there for here, there in open_edges if here in found} - found
        if not more:
            return found
        found |= more


def avoidable(flow: Flow, step: str, passing: Collection[str]) -> bool:
    """True when the step can be reached without leaving one of `passing` by the way
    on: an act that went well, a slot that was given, a yes."""
    steps = flow.steps
    onward = {(one, flow.after(steps[one])) for one in passing if one in steps}
    return step in reachable(flow, closed=lambda *edge: edge in onward)


def endless(flow: Flow) -> set[str]:
    """Steps on a way that comes back to itself and forgets nothing."""
    forgetful = {step.id for step in flow.order if step.forget}
    left = set(flow.steps) - forgetful
    while True:
        leading = {here for here, there in edges(flow) if {here, there} <= left}
        entered = {there for here, there in edges(flow) if {here, there} <= left}
        if left == leading & entered:
            return left
        left = leading & entered


def without_exit(flow: Flow) -> set[str]:
    """Steps from which no end and no human can be reached."""
    leaving = {
        step.id
        for step in flow.order
        if isinstance(step, EndStep | HandoffStep)
        or (isinstance(step, ConfirmStep) and not step.no)
    }
    while True:
        more = {here for here, there in edges(flow) if there in leaving} - leaving
        if not more:
            return set(flow.steps) - leaving
        leaving |= more
