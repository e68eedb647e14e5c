"""How a folded text is cut for the lexical engine: characters, words, synonyms."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import rjieba

Tokens = tuple[str, ...]

_UNIT = re.compile(r"[a-z0-9]+|[^\W_]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z0-9]+", re.IGNORECASE)


def characters(text: str) -> Tokens:
    """Units and pairs of neighbours; a run of Latin letters or digits is one unit."""
    units = _UNIT.findall(text)
    return (*units, *(f"{first} {second}" for first, second in pairwise(units)))


def words(text: str) -> Tokens:
    """Words of two characters or more; Latin ones with their triples of letters."""
    cut = (word.strip() for word in rjieba.cut(text))
    kept = [word for word in cut if len(word) > 1 and _UNIT.match(word)]
    return tuple(chain.from_iterable(_spelled(word) for word in kept))


def _spelled(word: str) -> list[str]:
    if not _LATIN.fullmatch(word) or word.isdigit():
        return [word]
    framed = f"^{word.lower()}$"
    return [word, *(framed[at : at + 3] for at in range(len(framed) - 2))]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Rewrites every member of a group to its first, in wordings and questions."""

    pattern: re.Pattern[str] | None
    first: dict[str, str]

    @classmethod
    def of(
        cls, groups: Sequence[Sequence[str]], fold: Callable[[str], str]
    ) -> "Synonyms":
        first = {
            fold(member): fold(group[0])
            for group in groups
            for member in group
            if fold(member)
        }
        longest_first = sorted(first, key=len, reverse=True)
        if not longest_first:
            return cls(None, {})
        return cls(re.compile("|".join(map(_bounded, longest_first))), first)

    def unite(self, text: str) -> str:
        if self.pattern is None:
            return text
        return self.pattern.sub(lambda found: self.first[found.group()], text)


def _bounded(member: str) -> str:
    """A Latin member is matched as a whole word only."""
    escaped = re.escape(member)
    start = r"(?<![a-z0-9])" if _LATIN.match(member) else ""
    end = r"(?![a-z0-9])" if _LATIN.match(member[-1]) else ""
    return f"{start}{escaped}{end}"
