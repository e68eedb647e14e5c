"""Matters to store."""

from dataclasses import replace
from datetime import timedelta

from bot.matter import Deadlines, Matter, MatterKind, MatterState, MatterStep
from tests.models.samples import NOW, TENANT

MATTER = Matter(
    id="a1",
    tenant_id=TENANT,
    conversation_id="c1",
    kind=MatterKind.LOAN,
    reference="L2345-6789",
    contact="13800000000",
    opened_at=NOW,
    deadlines=Deadlines(
        accept_by=NOW + timedelta(hours=4),
        contact_by=NOW + timedelta(hours=8),
        finish_by=NOW + timedelta(days=10),
    ),
    subject="C0001",
    branch="B003",
    skill="loan",
    about={"trade": "零售", "amount": "50000000"},
)


def matter(number: int, **given: object) -> Matter:
    named = replace(MATTER, id=f"a{number}", reference=f"L{number:04}-2345")
    return replace(named, **given)  # type: ignore[arg-type]


def step(state: MatterState, outcome: str = "", at: int = 1) -> MatterStep:
    return MatterStep(
        state=state,
        by="s1",
        by_name="安然",
        at=NOW + timedelta(minutes=at),
        outcome=outcome,
    )


ACCEPTED = step(MatterState.ACCEPTED)
CONTACTED = step(MatterState.CONTACTED, at=2)
DONE = step(MatterState.DONE, "已放款", at=3)
