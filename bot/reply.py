"""A reply: the words for a turn, in parts that every channel can render."""

from dataclasses import dataclass
from enum import StrEnum


class Expects(StrEnum):
    """What the customer is expected to say next; voice listens accordingly."""

    FREE = "free"
    YES_NO = "yes_no"
    DIGITS = "digits"
    CHOICE = "choice"
    CARD = "card"
    """Something secret, on a path of its own; the box stays open for other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The approved article, in its version, that a part was taken from."""

    article_id: str
    """The bank's own id of the article (external id)."""
    title: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something offered to press or to say."""

    id: str
    """What pressing it means: `article:<external id>` or the name of a way on."""
    title: str


class CardKind(StrEnum):
    VERIFICATION = "verification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A form that posts to an endpoint of its own, past the dialogue."""

    kind: CardKind
    id: str
    """Of the verification request."""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way on outside the conversation: the bank's app, a page, a phone number."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    written: str
    spoken: str = ""
    """What is said aloud; empty when the written form can be said as it is."""
    must_hear: bool = False
    """True for words that a caller may not interrupt."""
    expects: Expects = Expects.FREE
    source: Source | None = None
    choices: tuple[Choice, ...] = ()
    card: Card | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    parts: tuple[Part, ...] = ()
    """Empty when somebody else is speaking: the bot then says nothing."""

    @property
    def written(self) -> str:
        return "\n\n".join(part.written for part in self.parts)

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for part in self.parts for choice in part.choices)

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(part.source for part in self.parts if part.source)
