"""Offers: an agent is asked to take a conversation, and has so long to answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"
    """Nobody answered in time."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Somebody else took it, the customer left, or the agent did."""


LET_GO = frozenset({OfferState.LAPSED, OfferState.DECLINED})
"""After these the same agent is not asked again at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    id: str
    tenant_id: str
    conversation_id: str
    handoff_id: str
    staff_id: str
    offered_at: datetime
    expires_at: datetime
    state: OfferState = OfferState.OPEN
    ended_at: datetime | None = None
    reason: str = ""
    """What the agent wrote who declined it."""
