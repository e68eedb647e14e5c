"""The developer's console: codes, confirmations and fault switches of the bank."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import httpx2
from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from api.bank.simulated.confirming import SignedCallback, Verdict
from api.bank.simulated.doors import Here
from api.bank.simulated.faults import EVERY, Fault, FaultKind, Faults
from api.bank.simulated.refusal import Refusal
from api.bank.simulated.state import State

PAGE = Path(__file__).parent / "console.html"
DELIVERY_SECONDS = 5.0
MOST_SHOWN = 50
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
}
FAULTS = "teller.faults"
"""Key of the scope under which the switches stand."""

console = APIRouter(include_in_schema=False)


class Answered(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: Verdict


class Switched(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: FaultKind | Literal["well"]
    endpoint: str = Field(EVERY, max_length=64)
    seconds: float = Field(3.0, ge=0, le=60)
    times: int | None = Field(None, ge=1, le=1000)


@console.get("/console")
async def page() -> Response:
    return HTMLResponse(_page(), headers=HEADERS)


@cache
def _page() -> str:
    return PAGE.read_text("utf-8")


@console.get("/console/state")
async def shown(here: Here, request: Request) -> dict[str, object]:
    """What the page shows, newest first."""
    return {
        "messages": _messages(here),
        "confirmations": _confirmations(here),
        "faults": _faults(request.scope[FAULTS]),
    }


@console.post("/console/confirmations/{request_id}")
async def answer(
    here: Here,
    request_id: str,
    chosen: Answered,
    content_type: Annotated[str, Header()],
) -> dict[str, str]:
    """Choose for the customer, and tell who asked."""
    _only_json(content_type)
    callback = here.app.answer(request_id, chosen.verdict, here.clock())
    outcome = await _delivered(callback)
    here.app.told(request_id, outcome)
    return {"delivered": outcome}


@console.get("/faults")
async def switches(request: Request) -> list[dict[str, object]]:
    return _faults(request.scope[FAULTS])


@console.post("/faults")
async def switch(
    request: Request, chosen: Switched, content_type: Annotated[str, Header()]
) -> list[dict[str, object]]:
    """Switch one fault on, or with `well` every fault off."""
    _only_json(content_type)
    faults: Faults = request.scope[FAULTS]
    if chosen.kind == "well":
        faults.clear()
    else:
        faults.put(
            chosen.kind,
            endpoint=chosen.endpoint,
            seconds=chosen.seconds,
            times=chosen.times,
        )
    return _faults(faults)


def _only_json(content_type: str) -> None:
    """Another site's page cannot send JSON here without asking first."""
    if content_type.partition(";")[0].strip() != "application/json":
        raise Refusal(415, "json_only")


async def _delivered(callback: SignedCallback) -> str:
    try:
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                callback.url,
                content=callback.body,
                headers=dict(callback.headers),
                timeout=DELIVERY_SECONDS,
            )
    except (httpx2.HTTPError, httpx2.InvalidURL) as wrong:
        return type(wrong).__name__
    return str(answer.status_code)


def _named(here: State, customer: str) -> dict[str, str]:
    known = here.ledger.customers.by_id[customer]
    return {"customer": known.id, "name": known.name, "phone": known.phone}


def _messages(here: State) -> list[dict[str, str]]:
    return [
        {**_named(here, one.to), "text": one.text, "at": one.at.isoformat()}
        for one in reversed(here.gateway.sent[-MOST_SHOWN:])
    ]


def _confirmations(here: State) -> list[dict[str, str]]:
    recent = list(here.app.open.items())[-MOST_SHOWN:]
    return [
        {
            **_named(here, one.asked.customer),
            "request": request,
            "text": one.asked.text,
            "at": one.at.isoformat(),
            "verdict": one.verdict or "",
            "delivered": one.delivered,
        }
        for request, one in reversed(recent)
    ]


def _faults(faults: Faults) -> list[dict[str, object]]:
    return [_fault(one) for one in faults.active]


def _fault(one: Fault) -> dict[str, object]:
    return {
        "kind": one.kind,
        "endpoint": one.endpoint,
        "seconds": one.seconds,
        "times": one.times,
    }
