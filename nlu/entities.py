"""The entities in a text, without overlap, by rule."""

from collections.abc import Callable, Iterator
from datetime import date

from bot.understanding import Entity
from nlu.amounts import find_amounts
from nlu.dates import find_dates
from nlu.identifiers import find_card_tails, find_id_numbers, find_phones
from nlu.terms import find_terms

_RULES: tuple[Callable[[str], Iterator[Entity]], ...] = (
    find_id_numbers,
    find_phones,
    find_card_tails,
)
_LATER_RULES: tuple[Callable[[str], Iterator[Entity]], ...] = (
    find_terms,
    find_amounts,
)


def find_entities(normalized: str, *, today: date) -> tuple[Entity, ...]:
    """In the order of the text; where two rules claim a place, the stricter has it."""
    kept: list[Entity] = []
    for found in _all(normalized, today):
        if all(found.end <= other.start or other.end <= found.start for other in kept):
            kept.append(found)
    return tuple(sorted(kept, key=lambda entity: entity.start))


def _all(text: str, today: date) -> Iterator[Entity]:
    for rule in _RULES:
        yield from rule(text)
    yield from find_dates(text, today)
    for rule in _LATER_RULES:
        yield from rule(text)
