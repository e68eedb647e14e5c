"""The connector to a bank's core over HTTP."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from pydantic import SecretStr, ValidationError

from api.bank.errors import BankError, BankLate, BankRefused, BankUnavailable
from api.bank.port import Answer, Order
from api.bank.shapes import Problem
from api.request_id import HEADER, current_request_id, new_request_id

log = logging.getLogger("teller.bank")

ATTEMPTS = 2
LARGEST_BODY = 1024 * 1024
"""Bytes."""
PROBLEM = "application/problem+json"
NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
IN_PROGRESS = "in_progress"
NOT_OFFERED = "no_such_path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """In seconds; together they let the customer hear within four."""

    connect: float = 0.8
    answer: float = 2.0
    total: float = 3.2
    """After which no further attempt begins."""


class _NotDone(Exception):
    """This attempt certainly had no effect."""


class _Unknown(Exception):
    """This attempt may have had its effect."""


def bank_client(url: str, token: SecretStr | None = None) -> httpx2.Client:
    """Reads no proxy settings of the machine and follows no redirects."""
    headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    return httpx2.Client(base_url=url, headers=headers, trust_env=False)


class HttpBank:
    """Implements api.bank.port.Bank. A write is repeated only with its own key."""

    def __init__(
        self,
        client: httpx2.Client,
        timeouts: Timeouts | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._timeouts = timeouts or Timeouts()
        self._clock = clock

    def ask(self, order: Order[Answer]) -> Answer:
        started = self._clock()
        perhaps_done = False
        for _ in range(ATTEMPTS):
            left = self._timeouts.total - (self._clock() - started)
            if left <= 0:
                break
            try:
                return self._once(order, left)
            except _NotDone as wrong:
                _note(order, wrong)
            except _Unknown as wrong:
                _note(order, wrong)
                perhaps_done = True
        raise _failure(late=perhaps_done and bool(order.key))

    def _once(self, order: Order[Answer], seconds: float) -> Answer:
        try:
            status, kind, body = self._exchange(order, seconds)
        except NOT_SENT as wrong:
            raise _NotDone(type(wrong).__name__) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as wrong:
            raise _Unknown(type(wrong).__name__) from None
        if status // 100 == 2:
            return _checked(order, body)
        raise _told(status, kind, body, optional=order.optional)

    def _exchange(self, order: Order[Answer], seconds: float) -> tuple[int, str, bytes]:
        timeouts = self._timeouts
        answer = min(timeouts.answer, seconds)
        until = self._clock() + timeouts.connect + answer
        with self._client.stream(
            order.method,
            order.path,
            params=dict(order.query),
            content=order.body.model_dump_json() if order.body else None,
            headers=_headers(order),
            timeout=httpx2.Timeout(answer, connect=min(timeouts.connect, seconds)),
        ) as response:
            body = self._body(response, until)
            return response.status_code, response.headers.get("content-type", ""), body

    def _body(self, response: httpx2.Response, until: float) -> bytes:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if self._clock() > until:
                raise httpx2.ReadTimeout("the answer came too slowly")
            if len(body) > LARGEST_BODY:
                raise httpx2.ReadError("the answer is too long")
        return bytes(body)


def _headers(order: Order[Answer]) -> dict[str, str]:
    headers = {
        "Accept": f"application/json, {PROBLEM}",
        HEADER: current_request_id() or new_request_id(),
    }
    if order.body:
        headers["Content-Type"] = "application/json"
    if order.key:
        headers["Idempotency-Key"] = order.key
    return headers


def _checked(order: Order[Answer], body: bytes) -> Answer:
    try:
        answer = order.answer.model_validate_json(body, strict=True)
    except ValidationError as wrong:
        fields = sorted({".".join(map(str, one["loc"])) for one in wrong.errors()})
        raise _Unknown(f"nonsense in {', '.join(fields)[:200] or 'all'}") from None
    for name, asked in order.about.items():
        if getattr(answer, name, asked) != asked:
            raise _Unknown(f"an answer about another {name}")
    return answer


def _told(
    status: int, kind: str, body: bytes, *, optional: bool
) -> BankRefused | _NotDone | _Unknown:
    """What an answer that is no success says about the effect."""
    code = _code(kind, body)
    if optional and status in (404, 405, 501):
        return BankRefused(code or NOT_OFFERED)
    if status == 409 and code == IN_PROGRESS:
        return _Unknown(IN_PROGRESS)
    if status in (401, 403, 429) or (status == 503 and code):
        return _NotDone(f"{status} {code}")
    if status // 100 == 4 and code:
        return BankRefused(code)
    return _NotDone(str(status)) if status // 100 == 4 else _Unknown(str(status))


def _code(kind: str, body: bytes) -> str:
    if kind.partition(";")[0].strip().lower() != PROBLEM:
        return ""
    try:
        return Problem.model_validate_json(body).code
    except ValidationError:
        return ""


def _note(order: Order[Answer], wrong: Exception) -> None:
    log.warning(
        "bank did not answer well",
        extra={"asked": order.answer.__name__, "why": str(wrong), "write": order.key},
    )


def _failure(*, late: bool) -> BankError:
    if late:
        return BankLate("the bank did not say what became of it")
    return BankUnavailable("the bank did not answer sensibly")
