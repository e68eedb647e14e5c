"""The schemas of the customer beside a conversation."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints

from api.desk_schemas import PromiseShown
from api.desk_side import IdentityShown
from api.matter_schemas import MatterShown
from api.schemas import Given, Shown
from bot.message import Channel, Owner


class FieldShown(Shown):
    name: str
    masked: str


ProductsState = Literal["shown", "not_verified", "unavailable", "none"]


class ProductShown(Shown):
    kind: str
    product: str
    tail: str
    state: str


class TagShown(Shown):
    tag: str
    source: str
    by: str
    expires_at: datetime | None
    removable: bool


class ContactShown(Shown):
    """An earlier conversation of the same customer."""

    conversation_id: str
    channel: Channel
    owner: Owner
    at: datetime
    text: str
    reason: str


class StationShown(Shown):
    """One point of the journey line."""

    kind: Literal["started", "asked", "queued", "taken", "ended", "matter", "now"]
    at: datetime
    text: str


class StewardShown(Shown):
    """Who looks after the customer, and is asked before all others."""

    agent_id: str
    name: str
    source: Literal["desk", "crm"]
    until: datetime | None


class CustomerShown(Shown):
    known: bool
    """False until the customer has proved who they are."""
    identity: IdentityShown
    tier: str
    region: str
    steward: StewardShown | None
    fields: list[FieldShown]
    products: list[ProductShown]
    products_state: ProductsState
    tags: list[TagShown]
    promises: list[PromiseShown]
    matters: list[MatterShown]
    contacts: list[ContactShown]
    journey: list[StationShown]


class RevealField(Given):
    field: Literal["phone", "id_number", "birth"]
    reason: Annotated[str, StringConstraints(min_length=2, max_length=200)]


class Revealed(Shown):
    field: str
    value: str
    left: int
    """How many more this person may look at within the hour."""


class PutTag(Given):
    tag: Annotated[str, StringConstraints(pattern=r"^\S[^\x00-\x1f]{0,39}$")]
    expires_at: AwareDatetime | None = None
