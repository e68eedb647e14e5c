"""The desk's door for manual proofs: one person asks, and only another may confirm."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api.auth import AnAgent, only
from api.chat import TheService
from api.errors import Forbidden
from api.openapi import RESPONSES
from api.schemas import Given, Shown
from api.service import Service
from api.verifier import TheVerifier
from bot.conversation import Conversation
from bot.errors import NotYours
from models.records import Role, Staff
from models.verification_reading import Place
from models.verification_values import Vouching
from models.vouchings import Decided, Wanted

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)

ASupervisor = Annotated[Staff, Depends(only(Role.SUPERVISOR, Role.ADMIN))]
WEEK_DAYS = 7


class AskToVouch(Given):
    """Why no code and no app will do."""

    reason: Literal["new_number", "no_signal", "no_app", "impaired", "abroad", "other"]


class VouchingShown(Shown):
    id: str
    conversation: str
    subject: str
    """The customer's name, masked."""
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    """open, confirmed, refused."""
    decided_by: str
    decided_at: datetime | None
    mine: bool
    """Asked for by whoever reads this, who can not confirm it."""


class VouchingsShown(Shown):
    items: list[VouchingShown]


@router.post("/conversations/{conversation_id}/vouchings", status_code=201)
def ask_to_vouch(
    conversation_id: str,
    wanted: AskToVouch,
    staff: AnAgent,
    service: TheService,
    verifier: TheVerifier,
) -> VouchingShown:
    """For the request that waits for this customer, who has said on the secret card who
    they are. Proves nothing by itself: another person has to confirm it."""
    _refuse_operator(staff)
    conversation = _held(service, conversation_id, staff)
    asked = verifier.vouchings.ask(
        Wanted(
            id=service.rooms.ids.new(),
            place=Place(
                tenant_id=staff.tenant_id,
                conversation_id=conversation_id,
                request_id=conversation.verification.request,
            ),
            reason=wanted.reason,
            by=staff,
        ),
        service.rooms.clock(),
    )
    return _shown(asked, staff)


@router.get("/vouchings")
def list_vouchings(
    staff: ASupervisor,
    service: TheService,
    verifier: TheVerifier,
    days: Annotated[int, Query(ge=1, le=31)] = WEEK_DAYS,
) -> VouchingsShown:
    """What waits for a second person, and the report of what was decided."""
    since = service.rooms.clock() - timedelta(days=days)
    found = verifier.vouchings.asked(staff.tenant_id, since=since)
    return VouchingsShown(items=[_shown(one, staff) for one in found])


@router.post("/vouchings/{vouching_id}/confirm")
def confirm_vouching(
    vouching_id: str, staff: ASupervisor, verifier: TheVerifier
) -> VouchingShown:
    """The customer counts as proved for reading, never for changing anything."""
    return _decided(vouching_id, staff, verifier, yes=True)


@router.post("/vouchings/{vouching_id}/refuse")
def refuse_vouching(
    vouching_id: str, staff: ASupervisor, verifier: TheVerifier
) -> VouchingShown:
    return _decided(vouching_id, staff, verifier, yes=False)


def _decided(
    vouching_id: str, staff: Staff, verifier: TheVerifier, *, yes: bool
) -> VouchingShown:
    _refuse_operator(staff)
    verifier.vouched(
        Decided(tenant_id=staff.tenant_id, id=vouching_id, yes=yes, by=staff)
    )
    return _shown(verifier.vouchings.get(staff.tenant_id, vouching_id), staff)


def _refuse_operator(staff: Staff) -> None:
    """The machine's own token is nobody: it could be the first person's second hand."""
    if staff.id == "operator":
        raise Forbidden("log in under a name of your own", code="name_needed")


def _held(service: Service, conversation_id: str, staff: Staff) -> Conversation:
    """Raises NotYours."""
    store = service.rooms.records.conversations
    conversation = store.get(staff.tenant_id, conversation_id)
    if conversation.agent_id != staff.id:
        raise NotYours(conversation_id, conversation.owner.value)
    return conversation


def _shown(one: Vouching, staff: Staff) -> VouchingShown:
    return VouchingShown(
        id=one.id,
        conversation=one.conversation_id,
        subject=one.shown,
        reason=one.reason,
        asked_by=one.asked_name,
        asked_at=one.asked_at,
        state=one.state,
        decided_by=one.decided_name,
        decided_at=one.decided_at,
        mine=one.asked_by == staff.id,
    )
