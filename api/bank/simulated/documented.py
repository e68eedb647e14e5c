"""What the contract's document says beside the routes: problems, callback, token."""

from datetime import datetime
from typing import Any

from fastapi import FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel

from api.bank.shapes import Problem, Reference
from api.bank.simulated.confirming import Verdict
from api.bank.simulated.refusal import MEDIA_TYPE

_WHAT = {
    401: "No token, or a wrong one.",
    404: "`no_such_customer`, `no_such_card`, or a code of this operation.",
    409: "`in_progress`: the same key is being done; or a code of this operation.",
    422: "`invalid_request`, `key_reused`, or a code of this operation.",
    503: "`unavailable`: nothing was done.",
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": words,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, words in _WHAT.items()
}
TOKEN = HTTPBearer(auto_error=False, description="TELLER_BANK_TOKEN, where it is set.")


class Confirmed(BaseModel):
    """Signed by Standard Webhooks: `webhook-id`, `webhook-timestamp` and
    `webhook-signature` (`v1,` and the base64 of HMAC-SHA256 over id.timestamp.body,
    with TELLER_BANK_SECRET)."""

    request: Reference
    verdict: Verdict
    method: str
    """`app`."""
    at: datetime


def describe(app: FastAPI) -> None:
    """Adds the callback, and the schema that RESPONSES refers to."""

    @app.webhooks.post("confirmation", tags=["App"], status_code=204)
    async def confirmation(told: Confirmed) -> None:
        """What the customer chose in the app, posted to the confirmation's callback."""

    plain = app.openapi

    def described() -> dict[str, Any]:
        document = plain()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return document

    setattr(app, "openapi", described)  # noqa: B010  the way FastAPI documents
