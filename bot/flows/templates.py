"""Templates: words with places for slots and facts, `{name}` or `{name:format}`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

FORMATS = frozenset({"money", "yuan", "date", "month", "rate", "term", "phone", "word"})
_PLACE = re.compile(
    r"\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)(?::([a-z_]+))?\}|[{}]"
)


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    format: str
    """Empty: as it is."""


def places(template: str) -> tuple[Place, ...]:
    """The places of a template, in order. Raises ValueError for a stray brace."""
    found = []
    for match in _PLACE.finditer(template):
        if match[1] is None:
            raise ValueError(f"a stray {match[0]} in {template!r}")
        found.append(Place(match[1], match[2] or ""))
    return tuple(found)


def filled(template: str, value: Callable[[Place], str]) -> str:
    return _PLACE.sub(
        lambda match: value(Place(match[1], match[2] or "")) if match[1] else match[0],
        template,
    )
