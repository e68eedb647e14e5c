"""Search at the desk: over customers, card tails and everything that was said."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import desk_views
from api.auth import AnAgent
from api.chat import TheService
from api.desk_schemas import CardShown
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.schemas import Shown
from models.search import Hit, SqlSearch

router = APIRouter(prefix="/api/v1/desk/search", tags=["desk"], responses=RESPONSES)


class HitShown(Shown):
    card: CardShown
    seq: int
    """Of the message that holds the words; 0 when the customer or a card matched."""
    snippet: str


class HitsShown(Shown):
    items: list[HitShown]


@router.get("")
def search_conversations(
    staff: AnAgent,
    service: TheService,
    q: Annotated[str, Query(min_length=2, max_length=100)],
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> HitsShown:
    """Customers and cards first, then words; each conversation once."""
    rooms = service.rooms
    records = SqlSearch(rooms.records.database)
    words = q.strip()
    if len(words) < 2:
        return HitsShown(items=[])
    found = (
        *records.owners(staff.tenant_id, words, limit),
        *records.words(staff.tenant_id, words, limit),
    )
    first = {hit.conversation_id: hit for hit in reversed(found)}
    order = dict.fromkeys(hit.conversation_id for hit in found)
    seen = desk_views.sight(rooms, staff)
    hits = [_shown(rooms, staff.tenant_id, first[one], seen) for one in order]
    return HitsShown(items=hits[:limit])


def _shown(rooms: Rooms, tenant_id: str, hit: Hit, seen: desk_views.Sight) -> HitShown:
    conversation = rooms.records.conversations.get(tenant_id, hit.conversation_id)
    card = desk_views.found_card(rooms, conversation, seen)
    return HitShown(card=card, seq=hit.seq, snippet=hit.snippet)
