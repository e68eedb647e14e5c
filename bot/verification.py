"""Identity verification: how sure we are that the customer is who they say."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Assurance(IntEnum):
    """How sure we are who it is; higher is surer."""

    L0 = 0
    """The channel's own id only."""
    L1 = 1
    """A channel that the bank has bound to the customer."""
    L2 = 2
    """A one-time code to the number on file."""
    L3 = 3
    """Confirmed in the bank's app, for one act and its parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was proved in this conversation, how, and until when."""

    assurance: Assurance = Assurance.L0
    methods: tuple[str, ...] = ()
    verified_at: datetime | None = None
    expires_at: datetime | None = None

    def standing(self, now: datetime) -> Assurance:
        """The assurance that still stands at `now`."""
        if self.expires_at is not None and now < self.expires_at:
            return self.assurance
        return Assurance.L0


UNVERIFIED = Verification()
