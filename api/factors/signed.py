"""Signed callbacks: whether the bank, and nobody else, told us this just now.

By the Standard Webhooks scheme: HMAC-SHA256 over id, time and body.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from api.errors import Unauthenticated

TOLERANCE_SECONDS = 300
NAME = re.compile(r"[A-Za-z0-9._:-]{1,100}")
PREFIX = "whsec_"
MOST_SIGNATURES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A callback whose sender is known."""

    id: str
    """The same for every repetition."""
    body: bytes


def checked(
    secret: SecretStr | None, headers: Mapping[str, str], body: bytes, now: datetime
) -> Callback:
    """Raises Unauthenticated, with one answer for every reason."""
    name = headers.get("webhook-id", "")
    at = headers.get("webhook-timestamp", "")
    told = headers.get("webhook-signature", "").split()[:MOST_SIGNATURES]
    key = _key(secret.get_secret_value()) if secret else b""
    if not (key and NAME.fullmatch(name) and _fresh(at, now)):
        raise _refused()
    wanted = f"v1,{_mac(key, name, at, body)}".encode()
    found = [
        hmac.compare_digest(one.encode("utf-8", "replace"), wanted) for one in told
    ]
    if not any(found):
        raise _refused()
    return Callback(id=name, body=body)


def _fresh(at: str, now: datetime) -> bool:
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return False
    return abs(now.timestamp() - int(at)) <= TOLERANCE_SECONDS


def _mac(key: bytes, name: str, at: str, body: bytes) -> str:
    told = f"{name}.{at}.".encode() + body
    mac = hmac.new(key, told, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()


def _key(secret: str) -> bytes:
    """`whsec_` is followed by base64; anything else is taken as it is."""
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise _refused() from None


def _refused() -> Unauthenticated:
    return Unauthenticated("the signature is missing, wrong or old")
