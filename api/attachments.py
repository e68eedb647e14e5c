"""The customers' door for pictures, files and voice messages: send and fetch them."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from api.attaching import Sent, opened, received
from api.attachment_names import disposition
from api.auth import TheCustomer
from api.chat import TheService, conversation_of
from api.errors import BadInput
from api.openapi import RESPONSES
from api.schemas import CLIENT_ID, MessageTaken
from api.transcribing import Transcriber
from bot.attachment import Attachment, Kind
from bot.change import Received

router = APIRouter(
    prefix="/api/v1/conversations", tags=["conversations"], responses=RESPONSES
)

POLICY = "default-src 'none'; sandbox"
"""Of what is served: whatever it turns out to be, it can do nothing."""
FIELD_BYTES = 1_024
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "client_message_id"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "client_message_id": {"type": "string", "maxLength": 64},
                    },
                }
            }
        },
    }
}
"""The form is read after the token: no stranger's file is."""
TAKEN_BEFORE: dict[int | str, dict[str, Any]] = {
    200: {"model": MessageTaken, "description": "Was taken before."}
}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The content, which no browser runs.",
        "content": {"application/octet-stream": {}},
    }
}


def transcriber_of(request: Request) -> Transcriber:
    transcriber: Transcriber = request.app.state.transcriber
    return transcriber


TheTranscriber = Annotated[Transcriber, Depends(transcriber_of)]


@router.post(
    "/{conversation_id}/attachments",
    status_code=201,
    responses=TAKEN_BEFORE,
    openapi_extra=FORM,
)
async def attach(
    request: Request,
    customer: TheCustomer,
    service: TheService,
    transcriber: TheTranscriber,
    response: Response,
) -> MessageTaken:
    """Send a picture, a file or a voice message; it is judged by its content. Stored
    when this answers; the same `client_message_id` again has no second effect."""
    service.allow("attach", customer.conversation_id)
    sent = await form_of(request, service.rooms.settings.limits.attachment_bytes)

    def take() -> Received:
        conversation = conversation_of(service, customer)
        taken = received(service, conversation, sent, hears=transcriber.understands)
        transcriber.look()
        return taken

    return told(await asyncio.to_thread(take), response)


@router.get(
    "/{conversation_id}/attachments/{attachment_id}",
    response_class=Response,
    responses=CONTENT,
)
def fetch_attachment(
    attachment_id: str, customer: TheCustomer, service: TheService
) -> Response:
    """The content of one that this conversation brought."""
    place = (customer.tenant_id, customer.conversation_id, attachment_id)
    return served(*opened(service.rooms, place))


async def form_of(request: Request, most_bytes: int) -> Sent:
    """Raises BadInput."""
    async with request.form(
        max_files=1, max_fields=1, max_part_size=FIELD_BYTES
    ) as form:
        file, key = form.get("file"), form.get("client_message_id")
        if not isinstance(file, UploadFile):
            raise BadInput("send one file as `file`", code="invalid_request")
        if not isinstance(key, str) or not CLIENT_ID.fullmatch(key):
            raise BadInput("client_message_id", code="invalid_request")
        content = await file.read(most_bytes + 1)
        return Sent(client_id=key, name=file.filename or "", content=content)


def told(taken: Received, response: Response) -> MessageTaken:
    response.status_code = 200 if taken.duplicate else 201
    return MessageTaken(
        seq=taken.message.seq,
        message_id=taken.message.id,
        duplicate=taken.duplicate,
    )


def served(attachment: Attachment, content: bytes) -> Response:
    shown = attachment.kind is not Kind.FILE
    return Response(
        content,
        media_type=attachment.media_type,
        headers={
            "Content-Disposition": disposition(attachment.name, shown=shown),
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )
