"""The staff: the first administrator, and whoever an administrator adds."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from api.auth import AnAdministrator, RoomsOf, hashed
from api.clock import RandomIds, now, password
from api.openapi import RESPONSES
from api.records import Records
from api.schemas import Given, Shown
from api.settings import Settings
from models.records import Audited, Role, Staff

FIRST = "admin"
"""Login name of the first administrator."""
ON_DUTY = "值班坐席"
"""What customers see of somebody who has no name of their own yet."""

router = APIRouter(prefix="/api/v1/staff", tags=["staff"], responses=RESPONSES)


class NewStaff(Given):
    name: Annotated[str, StringConstraints(pattern=r"^\S{1,64}$")]
    """What is typed to log in."""
    role: Role
    display_name: Annotated[str, StringConstraints(max_length=64)] = ""
    """What customers see; the name when it is empty."""
    number: Annotated[str, StringConstraints(max_length=32)] = ""
    password: Annotated[str, StringConstraints(max_length=200)] = ""
    """One is made when it is empty; either is to be changed at the first login."""


class StaffMember(Shown):
    id: str
    name: str
    display_name: str
    number: str
    role: Role
    active: bool


class StaffAdded(Shown):
    staff: StaffMember
    password: str
    """The one that was made, shown this once; empty when it was given."""


class StaffListed(Shown):
    items: list[StaffMember]


@router.get("")
def list_staff(administrator: AnAdministrator, rooms: RoomsOf) -> StaffListed:
    """Everybody who can log in, or once could."""
    people = rooms.records.staff.all(administrator.tenant_id)
    return StaffListed(items=[member(person) for person in people])


@router.post("", status_code=201)
def add_a_member(
    wish: NewStaff, administrator: AnAdministrator, rooms: RoomsOf
) -> StaffAdded:
    """A new login; the password must be changed when it is first used."""
    return add_staff(
        rooms.records, wish, tenant_id=rooms.tenant, actor=administrator.id
    )


def add_staff(
    records: Records,
    wish: NewStaff,
    *,
    tenant_id: str,
    actor: str,
    must_change: bool = True,
) -> StaffAdded:
    """`must_change`: somebody else has seen the password. Raises NameTaken."""
    made = "" if wish.password else password()
    person = Staff(
        id=RandomIds().new(),
        tenant_id=tenant_id,
        name=wish.name,
        display_name=wish.display_name or wish.name,
        number=wish.number,
        role=wish.role,
        password_hash=hashed(wish.password or made),
        must_change=must_change,
        created_at=now(),
    )
    records.staff.add(person)
    records.audit.record(
        Audited(
            tenant_id=tenant_id,
            at=person.created_at,
            actor=actor,
            act="staff_added",
            subject=person.id,
            detail={"role": person.role.value},
        )
    )
    return StaffAdded(staff=member(person), password=made)


def first_administrator(records: Records, settings: Settings) -> str:
    """Made when there is none yet.

    Returns the password that was made for it, to be shown this once; empty when the
    settings name one, or when there is an administrator already.
    """
    people = records.staff.all(settings.tenant)
    if any(person.role is Role.ADMIN for person in people):
        return ""
    chosen = settings.admin_password
    wish = NewStaff(
        name=FIRST,
        display_name=ON_DUTY,
        role=Role.ADMIN,
        password=chosen.get_secret_value() if chosen else "",
    )
    added = add_staff(
        records, wish, tenant_id=settings.tenant, actor="operator", must_change=False
    )
    return added.password


def member(person: Staff) -> StaffMember:
    return StaffMember(
        id=person.id,
        name=person.name,
        display_name=person.display_name,
        number=person.number,
        role=person.role,
        active=person.active,
    )
