"""The desk's entrance: log in, log out, and who one is."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from api import desk_people, desk_views
from api.auth import (
    COOKIE,
    TheStaff,
    hashed,
    keep_login,
    log_in,
    password_fits,
    token_of,
)
from api.chat import TheService, address_of
from api.desk import audit
from api.desk_schemas import ChangePassword, LoggedIn, LogIn, Me
from api.errors import Unauthenticated
from api.openapi import RESPONSES
from bot.desk.presence import PresenceState

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)


@router.post("/login")
def log_in_to_the_desk(
    who: LogIn, request: Request, response: Response, service: TheService
) -> LoggedIn:
    """A token, also set as a cookie for the pages."""
    settings = service.rooms.settings
    for key in (address_of(request), f"name:{who.name}"):
        service.allow("login", key)
    person, token = log_in(service.rooms, who.name, who.password)
    audit(service, person, "logged_in", person.id)
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.session_hours * 3_600,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
    )
    return LoggedIn(token=token, staff=desk_views.staff(person))


@router.post("/logout", status_code=204)
def log_out(
    staff: TheStaff, request: Request, response: Response, service: TheService
) -> None:
    """Ends this login; whoever was online goes offline."""
    desk_people.be(service, staff, PresenceState.OFFLINE)
    service.rooms.records.staff.log_out(token_of(request))
    response.delete_cookie(COOKIE)


@router.get("/me")
def who_am_i(staff: TheStaff, service: TheService) -> Me:
    return Me(
        staff=desk_views.staff(staff),
        presence=desk_people.standing(service.rooms, staff).state,
    )


@router.post("/password", status_code=204)
def change_password(
    change: ChangePassword, staff: TheStaff, request: Request, service: TheService
) -> None:
    """This login goes on; every other one of this person ends."""
    service.allow("login", f"name:{staff.name}")
    if not password_fits(staff, change.old):
        raise Unauthenticated("the old password is wrong", code="login_refused")
    records = service.rooms.records
    records.staff.change(
        replace(staff, password_hash=hashed(change.new), must_change=False)
    )
    records.staff.log_out_everywhere(staff.tenant_id, staff.id)
    keep_login(service.rooms, staff, token_of(request))
    audit(service, staff, "password_changed", staff.id)
