"""The port to a bank's core: one question, one answer of a known shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from api.bank.asked import Asked
from api.bank.shapes import Shape

Answer = TypeVar("Answer", bound=Shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Generic[Answer]):
    method: Literal["GET", "POST"]
    path: str
    answer: type[Answer]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Asked | None = None
    about: Mapping[str, object] = field(default_factory=dict)
    """What the answer must repeat, where it names it at all."""
    optional: bool = False
    """Not every core offers it: one that knows no such path refuses it."""
    key: str = ""
    """For a write: its idempotency key; the same key never has two effects."""


class Bank(Protocol):
    def ask(self, order: Order[Answer]) -> Answer:
        """Raises BankRefused, BankUnavailable or, for a write, BankLate."""
