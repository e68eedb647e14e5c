"""Matter views: what the desk sees of a matter, in the words of the desk's reader."""

from collections.abc import Mapping
from datetime import datetime

from api.house_rules import HouseRules
from api.matter_schemas import (
    BranchShown,
    FunnelShown,
    MatterShown,
    StepShown,
    ToldShown,
)
from bot.flows.figures import written
from bot.matter import ALLOWED, Matter, MatterState
from bot.message import Language
from models.records import Staff

FORMS = {"amount": "money", "years": "term"}
"""How what was told is written, by its name."""


def matter(
    one: Matter, rules: HouseRules, reader: Staff, language: Language, now: datetime
) -> MatterShown:
    return MatterShown(
        id=one.id,
        conversation_id=one.conversation_id,
        kind=one.kind,
        title=rules.matters.title(one.kind, language),
        reference=one.reference,
        contact=one.contact,
        branch=one.branch,
        branch_name=branch_name(rules, one.branch, language),
        skill=one.skill,
        told=[
            ToldShown(name=name, value=written(text, FORMS.get(name, ""), language))
            for name, text in one.about.items()
        ],
        state=one.state,
        opened_at=one.opened_at,
        due_at=one.due,
        overdue=one.overdue(now),
        mine=one.holder == reader.id,
        next=[state for state in MatterState if state in ALLOWED[one.state]],
        steps=[
            StepShown(
                state=step.state, by_name=step.by_name, at=step.at, outcome=step.outcome
            )
            for step in one.steps
        ],
    )


def branch_name(rules: HouseRules, branch_id: str, language: Language) -> str:
    """The id itself for a branch that the pack does not name any more."""
    found = (one for one in rules.loans.branches if one.id == branch_id)
    return next((one.name[language] for one in found), branch_id)


def branches(rules: HouseRules, language: Language) -> list[BranchShown]:
    return [
        BranchShown(id=one.id, name=one.name[language])
        for one in rules.loans.branches
        if one.lends
    ]


def funnel(
    branch: str,
    rules: HouseRules,
    language: Language,
    counted: Mapping[MatterState, int],
) -> FunnelShown:
    return FunnelShown(
        branch=branch,
        branch_name=branch_name(rules, branch, language),
        **{state.value: counted.get(state, 0) for state in MatterState},
    )
