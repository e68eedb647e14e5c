"""Faults of the simulated bank, switched on and off while it runs."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bank.simulated.refusal import document

WAIT = "teller.wait"
"""Key of the scope under which a transport without a clock of its own leaves how to
wait."""
EVERY = "*"
CUT_AFTER = b"1048576"
NONSENSE = b"<html><body>504 proxy error</body></html>"

Wait = Callable[[float], Awaitable[None]]


class FaultKind(StrEnum):
    SLOW = "slow"
    """The answer comes after some seconds."""
    DOWN = "down"
    """503, and nothing is done."""
    REFUSED = "refused"
    """The line is cut, and nothing is done."""
    WRONG = "wrong"
    """It is done, and the answer is no JSON."""
    WRONG_TYPES = "wrong_types"
    """It is done, and the answer has texts for numbers."""
    OTHER_CUSTOMER = "other_customer"
    """The answer is about another customer."""
    DUPLICATE = "duplicate"
    """It is done, and the answer is lost: the same is going to be asked again."""
    LATE = "late"
    """The same, of what changes something; readings are well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    kind: FaultKind
    endpoint: str = EVERY
    """The last part of the path; `*`: every one."""
    seconds: float = 3.0
    times: int | None = None
    """How often it still happens; None: until it is switched off."""


@dataclass(slots=True)
class Faults:
    active: list[Fault] = field(default_factory=list)

    def put(
        self,
        kind: FaultKind | str,
        *,
        endpoint: str = EVERY,
        seconds: float = 3.0,
        times: int | None = None,
    ) -> None:
        """In place of any other at this endpoint."""
        self.active = [one for one in self.active if one.endpoint != endpoint]
        made = Fault(
            kind=FaultKind(kind), endpoint=endpoint, seconds=seconds, times=times
        )
        self.active.append(made)

    def clear(self) -> None:
        self.active = []

    def next(self, endpoint: str, *, write: bool = False) -> Fault | None:
        """The fault that befalls this request, counted as having happened."""
        fitting = (
            one
            for one in self.active
            if one.endpoint in (endpoint, EVERY)
            and (write or one.kind is not FaultKind.LATE)
        )
        if (found := next(fitting, None)) is None or found.times is None:
            return found
        place = self.active.index(found)
        left = replace(found, times=found.times - 1)
        self.active[place : place + 1] = [left] if left.times else []
        return found


async def suffer(
    fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send
) -> None:
    match fault.kind:
        case FaultKind.SLOW:
            wait: Wait = scope.get(WAIT, asyncio.sleep)
            await wait(fault.seconds)
            await app(scope, receive, send)
        case FaultKind.DOWN:
            await document(503, "unavailable")(scope, receive, send)
        case FaultKind.REFUSED:
            await _cut(send)
        case FaultKind.DUPLICATE | FaultKind.LATE:
            await _answer(app, scope, receive)
            await _cut(send)
        case FaultKind.WRONG:
            await _answer(app, scope, receive)
            await _send(send, NONSENSE)
        case FaultKind.WRONG_TYPES:
            answer = await _answer(app, scope, receive)
            await _send(send, _rewritten(answer, _mistyped))
        case FaultKind.OTHER_CUSTOMER:
            answer = await _answer(app, scope, receive)
            await _send(send, _rewritten(answer, _of_another))


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> bytes:
    body = bytearray()

    async def keep(message: Message) -> None:
        body.extend(message.get("body", b""))

    await app(scope, receive, keep)
    return bytes(body)


async def _send(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _cut(send: Send) -> None:
    """An answer that breaks off: a server that finds it incomplete drops the line."""
    headers = [(b"content-length", CUT_AFTER)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


def _rewritten(
    body: bytes, change: Callable[[MutableMapping[str, Any]], MutableMapping[str, Any]]
) -> bytes:
    return json.dumps(change(json.loads(body))).encode()


def _mistyped(told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: _wrong(value) for name, value in told.items()}


def _wrong(value: object) -> object:
    """Texts for numbers, numbers for texts, a text for a list."""
    if isinstance(value, str):
        return 12.5
    return str(value)


def _of_another(told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {**told, **{name: "X9999" for name in ("customer", "card") if name in told}}
