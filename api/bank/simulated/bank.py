"""The simulated bank as one ASGI application with a memory of its own."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.bank.branches import Branches
from api.bank.fees import FeeTables
from api.bank.simulated import refusal
from api.bank.simulated.confirming import App, SignedCallback, Verdict
from api.bank.simulated.console import FAULTS, console
from api.bank.simulated.customers import read_customers
from api.bank.simulated.documented import describe
from api.bank.simulated.doors import STATE, core, gateway
from api.bank.simulated.faults import Faults, suffer
from api.bank.simulated.gateway import Gateway
from api.bank.simulated.ledger import ZONE, Ledger
from api.bank.simulated.once import Keys
from api.bank.simulated.state import State
from api.clock import Clock, now
from api.request_id import HEADER, new_request_id

DEMO_SECRET = "whsec_dGVsbGVyLXNpbXVsYXRlZC1iYW5rLWRlbW8="  # noqa: S105
"""Signs callbacks where no other secret was given; worth nothing outside."""
HEALTHY = ("/console", "/faults", "/openapi.json")
"""What no fault befalls."""


class SimulatedBank:
    """ASGI. Each has its own memory; the routes before it are made once."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.faults = Faults()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await doors()(scope, receive, send)
            return
        scope[STATE], scope[FAULTS] = self.state, self.faults
        headers = Headers(scope=scope)
        named = _named(send, headers.get(HEADER, "")[:64] or new_request_id())
        path: str = scope["path"]
        fault = None
        if not path.startswith(HEALTHY):
            fault = self.faults.next(
                path.rpartition("/")[2], write="idempotency-key" in headers
            )
        if fault:
            await suffer(fault, doors(), scope, receive, named)
        else:
            await doors()(scope, receive, named)

    def messages_to(self, customer: str) -> Sequence[str]:
        """The texts that went to the customer's number, oldest first."""
        sent = self.state.gateway.sent
        return tuple(one.text for one in sent if one.to == customer)

    def confirm(self, request: str, verdict: str) -> SignedCallback:
        """What the customer chooses in the app, for the caller to deliver."""
        return self.state.app.answer(request, Verdict(verdict), self.state.clock())

    def open_requests(self, customer: str) -> Sequence[str]:
        """What the app still asks this customer, oldest first."""
        return tuple(
            name
            for name, one in self.state.app.open.items()
            if one.asked.customer == customer and one.verdict is None
        )


def simulated_bank(
    customers: Path, *, clock: Clock = now, secret: str = DEMO_SECRET, token: str = ""
) -> SimulatedBank:
    """A fresh bank. The fee tables stand in `fees`, the branches in `branches.csv`,
    beside the file of customers. Where a token is set, only its bearers are answered.

    Raises PackMalformed.
    """
    known = read_customers(customers)
    state = State(
        ledger=Ledger(
            customers=known, fees=_fees(customers.parent / "fees", ZONE), clock=clock
        ),
        keys=Keys(),
        gateway=Gateway(customers=known),
        app=App(customers=known, secret=secret),
        clock=clock,
        branches=_branches(customers.parent / "branches.csv"),
        token=token,
    )
    return SimulatedBank(state)


@cache
def _fees(folder: Path, zone: ZoneInfo) -> FeeTables:
    return FeeTables.load(folder, zone)


@cache
def _branches(path: Path) -> Branches:
    return Branches.load(path)


@cache
def doors() -> FastAPI:
    """The routes, which find their bank in the scope of the request."""
    app = FastAPI(
        title="Core of the bank",
        version="1",
        summary="What Teller asks of a bank's core, its code gateway and its app.",
        docs_url=None,
        redoc_url=None,
    )
    describe(app)
    for router in (core, gateway, console):
        app.include_router(router)
    app.add_exception_handler(refusal.Refusal, refusal.told)
    app.add_exception_handler(RequestValidationError, refusal.malformed)
    app.add_exception_handler(HTTPException, _strange)
    return app


async def _strange(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "no_such_path", 405: "method_not_allowed"}.get(error.status_code)
    return refusal.document(error.status_code, code or "invalid_request")


def _named(send: Send, request_id: str) -> Send:
    async def named(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[HEADER] = request_id
        await send(message)

    return named
