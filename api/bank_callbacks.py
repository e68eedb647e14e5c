"""The bank's door: its app and its verifiers tell, signed, what a customer proved."""

import asyncio
from typing import TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError

from api.errors import BadInput
from api.factors.signed import Callback, checked
from api.openapi import RESPONSES
from api.verification_schemas import TellConfirmation, TellVerdict
from api.verifier import TheVerifier
from bot.verification import Assurance
from models.verification_values import Judgement

router = APIRouter(prefix="/api/v1/bank", tags=["bank"], responses=RESPONSES)

T = TypeVar("T", bound=BaseModel)
MATCHED = {"match": True, "no_match": False}
"""Whatever else a verifier says, it could not tell."""


@router.post("/confirmations", status_code=204)
async def confirmation(request: Request, verifier: TheVerifier) -> None:
    """What the customer chose in the bank's app. Signed by the Standard Webhooks
    scheme; the same `webhook-id` again has no second effect."""
    callback = checked(
        verifier.bank_secret, request.headers, await request.body(), verifier.now()
    )
    told = _read(TellConfirmation, callback)
    yes = told.verdict == "confirmed"
    await asyncio.to_thread(verifier.confirm, told.request, callback.id, yes=yes)


@router.post("/verdicts", status_code=204)
async def verdict(request: Request, verifier: TheVerifier) -> None:
    """What an external verifier found (face, device; a voice never proves anything)."""
    callback = checked(
        verifier.bank_secret, request.headers, await request.body(), verifier.now()
    )
    told = _read(TellVerdict, callback)
    judgement = Judgement(
        method=told.factor,
        matched=MATCHED.get(told.verdict),
        level=Assurance(told.level),
        words=told.verdict,
    )
    await asyncio.to_thread(verifier.judge, told.request, judgement, callback.id)


def _read(kind: type[T], callback: Callback) -> T:
    try:
        return kind.model_validate_json(callback.body)
    except ValidationError:
        raise BadInput("the callback cannot be read") from None
