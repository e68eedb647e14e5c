"""Wrap-up: how an agent ends a conversation, with what is known filled in before."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import StringConstraints

from api import desk
from api.auth import AnAgent
from api.chat import TheService
from api.desk_schemas import CloseConversation, ConversationShown, WriteNote
from api.desk_words import Branch, DeskWords, desk_words
from api.errors import BadInput
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.schemas import Given, Shown
from bot.conversation import Conversation
from bot.message import Language
from bot.recap import recap
from models.records import Staff
from models.turns import SqlTurns
from models.wrap_ups import SqlWrapUps, WrapUp

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)

SOLVED = {"yes": True, "no": False, "unknown": None}
RECENT = 200
"""Messages that a summary is made from."""


class LeafShown(Shown):
    id: str
    title: str


class ReasonsShown(Shown):
    id: str
    title: str
    leaves: list[LeafShown]


class WrappedShown(Shown):
    reason: str
    summary: str
    solved: bool | None
    staff_name: str
    at: datetime


class WrapUpShown(Shown):
    """The form, as it is filled in before the agent looks at it."""

    reasons: list[ReasonsShown]
    reason: str
    """Suggested by what the bot understood; empty when nothing suggests one."""
    summary: str
    before: list[WrappedShown]
    """How it was ended earlier."""


class EndConversation(Given):
    reason: Annotated[str, StringConstraints(max_length=130)] = ""
    summary: Annotated[str, StringConstraints(max_length=2_000)] = ""
    solved: Literal["yes", "no", "unknown"] = "unknown"


@router.get("/{conversation_id}/wrap-up")
def show_wrap_up(
    conversation_id: str,
    staff: AnAgent,
    service: TheService,
    language: Language = Language.ZH,
) -> WrapUpShown:
    rooms = service.rooms
    store = rooms.records.conversations
    conversation = store.get(staff.tenant_id, conversation_id)
    last = store.last_seq(staff.tenant_id, conversation_id)
    messages = store.messages(
        staff.tenant_id, conversation_id, after=max(last - RECENT, 0), limit=RECENT
    )
    words = desk_words(rooms.pack.folder)
    wrapped = SqlWrapUps(rooms.records.database)
    return WrapUpShown(
        reasons=[_branch(one, language) for one in words.reasons],
        reason=_suggested(service.rooms, words, conversation),
        summary="\n".join(line.text for line in recap(messages).lines),
        before=[
            _wrapped(one)
            for one in wrapped.of_conversation(staff.tenant_id, conversation_id)
        ],
    )


@router.post("/{conversation_id}/wrap-up")
def end(
    conversation_id: str, wish: EndConversation, staff: AnAgent, service: TheService
) -> ConversationShown:
    """Ends it, and keeps why and how; doing it twice ends it once."""
    if wish.reason and not desk_words(service.rooms.pack.folder).knows(wish.reason):
        raise BadInput("no such reason", code="unknown_reason")
    desk.close(conversation_id, CloseConversation(), staff, service)
    SqlWrapUps(service.rooms.records.database).add(
        _made(conversation_id, wish, staff, service.rooms.clock())
    )
    if wish.summary.strip():
        words = WriteNote(text=wish.summary)
        desk.write_note(conversation_id, words, staff, service)
    return desk.show_conversation(conversation_id, staff, service)


def _made(
    conversation_id: str, wish: EndConversation, staff: Staff, now: datetime
) -> WrapUp:
    return WrapUp(
        id=f"{conversation_id}.{int(now.timestamp())}",
        tenant_id=staff.tenant_id,
        conversation_id=conversation_id,
        reason=wish.reason,
        summary=wish.summary,
        solved=SOLVED[wish.solved],
        staff_id=staff.id,
        staff_name=staff.display_name,
        at=now,
    )


def _suggested(rooms: Rooms, words: DeskWords, conversation: Conversation) -> str:
    """By why it came to a person; else by what the bot understood last."""
    handoff = conversation.handoff
    turns = SqlTurns(rooms.records.database).of(conversation.tenant_id, conversation.id)
    understood = (
        one.understanding.intents[0].name
        for one in reversed(turns)
        if one.understanding and one.understanding.intents
    )
    names = (handoff.package.intent if handoff else "", *understood)
    return next(filter(None, map(words.suggested, names)), "")


def _branch(branch: Branch, language: Language) -> ReasonsShown:
    return ReasonsShown(
        id=branch.id,
        title=branch.titles[language],
        leaves=[
            LeafShown(id=leaf.id, title=leaf.titles[language]) for leaf in branch.leaves
        ],
    )


def _wrapped(one: WrapUp) -> WrappedShown:
    return WrappedShown(
        reason=one.reason,
        summary=one.summary,
        solved=one.solved,
        staff_name=one.staff_name,
        at=one.at,
    )
