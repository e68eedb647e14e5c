"""Refusals of the simulated bank, told as problem documents."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"


class Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def document(status: int, code: str) -> Response:
    body = {
        "type": f"urn:teller-bank:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": code.replace("_", " "),
    }
    return JSONResponse(body, status, media_type=MEDIA_TYPE)


async def told(request: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, Refusal):
        raise refusal
    return document(refusal.status, refusal.code)


async def malformed(request: Request, wrong: Exception) -> Response:
    return document(422, "invalid_request")
