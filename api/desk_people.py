"""The people at the desk: presence, colleagues, and who may do what to whom."""

from datetime import datetime, timedelta

from api.desk_schemas import PresenceShown
from api.errors import Forbidden, NotFound
from api.floor_schemas import ColleagueShown, SkillShown
from api.rooms import Rooms
from api.service import Service
from bot.desk.presence import PresenceState
from models.floor import Colleague
from models.records import Presence, Role, Staff

OPERATOR = "operator"
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def colleagues(rooms: Rooms, tenant_id: str) -> tuple[Colleague, ...]:
    stale = timedelta(seconds=rooms.rules.patience.lost_agent_seconds)
    return rooms.records.floor.colleagues(
        tenant_id, now=rooms.clock(), stale_after=stale
    )


def colleague(rooms: Rooms, tenant_id: str, staff_id: str) -> Colleague:
    """Raises NotFound for somebody who does not work at this desk."""
    for one in colleagues(rooms, tenant_id):
        if one.id == staff_id:
            return one
    raise NotFound("nobody of that id works at the desk", code="staff_not_found")


def own_team(rooms: Rooms, staff: Staff, other: str) -> None:
    """Raises Forbidden for a supervisor of another team. A supervisor without a team,
    and an administrator, may do it to everybody."""
    if staff.role is Role.ADMIN or not other:
        return
    floor = rooms.records.floor
    team = floor.profile(staff.tenant_id, staff.id).team
    if team and floor.profile(staff.tenant_id, other).team != team:
        raise Forbidden("not of your team", code="other_team")


def be(
    service: Service,
    staff: Staff,
    state: PresenceState,
    *,
    reason: str = "",
    forced_by: str = "",
) -> Presence:
    """How somebody stands from now on; the machine's owner stands nowhere."""
    now = service.rooms.clock()
    presence = Presence(
        tenant_id=staff.tenant_id,
        staff_id=staff.id,
        state=state,
        heard_at=now,
        reason=reason,
        since=now,
        until=_until(service, state),
        forced_by=forced_by,
    )
    if staff.id != OPERATOR:
        service.rooms.records.desk.be(presence)
        service.hub.nudge()
    return presence


def _until(service: Service, state: PresenceState) -> datetime | None:
    seconds = service.rooms.desk_rules.wrap_up_seconds
    if state is not PresenceState.WRAP_UP or not seconds:
        return None
    return service.rooms.clock() + timedelta(seconds=seconds)


def wrap_up(service: Service, staff: Staff) -> None:
    """After a conversation, where the rules give time to finish it."""
    rooms = service.rooms
    if not rooms.desk_rules.wrap_up_seconds or staff.id == OPERATOR:
        return
    own = colleague(rooms, staff.tenant_id, staff.id)
    if own.state is PresenceState.ONLINE:
        be(service, staff, PresenceState.WRAP_UP)


def standing(rooms: Rooms, staff: Staff) -> PresenceShown:
    """Offline for whoever does not work at the desk."""
    found = colleagues(rooms, staff.tenant_id)
    own = next((one for one in found if one.id == staff.id), None)
    if own is None:
        return PresenceShown(
            state=PresenceState.OFFLINE,
            reason="",
            since=None,
            until=None,
            chats=rooms.desk_rules.chats,
            auto_accept=False,
            forced_by="",
        )
    return PresenceShown(
        state=own.state,
        reason=own.reason,
        since=own.since,
        until=own.until,
        chats=own.profile.chats,
        auto_accept=own.profile.auto_accept,
        forced_by=own.forced_by,
    )


def shown(one: Colleague) -> ColleagueShown:
    return ColleagueShown(
        id=one.id,
        display_name=one.display_name,
        number=one.number,
        role=one.role,
        team=one.profile.team,
        state=one.state,
        reason=one.reason,
        since=one.since,
        held=one.held,
        calls=one.calls,
        chats=one.profile.chats,
        auto_accept=one.profile.auto_accept,
        skills=[
            SkillShown(skill=skill, level=level)
            for skill, level in one.profile.skills.items()
        ],
    )
