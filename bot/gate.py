"""The gate: wishes for a human, emergencies and abuse, known before any engine wakes.

Patterns are data (gate.toml). A pattern under `about` marks words that only talk about
the matter ("what does a loss report cost"); they are blanked out first, and what
remains is searched. A whole text that is hypothetical is never an emergency.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from bot.errors import MalformedRules


class Gate(StrEnum):
    HUMAN = "human"
    EMERGENCY = "emergency"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What one gate listens for."""

    wanted: re.Pattern[str]
    about: re.Pattern[str] | None
    """Spans that are blanked out before the search."""
    unless: re.Pattern[str] | None
    """Found anywhere: the gate stays shut..."""
    still: re.Pattern[str] | None
    """...unless this is found too."""

    def found(self, text: str) -> bool:
        left = self.about.sub("\n", text) if self.about else text
        if not self.wanted.search(left):
            return False
        if self.unless is None or not self.unless.search(text):
            return True
        return self.still is not None and bool(self.still.search(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    human: Pattern
    emergency: Pattern
    abuse: Pattern
    leaving: Pattern
    """The customer no longer wants to wait for a human."""
    cancelling: Pattern
    """The customer wants out of the open step."""
    traditional: dict[int, int]

    def fold(self, text: str) -> str:
        """Half-width, lower case, simplified where the patterns need it, no blanks
        between Chinese characters."""
        plain = unicodedata.normalize("NFKC", text).lower().translate(self.traditional)
        return _BLANKS.sub("", " ".join(plain.split()))

    def recognise(self, text: str) -> Gate | None:
        folded = self.fold(text)
        if self.emergency.found(folded):
            return Gate.EMERGENCY
        if self.human.found(folded):
            return Gate.HUMAN
        return Gate.ABUSE if self.abuse.found(folded) else None

    def leaves(self, text: str) -> bool:
        return self.leaving.found(self.fold(text))

    def cancels(self, text: str) -> bool:
        return self.cancelling.found(self.fold(text))


_BLANKS = re.compile(r"(?<=[\u3400-\u9fff])[\s·.…~-]+(?=[\u3400-\u9fff])")


def _joined(sources: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{one})" for one in sources)) if sources else None


def _pattern(name: str, data: dict[str, Any]) -> Pattern:
    wanted = _joined(data["wanted"])
    if wanted is None:
        raise MalformedRules(f"gate.toml: {name} listens for nothing")
    return Pattern(
        wanted=wanted,
        about=_joined(data.get("about", [])),
        unless=_joined(data.get("unless", [])),
        still=_joined(data.get("still", [])),
    )


@cache
def load_gates() -> Gates:
    data = tomllib.loads(files("bot").joinpath("gate.toml").read_text("utf-8"))
    pairs = data["fold"]
    return Gates(
        human=_pattern("human", data["human"]),
        emergency=_pattern("emergency", data["emergency"]),
        abuse=_pattern("abuse", data["abuse"]),
        leaving=_pattern("leaving", data["leaving"]),
        cancelling=_pattern("cancelling", data["cancelling"]),
        traditional=str.maketrans(pairs["traditional"], pairs["simplified"]),
    )
