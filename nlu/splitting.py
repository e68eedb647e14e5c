"""Where one message may hold several wishes: its clauses, by rule."""

import re
from dataclasses import dataclass

MOST = 4
"""Clauses; a message with more is a story, not a list of wishes."""
LONGEST = 200
"""Characters of a message that is looked at."""
SHORTEST_ZH, SHORTEST_EN = 3, 8
"""Characters of a clause that can hold a wish."""

_ZH_ALSO = (
    r"顺便再?|顺带再?|另外再?|此外|同时|然后再?|还有|以及|接着再?|完了再|再帮我|再给我|再麻烦|"
    r"对了|还想|也想|并且|而且还?"
)
_EN_ALSO = (
    r"and also|and then|and please|and can you|and could you|also|by the way|btw|plus|"
    r"oh and|as well as|another thing|one more thing"
)
_BOUNDARY = re.compile(
    rf"(?P<zh>[\s,，;；、。.!！?？]*(?:{_ZH_ALSO})[,，、]?)"
    rf"|(?P<en>[\s,;.!?]+(?:{_EN_ALSO})\b,?)"
    r"|(?P<mark>[;；。!！?？，]+|,(?=\s|[\u3400-\u9fff])|(?<=[a-z])\.(?=\s)|\s+and\s+)"
)
_BESIDES = re.compile(r"除了|除开|besides|apart from")
"""Names what is not wished for."""
_EDGE = " ,，、;；。.!！?？"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    text: str
    announced: bool
    """By a word that says: and another thing."""


def clauses(normalized: str) -> tuple[Clause, ...]:
    """Empty where there is nothing to part."""
    if len(normalized) > LONGEST or _BESIDES.search(normalized):
        return ()
    found = list(_cut(normalized))
    return tuple(found) if 2 <= len(found) <= MOST else ()


def _cut(text: str) -> list[Clause]:
    found: list[Clause] = []
    start, announced = 0, False
    for boundary in _BOUNDARY.finditer(text):
        _keep(found, text[start : boundary.start()], announced)
        start, announced = boundary.end(), boundary["mark"] is None
    _keep(found, text[start:], announced)
    return found


def _keep(found: list[Clause], text: str, announced: bool) -> None:
    """What is too short for a wish belongs to the clause before it."""
    bare = text.strip(_EDGE)
    least = SHORTEST_EN if bare.isascii() else SHORTEST_ZH
    if len(bare) >= least:
        found.append(Clause(text=bare, announced=announced))
    elif bare and found:
        last = found.pop()
        joined = f"{last.text} {bare}" if bare.isascii() else f"{last.text}，{bare}"
        found.append(Clause(text=joined, announced=last.announced))
