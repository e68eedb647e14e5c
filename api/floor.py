"""The floor's door: colleagues, skills, and the offers that an agent answers."""

from fastapi import APIRouter

from api import desk_people, routing
from api.auth import AnAgent, ASupervisor
from api.chat import TheService
from api.desk import agent, audit
from api.desk_beside import shown
from api.desk_schemas import BePresent, ConversationShown, PresenceShown
from api.floor_schemas import (
    ChangeColleague,
    ColleagueShown,
    ColleaguesShown,
    Decline,
    OffersShown,
    PresenceSettings,
    SkillsShown,
    SkillWanted,
)
from api.offer_views import offer_view
from api.openapi import RESPONSES
from api.service import Service
from bot.desk.offers import Offer, OfferState
from bot.desk.presence import PresenceState
from bot.desk.rules import SUPERVISOR
from bot.errors import ConversationClosed, NotYours
from models.errors import OfferOver
from models.floor import Profile
from models.records import Staff

router = APIRouter(prefix="/api/v1/desk", tags=["floor"], responses=RESPONSES)


@router.put("/presence/settings")
def settle(
    wish: PresenceSettings, staff: AnAgent, service: TheService
) -> PresenceShown:
    """Whether what is offered is taken at once."""
    floor = service.rooms.records.floor
    own = floor.profile(staff.tenant_id, staff.id)
    floor.change(
        staff.tenant_id,
        Profile(
            staff_id=staff.id,
            team=own.team,
            chats=own.chats,
            auto_accept=wish.auto_accept,
            skills=own.skills,
        ),
    )
    return desk_people.standing(service.rooms, staff)


@router.get("/colleagues")
def list_colleagues(staff: AnAgent, service: TheService) -> ColleaguesShown:
    """Everybody who works at the desk, and how they stand."""
    found = desk_people.colleagues(service.rooms, staff.tenant_id)
    return ColleaguesShown(items=[desk_people.shown(one) for one in found])


@router.put("/colleagues/{staff_id}")
def change_colleague(
    staff_id: str, wish: ChangeColleague, staff: ASupervisor, service: TheService
) -> ColleagueShown:
    """Team, capacity and skills; for people of one's own team."""
    rooms = service.rooms
    desk_people.colleague(rooms, staff.tenant_id, staff_id)
    desk_people.own_team(rooms, staff, staff_id)
    rooms.records.floor.change(
        staff.tenant_id,
        Profile(
            staff_id=staff_id,
            team=wish.team,
            chats=wish.chats,
            auto_accept=wish.auto_accept,
            skills={one.skill: one.level for one in wish.skills},
        ),
    )
    audit(service, staff, "colleague_changed", staff_id)
    service.hub.nudge()
    return desk_people.shown(desk_people.colleague(rooms, staff.tenant_id, staff_id))


@router.post("/colleagues/{staff_id}/presence")
def force_presence(
    staff_id: str, wish: BePresent, staff: ASupervisor, service: TheService
) -> PresenceShown:
    """Set for somebody of one's own team; who is sent offline holds nothing more."""
    rooms = service.rooms
    desk_people.colleague(rooms, staff.tenant_id, staff_id)
    desk_people.own_team(rooms, staff, staff_id)
    other = rooms.records.staff.get(staff.tenant_id, staff_id)
    desk_people.be(
        service,
        other,
        wish.state,
        reason=wish.reason,
        forced_by=staff.display_name,
    )
    if wish.state is PresenceState.OFFLINE:
        routing.let_go(service, staff_id)
    audit(service, staff, "presence_forced", staff_id)
    return desk_people.standing(rooms, other)


@router.get("/skills")
def list_skills(staff: AnAgent, service: TheService) -> SkillsShown:
    """Every skill that is asked for or had, and how it stands with it."""
    rooms = service.rooms
    rules = rooms.desk_rules
    people = [one.person() for one in desk_people.colleagues(rooms, staff.tenant_id)]
    waiting = rooms.records.conversations.waiting(
        rooms.clock(), tenant_id=staff.tenant_id
    )
    asked = [one.handoff.skill for one in waiting if one.handoff]
    online = [one for one in people if one.state is PresenceState.ONLINE]
    had = {name for one in people for name in one.skills}
    own = {*rooms.rules.skills.values(), rooms.rules.default_skill}
    names = {*asked, *had, *own, rooms.rules.emergency_skill} - {SUPERVISOR}
    return SkillsShown(
        items=[
            SkillWanted(
                skill=name,
                level=rules.level_of(name),
                waiting=asked.count(name),
                agents=sum(one.level(name, rules) > 0 for one in online),
            )
            for name in sorted(names)
        ]
    )


@router.get("/offers")
def list_offers(staff: AnAgent, service: TheService) -> OffersShown:
    """What one is asked to take now."""
    found = service.rooms.records.offers.open(staff.tenant_id, staff.id)
    return OffersShown(items=[offer_view(service.rooms, one) for one in found])


@router.post("/offers/{offer_id}/accept")
def accept_offer(
    offer_id: str, staff: AnAgent, service: TheService
) -> ConversationShown:
    """Take it. Refused when it has lapsed, or somebody has the conversation."""
    offer = _own(service, staff, offer_id)
    try:
        routing.accept(service, offer, agent(staff))
    except (NotYours, ConversationClosed):
        raise OfferOver(offer_id) from None
    audit(service, staff, "conversation_taken", offer.conversation_id)
    store = service.rooms.records.conversations
    conversation = store.get(staff.tenant_id, offer.conversation_id)
    return shown(service, conversation, staff)


@router.post("/offers/{offer_id}/decline", status_code=204)
def decline_offer(
    offer_id: str, wish: Decline, staff: AnAgent, service: TheService
) -> None:
    """It goes on to somebody else."""
    rooms = service.rooms
    offer = _own(service, staff, offer_id)
    rooms.records.offers.end(
        offer, OfferState.DECLINED, rooms.clock(), reason=wish.reason
    )
    audit(service, staff, "offer_declined", offer.conversation_id)
    service.hub.nudge()


def _own(service: Service, staff: Staff, offer_id: str) -> Offer:
    """Raises OfferOver for one that is not, or no longer, this agent's to answer."""
    rooms = service.rooms
    offer = rooms.records.offers.get(staff.tenant_id, offer_id)
    over = offer.state is not OfferState.OPEN or offer.expires_at <= rooms.clock()
    if over or offer.staff_id != staff.id:
        raise OfferOver(offer_id)
    return offer
