"""The desk's door to the exchange: transfer a caller, hang up, put on hold."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints

from api.auth import AnAgent
from api.chat import TheService
from api.errors import BadInput, NotFound
from api.openapi import RESPONSES
from api.phone.control import CallControl
from api.phone.telephony import Telephony
from api.schemas import Given, Shown
from api.service import Service
from bot.errors import NotYours
from bot.message import Owner
from models.records import Audited, Staff

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)

Number = Annotated[str, StringConstraints(pattern=r"^[0-9+*#]{2,20}$")]


class TransferCall(Given):
    target: Number
    """One of those that the settings name."""


class HoldCall(Given):
    on: bool


class Asked(Shown):
    """The exchange has been told."""

    done: bool = True


@router.post("/{conversation_id}/call/transfer")
def transfer_call(
    conversation_id: str,
    wish: TransferCall,
    request: Request,
    staff: AnAgent,
    service: TheService,
) -> Asked:
    """To a number outside; our part of the call, and the conversation, end with it."""
    control = _control(request, service, staff, conversation_id)
    if wish.target not in service.rooms.settings.transfer_to:
        raise BadInput("no number that may be called", code="target_not_allowed")
    control.transfer(wish.target)
    _audit(service, staff, "call_transferred", conversation_id, target=wish.target)
    _telephony(request).end(conversation_id)
    return Asked()


@router.post("/{conversation_id}/call/hangup")
def hang_up_call(
    conversation_id: str, request: Request, staff: AnAgent, service: TheService
) -> Asked:
    control = _control(request, service, staff, conversation_id)
    control.hang_up()
    _audit(service, staff, "call_ended", conversation_id)
    _telephony(request).end(conversation_id)
    return Asked()


@router.post("/{conversation_id}/call/hold")
def hold_call(
    conversation_id: str,
    wish: HoldCall,
    request: Request,
    staff: AnAgent,
    service: TheService,
) -> Asked:
    """The exchange's own music, until it is taken off again."""
    _control(request, service, staff, conversation_id).hold(on=wish.on)
    act = "call_held" if wish.on else "call_resumed"
    _audit(service, staff, act, conversation_id)
    return Asked()


def _control(
    request: Request, service: Service, staff: Staff, conversation_id: str
) -> CallControl:
    store = service.rooms.records.conversations
    conversation = store.get(staff.tenant_id, conversation_id)
    if (conversation.owner, conversation.agent_id) != (Owner.AGENT, staff.id):
        raise NotYours(conversation_id, conversation.owner)
    control = _telephony(request).control(conversation_id)
    if control is None:
        raise NotFound("no exchange can be asked for this call", code="no_exchange")
    return control


def _telephony(request: Request) -> Telephony:
    telephony: Telephony = request.app.state.telephony
    return telephony


def _audit(
    service: Service, staff: Staff, act: str, conversation_id: str, **detail: str
) -> None:
    service.rooms.records.audit.record(
        Audited(
            tenant_id=staff.tenant_id,
            at=service.rooms.clock(),
            actor=staff.id,
            act=act,
            subject=conversation_id,
            detail=detail,
        )
    )
