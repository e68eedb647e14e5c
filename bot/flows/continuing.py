"""Continuing: the bank or the secret path has answered, and the flow goes on."""

from dataclasses import replace

from bot.action import Action, Inform, KeepFrames
from bot.acts import Act, ActOutcome, ActResult
from bot.conversation import Asked, Frame
from bot.errors import ActNotFound
from bot.flows.forgetting import forgotten, without_facts
from bot.flows.halts import AsksProof
from bot.flows.journey import Manner
from bot.flows.steps import Flow
from bot.handoff import HandoffReason
from bot.message import Event, Owner
from bot.ports import Acts
from bot.rules import Rules
from bot.situation import Decision, Situation, escalation, placed

SILENT = Manner(silent=True)
TOLD = frozenset({"cancelled", "expired", "declined"})
"""Ways in which a proof ends that have words of their own."""


class NoActs:
    """Nothing was ever asked of a bank."""

    def finished(self, tenant_id: str, act_id: str) -> tuple[Act, ActResult]:
        raise ActNotFound(act_id)


def continued(case: Situation, acts: Acts, rules: Rules) -> Decision:
    """What was found out is kept; words follow where the bot may speak."""
    frames = tuple(_with_results(frame, case, acts) for frame in case.frames)
    event = case.message.event
    top = frames[-1] if frames else None
    flow = case.tasks.flows.get(top.flow) if top else None
    muted = case.attended and (flow is None or not flow.protective)
    if top is None or flow is None or muted or case.conversation.owner is Owner.CLOSED:
        return Decision((KeepFrames(frames),), f"{event}:kept")
    why = f"flow:{flow.name}:{top.step}:{event}"
    journey = case.journey()
    proving = isinstance(journey.halt(top), AsksProof)
    if event is Event.NOT_VERIFIED and proving:
        kept = KeepFrames((*frames[:-1], replace(top, proof="")))
        return Decision((*_not_proved(case, rules), kept), why)
    if event is Event.ACT_DONE and frames == case.frames:
        return Decision((KeepFrames(frames),), f"{why}:known")
    asked_already = journey.halt(case.frames[-1]) == journey.halt(top)
    if event is Event.VERIFIED:
        frames = (*frames[:-1], _tried_again(flow, frames[-1]))
    unasked = event is Event.VERIFIED and not top.proof
    told = event is Event.ACT_DONE and asked_already
    manner = SILENT if unasked or told else Manner()
    actions = journey.go_on(frames, manner)
    return placed(case, rules, Decision(actions, why))


def _not_proved(case: Situation, rules: Rules) -> tuple[Action, ...]:
    """Says how it ended, as far as that may be told to anybody; who may not be
    protected here any more is given to a human."""
    how = case.message.client_id.rpartition(":")[2]
    if how == "limited":
        said = Inform("not_verified_limited")
        if case.attended:
            return (said,)
        skill = rules.emergency_skill
        return (said, escalation(case, HandoffReason.POLICY, skill, urgent=True))
    key = f"not_verified_{how}" if how in TOLD else "not_verified"
    return (Inform(key, choices=("again", "human")),)


def _tried_again(flow: Flow, frame: Frame) -> Frame:
    """What the bank did not answer is asked for anew after a proof."""
    failed = (
        step
        for step, asked in frame.acts.items()
        if asked.outcome is ActOutcome.UNAVAILABLE
    )
    return forgotten(flow, frame, tuple(failed))


def _with_results(frame: Frame, case: Situation, acts: Acts) -> Frame:
    """The frame with every result that came in for its acts."""
    for step, asked in frame.acts.items():
        if asked.outcome not in (None, ActOutcome.LATE):
            continue
        try:
            _, result = acts.finished(case.message.tenant_id, asked.act_id)
        except ActNotFound:
            continue
        frame = with_result(frame, step, asked, result)
    return frame


def with_result(frame: Frame, step: str, asked: Asked, result: ActResult) -> Frame:
    known = replace(asked, outcome=result.outcome, reason=result.reason)
    frame = without_facts(frame, step)
    facts = {f"{step}.{name}": value for name, value in result.facts.items()}
    lists = {f"{step}.{name}": rows for name, rows in result.lists.items()}
    return replace(
        frame,
        acts={**frame.acts, step: known},
        facts={**frame.facts, **facts},
        lists={**frame.lists, **lists},
    )
