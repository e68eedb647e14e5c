"""Canned replies: what agents insert with a few keys, and the values for its holes."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.auth import AnAgent
from api.chat import TheService
from api.desk import audit
from api.desk_words import PackReply, desk_words
from api.errors import Forbidden, NotFound
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.schemas import Given, Shown
from api.service import Service
from bot.conversation import Conversation
from bot.message import Language
from knowledge.pinyin import typed
from models.canned import CannedReply, CannedReplyNotFound, SqlCanned
from models.records import Role, Staff

router = APIRouter(
    prefix="/api/v1/desk/canned-replies", tags=["desk"], responses=RESPONSES
)

OF_PACK = "pack:"
LEADERS = (Role.SUPERVISOR, Role.ADMIN)
"""Who writes what everybody inserts."""
HOLES = frozenset({"customer", "agent", "number", "bank", "hotline", "greeting"})
"""The {names} that a reply may hold."""
NOON, EVENING = 12, 18
"""Hours from which the greeting changes."""
GREETINGS = {
    Language.ZH: ("上午好", "下午好", "晚上好"),
    Language.EN: ("Good morning", "Good afternoon", "Good evening"),
}
UNNAMED = {Language.ZH: "尊敬的客户", Language.EN: "dear customer"}

Words = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class PutCanned(Given):
    heading: Words
    title: Words
    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    language: Language = Language.ZH
    shared: bool = False
    """For everybody: only supervisors and administrators write these."""


class CannedShown(Shown):
    id: str
    heading: str
    """The first level."""
    title: str
    text: str
    language: Language
    shared: bool
    typed: str
    """Heading and title as they are typed: pinyin in full, and first letters."""
    editable: bool


class CannedListed(Shown):
    items: list[CannedShown]
    values: dict[str, str]
    """What stands for each {name} in a reply, for the conversation asked about."""


@router.get("")
def list_canned_replies(
    staff: AnAgent,
    service: TheService,
    conversation_id: Annotated[str, Query(max_length=64)] = "",
) -> CannedListed:
    """The bank's, everybody's and one's own; with the values for a conversation."""
    rooms = service.rooms
    of_pack = desk_words(rooms.pack.folder).replies
    own = SqlCanned(rooms.records.database).seen_by(staff.tenant_id, staff.id)
    return CannedListed(
        items=[*map(_of_pack, of_pack), *(_shown(one, staff) for one in own)],
        values=_values_for(rooms, staff, conversation_id) if conversation_id else {},
    )


@router.post("", status_code=201)
def add_canned_reply(
    wish: PutCanned, staff: AnAgent, service: TheService
) -> CannedShown:
    """One's own; or, for those who lead, everybody's."""
    return _put(service, staff, service.rooms.ids.new(), wish)


@router.put("/{reply_id}")
def change_canned_reply(
    reply_id: str, wish: PutCanned, staff: AnAgent, service: TheService
) -> CannedShown:
    _changeable(service, staff, reply_id)
    return _put(service, staff, reply_id, wish)


@router.delete("/{reply_id}", status_code=204, response_class=Response)
def remove_canned_reply(reply_id: str, staff: AnAgent, service: TheService) -> None:
    _changeable(service, staff, reply_id)
    SqlCanned(service.rooms.records.database).remove(staff.tenant_id, reply_id)
    audit(service, staff, "canned_reply_removed", reply_id)


def values(rooms: Rooms, staff: Staff, conversation: Conversation) -> dict[str, str]:
    """What stands for each {name} in a reply."""
    language = conversation.language
    names = rooms.pack.names[language]
    shown = conversation.verification.shown
    hour = rooms.clock().astimezone(rooms.pack.zone).hour
    return {
        "customer": shown or UNNAMED[language],
        "agent": staff.display_name,
        "number": staff.number,
        "bank": names["bank"],
        "hotline": names["hotline"],
        "greeting": GREETINGS[language][(hour >= NOON) + (hour >= EVENING)],
    }


def _values_for(rooms: Rooms, staff: Staff, conversation_id: str) -> dict[str, str]:
    store = rooms.records.conversations
    return values(rooms, staff, store.get(staff.tenant_id, conversation_id))


def _put(service: Service, staff: Staff, reply_id: str, wish: PutCanned) -> CannedShown:
    if wish.shared and staff.role not in LEADERS:
        raise Forbidden("only those who lead write what everybody inserts")
    reply = CannedReply(
        id=reply_id,
        tenant_id=staff.tenant_id,
        staff_id="" if wish.shared else staff.id,
        heading=wish.heading,
        title=wish.title,
        text=service.checked(wish.text),
        language=wish.language,
        written_by=staff.display_name,
        at=service.rooms.clock(),
    )
    SqlCanned(service.rooms.records.database).put(reply)
    audit(service, staff, "canned_reply_written", reply_id)
    return _shown(reply, staff)


def _changeable(service: Service, staff: Staff, reply_id: str) -> None:
    """Raises NotFound for what is not there or somebody else's, and Forbidden."""
    try:
        reply = SqlCanned(service.rooms.records.database).get(staff.tenant_id, reply_id)
    except CannedReplyNotFound as missing:
        raise NotFound(str(missing), code=missing.code) from None
    if reply.staff_id not in ("", staff.id):
        raise NotFound("no such canned reply", code=CannedReplyNotFound.code)
    if not _may_change(reply, staff):
        raise Forbidden("only those who lead change what everybody inserts")


def _may_change(reply: CannedReply, staff: Staff) -> bool:
    return reply.staff_id == staff.id or staff.role in LEADERS


def _shown(reply: CannedReply, staff: Staff) -> CannedShown:
    return CannedShown(
        id=reply.id,
        heading=reply.heading,
        title=reply.title,
        text=reply.text,
        language=reply.language,
        shared=not reply.staff_id,
        typed=_keys(reply.heading, reply.title),
        editable=_may_change(reply, staff),
    )


def _of_pack(reply: PackReply) -> CannedShown:
    return CannedShown(
        id=OF_PACK + reply.id,
        heading=reply.heading,
        title=reply.title,
        text=reply.text,
        language=reply.language,
        shared=True,
        typed=_keys(reply.heading, reply.title),
        editable=False,
    )


def _keys(heading: str, title: str) -> str:
    return f"{typed(title)} {typed(heading)}"
