"""Checking: everything that is wrong with flows, said before a customer meets it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.acts import Tier
from bot.flows import checks_of_meaning, checks_of_names, checks_of_ways
from bot.flows.complaints import Complaint
from bot.flows.reading import read
from bot.flows.references import act_kind
from bot.flows.steps import ActStep, EndStep, Flow


def check(
    texts: Mapping[str, str], *, intents: Collection[str] | None = None
) -> tuple[Complaint, ...]:
    """All complaints about flow files, by file and line.

    `texts`: the content by file name. `intents`: the pack's, when they are known.
    """
    read_files = [read(file, text) for file, text in texts.items()]
    found = [one for _, complaints in read_files for one in complaints]
    flows = [flow for flow, _ in read_files if flow is not None]
    for flow in flows:
        found.extend(check_flow(flow))
    found.extend(_between(flows, intents))
    return tuple(sorted(set(found), key=lambda one: (one.file, one.line, one.wrong)))


def check_flow(flow: Flow) -> Iterator[Complaint]:
    yield from checks_of_names.check(flow)
    yield from checks_of_ways.check(flow)
    yield from checks_of_meaning.check(flow)


def _between(
    flows: Sequence[Flow], intents: Collection[str] | None
) -> Iterator[Complaint]:
    """What is wrong only when all flows are seen together."""
    names: dict[str, Flow] = {}
    started: dict[str, Flow] = {}
    for flow in flows:
        if flow.name in names:
            yield _of(flow, f"{flow.name} is in {names[flow.name].file} too", "Rename")
        names[flow.name] = flow
        for intent in flow.intents:
            if intents is not None and intent not in intents:
                yield _of(flow, f"there is no intent {intent}", "See intents.toml")
            if intent in started:
                other = started[intent].name
                yield _of(flow, f"{intent} starts {other} too", "Give it to one flow")
            started[intent] = flow
    yield from _offered(flows, names)
    yield from _withheld(flows)


def _offered(flows: Sequence[Flow], names: Collection[str]) -> Iterator[Complaint]:
    """Flows that are offered at an end and are not there."""
    for flow in flows:
        for step in flow.order:
            offers = step.offers if isinstance(step, EndStep) else ()
            for name in sorted(set(offers) - set(names)):
                wrong = f"there is no flow {name}"
                yield Complaint(
                    file=flow.file, line=step.line, wrong=wrong, remedy="Offer another"
                )


def _withheld(flows: Sequence[Flow]) -> Iterator[Complaint]:
    """Acts that protect, and can be had only after a proof of identity."""
    behind: dict[str, tuple[Flow, ActStep]] = {}
    free: set[str] = set()
    for flow in flows:
        for step in flow.acts.values():
            kind = act_kind(step)
            if kind is None or kind.tier is not Tier.RP:
                continue
            if checks_of_ways.behind_a_proof(flow, step):
                behind.setdefault(step.act, (flow, step))
            else:
                free.add(step.act)
    for name, (flow, step) in behind.items():
        if name not in free or flow.protective:
            wrong = f"{name} protects and is behind a proof of identity"
            yield Complaint(
                file=flow.file, line=step.line, wrong=wrong, remedy="Write verify = 0"
            )


def _of(flow: Flow, wrong: str, remedy: str) -> Complaint:
    return Complaint(file=flow.file, line=1, wrong=wrong, remedy=remedy)
