"""The simulated code gateway: text messages, kept for the console alone."""

from dataclasses import dataclass, field
from datetime import datetime

from api.bank.asked import MessageAsked
from api.bank.shapes import Accepted
from api.bank.simulated.customers import Customers
from api.bank.simulated.refusal import Refusal

MOST_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    to: str
    """The customer's reference."""
    text: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Gateway:
    customers: Customers
    sent: list[Sent] = field(default_factory=list)
    keys: dict[str, Accepted] = field(default_factory=dict)

    def send(self, asked: MessageAsked, at: datetime) -> Accepted:
        """For nobody it is accepted just so, and goes nowhere. Raises Refusal."""
        if asked.idempotency_key in self.keys:
            return self.keys[asked.idempotency_key]
        known = self.customers.by_id.get(asked.to)
        if known and known.sim_changed:
            raise Refusal(409, "sim_changed")
        if known:
            self.note(known.id, asked.text, at)
        accepted = Accepted(id=f"M{len(self.keys) + 1:06d}")
        self.keys[asked.idempotency_key] = accepted
        return accepted

    def note(self, to: str, text: str, at: datetime) -> None:
        self.sent = [*self.sent[-MOST_KEPT:], Sent(to=to, text=text, at=at)]
