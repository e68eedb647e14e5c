"""The desk's door to calls: what was heard of them, and their recordings."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Header
from starlette.responses import StreamingResponse

from api.auth import SUPERVISORS, AnAgent
from api.chat import TheService
from api.desk_people import own_team
from api.errors import Forbidden, NotFound
from api.openapi import RESPONSES
from api.phone.call_schemas import CallShown, GapShown, RecordingShown, SpokenShown
from api.phone.playback import Playback, wanted_bytes
from api.phone.vault import Name, opened
from api.rooms import Rooms
from api.service import Service
from bot.conversation import Conversation
from models.recordings import Recording, RecordingState, SqlCalls
from models.records import Audited, Staff

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)

KEPT: Final = (RecordingState.RUNNING, RecordingState.KEPT)


@router.get("/{conversation_id}/call")
def show_call(conversation_id: str, staff: AnAgent, service: TheService) -> CallShown:
    """Every utterance of a call: when it was said, and how much of it was heard."""
    rooms = service.rooms
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    calls = SqlCalls(rooms.records.database)
    recording = calls.recording(staff.tenant_id, conversation_id)
    spoken = calls.spoken(staff.tenant_id, conversation_id)
    return CallShown(
        spoken=[
            SpokenShown(
                name=one.name,
                who=one.who,
                seq=one.seq,
                part=one.part,
                prompt=one.prompt,
                starts_ms=one.starts_ms,
                ends_ms=one.ends_ms,
                characters=one.characters,
                heard=one.heard_characters,
                up_to=one.up_to,
            )
            for one in spoken
        ],
        recording=_shown(rooms, recording, conversation, staff) if recording else None,
    )


@router.get(
    "/{conversation_id}/call/recording",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "All of it."},
        206: {"content": {"audio/wav": {}}, "description": "What was asked for."},
    },
)
def play_recording(
    conversation_id: str,
    staff: AnAgent,
    service: TheService,
    range: Annotated[str, Header()] = "",
) -> StreamingResponse:
    """Caller left, this side right; for those who served the call and for supervisors.
    Whoever listens is recorded."""
    rooms = service.rooms
    conversation = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    found = SqlCalls(rooms.records.database).recording(staff.tenant_id, conversation_id)
    if found is None or found.state not in KEPT:
        raise NotFound("no recording is kept")
    if not _may_hear(rooms, conversation, staff):
        raise Forbidden("not for you", code="not_yours")
    name = Name(tenant_id=found.tenant_id, id=found.id)
    playback = Playback(opened(rooms.settings.home), name, found.rate)
    first, last, partly = wanted_bytes(range, playback.size)
    _audit(service, staff, found, first)
    return _answer(playback, first, last, partly=partly)


def _answer(
    playback: Playback, first: int, last: int, *, partly: bool
) -> StreamingResponse:
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(max(last - first + 1, 0)),
        "Content-Disposition": "inline",
    }
    if partly:
        headers["Content-Range"] = f"bytes {first}-{last}/{playback.size}"
    sound: Iterator[bytes] = playback.read(first, last)
    return StreamingResponse(
        sound, 206 if partly else 200, headers=headers, media_type="audio/wav"
    )


def _shown(
    rooms: Rooms, recording: Recording, conversation: Conversation, staff: Staff
) -> RecordingShown:
    kept = recording.state in KEPT
    return RecordingShown(
        state=recording.state,
        milliseconds=recording.milliseconds,
        gaps=[GapShown(begins_ms=begin, ends_ms=end) for begin, end in recording.gaps],
        playable=kept and _may_hear(rooms, conversation, staff),
    )


def _may_hear(rooms: Rooms, conversation: Conversation, staff: Staff) -> bool:
    handoff = conversation.handoff
    served = handoff.agent_id if handoff else ""
    if staff.id in (conversation.agent_id, served):
        return True
    if staff.role not in SUPERVISORS:
        return False
    try:
        own_team(rooms, staff, served)
    except Forbidden:
        return False
    return True


def _audit(service: Service, staff: Staff, recording: Recording, first: int) -> None:
    service.rooms.records.audit.record(
        Audited(
            tenant_id=staff.tenant_id,
            at=service.rooms.clock(),
            actor=staff.id,
            act="recording_played",
            subject=recording.conversation_id,
            detail={"recording": recording.id, "from_byte": first},
        )
    )
