"""The customer beside a conversation: who, what they have, what is owed to them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fastapi import APIRouter

from api import desk_side, desk_views
from api.auth import AnAgent
from api.chat import TheService
from api.crm import Profile, crm_of
from api.customer_schemas import (
    ContactShown,
    CustomerShown,
    FieldShown,
    ProductShown,
    ProductsState,
    PutTag,
    Revealed,
    RevealField,
    StationShown,
    TagShown,
)
from api.desk_schemas import PromiseShown
from api.errors import DoorError, Forbidden, NotFound
from api.matter_schemas import MatterShown
from api.matters import TheOffice
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.stewards import steward_of, subject_of
from bot.acts import Act, ActOutcome
from bot.conversation import Conversation
from bot.handoff import HandoffState
from bot.message import Language
from bot.verification import Assurance
from models.customers import Quota, QuotaSpent, Reveal, SqlCustomers, Tag
from models.records import Staff
from models.search import SqlSearch

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)

QUOTA = Quota(most=20, within=timedelta(hours=1))
"""Masked fields that one person may look at."""
CONTACTS = 10
VERIFIED = Assurance.L2
"""What must stand before accounts are read, as for the customer."""
KEPT_ENDS = {"phone": (3, 4), "id_number": (1, 1), "birth": (4, 0)}
"""Characters at both ends that a masked field keeps."""


class QuotaReached(DoorError):
    """Too many masked fields were looked at of late."""

    status = 429


@router.get("/{conversation_id}/customer")
def show_customer(conversation_id: str, office: TheOffice) -> CustomerShown:
    """Only what the proof that stands now allows."""
    rooms, staff = office.service.rooms, office.staff
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    verification = conversation.verification
    subject = subject_of(conversation, office.now)
    profile = _profile(rooms, subject, office.now)
    products, state = _products(rooms, conversation, office.now, office.language)
    found = office.matters.of_customer(staff.tenant_id, conversation_id, subject)
    matters = [office.shown(one) for one in found]
    return CustomerShown(
        known=bool(subject),
        identity=desk_side.identity(verification, office.now),
        tier=profile.tier if profile else "",
        region=profile.region if profile else "",
        steward=steward_of(rooms, staff.tenant_id, subject),
        fields=_fields(profile),
        products=products,
        products_state=state,
        tags=list(_tags(rooms, staff, subject, profile, office.now)),
        promises=_promises(rooms, conversation, office.now),
        matters=matters,
        contacts=list(_contacts(rooms, conversation, subject)),
        journey=_journey(conversation, matters, office.now),
    )


@router.post("/{conversation_id}/customer/reveal")
def reveal_field(
    conversation_id: str, wish: RevealField, staff: AnAgent, service: TheService
) -> Revealed:
    """A masked field, for a reason: counted and audited before it is shown."""
    rooms = service.rooms
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    if conversation.agent_id != staff.id:
        raise Forbidden("only who serves the customer may look", code="not_yours")
    now = rooms.clock()
    profile = _profile(rooms, subject_of(conversation, now), now)
    value = profile.fields.get(wish.field, "") if profile else ""
    if not value:
        raise NotFound("nothing is known there")
    reveal = Reveal(
        id=rooms.ids.new(),
        tenant_id=staff.tenant_id,
        conversation_id=conversation_id,
        field=wish.field,
        reason=service.checked(wish.reason),
        staff_id=staff.id,
        at=now,
    )
    records = SqlCustomers(rooms.records.database)
    try:
        left = records.reveal(reveal, QUOTA, rooms.records.audit)
    except QuotaSpent as spent:
        raise QuotaReached(str(spent), code=spent.code) from None
    return Revealed(field=wish.field, value=value, left=left)


@router.put("/{conversation_id}/customer/tags")
def put_tag(
    conversation_id: str, wish: PutTag, staff: AnAgent, service: TheService
) -> TagShown:
    """Put by a person; it ends by itself when it has an end."""
    rooms = service.rooms
    tag = Tag(
        tenant_id=staff.tenant_id,
        subject=_known(rooms, staff, conversation_id),
        tag=service.checked(wish.tag),
        source="agent",
        by=staff.display_name,
        at=rooms.clock(),
        expires_at=wish.expires_at,
    )
    SqlCustomers(rooms.records.database).tag(tag)
    return _tag(tag)


@router.delete("/{conversation_id}/customer/tags/{tag}", status_code=204)
def remove_tag(
    conversation_id: str, tag: str, staff: AnAgent, service: TheService
) -> None:
    subject = _known(service.rooms, staff, conversation_id)
    SqlCustomers(service.rooms.records.database).untag(staff.tenant_id, subject, tag)


def _known(rooms: Rooms, staff: Staff, conversation_id: str) -> str:
    """Raises NotFound while nobody is proved."""
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    subject = subject_of(conversation, rooms.clock())
    if not subject:
        raise NotFound("nobody is proved in this conversation", code="nobody_proved")
    return subject


def _profile(rooms: Rooms, subject: str, now: datetime) -> Profile | None:
    if not subject:
        return None
    return crm_of(rooms.pack.folder, now.date()).profile(subject)


def _fields(profile: Profile | None) -> list[FieldShown]:
    known = profile.fields if profile else {}
    return [
        FieldShown(name=name, masked=_masked(name, known[name]))
        for name in KEPT_ENDS
        if name in known
    ]


def _masked(name: str, value: str) -> str:
    first, last = KEPT_ENDS[name]
    hidden = "*" * max(len(value) - first - last, 0)
    return value[:first] + hidden + (value[-last:] if last else "")


def _products(
    rooms: Rooms, conversation: Conversation, now: datetime, language: Language
) -> tuple[list[ProductShown], ProductsState]:
    level = conversation.verification.standing(now)
    if level < VERIFIED:
        return [], "not_verified"
    act = Act(
        id=rooms.ids.new(),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        flow="desk",
        step="products",
        name="cards",
        params={},
        asked_at=now,
        subject=conversation.verification.subject,
        level=level,
    )
    result = rooms.performing.performers["cards"](act)
    if result.outcome is ActOutcome.REFUSED:
        return [], "none"
    if result.outcome is not ActOutcome.OK:
        return [], "unavailable"
    name = "product_en" if language is Language.EN else "product"
    return [
        ProductShown(
            kind=row["kind"], product=row[name], tail=row["tail"], state=row["state"]
        )
        for row in result.lists["cards"]
    ], "shown"


def _tags(
    rooms: Rooms, staff: Staff, subject: str, profile: Profile | None, now: datetime
) -> Iterator[TagShown]:
    for one in profile.tags if profile else ():
        yield TagShown(
            tag=one.tag, source=one.source, by="", expires_at=None, removable=False
        )
    if subject:
        records = SqlCustomers(rooms.records.database)
        yield from map(_tag, records.tags(staff.tenant_id, subject, now))


def _tag(tag: Tag) -> TagShown:
    return TagShown(
        tag=tag.tag,
        source=tag.source,
        by=tag.by,
        expires_at=tag.expires_at,
        removable=True,
    )


def _promises(
    rooms: Rooms, conversation: Conversation, now: datetime
) -> list[PromiseShown]:
    found = rooms.records.desk.promises(conversation.tenant_id)
    own = (one for one in found if one.conversation_id == conversation.id)
    return [desk_views.promise(one, now) for one in own]


def _contacts(
    rooms: Rooms, conversation: Conversation, subject: str
) -> Iterator[ContactShown]:
    if not subject:
        return
    store, tenant_id = rooms.records.conversations, conversation.tenant_id
    for one in SqlSearch(rooms.records.database).of_customer(
        tenant_id, subject, CONTACTS + 1
    ):
        if one == conversation.id:
            continue
        earlier, last = store.get(tenant_id, one), store.last(tenant_id, one)
        yield ContactShown(
            conversation_id=one,
            channel=earlier.channel,
            owner=earlier.owner,
            at=last.sent_at if last else earlier.created_at,
            text=earlier.asked[:120],
            reason=earlier.handoff.reason if earlier.handoff else "",
        )


def _journey(
    conversation: Conversation, matters: list[MatterShown], now: datetime
) -> list[StationShown]:
    """From the first word to now, in order."""
    stations = [
        StationShown(
            kind="started", at=conversation.created_at, text=conversation.channel
        ),
        *_handed(conversation),
        *(
            StationShown(
                kind="matter", at=one.opened_at, text=f"{one.title} {one.reference}"
            )
            for one in matters
            if one.conversation_id == conversation.id
        ),
    ]
    stations.sort(key=lambda one: one.at)
    return [*stations, StationShown(kind="now", at=now, text=conversation.owner)]


def _handed(conversation: Conversation) -> Iterator[StationShown]:
    handoff = conversation.handoff
    if handoff is None or handoff.state is HandoffState.LEFT:
        return
    yield StationShown(kind="queued", at=handoff.asked_at, text=handoff.reason)
    if handoff.taken_at:
        name = conversation.agent_name or ""
        yield StationShown(kind="taken", at=handoff.taken_at, text=name)
    if handoff.ended_at:
        yield StationShown(kind="ended", at=handoff.ended_at, text=handoff.state)
