"""Attaching: what somebody sends is judged, sealed, kept, and then said."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from api.attachment_kinds import Judged, judged
from api.attachment_names import safe_name
from api.errors import AttachmentRefused, TooLarge
from api.rooms import Rooms
from api.sealing import Seal
from api.service import Said, Service
from bot.attachment import Attachment, Kind
from bot.change import Change, Received
from bot.conversation import Conversation
from bot.desk.steps import Agent
from bot.message import Author, Language
from models.attachments import AttachmentNotFound, Kept
from models.records import Staff

Hears = Callable[[Language], bool]
ORPHANED = timedelta(hours=1)
"""After which content without a message waits for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file on its way in."""

    client_id: str
    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Kept; only its message is missing."""

    id: str
    attachment: Attachment
    text: str
    """What stands for it where only words are shown."""


def received(
    service: Service, conversation: Conversation, sent: Sent, *, hears: Hears
) -> Received:
    """A customer's. `hears`: whether what is said in a language is written down."""
    before = _before(service.rooms, conversation, Author.CUSTOMER, sent)
    if before is not None:
        return before
    ready = _kept(service.rooms, conversation, sent, hears)
    said = Said(
        client_id=sent.client_id,
        text=ready.text,
        id=ready.id,
        attachment=ready.attachment,
    )
    taken = service.receive(conversation, said)
    if taken.duplicate:
        service.rooms.records.attachments.drop(conversation.tenant_id, ready.id)
    return taken


def replied(
    service: Service, conversation: Conversation, staff: Staff, sent: Sent
) -> Received:
    """An agent's. Raises NotYours."""
    rooms, by = service.rooms, Agent(id=staff.id, name=staff.display_name)
    before = _before(rooms, conversation, Author.AGENT, sent)
    if before is not None:
        return before
    rooms.steps.replied(conversation, by, "", sent.client_id, rooms.clock())
    ready = _kept(rooms, conversation, sent, lambda language: False)

    def step(newest: Conversation) -> Change:
        change = rooms.steps.replied(
            newest, by, ready.text, sent.client_id, rooms.clock()
        )
        (said,) = change.messages
        brought = replace(said, id=ready.id, attachment=ready.attachment)
        return replace(change, messages=(brought,))

    (said,) = service.change(conversation.tenant_id, conversation.id, step)
    return Received(message=said, duplicate=said.id != ready.id)


def _before(
    rooms: Rooms, conversation: Conversation, author: Author, sent: Sent
) -> Received | None:
    place = (conversation.tenant_id, conversation.id)
    stored = rooms.records.attachments.said_before(
        place, author, sent.client_id, sent.digest
    )
    return Received(message=stored, duplicate=True) if stored else None


def _kept(rooms: Rooms, conversation: Conversation, sent: Sent, hears: Hears) -> Ready:
    limits = rooms.settings.limits
    if len(sent.content) > limits.attachment_bytes:
        raise TooLarge(f"a file may have {limits.attachment_bytes} bytes")
    kept = rooms.records.attachments
    place = (conversation.tenant_id, conversation.id)
    if kept.number(*place) >= limits.attachments_per_conversation:
        raise AttachmentRefused("there are too many here", code="attachments_full")
    found = judged(sent.content, sent.name, most_seconds=limits.voice_seconds)
    if found.kind is Kind.VOICE and conversation.verification.request:
        raise AttachmentRefused(
            "a code is expected: nothing is recorded", code="voice_while_verifying"
        )
    ready = _ready(rooms, conversation.language, sent, found)
    waits = found.kind is Kind.VOICE and hears(conversation.language)
    kept.keep(
        Kept(
            tenant_id=conversation.tenant_id,
            conversation_id=conversation.id,
            id=ready.id,
            content=Seal(rooms.secrets.storage).closed(found.content, *place, ready.id),
            size=len(found.content),
            at=rooms.clock(),
            unheard=waits,
        )
    )
    return replace(ready, attachment=replace(ready.attachment, awaits_words=waits))


def _ready(rooms: Rooms, language: Language, sent: Sent, found: Judged) -> Ready:
    name = safe_name(sent.name, found.suffix)
    told = {"name": name} if found.kind is Kind.FILE else {}
    attachment = Attachment(
        kind=found.kind,
        name=name,
        media_type=found.media_type,
        size=len(found.content),
        digest=sent.digest,
        width=found.width,
        height=found.height,
        seconds=found.seconds,
    )
    return Ready(
        id=rooms.ids.new(),
        attachment=attachment,
        text=rooms.wording.say(f"attached_{found.kind}", language, **told),
    )


def forget_old(service: Service) -> None:
    """What was kept as long as it may be, and what no message brought."""
    rooms = service.rooms
    now = rooms.clock()
    rooms.records.attachments.forget(
        rooms.tenant,
        kept_until=now - timedelta(days=rooms.settings.attachment_days),
        orphaned_until=now - ORPHANED,
    )


def opened(rooms: Rooms, place: tuple[str, str, str]) -> tuple[Attachment, bytes]:
    """By tenant, conversation and attachment. Raises AttachmentNotFound,
    AttachmentGone, SealBroken."""
    tenant_id, _, attachment_id = place
    kept = rooms.records.attachments
    attachment = kept.message(*place).attachment
    if attachment is None:
        raise AttachmentNotFound(attachment_id)
    sealed = kept.content(tenant_id, attachment_id)
    return attachment, Seal(rooms.secrets.storage).opened(sealed, *place)
