"""The running service, asked over HTTP by a command that may not write beside it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2

from api.cli.lock import Holder, holder
from api.errors import DoorError
from api.secret import load_secrets
from api.settings import Settings

TIMEOUT_SECONDS = 600.0
"""An import may train before it answers."""


class ServiceRefused(DoorError):
    """The running service did not do what was asked."""

    code = "service_refused"


class Remote:
    """Speaks as the operator: whoever can read TELLER_HOME owns the machine."""

    def __init__(self, home: Path, held: Holder) -> None:
        self._url = held.url
        self._headers = {"Authorization": f"Bearer {load_secrets(home).operator}"}

    def post(self, path: str, body: Mapping[str, object]) -> bytes:
        return self._asked(lambda client: client.post(path, json=body))

    def get(self, path: str) -> bytes:
        return self._asked(lambda client: client.get(path))

    def upload(self, path: str, file: Path, fields: Mapping[str, str]) -> bytes:
        """A file with its name, and the fields of the form beside it."""
        files = {"file": (file.name, file.read_bytes())}
        return self._asked(lambda client: client.post(path, data=fields, files=files))

    def _asked(self, ask: Callable[[httpx2.Client], httpx2.Response]) -> bytes:
        try:
            with httpx2.Client(
                base_url=self._url,
                headers=self._headers,
                timeout=TIMEOUT_SECONDS,
                trust_env=False,
            ) as client:
                answer = ask(client)
        except httpx2.HTTPError as wrong:
            raise ServiceRefused(
                f"the service at {self._url} does not answer "
                f"({type(wrong).__name__}): see its log, or stop it first"
            ) from None
        if answer.is_error:
            raise ServiceRefused(_problem_in(answer), code=_code_in(answer))
        return answer.content


def service_of(settings: Settings) -> Remote | None:
    """The service that runs on this TELLER_HOME; None: write to it yourself.

    The lock is not held when this returns None: `hold` it before writing.
    """
    held = holder(settings.home)
    return Remote(settings.home, held) if held and held.url else None


def _document(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _code_in(answer: httpx2.Response) -> str:
    return str(_document(answer).get("code", ""))


def _problem_in(answer: httpx2.Response) -> str:
    words = _document(answer).get("detail") or answer.reason_phrase
    return f"the service answered {answer.status_code}: {words}"
