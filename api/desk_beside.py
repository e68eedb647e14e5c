"""Beside a conversation at the desk: who looks at it, drafts, colleagues' advice."""

from fastapi import APIRouter

from api import desk_views
from api.auth import AnAgent
from api.chat import TheService
from api.desk_people import SUPERVISORS
from api.desk_schemas import (
    ConsultShown,
    ConversationShown,
    DraftShown,
    ViewerShown,
)
from api.floor_schemas import KeepDraft
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.service import Service
from api.viewing import Viewer
from bot.conversation import Conversation
from models.beside import Consult, Draft
from models.errors import StaffNotFound
from models.records import Staff

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)


@router.put("/{conversation_id}/draft")
def keep_draft(
    conversation_id: str, wish: KeepDraft, staff: AnAgent, service: TheService
) -> DraftShown:
    """What is not sent yet, kept for this agent and this conversation alone; an empty
    one is thrown away."""
    rooms = service.rooms
    rooms.records.conversations.get(staff.tenant_id, conversation_id)
    text = service.checked(wish.text) if wish.text.strip() else ""
    draft = Draft(
        tenant_id=staff.tenant_id,
        conversation_id=conversation_id,
        staff_id=staff.id,
        text=text,
        kind=wish.kind,
        at=rooms.clock(),
    )
    rooms.records.beside.keep(draft)
    return _draft(draft)


def shown(
    service: Service, conversation: Conversation, staff: Staff
) -> ConversationShown:
    """Everything that this member of staff sees of a conversation."""
    rooms = service.rooms
    records, key = rooms.records, (conversation.tenant_id, conversation.id)
    draft = records.beside.draft(*key, staff.id)
    asked = records.beside.consult(*key)
    beside = desk_views.Beside(
        seen=desk_views.sight(rooms, staff),
        draft=_draft(draft) if draft else None,
        viewers=viewers(service, conversation),
        consult=consult(rooms, asked) if asked else None,
    )
    return desk_views.whole(rooms, conversation, beside)


def viewers(service: Service, conversation: Conversation) -> list[ViewerShown]:
    found = service.viewing.viewers(conversation.id)
    return [
        ViewerShown(
            staff_id=one.staff_id,
            name=one.name,
            kind="listen" if _listens(one, conversation) else "view",
        )
        for one in found
    ]


def viewer(staff: Staff) -> Viewer:
    return Viewer(
        staff_id=staff.id,
        name=staff.display_name,
        supervises=staff.role in SUPERVISORS,
    )


def consult(rooms: Rooms, asked: Consult) -> ConsultShown:
    return ConsultShown(
        id=asked.id,
        asked_by=asked.asked_by,
        asked_by_name=_name(rooms, asked.tenant_id, asked.asked_by),
        agent_id=asked.staff_id,
        agent_name=_name(rooms, asked.tenant_id, asked.staff_id),
        note=asked.note,
        state=asked.state,
        at=asked.at,
    )


def _listens(one: Viewer, conversation: Conversation) -> bool:
    return one.supervises and conversation.agent_id not in ("", one.staff_id)


def _name(rooms: Rooms, tenant_id: str, staff_id: str) -> str:
    try:
        return rooms.records.staff.get(tenant_id, staff_id).display_name
    except StaffNotFound:
        return ""


def _draft(draft: Draft) -> DraftShown:
    return DraftShown(text=draft.text, kind=draft.kind, at=draft.at)
