"""The frames: what goes over the customers' socket, and over the desk's."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.desk_schemas import (
    CardShown,
    ConsultShown,
    CountsShown,
    FloorShown,
    NoteShown,
    PromiseShown,
    StaffShown,
    ViewerShown,
)
from api.floor_schemas import OfferShown
from api.schemas import ClientId, EventShown, Given, Shown, StateShown, Text
from bot.desk.offers import OfferState
from bot.desk.presence import PresenceState


class Hello(Given):
    """First frame of a customer: who, and what was seen already."""

    type: Literal["hello"]
    token: Annotated[str, StringConstraints(max_length=500)]
    after: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)] = 0


class Say(Given):
    type: Literal["message"]
    client_message_id: ClientId
    text: Text
    choice: Annotated[str, StringConstraints(max_length=200)] = ""


class Typing(Given):
    """`text`: what stands in the box, for the agent who holds the conversation."""

    type: Literal["typing"]
    text: Annotated[str, StringConstraints(max_length=2_000)] = ""


class Pong(Given):
    type: Literal["pong"]


FromCustomer = Annotated[Say | Typing | Pong, Field(discriminator="type")]


class Welcome(Shown):
    type: Literal["welcome"] = "welcome"
    last_seq: int
    state: StateShown


class EventFrame(Shown):
    type: Literal["event"] = "event"
    event: EventShown


class StateFrame(Shown):
    type: Literal["state"] = "state"
    state: StateShown


class Ack(Shown):
    """The message is stored; sent only after it is."""

    type: Literal["ack"] = "ack"
    client_message_id: str
    seq: int
    duplicate: bool


class TypingFrame(Shown):
    type: Literal["typing"] = "typing"
    author: Literal["agent", "bot"]


class ErrorFrame(Shown):
    type: Literal["error"] = "error"
    code: str
    detail: str
    client_message_id: str | None = None


class Ping(Shown):
    type: Literal["ping"] = "ping"


ToCustomer = Annotated[
    Welcome | EventFrame | StateFrame | Ack | TypingFrame | ErrorFrame | Ping,
    Field(discriminator="type"),
]


class DeskHello(Given):
    """First frame of a desk page; its cookie says who it is, or this token."""

    type: Literal["hello"]
    token: Annotated[str, StringConstraints(max_length=500)] = ""


class DeskTyping(Given):
    type: Literal["typing"]
    conversation_id: Annotated[str, StringConstraints(max_length=64)]


class DeskView(Given):
    """What this page shows now; empty: no conversation."""

    type: Literal["view"]
    conversation_id: Annotated[str, StringConstraints(max_length=64)] = ""


FromDesk = Annotated[DeskTyping | DeskView | Pong, Field(discriminator="type")]


class DeskWelcome(Shown):
    type: Literal["welcome"] = "welcome"
    staff: StaffShown
    presence: PresenceState
    counts: CountsShown
    floor: FloorShown


class CardFrame(Shown):
    """A conversation has changed: its card as it now is."""

    type: Literal["card"] = "card"
    card: CardShown
    counts: CountsShown
    floor: FloorShown


class DeskEventFrame(Shown):
    type: Literal["event"] = "event"
    conversation_id: str
    event: EventShown


class NoteFrame(Shown):
    type: Literal["note"] = "note"
    conversation_id: str
    note: NoteShown


class DeskTypingFrame(Shown):
    """The customer of this conversation is typing. `text`: for its agent alone, with
    its digits hidden; gone a moment later, and nowhere kept."""

    type: Literal["typing"] = "typing"
    conversation_id: str
    text: str = ""


class PresenceFrame(Shown):
    type: Literal["presence"] = "presence"
    state: PresenceState
    reason: str
    until: datetime | None


class OfferFrame(Shown):
    """This agent is asked to take a conversation."""

    type: Literal["offer"] = "offer"
    offer: OfferShown


class OfferOverFrame(Shown):
    type: Literal["offer_over"] = "offer_over"
    id: str
    conversation_id: str
    state: OfferState


class ViewersFrame(Shown):
    """Whose pages show this conversation now."""

    type: Literal["viewers"] = "viewers"
    conversation_id: str
    viewers: list[ViewerShown]


class ConsultFrame(Shown):
    type: Literal["consult"] = "consult"
    conversation_id: str
    consult: ConsultShown


class PromiseFrame(Shown):
    """This is due soon, or late, and whoever owns it shall know."""

    type: Literal["promise"] = "promise"
    promise: PromiseShown


class FloorFrame(Shown):
    """Somebody at the desk came, went or changed: look at the colleagues again."""

    type: Literal["colleague"] = "colleague"
    floor: FloorShown


ToDesk = Annotated[
    DeskWelcome
    | CardFrame
    | DeskEventFrame
    | NoteFrame
    | DeskTypingFrame
    | PresenceFrame
    | OfferFrame
    | OfferOverFrame
    | ViewersFrame
    | ConsultFrame
    | FloorFrame
    | PromiseFrame
    | ErrorFrame
    | Ping,
    Field(discriminator="type"),
]
