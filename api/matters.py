"""The matters' door: what the bank's people have to do, and every step they make."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query

from api import matter_views
from api.auth import AnAgent
from api.chat import TheService
from api.desk import audit
from api.errors import DoorError, NotFound
from api.house_rules import HouseRules, load_house
from api.matter_schemas import (
    FunnelsShown,
    MatterCounts,
    MatterShown,
    MattersShown,
    TakeStep,
)
from api.openapi import RESPONSES
from api.service import Service
from bot.matter import (
    ENDS,
    OPEN_STATES,
    Matter,
    MatterElsewhere,
    MatterKind,
    MatterNotFound,
    MatterStep,
    OutcomeMissing,
)
from bot.message import Language
from models.matters import SqlMatters
from models.records import Staff

router = APIRouter(prefix="/api/v1/desk/matters", tags=["desk"], responses=RESPONSES)

View = Literal["open", "mine", "overdue", "ended"]


class StepRefused(DoorError):
    """The matter stands elsewhere, or words about its end are missing."""

    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The matters of a tenant, as one member of staff reads them."""

    service: Service
    staff: Staff
    rules: HouseRules
    matters: SqlMatters
    language: Language
    now: datetime

    def shown(self, one: Matter) -> MatterShown:
        return matter_views.matter(one, self.rules, self.staff, self.language, self.now)

    def listed(self, view: View, branch: str, limit: int) -> tuple[Matter, ...]:
        return self.matters.listed(
            self.staff.tenant_id,
            states=tuple(ENDS) if view == "ended" else OPEN_STATES,
            holder=self.staff.id if view == "mine" else "",
            branch=branch,
            overdue_at=self.now if view == "overdue" else None,
            limit=limit,
        )


def the_office(
    service: TheService, staff: AnAgent, language: Language = Language.ZH
) -> Office:
    rooms = service.rooms
    return Office(
        service=service,
        staff=staff,
        rules=house_of(rooms.pack.folder, rooms.pack.zone),
        matters=SqlMatters(rooms.records.database),
        language=language,
        now=rooms.clock(),
    )


TheOffice = Annotated[Office, Depends(the_office)]


@cache
def house_of(folder: Path, zone: ZoneInfo) -> HouseRules:
    """Read once: a pack does not change while it is served."""
    return load_house(folder, zone)


@router.get("")
def list_matters(
    office: TheOffice,
    view: View = "open",
    branch: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> MattersShown:
    """The soonest due first; `overdue` are those whose next step is late."""
    tenant_id = office.staff.tenant_id
    counted = office.matters.counts(tenant_id, office.staff.id, office.now)
    return MattersShown(
        items=[office.shown(one) for one in office.listed(view, branch, limit)],
        counts=MatterCounts(**counted),
        branches=matter_views.branches(office.rules, office.language),
    )


@router.get("/funnel")
def show_funnel(office: TheOffice, kind: MatterKind = MatterKind.LOAN) -> FunnelsShown:
    """By branch, how many came, were accepted, contacted and ended."""
    found = office.matters.funnel(office.staff.tenant_id, kind)
    return FunnelsShown(
        items=[
            matter_views.funnel(branch, office.rules, office.language, counted)
            for branch, counted in sorted(found.items())
        ]
    )


@router.get("/{matter_id}")
def show_matter(matter_id: str, office: TheOffice) -> MatterShown:
    return office.shown(_found(office, matter_id))


@router.post("/{matter_id}/steps")
def take_step(matter_id: str, wish: TakeStep, office: TheOffice) -> MatterShown:
    """Accept it, note that the customer was spoken to, or end it with its outcome.

    The customer is told at once. The same step again changes nothing.
    """
    staff = office.staff
    before = _found(office, matter_id)
    step = MatterStep(
        state=wish.state,
        by=staff.id,
        by_name=staff.display_name,
        at=office.now,
        outcome=office.service.checked(wish.outcome) if wish.outcome.strip() else "",
    )
    try:
        after = office.matters.step(
            staff.tenant_id, matter_id, step, notice=office.rules.matters.notice
        )
    except (MatterElsewhere, OutcomeMissing) as refused:
        raise StepRefused(str(refused), code=refused.code) from None
    if after != before:
        audit(office.service, staff, f"matter_{wish.state}", matter_id)
        office.service.hub.hint(after.conversation_id)
    return office.shown(after)


def _found(office: Office, matter_id: str) -> Matter:
    try:
        return office.matters.get(office.staff.tenant_id, matter_id)
    except MatterNotFound as missing:
        raise NotFound(str(missing), code=missing.code) from None
