"""The desk's door for pictures, files and voice messages: send and fetch them."""

import asyncio

from fastapi import APIRouter, Request, Response

from api.attaching import opened, replied
from api.attachments import CONTENT, FORM, TAKEN_BEFORE, form_of, served, told
from api.auth import SUPERVISORS, AnAgent
from api.chat import TheService
from api.desk import audit
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.schemas import MessageTaken
from bot.change import Received
from bot.conversation import Conversation
from models.attachments import AttachmentNotFound
from models.beside import RUNNING
from models.records import Staff

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)


@router.post(
    "/{conversation_id}/attachments",
    status_code=201,
    responses=TAKEN_BEFORE,
    openapi_extra=FORM,
)
async def attach(
    conversation_id: str,
    request: Request,
    staff: AnAgent,
    service: TheService,
    response: Response,
) -> MessageTaken:
    """Send the customer a picture or a file; only whoever holds the conversation."""
    service.allow("attach", staff.id)
    sent = await form_of(request, service.rooms.settings.limits.attachment_bytes)

    def take() -> Received:
        store = service.rooms.records.conversations
        conversation = store.get(staff.tenant_id, conversation_id)
        return replied(service, conversation, staff, sent)

    return told(await asyncio.to_thread(take), response)


@router.get(
    "/{conversation_id}/attachments/{attachment_id}",
    response_class=Response,
    responses=CONTENT,
)
def fetch_attachment(
    conversation_id: str, attachment_id: str, staff: AnAgent, service: TheService
) -> Response:
    """For whoever holds the conversation, held it last or is asked for advice, and for
    supervisors; for others it is not there. Each look is on record."""
    rooms = service.rooms
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    if not may_see(rooms, conversation, staff):
        raise AttachmentNotFound(attachment_id)
    found = opened(rooms, (staff.tenant_id, conversation_id, attachment_id))
    audit(service, staff, "attachment_opened", f"{conversation_id}/{attachment_id}")
    return served(*found)


def may_see(rooms: Rooms, conversation: Conversation, staff: Staff) -> bool:
    handoff = conversation.handoff
    holders = {conversation.agent_id, handoff.agent_id if handoff else ""}
    if staff.role in SUPERVISORS or staff.id in holders:
        return True
    asked = rooms.records.beside.consult(conversation.tenant_id, conversation.id)
    return asked is not None and asked.staff_id == staff.id and asked.state in RUNNING
