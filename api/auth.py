"""Who is asking: customers by a token of their conversation, staff by a login."""

import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from api.errors import Forbidden, NotFound, Unauthenticated
from api.rooms import Rooms
from models.errors import LoginExpired, StaffNotFound
from models.records import Role, Staff

COOKIE = "teller_desk"
MARK = "x-teller"
"""Header that a page of ours sends with a cookie; no foreign form can."""

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(8))
"""Compared with when there is no such name: the same work, the same answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody who holds the token of one conversation."""

    tenant_id: str
    conversation_id: str


def rooms_of(request: Request) -> Rooms:
    rooms: Rooms = request.app.state.rooms
    return rooms


RoomsOf = Annotated[Rooms, Depends(rooms_of)]


def customer_token(rooms: Rooms, customer: Customer) -> str:
    return _signer(rooms).dumps([customer.tenant_id, customer.conversation_id])


def customer_of(rooms: Rooms, token: str) -> Customer:
    """Raises Unauthenticated for a forged, foreign or expired token."""
    days = rooms.settings.customer_token_days
    try:
        tenant_id, conversation_id = _signer(rooms).loads(token, days * 86_400)
    except (BadSignature, ValueError, TypeError):
        raise Unauthenticated("the token is wrong or has expired") from None
    if tenant_id != rooms.tenant:
        raise Unauthenticated("the token is wrong or has expired")
    return Customer(tenant_id=tenant_id, conversation_id=conversation_id)


def _signer(rooms: Rooms) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(rooms.secrets.signing, salt="customer")


def bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated("send the token as Authorization: Bearer")
    return token.strip()


def the_customer(request: Request, conversation_id: str) -> Customer:
    """The customer of just this conversation; for everybody else it is not there."""
    customer = customer_of(rooms_of(request), bearer(request))
    if not hmac.compare_digest(
        customer.conversation_id.encode(), conversation_id.encode("utf-8", "replace")
    ):
        raise NotFound("no such conversation", code="conversation_not_found")
    return customer


TheCustomer = Annotated[Customer, Depends(the_customer)]


def hashed(password: str) -> str:
    return _hasher.hash(password)


def password_fits(staff: Staff | None, password: str) -> bool:
    """Takes as long for an unknown name as for a wrong password."""
    try:
        _hasher.verify(staff.password_hash if staff else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return staff is not None and staff.active


def log_in(rooms: Rooms, name: str, password: str) -> tuple[Staff, str]:
    """Raises Unauthenticated, with one answer for every reason."""
    try:
        staff = rooms.records.staff.named(rooms.tenant, name)
    except StaffNotFound:
        staff = None
    if not password_fits(staff, password) or staff is None:
        raise Unauthenticated("name or password is wrong", code="login_refused")
    token = secrets.token_urlsafe(32)
    keep_login(rooms, staff, token)
    return staff, token


def keep_login(rooms: Rooms, staff: Staff, token: str) -> None:
    lifetime = timedelta(hours=rooms.settings.session_hours)
    rooms.records.staff.log_in(staff, token, now=rooms.clock(), lifetime=lifetime)


def token_of(request: Request) -> str:
    """What this request of staff logged in with."""
    if "authorization" in request.headers:
        return bearer(request)
    return request.cookies.get(COOKIE, "")


def staff_of(rooms: Rooms, token: str) -> Staff:
    """Raises Unauthenticated. The operator's token stands for the machine's owner."""
    if hmac.compare_digest(token.encode(), rooms.secrets.operator.encode()):
        return operator(rooms)
    try:
        staff = rooms.records.staff.logged_in(token, now=rooms.clock())
    except LoginExpired:
        raise Unauthenticated("log in again", code="login_expired") from None
    if staff.tenant_id != rooms.tenant:
        raise Unauthenticated("log in again", code="login_expired")
    return staff


def operator(rooms: Rooms) -> Staff:
    return Staff(
        id="operator",
        tenant_id=rooms.tenant,
        name="operator",
        display_name="operator",
        role=Role.ADMIN,
        password_hash="",
        created_at=rooms.clock(),
    )


def the_staff(request: Request) -> Staff:
    rooms = rooms_of(request)
    if "authorization" in request.headers:
        return staff_of(rooms, bearer(request))
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise Unauthenticated("log in first", code="login_needed")
    if request.method not in {"GET", "HEAD"} and MARK not in request.headers:
        raise Forbidden(f"send the header {MARK}", code="mark_missing")
    return staff_of(rooms, token)


TheStaff = Annotated[Staff, Depends(the_staff)]


def only(*roles: Role) -> Callable[[Staff], Staff]:
    """A dependency: staff in one of these roles."""
    allowed: Iterable[Role] = frozenset(roles)

    def check(staff: TheStaff) -> Staff:
        if staff.role not in allowed:
            raise Forbidden(f"not for the role {staff.role}")
        return staff

    return check


AGENTS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
SUPERVISORS = (Role.SUPERVISOR, Role.ADMIN)
EDITORS = (Role.EDITOR, Role.ADMIN)

AnAgent = Annotated[Staff, Depends(only(*AGENTS))]
ASupervisor = Annotated[Staff, Depends(only(*SUPERVISORS))]
AnEditor = Annotated[Staff, Depends(only(*EDITORS))]
AnAdministrator = Annotated[Staff, Depends(only(Role.ADMIN))]
