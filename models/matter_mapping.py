"""Matters as rows, and back as values of the rules."""

from collections.abc import Mapping, Sequence
from typing import cast

from bot.matter import Deadlines, Matter, MatterKind, MatterState, MatterStep
from models.matter_tables import MatterRow, MatterStepRow


def matter_row(matter: Matter) -> MatterRow:
    return MatterRow(
        tenant_id=matter.tenant_id,
        id=matter.id,
        conversation_id=matter.conversation_id,
        kind=matter.kind.value,
        reference=matter.reference,
        contact=matter.contact,
        opened_at=matter.opened_at,
        accept_by=matter.deadlines.accept_by,
        contact_by=matter.deadlines.contact_by,
        finish_by=matter.deadlines.finish_by,
        due_at=matter.due,
        subject=matter.subject,
        branch=matter.branch,
        skill=matter.skill,
        about=dict(matter.about),
        state=matter.state.value,
        holder=matter.holder,
    )


def step_row(matter: Matter) -> MatterStepRow:
    step = matter.steps[-1]
    return MatterStepRow(
        tenant_id=matter.tenant_id,
        matter_id=matter.id,
        number=len(matter.steps),
        state=step.state.value,
        by=step.by,
        by_name=step.by_name,
        at=step.at,
        outcome=step.outcome,
    )


def matter_of(row: MatterRow, steps: Sequence[MatterStepRow]) -> Matter:
    return Matter(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        kind=MatterKind(row.kind),
        reference=row.reference,
        contact=row.contact,
        opened_at=row.opened_at,
        deadlines=Deadlines(
            accept_by=row.accept_by,
            contact_by=row.contact_by,
            finish_by=row.finish_by,
        ),
        subject=row.subject,
        branch=row.branch,
        skill=row.skill,
        about=cast(Mapping[str, str], row.about),
        state=MatterState(row.state),
        holder=row.holder,
        steps=tuple(map(_step_of, steps)),
    )


def _step_of(row: MatterStepRow) -> MatterStep:
    return MatterStep(
        state=MatterState(row.state),
        by=row.by,
        by_name=row.by_name,
        at=row.at,
        outcome=row.outcome,
    )
