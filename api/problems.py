"""Problem documents: the form in which every failed request is answered."""

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import (
    DoorError,
    Known,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    problem,
    status_of,
)
from api.request_id import current_request_id
from bot.errors import BotError
from knowledge.errors import KnowledgeError
from models.errors import RecordsError

log = logging.getLogger("teller.door")

MEDIA_TYPE = "application/problem+json"
CODE = "teller.problem_code"
"""Key of the scope under which the code of a failed request is left."""
INTERNAL = "internal_error"
OUR_FAULT = "the service failed; nothing that you sent is at fault"
MOST_FIELDS = 20
FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
CODES: Mapping[int, str] = {
    404: NotFound.code,
    401: Unauthenticated.code,
    413: TooLarge.code,
    429: TooMany.code,
}
"""Codes for statuses that the framework answers by itself; others by their phrase."""


def header(scope: Scope, name: bytes) -> str:
    """The first header of this name (lower case); empty when there is none."""
    found = (value for key, value in scope["headers"] if key == name)
    return str(next(found, b"").decode("latin-1"))


def answer_to(error: Known) -> Response:
    """A defect of ours is not explained to strangers: its detail stays here."""
    body = problem(error)
    status = status_of(error)
    if status == 500:
        body["detail"] = OUR_FAULT
        body["request_id"] = current_request_id()
    return _document(body, status, _headers(error, status))


async def refuse(error: DoorError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers in place of the application."""
    scope[CODE] = error.code
    await answer_to(error)(scope, receive, send)


def install(app: FastAPI) -> None:
    for kind in (DoorError, BotError, RecordsError, KnowledgeError):
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


class LastResort:
    """ASGI, an outermost door: no error leaves without an answer and a log line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        watched = _Watched(send)
        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            log.debug("client went away")
        except (DoorError, BotError, RecordsError, KnowledgeError) as error:
            scope[CODE] = error.code
            _log_defect(error)
            await watched.end(scope, receive, answer_to(error))
        except Exception:
            scope[CODE] = INTERNAL
            log.exception("request failed")
            await watched.end(scope, receive, _internal())


class _Watched:
    """A `send` that knows whether an answer was begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = False
        self._ended = False

    async def __call__(self, message: Message) -> None:
        self._begun = True
        self._ended = self._ended or message["type"] == "websocket.close"
        await self._send(message)

    async def end(self, scope: Scope, receive: Receive, response: Response) -> None:
        if scope["type"] == "websocket":
            if not self._ended:
                await self._send({"type": "websocket.close", "code": 1011})
        elif not self._begun:
            await response(scope, receive, self._send)


async def _known(request: Request, error: Exception) -> Response:
    if not isinstance(error, DoorError | BotError | RecordsError | KnowledgeError):
        raise error
    request.scope[CODE] = error.code
    _log_defect(error)
    return answer_to(error)


def _log_defect(error: Known) -> None:
    if status_of(error) == 500:
        log.error("request failed", exc_info=error)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    request.scope[CODE] = "invalid_request"
    body = _plain(422, "invalid_request", "some fields cannot be taken as they are")
    return _document({**body, "fields": _fields(error.errors())}, 422)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    phrase = HTTPStatus(status).phrase
    code = CODES.get(status) or re.sub(r"[^a-z]+", "_", phrase.lower())
    request.scope[CODE] = code
    return _document(_plain(status, code, phrase), status, error.headers)


def _internal() -> Response:
    body = _plain(500, INTERNAL, OUR_FAULT)
    return _document({**body, "request_id": current_request_id()}, 500)


def _plain(status: int, code: str, detail: str) -> dict[str, object]:
    return {
        "type": f"urn:teller:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
    }


def _document(
    body: Mapping[str, object],
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def _headers(error: Known, status: int) -> dict[str, str]:
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after_seconds)}
    if status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": "1"} if status == 503 else {}


def _fields(errors: Sequence[Any]) -> list[dict[str, str]]:
    """Where and what is wrong, without the value that was sent."""
    return [
        {"field": _place(one["loc"], one["type"]), "message": str(one["msg"])}
        for one in errors[:MOST_FIELDS]
    ]


def _place(path: Sequence[int | str], kind: str) -> str:
    """Names of the sender's own making are not echoed."""
    own = len(path) - 1 if kind == "extra_forbidden" else len(path)
    return ".".join(
        str(name) if place < own and _ours(name) else "?"
        for place, name in enumerate(path)
    )


def _ours(name: int | str) -> bool:
    return isinstance(name, int) or FIELD_NAME.fullmatch(name) is not None
