"""Signed callbacks between the bank and us, by the Standard Webhooks scheme."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

PREFIX = "whsec_"


def signed(secret: str, *, name: str, at: int, body: bytes) -> Mapping[str, str]:
    """The headers of a callback; `at` in seconds since 1970."""
    return {
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{_mac(secret, name, at, body)}",
        "content-type": "application/json",
    }


def _mac(secret: str, name: str, at: int, body: bytes) -> str:
    told = f"{name}.{at}.".encode() + body
    mac = hmac.new(_key(secret), told, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()


def _key(secret: str) -> bytes:
    """`whsec_` is followed by base64; anything else is taken as it is."""
    if secret.startswith(PREFIX):
        return base64.b64decode(secret.removeprefix(PREFIX))
    return secret.encode()
