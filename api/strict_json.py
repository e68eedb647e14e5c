"""Strict JSON: what two readers could understand differently is refused."""

import json
import math
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BadInput, DoorError, TooLarge
from api.problems import header, refuse

CODE = "malformed_json"
LONGEST_NUMBER = 300
"""Digits; longer ones cost a reader quadratic time."""

STRINGS_AND_BRACKETS = re.compile(
    r'"(?:[^"\\]+|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL
)
UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of surrogate pairs: no database takes them."""


def parse(raw: bytes | str, *, depth: int) -> object:
    """Raises BadInput with the code `malformed_json`, which never echoes `raw`."""
    text = _decoded(raw) if isinstance(raw, bytes) else raw
    if _deepest(text) > depth:
        raise _refused(f"nested deeper than {depth}")
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_real,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as wrong:
        raise _refused(f"not JSON at character {wrong.pos}") from None
    if "\\u" in text or UNSPEAKABLE.search(text):
        _check_strings(value)
    return value


def _check_strings(value: object) -> None:
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str) and UNSPEAKABLE.search(one):
            raise _refused("a string holds NUL or half of a surrogate pair")
        if isinstance(one, list):
            left += one
        if isinstance(one, dict):
            left += [*one, *one.values()]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise _refused(f"not UTF-8 at byte {wrong.start}") from None


def _deepest(text: str) -> int:
    depth = deepest = 0
    for token in STRINGS_AND_BRACKETS.finditer(text):
        mark = text[token.start()]
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _refused("a key comes twice in one object")
    return made


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _refused(f"a number has more than {LONGEST_NUMBER} digits")
    return int(digits)


def _real(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number := float(digits)):
        raise _refused("a number is too long or too large")
    return number


def _constant(name: str) -> float:
    raise _refused("NaN and Infinity are not JSON")


def _refused(detail: str) -> BadInput:
    return BadInput(detail, code=CODE)


class StrictJson:
    """ASGI: reads a JSON body whole, and lets the application see it only if strict."""

    def __init__(self, app: ASGIApp, *, body_bytes: int, depth: int) -> None:
        self._app = app
        self._body_bytes = body_bytes
        self._depth = depth

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _carries_json(scope):
            await self._app(scope, receive, send)
            return
        try:
            body = await _whole(receive, self._body_bytes)
            if body:
                parse(body, depth=self._depth)
        except DoorError as error:
            await refuse(error, scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _again(body, receive), send)


def _carries_json(scope: Scope) -> bool:
    """A body of no named type counts as JSON: a reader might guess so."""
    kind = header(scope, b"content-type").partition(";")[0].strip().lower()
    return kind == "" or kind.endswith(("/json", "+json"))


async def _whole(receive: Receive, limit: int) -> bytes | None:
    """None when the client went away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            raise TooLarge(f"a body may have {limit} bytes")
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [
        {"type": "http.request", "body": body, "more_body": False}
    ]

    async def next_message() -> Message:
        return pending.pop() if pending else await receive()

    return next_message
