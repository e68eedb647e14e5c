"""The gate: wishes for a human, emergencies and abuse, known before any engine wakes.

Patterns are data (gate*.toml). A pattern under `about` marks words that only talk about
the matter ("what does a loss report cost"); they are blanked out first, and what
remains is searched. `unless` keeps the gate shut, and `still` opens it all the same.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from bot.errors import MalformedRules
from bot.folding import Folding, folding


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
    """...unless this is found outside the blanks."""

    def found(self, text: str) -> bool:
        left = self.about.sub("\n", text) if self.about else text
        if not self.wanted.search(left):
            return False
        if self.unless is None or not self.unless.search(text):
            return True
        return self.still is not None and bool(self.still.search(left))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    human: Pattern
    emergency: Pattern
    abuse: Pattern
    leaving: Pattern
    """The customer no longer wants to wait for a human."""
    calling: Pattern
    """The customer who waits would rather be called."""
    cancelling: Pattern
    """The customer wants out of the open step."""
    folding: Folding

    def fold(self, text: str) -> str:
        """Half-width, lower case, simplified where the patterns need it, no blanks
        between Chinese characters, slips of the key words put right."""
        return self.folding.fold(text)

    def recognise(self, text: str) -> Gate | None:
        folded = self.fold(text)
        if self.emergency.found(folded):
            return Gate.EMERGENCY
        if self.human.found(folded):
            return Gate.HUMAN
        return Gate.ABUSE if self.abuse.found(folded) else None

    def leaves(self, text: str) -> bool:
        """Who asks for a human once more does not leave."""
        folded = self.fold(text)
        return self.leaving.found(folded) and not self.human.found(folded)

    def calls_for(self, text: str) -> bool:
        return self.calling.found(self.fold(text))

    def cancels(self, text: str) -> bool:
        return self.cancelling.found(self.fold(text))


_WORD = re.compile(r"\{([a-z_]+)\}")


def spelled_out(source: str, words: dict[str, str]) -> str:
    """A pattern with its {words} put in."""

    def alternatives(found: re.Match[str]) -> str:
        if found[1] not in words:
            raise MalformedRules(f"gate: no words are called {found[1]}")
        return f"(?:{spelled_out(words[found[1]], words)})"

    return _WORD.sub(alternatives, source)


def _joined(sources: list[str], words: dict[str, str]) -> re.Pattern[str] | None:
    spelled = [f"(?:{spelled_out(one, words)})" for one in sources]
    return re.compile("|".join(spelled)) if spelled else None


def _pattern(name: str, file: str) -> Pattern:
    data = _loaded(file)
    words, gate = data.get("words", {}), data[name]
    wanted = _joined(gate["wanted"], words)
    if wanted is None:
        raise MalformedRules(f"{file}: {name} listens for nothing")
    return Pattern(
        wanted=wanted,
        about=_joined(gate.get("about", []), words),
        unless=_joined(gate.get("unless", []), words),
        still=_joined(gate.get("still", []), words),
    )


def _loaded(file: str) -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath(file).read_text("utf-8"))


@cache
def load_gates() -> Gates:
    return Gates(
        human=_pattern("human", "gate_human.toml"),
        emergency=_pattern("emergency", "gate_emergency.toml"),
        abuse=_pattern("abuse", "gate_abuse.toml"),
        leaving=_pattern("leaving", "gate.toml"),
        calling=_pattern("calling", "gate.toml"),
        cancelling=_pattern("cancelling", "gate.toml"),
        folding=folding(_loaded("gate.toml")["fold"]),
    )
