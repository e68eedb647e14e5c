"""Pressure: words which show that a swindler may be steering the customer."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.gate import load_gates, spelled_out
from bot.message import Language

SIGNAL = "pressure"
"""Name of the sign of risk that a conversation keeps once such words were said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What one language's customers say when they are steered."""

    wanted: Mapping[str, re.Pattern[str]]
    """By the name of the case."""
    unless: re.Pattern[str]
    """Words that only ask about such cases."""

    def case(self, folded: str) -> str:
        """Name of the first case that is found; empty for ordinary words."""
        if self.unless.search(folded):
            return ""
        found = (name for name, one in self.wanted.items() if one.search(folded))
        return next(found, "")


def pressured(text: str, language: Language) -> str:
    """Name of the pattern by which somebody puts pressure on the customer; empty when
    nothing shows that."""
    return load_guards()[language].case(load_gates().fold(text))


@cache
def load_guards() -> Mapping[Language, Guard]:
    table = tomllib.loads(files("bot").joinpath("pressure.toml").read_text("utf-8"))
    words = table["words"]
    return {
        language: Guard(
            wanted={
                one["name"]: _joined(one["wanted"], words)
                for one in table[language.value]["pattern"]
            },
            unless=_joined(table[language.value]["unless"], words),
        )
        for language in Language
    }


def _joined(sources: Sequence[str], words: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{spelled_out(one, words)})" for one in sources))
