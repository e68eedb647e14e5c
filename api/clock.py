"""The clock and chance: the only place where the service reads them."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


class RandomIds:
    """Implements bot.ports.Ids."""

    def new(self) -> str:
        return secrets.token_hex(16)


def password(length: int = 16) -> str:
    """Easy to read aloud: no look-alike characters."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(secrets.choice(alphabet) for _ in range(length))
