"""The growth of wordings: a kernel with fillers, matters, endings and slips."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.message import Language

MOST_CHANGES = 2
"""Changes to one kernel: more, and nobody would know what is meant."""
LATIN = 0x2FFF
"""The last code of letters; Chinese characters lie beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What one language has to put to a kernel."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    slips: tuple[tuple[str, str], ...]
    traditional: dict[int, int]
    joins: tuple[str, ...]

    def grown(self, kernel: str, chance: Random) -> str:
        for _ in range(chance.randint(1, MOST_CHANGES)):
            kernel = chance.choice(self._changes())(kernel, chance)
        return kernel

    def _changes(self) -> Sequence[Callable[[str, Random], str]]:
        common = (self._begun, self._ended, self._slipped, self._slipped)
        if not self.traditional:
            return (*common, _shouted, _swapped)
        return (*common, self._traditional, self._spread)

    def _begun(self, text: str, chance: Random) -> str:
        return chance.choice(self.before) + text

    def _ended(self, text: str, chance: Random) -> str:
        return text.rstrip("。.！!") + chance.choice(self.after)

    def _slipped(self, text: str, chance: Random) -> str:
        fitting = [one for one in self.slips if _whole(one[0]).search(text)]
        if not fitting:
            return self._begun(text, chance)
        right, wrong = chance.choice(fitting)
        return _whole(right).sub(wrong, text, count=1)

    def _traditional(self, text: str, chance: Random) -> str:
        return text.translate(self.traditional)

    def _spread(self, text: str, chance: Random) -> str:
        """A short text with something between its characters."""
        short = len(text) <= 8 and all(ord(one) > LATIN for one in text)
        return chance.choice(self.joins).join(text) if short else text


def _whole(words: str) -> re.Pattern[str]:
    """These words, where no other letters hang on to them."""
    return re.compile(rf"(?<![A-Za-z]){re.escape(words)}(?![A-Za-z])")


def _shouted(text: str, chance: Random) -> str:
    return chance.choice((text.upper(), text.title(), text.lower()))


def _swapped(text: str, chance: Random) -> str:
    """Two letters within a longer word change places."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if word.isalpha() and len(word) >= 6]
    if long:
        at = chance.choice(long)
        word, cut = words[at], chance.randrange(1, len(words[at]) - 2)
        words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


def load_growth(file: Path) -> dict[Language, Growth]:
    data = tomllib.loads(file.read_text("utf-8"))
    return {Language.ZH: _growth(data["zh"]), Language.EN: _growth(data["en"])}


def _growth(data: dict[str, Any]) -> Growth:
    pairs = data.get("traditional", ())
    return Growth(
        before=tuple(data["before"].strip("\n").split("\n")),
        after=tuple(data["after"].strip("\n").split("\n")),
        slips=tuple((right, wrong) for right, wrong in data["slips"]),
        traditional=str.maketrans({pair[0]: pair[1] for pair in pairs}),
        joins=tuple(data.get("joins", ())),
    )


def growing(
    kernels: Sequence[str], growth: Growth, chance: Random, known: set[str]
) -> Iterator[str]:
    """Wordings without end, none of them twice and none that is known."""
    while True:
        text = growth.grown(chance.choice(kernels), chance)
        if text not in known:
            known.add(text)
            yield text
