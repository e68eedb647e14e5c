"""Routing as a chore: who waits is offered to who is free, again and again."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from api.crm import crm_of
from api.desk_people import colleagues
from api.service import Service
from api.stewards import steward_of, subject_of
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.offers import Offer, OfferState
from bot.desk.passing import Standing
from bot.desk.presence import AT_THE_DESK, PresenceState
from bot.desk.queue import waiting_of
from bot.desk.routing import Offered, plan
from bot.desk.steps import Agent
from bot.desk.tiers import Tier
from bot.errors import BotError
from bot.message import Owner
from models.floor import Colleague

log = logging.getLogger("teller.routing")

People = Mapping[str, Colleague]


def route(service: Service) -> None:
    """Offers that are over end; who waits is offered to the best who is free."""
    rooms = service.rooms
    open_ = rooms.records.offers.open(rooms.tenant)
    waiting = rooms.records.conversations.waiting(rooms.clock(), tenant_id=rooms.tenant)
    if not open_ and not waiting:
        return
    people = {one.id: one for one in colleagues(rooms, rooms.tenant)}
    queue = {one.id: one for one in waiting}
    running = {
        one.conversation_id
        for one in open_
        if not _ended(service, one, people, queue.keys())
    }
    left = [one for one in waiting if one.id not in running]
    if left:
        _offer(service, [_stood(service, one) for one in left])


def _ended(
    service: Service, offer: Offer, people: People, queue: Iterable[str]
) -> bool:
    now = service.rooms.clock()
    agent = people.get(offer.staff_id)
    here = agent is not None and agent.state is PresenceState.ONLINE
    if offer.conversation_id not in queue or not here:
        state = OfferState.WITHDRAWN
    elif offer.expires_at <= now:
        state = OfferState.LAPSED
    else:
        return False
    service.rooms.records.offers.end(offer, state, now)
    service.hub.nudge()
    return True


def _offer(service: Service, waiting: Sequence[Conversation]) -> None:
    rooms = service.rooms
    records, now = rooms.records, rooms.clock()
    people = {one.id: one for one in colleagues(rooms, rooms.tenant)}
    again = now - timedelta(seconds=rooms.desk_rules.again_seconds)
    ids = [one.handoff.id for one in waiting if one.handoff]
    passed = records.offers.passed(rooms.tenant, ids, again)
    queue = [
        waiting_of(one, one.handoff, passed.get(one.handoff.id, frozenset()))
        for one in waiting
        if one.handoff
    ]
    persons = [one.person() for one in people.values()]
    planned = plan(queue, persons, rooms.desk_rules, now)
    made = records.offers.make([_made(service, one) for one in planned])
    for offer in made:
        _accepted(service, offer, people)
    if made:
        service.hub.nudge()


def _made(service: Service, planned: Offered) -> Offer:
    rooms = service.rooms
    now = rooms.clock()
    return Offer(
        id=rooms.ids.new(),
        tenant_id=rooms.tenant,
        conversation_id=planned.waiting.conversation_id,
        handoff_id=planned.waiting.id,
        staff_id=planned.agent_id,
        offered_at=now,
        expires_at=now + timedelta(seconds=rooms.desk_rules.offer_seconds),
    )


def _accepted(service: Service, offer: Offer, people: People) -> None:
    """At once, for agents who chose so."""
    agent = people[offer.staff_id]
    if agent.profile.auto_accept:
        try:
            accept(service, offer, Agent(id=agent.id, name=agent.display_name))
        except BotError as gone:
            log.info("offer not accepted", extra={"code": gone.code})


def accept(service: Service, offer: Offer, by: Agent) -> None:
    """The conversation is the agent's from now on.

    Raises NotYours or ConversationClosed when it is somebody's, or over.
    """
    rooms = service.rooms
    service.change(
        offer.tenant_id,
        offer.conversation_id,
        lambda one: rooms.steps.taken(one, by, rooms.clock()),
    )
    rooms.records.offers.end(offer, OfferState.ACCEPTED, rooms.clock())
    service.hub.nudge()


def _stood(service: Service, conversation: Conversation) -> Conversation:
    """With the tier, level and preferred agent that are found out once it waits."""
    rooms, handoff = service.rooms, conversation.handoff
    if handoff is None or handoff.preferred_until is not None:
        return conversation
    standing = _standing(service, conversation)

    def step(newest: Conversation) -> Change | None:
        return rooms.passing.stood(newest, standing, rooms.clock())

    service.change(conversation.tenant_id, conversation.id, step)
    return rooms.records.conversations.get(conversation.tenant_id, conversation.id)


def _standing(service: Service, conversation: Conversation) -> Standing:
    rooms, now = service.rooms, service.rooms.clock()
    subject = subject_of(conversation, now)
    crm = crm_of(rooms.pack.folder, now.astimezone(rooms.pack.zone).date())
    profile = crm.profile(subject) if subject else None
    since = now - timedelta(days=rooms.desk_rules.last_agent_days)
    last = rooms.records.floor.last_agent(rooms.tenant, conversation.id, subject, since)
    return Standing(
        tier=Tier(profile.tier) if profile else Tier.ORDINARY,
        steward=_steward(service, subject),
        last=last,
    )


def _steward(service: Service, subject: str) -> str:
    """Who looks after the customer; empty while they are not at the desk."""
    rooms = service.rooms
    found = steward_of(rooms, rooms.tenant, subject)
    if found is None:
        return ""
    people = {one.id: one for one in colleagues(rooms, rooms.tenant)}
    here = people.get(found.agent_id)
    return found.agent_id if here and here.state in AT_THE_DESK else ""


def take_back(service: Service) -> None:
    """What was lent to the bot goes back to its agent once the task is over."""
    rooms = service.rooms
    lent = rooms.records.floor.lent(rooms.tenant)
    if not lent:
        return
    people = {one.id: one for one in colleagues(rooms, rooms.tenant)}
    for conversation_id, staff_id in lent:
        agent = people.get(staff_id)
        here = agent if agent and agent.state in AT_THE_DESK else None
        to = Agent(id=here.id, name=here.display_name) if here else None

        def step(one: Conversation, to: Agent | None = to) -> Change | None:
            return rooms.passing.returned(one, to, rooms.clock())

        service.change(rooms.tenant, conversation_id, step)


def let_go(service: Service, staff_id: str) -> None:
    """All that somebody holds goes back to its old place in the queue."""
    rooms = service.rooms
    held = rooms.records.conversations.find(
        rooms.tenant, owner=Owner.AGENT, agent_id=staff_id, limit=1_000
    )

    def step(one: Conversation) -> Change | None:
        if one.agent_id != staff_id:
            return None
        return rooms.steps.requeued(one, rooms.clock())

    for conversation in held:
        service.change(conversation.tenant_id, conversation.id, step)
