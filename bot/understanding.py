"""What a customer's message means: ranked intents, and the entities found in it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.message import Language


class EntityKind(StrEnum):
    AMOUNT = "amount"
    """Value in fen, as a decimal integer."""
    DATE = "date"
    """Value as an ISO date."""
    TERM = "term"
    """Value in months, as a decimal integer."""
    CARD_TAIL = "card_tail"
    """Value: the last four digits."""
    PHONE = "phone"
    ID_NUMBER = "id_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    kind: EntityKind
    value: str
    """Normalised; its form is told by the kind."""
    start: int
    end: int
    """Span in the normalised text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    name: str
    confidence: float
    """Calibrated probability in [0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One of several things that one message asks for."""

    text: str
    """Its part of the normalised text."""
    intent: Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    normalized: str
    """Half-width, simplified, trimmed: what rules and retrieval look at."""
    language: Language
    intents: tuple[Intent, ...] = ()
    """Most confident first; empty means "none of these"."""
    entities: tuple[Entity, ...] = ()
    wishes: tuple[Wish, ...] = ()
    """In the order said, where one message holds several; else empty."""

    @property
    def best(self) -> Intent | None:
        return self.intents[0] if self.intents else None

    @property
    def margin(self) -> float:
        """Confidence of the best intent over the second, in [0, 1]."""
        first = self.intents[0].confidence if self.intents else 0.0
        second = self.intents[1].confidence if len(self.intents) > 1 else 0.0
        return first - second

    def first(self, kind: EntityKind) -> Entity | None:
        return next((found for found in self.entities if found.kind is kind), None)
