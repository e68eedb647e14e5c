"""Health: whether the service lives, and whether each of its parts can work."""

from collections.abc import Callable
from dataclasses import asdict

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from api.auth import rooms_of
from api.errors import DoorError
from api.phone.telephony import Telephony
from api.readiness import Check, Checks, Part, checks
from api.version import VERSION
from bot.errors import BotError
from knowledge.errors import KnowledgeError
from models.errors import RecordsError


def install(app: FastAPI, checks_of: Callable[[Request], Checks] | None = None) -> None:
    """`checks_of`: what to examine; without it the joined rooms are."""
    find = checks_of or _of_rooms

    @app.get("/healthz", tags=["operation"])
    async def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive", "version": VERSION}

    @app.get(
        "/readyz",
        tags=["operation"],
        responses={503: {"description": "A needed part cannot work."}},
    )
    def ready(request: Request) -> JSONResponse:
        """Every part, and what to do about those that cannot work."""
        parts = examined(find(request))
        ready = all(part.ok or part.optional for part in parts.values())
        body = {
            "status": "ready" if ready else "not_ready",
            "version": VERSION,
            "parts": {name: asdict(part) for name, part in parts.items()},
        }
        return JSONResponse(body, 200 if ready else 503)


def _of_rooms(request: Request) -> Checks:
    telephony: Telephony = request.app.state.telephony
    return checks(rooms_of(request), telephony.started)


def examined(checks: Checks) -> dict[str, Part]:
    return {name: _outcome(check) for name, check in checks.items()}


def _outcome(check: Check) -> Part:
    try:
        return check()
    except (DoorError, BotError, RecordsError, KnowledgeError) as error:
        return Part(ok=False, detail=error.code, what_to_do="see the service's log")
    except (OSError, ValueError) as error:
        kind = type(error).__name__
        return Part(ok=False, detail=kind, what_to_do="see the service's log")
