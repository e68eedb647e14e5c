"""Questions of other worlds, put together from parts, for a base that lacks them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.message import Language
from knowledge.ports import Fold

FILE = Path(__file__).parent / "strangers.toml"
EACH = 3
"""Ways in which a thing is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    ways: tuple[str, ...]
    """With {} where the thing stands."""
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strangers:
    houses: tuple[str, ...]
    """Other banks, wallets and lenders by name."""
    before_bank: tuple[str, ...]
    """What stands before the word for bank without being a name."""
    kinds: tuple[Kind, ...]

    def asking(self, texts: Sequence[str], fold: Fold, *, seed: int) -> tuple[str, ...]:
        """`texts`: all that the base says, folded; a thing in them is no stranger."""
        chance = np.random.default_rng(seed)
        known = "\n".join(texts)
        return tuple(
            fold(kind.ways[way].format(thing))
            for kind in self.kinds
            for thing in kind.things
            for way in chance.permutation(len(kind.ways))[:EACH].tolist()
            if fold(thing) not in known
        )


@cache
def load_strangers() -> Strangers:
    read = tomllib.loads(FILE.read_text("utf-8"))
    return Strangers(
        houses=tuple(read["houses"]["names"]),
        before_bank=tuple(read["houses"]["before_bank"]),
        kinds=tuple(
            _kind(kind, language)
            for kind in read["kinds"]
            for language in Language
            if language in kind["ways"]
        ),
    )


def _kind(kind: Mapping[str, Mapping[str, Sequence[str]]], language: str) -> Kind:
    return Kind(
        ways=tuple(kind["ways"][language]), things=tuple(kind["things"][language])
    )
