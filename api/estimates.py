"""Estimates from the records: how fast the queue has moved, and who has room."""

from datetime import timedelta

from api.desk_people import colleagues
from api.rooms import Rooms
from bot.conversation import Conversation
from bot.desk.estimate import UNKNOWN, Estimate, Pace, estimated
from bot.desk.presence import AT_THE_DESK
from bot.desk.queue import Medium, place, waiting_of
from bot.message import Channel, Owner

LATELY = timedelta(minutes=30)
MEASURED = 20
"""The last takings that an estimate rests on."""
WRITTEN = tuple(one for one in Channel if one is not Channel.PHONE)


def estimate(rooms: Rooms, conversation: Conversation) -> Estimate:
    """Unknown for a conversation that does not wait."""
    handoff = conversation.handoff
    if conversation.owner is not Owner.QUEUE or handoff is None:
        return UNKNOWN
    own = waiting_of(conversation, handoff)
    call = own.medium is Medium.CALL
    now, rules = rooms.clock(), rooms.desk_rules
    people = [one.person() for one in colleagues(rooms, conversation.tenant_id)]
    taken = rooms.records.floor.taken_lately(
        conversation.tenant_id,
        (Channel.PHONE,) if call else WRITTEN,
        now - LATELY,
        MEASURED,
    )
    store = rooms.records.conversations
    waiting = store.waiting(now, tenant_id=conversation.tenant_id)
    queue = [waiting_of(one, one.handoff) for one in waiting if one.handoff]
    same = (one for one in queue if one.medium is own.medium)
    return estimated(
        Pace(
            ahead=sum(place(one, rules) < place(own, rules) for one in same),
            free=sum(one.room(own.medium) for one in people),
            staffed=any(one.state in AT_THE_DESK for one in people),
            taken_seconds_ago=[(now - one).total_seconds() for one in taken],
        )
    )
