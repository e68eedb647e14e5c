"""The card's own door: what is secret is typed here, past the dialogue."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.auth import TheCustomer
from api.chat import address_of
from api.factors.claims import Claim
from api.openapi import RESPONSES
from api.verification_schemas import GiveClaim, GiveCode, VerificationShown
from api.verifier import TheVerifier, Told, Verifier
from bot.verification import Factor
from models.verification_reading import Place

router = APIRouter(
    prefix="/api/v1/conversations/{conversation_id}/verifications/{request_id}",
    tags=["verification"],
    responses=RESPONSES,
)


def place_of(
    request_id: str, customer: TheCustomer, request: Request, verifier: TheVerifier
) -> Place:
    """A request of the customer's own conversation. Raises TooMany."""
    place = Place(
        tenant_id=customer.tenant_id,
        conversation_id=customer.conversation_id,
        request_id=request_id[:64],
    )
    verifier.allow(place, address_of(request))
    return place


Here = Annotated[Place, Depends(place_of)]


@router.get("")
def show(place: Here, verifier: TheVerifier) -> VerificationShown:
    """How far it is."""
    return _shown(place, verifier.shown(place))


@router.post("/claim")
def give_claim(
    place: Here, claim: GiveClaim, request: Request, verifier: TheVerifier
) -> VerificationShown:
    """Say who you are. The answer is the same whether the bank knows you or not; where
    something has to be proved, what is needed for it is sent at once."""
    told = Claim(tail=claim.tail, phone=claim.phone, id_number=claim.id_number)
    return _shown(place, verifier.claim(place, told, address_of(request)))


@router.post("/code")
def give_code(
    place: Here, guess: GiveCode, request: Request, verifier: TheVerifier
) -> VerificationShown:
    """Type the code. Every try counts, whatever was typed."""
    return _shown(place, verifier.guess(place, guess.code, address_of(request)))


@router.post("/resend")
def send_again(place: Here, verifier: TheVerifier) -> VerificationShown:
    """Another code; every code before it is worth nothing any more."""
    return _sent(place, verifier, Factor.CODE)


@router.post("/app")
def ask_in_app(place: Here, verifier: TheVerifier) -> VerificationShown:
    """Confirm in the bank's app instead; a code before it is worth nothing any more."""
    return _sent(place, verifier, Factor.APP)


@router.post("/cancel")
def give_up(place: Here, verifier: TheVerifier) -> VerificationShown:
    """The conversation goes on without a proof."""
    return _shown(place, verifier.cancel(place))


def _sent(place: Place, verifier: Verifier, factor: Factor) -> VerificationShown:
    return _shown(place, verifier.send(place, factor))


def _shown(place: Place, told: Told) -> VerificationShown:
    standing = told.standing
    return VerificationShown(
        request=place.request_id,
        step=standing.step,
        required=int(standing.required),
        purpose=standing.purpose,
        methods=[one.value for one in standing.methods],
        method=standing.method.value if standing.method else None,
        sent=standing.sent,
        resend_in=standing.resend_seconds if standing.resend_seconds >= 0 else None,
        expires_in=standing.expires_seconds,
        attempts=standing.attempts,
        result=told.verdict.value if told.verdict else None,
    )
