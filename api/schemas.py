"""The schemas: what goes in and out at the customers' doors."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.attachment import Kind
from bot.desk.estimate import EstimateKind
from bot.message import Author, Event, Language, Owner
from bot.reply import CardKind, Expects

CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
ClientId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$", strict=True)
]
Line = Annotated[str, StringConstraints(max_length=500, strict=True)]
Text = Annotated[str, StringConstraints(strict=True)]


class Given(BaseModel):
    """Input: unknown fields are refused, so that a typing error is not silent."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """Output."""

    model_config = ConfigDict(frozen=True)


class Problem(Shown):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class StartConversation(Given):
    channel: Literal["web", "app"] = "web"
    language: Language = Language.ZH
    source: Annotated[str, StringConstraints(max_length=100)] = ""


class SendMessage(Given):
    client_message_id: ClientId
    text: Text
    choice: Annotated[str, StringConstraints(max_length=200)] = ""


class GiveFeedback(Given):
    seq: Annotated[int, Field(ge=1, strict=True)]
    helpful: Annotated[bool, Field(strict=True)]
    reason: Line = ""


RatingReason = Literal[
    "quick", "clear", "friendly", "slow", "unclear", "not_answered", "repeated",
    "no_person", "unfriendly",
]  # fmt: skip


class RateConversation(Given):
    solved: bool | None = None
    stars: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None
    """1 very dissatisfied, 5 very satisfied."""
    reasons: Annotated[list[RatingReason], Field(max_length=8)] = []
    comment: Line = ""


class ChoiceShown(Shown):
    id: str
    title: str


class SourceShown(Shown):
    article_id: str
    title: str
    version: int


class CardPut(Shown):
    """A form that posts to an endpoint of its own, past the conversation."""

    kind: CardKind
    id: str
    """Of the verification request."""
    title: str


class LinkShown(Shown):
    title: str
    url: str


class AttachmentShown(Shown):
    """A picture, file or voice message; its content has an address of its own."""

    id: str
    kind: Kind
    name: str
    media_type: str
    size: int
    """In bytes."""
    width: int
    height: int
    seconds: float
    awaits_words: bool
    """True: its words follow in an event of the kind `transcribed`."""


class EventShown(Shown):
    """One entry of a conversation's record."""

    seq: int
    id: str
    author: Author
    text: str
    html: str
    """Safe to show as it is."""
    language: Language
    at: datetime
    owner: Owner
    """Who held the conversation once this was said."""
    client_message_id: str | None
    agent_name: str | None
    event: Event | None
    action: str
    expects: Expects
    choices: list[ChoiceShown]
    sources: list[SourceShown]
    card: CardPut | None
    attachment: AttachmentShown | None
    links: list[LinkShown]
    helpful: bool | None


class EstimateShown(Shown):
    """How long it will take, as far as can be said."""

    kind: EstimateKind
    low_minutes: int
    high_minutes: int


class QueueShown(Shown):
    ahead: int
    position: int
    staffed: bool
    waited_seconds: int
    estimate: EstimateShown


class OpenShown(Shown):
    """Whether people answer at this hour."""

    open: bool
    changes_at: datetime | None


class BankShown(Shown):
    name: str
    bot: str


class StateShown(Shown):
    """How a conversation stands now."""

    owner: Owner
    language: Language
    agent_name: str | None
    queue: QueueShown | None
    working: bool
    """True while the bank's systems are at something for this customer."""
    rated: bool
    can_rate: bool
    last_seq: int
    bank: BankShown
    typing_preview: bool
    """Whether the agent who holds it sees what is being typed."""
    notice: str
    """What everybody shall read now; empty as a rule."""
    hours: OpenShown


class ConversationStarted(Shown):
    conversation_id: str
    token: str
    state: StateShown
    events: list[EventShown]


class MessageTaken(Shown):
    seq: int
    message_id: str
    duplicate: bool


class EventsShown(Shown):
    events: list[EventShown]
    state: StateShown
    last_seq: int


class ConversationState(Shown):
    state: StateShown
