"""What an agent sees of an offer."""

from api import desk_views
from api.floor_schemas import OfferShown
from api.rooms import Rooms
from bot.desk.offers import Offer
from bot.desk.tiers import Tier
from bot.handoff import HandoffReason


def offer_view(rooms: Rooms, offer: Offer) -> OfferShown:
    store = rooms.records.conversations
    conversation = store.get(offer.tenant_id, offer.conversation_id)
    handoff = conversation.handoff
    titles = {one.name: one.titles for one in rooms.pack.intents}
    intent = handoff.package.intent if handoff else ""
    since = handoff.waits_since if handoff else offer.offered_at
    waited = (rooms.clock() - since).total_seconds()
    return OfferShown(
        id=offer.id,
        conversation_id=offer.conversation_id,
        offered_at=offer.offered_at,
        expires_at=offer.expires_at,
        reason=handoff.reason if handoff else HandoffReason.CUSTOMER_ASKED,
        skill=handoff.skill if handoff else "",
        tier=handoff.tier if handoff else Tier.ORDINARY,
        urgent=bool(handoff and handoff.urgent),
        waited_seconds=max(int(waited), 0),
        title=desk_views.title(conversation),
        intent=titles.get(intent, {}).get(conversation.language, ""),
    )
