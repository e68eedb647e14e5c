"""The door by which an agent speaks with a caller: a microphone and an ear.

Frames are PCM of 16 kHz, both ways; in text the service tells how it stands, as
`{"type": "state", "state": "talking"}` (`verifying`, `away`, `over`).
"""

import asyncio
import contextlib
import json
from typing import Final

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from api.auth import AGENTS, COOKIE, staff_of
from api.errors import DoorError
from api.phone.bridge import Bridge, Standing
from api.phone.call import Call
from api.phone.telephony import Telephony
from api.service import Service
from api.wire import Close, close, same_origin, until_one_ends
from bot.errors import ConversationNotFound
from bot.message import Owner
from models.records import Audited, Staff
from speech.audio import whole

router = APIRouter()

LONGEST: Final = 16_000
"""Bytes of one frame: half a second."""
OVER: Final = 4410
"""The call has ended, or another page of this agent has taken it."""


@router.websocket("/channels/phone/agent/{conversation_id}")
async def agent(socket: WebSocket, conversation_id: str) -> None:
    """For whoever holds the conversation; its call must be on this node."""
    service: Service = socket.app.state.service
    telephony: Telephony = socket.app.state.telephony
    if not same_origin(socket, service.rooms.settings):
        await close(socket, Close.ORIGIN)
        return
    staff = await asyncio.to_thread(_holder, service, socket, conversation_id)
    call = telephony.call(conversation_id)
    if staff is None or call is None:
        await close(socket, Close.BAD_TOKEN if staff is None else Close.UNKNOWN)
        return
    await socket.accept()
    await asyncio.to_thread(_audit, service, staff, conversation_id)
    bridge = Bridge(staff.id, call.rate)
    call.attendance.join(bridge)
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        try:
            await until_one_ends(_speak(socket, call, bridge), _hear(socket, bridge))
        finally:
            call.attendance.leave(bridge)
    await close(socket, OVER)


async def _speak(socket: WebSocket, call: Call, bridge: Bridge) -> None:
    while (told := await socket.receive())["type"] != "websocket.disconnect":
        pcm = told.get("bytes") or b""
        if len(pcm) <= LONGEST:
            call.attendance.speak(bridge, whole(pcm))


async def _hear(socket: WebSocket, bridge: Bridge) -> None:
    while True:
        told = await bridge.told()
        if isinstance(told, bytes):
            await socket.send_bytes(told)
            continue
        await socket.send_text(json.dumps({"type": "state", "state": told.value}))
        if told is Standing.OVER:
            return


def _holder(service: Service, socket: WebSocket, conversation_id: str) -> Staff | None:
    """Whoever is logged in and holds it; None for everybody else."""
    try:
        staff = staff_of(service.rooms, socket.cookies.get(COOKIE, ""))
        store = service.rooms.records.conversations
        conversation = store.get(staff.tenant_id, conversation_id)
    except (DoorError, ConversationNotFound):
        return None
    held = (conversation.owner, conversation.agent_id) == (Owner.AGENT, staff.id)
    return staff if held and staff.role in AGENTS else None


def _audit(service: Service, staff: Staff, conversation_id: str) -> None:
    service.rooms.records.audit.record(
        Audited(
            tenant_id=staff.tenant_id,
            at=service.rooms.clock(),
            actor=staff.id,
            act="call_joined",
            subject=conversation_id,
        )
    )
