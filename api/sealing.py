"""Sealing: what is kept at rest, readable only with the key of TELLER_HOME."""

import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.errors import DoorError

VERSION = b"\x01"
NONCE_BYTES = 12


class SealBroken(DoorError):
    """Another key, another place, or not what was written."""

    code = "seal_broken"
    status = 410


@dataclass(frozen=True, slots=True)
class Seal:
    """AES-256-GCM (NIST SP 800-38D). What is sealed can be opened only in the place
    that it was sealed for."""

    key: bytes = field(repr=False)

    def closed(self, content: bytes, *place: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.key).encrypt(nonce, content, _bound(place))
        return VERSION + nonce + sealed

    def opened(self, sealed: bytes, *place: str) -> bytes:
        """Raises SealBroken."""
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != VERSION or len(nonce) != NONCE_BYTES:
            raise SealBroken("what is kept cannot be read")
        try:
            return AESGCM(self.key).decrypt(nonce, rest, _bound(place))
        except InvalidTag:
            raise SealBroken("what is kept cannot be read") from None


def _bound(place: tuple[str, ...]) -> bytes:
    return "\x00".join(place).encode()
