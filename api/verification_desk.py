"""The desk's door to verification: an agent asks for a proof, and never gives one."""

from dataclasses import replace

from fastapi import APIRouter

from api.auth import AnAgent
from api.chat import TheService
from api.desk import agent, audit
from api.openapi import RESPONSES
from api.service import Service
from api.verification_schemas import ProofRequested, ProofShown
from api.verifier import TheVerifier
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.proving import card_of, wanted
from models.records import Staff
from models.verification_reading import Place

router = APIRouter(
    prefix="/api/v1/desk/conversations/{conversation_id}",
    tags=["desk"],
    responses=RESPONSES,
)


@router.post("/verification-requests", status_code=201)
def ask_for_proof(
    conversation_id: str, staff: AnAgent, service: TheService
) -> ProofRequested:
    """The customer is shown a card. Only the agent who holds the conversation may ask;
    what comes of it is for nobody at the desk to decide."""
    request_id = service.rooms.ids.new()

    def step(conversation: Conversation) -> Change:
        return _asked(service, conversation, staff, request_id)

    service.change(staff.tenant_id, conversation_id, step)
    audit(service, staff, "verification_asked", conversation_id)
    return ProofRequested(request=request_id)


@router.get("/verification")
def show_proof(
    conversation_id: str, staff: AnAgent, service: TheService, verifier: TheVerifier
) -> ProofShown:
    """What stands, by what, since when and for how long still."""
    rooms = service.rooms
    store, now = rooms.records.conversations, rooms.clock()
    verification = store.get(staff.tenant_id, conversation_id).verification
    ends = verification.expires_at(now)
    place = Place(
        tenant_id=staff.tenant_id,
        conversation_id=conversation_id,
        request_id=verification.request,
    )
    standing = verifier.shown(place).standing if verification.request else None
    return ProofShown(
        level=int(verification.standing(now)),
        methods=list(verification.methods(now)),
        verified_at=verification.verified_at(now),
        expires_in=int((ends - now).total_seconds()) if ends else 0,
        subject=verification.shown,
        asked=standing is not None,
        step=standing.step if standing else None,
        attempts=standing.attempts if standing else None,
    )


def _asked(
    service: Service, conversation: Conversation, staff: Staff, request_id: str
) -> Change:
    """Raises NotYours when another agent holds it, or nobody does."""
    rooms = service.rooms
    language = conversation.language
    now = rooms.clock()
    text = rooms.wording.say("agent_asks_proof", language)
    said = rooms.steps.replied(conversation, agent(staff), text, request_id, now)
    purpose = rooms.wording.say("agent_asks_proof_for", language)
    request = wanted(conversation, request_id, purpose, now)
    shown = card_of(request, text)
    verification = replace(conversation.verification, request=request_id)
    return Change(
        conversation=replace(conversation, verification=verification),
        messages=tuple(replace(one, reply=shown) for one in said.messages),
        request=request,
    )
