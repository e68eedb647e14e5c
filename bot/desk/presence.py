"""Presence: how an agent stands towards new work, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PresenceState(StrEnum):
    ONLINE = "online"
    BREAK = "break"
    TRAINING = "training"
    WRAP_UP = "wrap_up"
    """Finishing what the last conversation left behind; ends by itself."""
    OFFLINE = "offline"


AT_THE_DESK = frozenset({PresenceState.ONLINE, PresenceState.WRAP_UP})
"""Who is there, or will be in a moment: somebody may be kept for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody chose, and when it ends without a word."""

    state: PresenceState
    until: datetime | None = None
    """When a wrap-up is over."""

    def at(self, now: datetime) -> PresenceState:
        over = self.until is not None and self.until <= now
        if self.state is PresenceState.WRAP_UP and over:
            return PresenceState.ONLINE
        return self.state
