"""The stewards' door: who looks after a customer, and is asked first when they come."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from api import desk_people
from api.auth import ASupervisor
from api.chat import TheService
from api.crm import crm_of
from api.customer_schemas import StewardShown
from api.errors import BadInput, NotFound
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.schemas import Given
from bot.conversation import Conversation
from models.records import Staff
from models.stewards import SqlStewards, Steward

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)

NOBODY = ""


class NameSteward(Given):
    agent_id: Annotated[str, Field(min_length=1, max_length=64)]
    until: AwareDatetime | None = None
    """Empty: until somebody else is named."""


@router.put("/{conversation_id}/customer/steward")
def name_steward(
    conversation_id: str, wish: NameSteward, staff: ASupervisor, service: TheService
) -> StewardShown:
    """Of the customer who is proved there; the desk's word goes before the CRM's."""
    rooms, now = service.rooms, service.rooms.clock()
    subject = _proved(rooms, staff, conversation_id)
    until = wish.until.astimezone(UTC) if wish.until else None
    if until is not None and until <= now:
        raise BadInput("a steward is named for a time to come")
    person = desk_people.colleague(rooms, staff.tenant_id, wish.agent_id)
    desk_people.own_team(rooms, staff, person.id)
    named = Steward(
        tenant_id=staff.tenant_id,
        subject=subject,
        staff_id=person.id,
        by=staff.id,
        at=now,
        until=until,
    )
    stewards(rooms).name(named)
    return _shown(rooms, named)


@router.delete("/{conversation_id}/customer/steward", status_code=204)
def drop_steward(conversation_id: str, staff: ASupervisor, service: TheService) -> None:
    """What the CRM says holds again."""
    rooms = service.rooms
    subject = _proved(rooms, staff, conversation_id)
    was = stewards(rooms).of(staff.tenant_id, subject, rooms.clock())
    if was is None:
        raise NotFound("nobody was named here", code="steward_not_found")
    desk_people.own_team(rooms, staff, was.staff_id)
    stewards(rooms).drop(
        Steward(
            tenant_id=staff.tenant_id,
            subject=subject,
            staff_id=was.staff_id,
            by=staff.id,
            at=rooms.clock(),
        )
    )


def stewards(rooms: Rooms) -> SqlStewards:
    return SqlStewards(rooms.records.database, rooms.records.audit)


def steward_of(rooms: Rooms, tenant_id: str, subject: str) -> StewardShown | None:
    """Whom the desk named, else whom the CRM names by login or number."""
    if not subject:
        return None
    now = rooms.clock()
    if named := stewards(rooms).of(tenant_id, subject, now):
        return _shown(rooms, named)
    today = now.astimezone(rooms.pack.zone).date()
    profile = crm_of(rooms.pack.folder, today).profile(subject)
    wanted = profile.steward if profile else ""
    if not wanted:
        return None
    for person in rooms.records.staff.all(tenant_id):
        if person.active and wanted in {person.name, person.number}:
            return StewardShown(
                agent_id=person.id, name=person.display_name, source="crm", until=None
            )
    return None


def subject_of(conversation: Conversation, now: datetime) -> str:
    """The customer who is proved now; empty when nobody is."""
    verification = conversation.verification
    return verification.subject if verification.standing(now) else NOBODY


def _proved(rooms: Rooms, staff: Staff, conversation_id: str) -> str:
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    subject = subject_of(conversation, rooms.clock())
    if not subject:
        raise NotFound("nobody is proved in this conversation", code="nobody_proved")
    return subject


def _shown(rooms: Rooms, named: Steward) -> StewardShown:
    person = rooms.records.staff.get(named.tenant_id, named.staff_id)
    return StewardShown(
        agent_id=named.staff_id,
        name=person.display_name,
        source="desk",
        until=named.until,
    )
