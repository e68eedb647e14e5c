"""The schemas of the desk: what agents send and see over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from api.schemas import ClientId, EventShown, Given, Line, Shown, Text
from bot.desk.presence import PresenceState
from bot.desk.tiers import Tier
from bot.handoff import HandoffReason, HandoffState
from bot.message import Author, Channel, Language, Owner
from bot.promise import PromiseKind, PromiseStanding, PromiseState
from models.beside import ConsultState, DraftKind
from models.records import NoteKind, Role


class LogIn(Given):
    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ChangePassword(Given):
    old: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    new: Annotated[str, StringConstraints(min_length=10, max_length=200)]


class StaffShown(Shown):
    id: str
    name: str
    display_name: str
    number: str
    role: Role
    must_change: bool


class LoggedIn(Shown):
    token: str
    staff: StaffShown


class Me(Shown):
    staff: StaffShown
    presence: PresenceState


class BePresent(Given):
    state: PresenceState
    reason: Line = ""
    """Of a break or a training."""


class PresenceShown(Shown):
    state: PresenceState
    reason: str
    since: datetime | None
    until: datetime | None
    """When a wrap-up ends by itself."""
    chats: int
    """Conversations in writing that may be held at the same time."""
    auto_accept: bool
    forced_by: str
    """Name of the supervisor who set it."""


class Reply(Given):
    client_message_id: ClientId
    text: Text


class WriteNote(Given):
    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class HandBack(Given):
    hint: Line = ""
    next: Literal["", "resume", "verify", "rate"] = ""
    """What the bot shall do: go on with what is open, as it always does; have the
    customer prove who they are first; or ask whether the matter is solved."""


class CloseConversation(Given):
    summary: Annotated[str, StringConstraints(max_length=2_000)] = ""


class KeepPromise(Given):
    outcome: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class LastShown(Shown):
    text: str
    author: Author
    at: datetime


class CardShown(Shown):
    """A conversation in the desk's list."""

    id: str
    channel: Channel
    language: Language
    owner: Owner
    agent_id: str | None
    agent_name: str | None
    title: str
    last: LastShown | None
    last_seq: int
    created_at: datetime
    waiting_since: datetime | None
    reason: HandoffReason | None
    urgent: bool
    assurance: int
    verified_until: datetime | None
    intent: str
    """Title of what the customer is after; empty when that is not known."""
    tier: Tier
    complaint: bool
    skill: str
    answer_by: datetime | None
    """When the service level is missed; null unless somebody waits."""
    position: int | None
    """In the queue, from 1."""
    draft: bool
    """Whether whoever looks has one here."""
    offered_to: str
    """Id of the agent who is being asked; empty when nobody is."""
    transferred_by: str
    lent: bool
    """With the bot for one task; it comes back to its agent."""


class CountsShown(Shown):
    mine: int
    queue: int
    bot: int
    closed: int


class FloorShown(Shown):
    online: int
    waiting: int


class CardsShown(Shown):
    items: list[CardShown]
    counts: CountsShown
    floor: FloorShown


class NoteShown(Shown):
    id: str
    after_seq: int
    agent_name: str
    text: str
    at: datetime
    kind: NoteKind


class DraftShown(Shown):
    text: str
    kind: DraftKind
    at: datetime


class ViewerShown(Shown):
    """Somebody whose page shows this conversation now."""

    staff_id: str
    name: str
    kind: Literal["view", "listen"]
    """A supervisor who does not hold it listens."""


class ConsultShown(Shown):
    """A colleague who was asked for advice."""

    id: str
    asked_by: str
    asked_by_name: str
    agent_id: str
    agent_name: str
    note: str
    state: ConsultState
    at: datetime


class TriedShown(Shown):
    question: str
    article_id: str
    title: str
    version: int


class PackageShown(Shown):
    wants: str
    intent: str
    language: str
    tried: list[TriedShown]
    assurance: int
    methods: list[str]
    verified_until: datetime | None
    open_flow: str
    misses: int


class HandoffShown(Shown):
    reason: HandoffReason
    skill: str
    urgent: bool
    asked_at: datetime
    state: HandoffState
    hint: str
    note: str
    """From the colleague who passed it on."""
    passed_by: str
    package: PackageShown


class RatingShown(Shown):
    solved: bool | None
    stars: int | None
    comment: str
    at: datetime


class ConversationShown(Shown):
    """Everything that an agent sees of one conversation."""

    card: CardShown
    events: list[EventShown]
    notes: list[NoteShown]
    handoff: HandoffShown | None
    rating: RatingShown | None
    draft: DraftShown | None
    """Of whoever looks."""
    viewers: list[ViewerShown]
    consult: ConsultShown | None


class PromiseShown(Shown):
    id: str
    conversation_id: str
    kind: PromiseKind
    contact: str
    text: str
    made_at: datetime
    due_at: datetime
    overdue: bool
    made_by: str
    """Id of somebody at the desk; empty: the bot."""
    owner: str
    """Id of whoever sees to it; empty: whoever comes first."""
    owner_name: str
    state: PromiseState
    standing: PromiseStanding
    outcome: str


class PromisesShown(Shown):
    items: list[PromiseShown]


class PassageShown(Shown):
    article_id: str
    version: int
    title: str
    answer: str
    html: str
    category: str
    language: Language
    confidence: float
    dense: float
    keyword: float
    matched: str


class PassagesShown(Shown):
    passages: list[PassageShown]
