"""Folding: one plain spelling for the many ways a customer's words are written."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_BLANKS = re.compile(r"(?<=[\u3400-\u9fff])[\s·.…~_*/|、-]+(?=[\u3400-\u9fff])")
_LATIN = re.compile(r"[a-z]{3,18}")
_ROUNDS = 4
_REMEMBERED = 4096
"""Words whose spelling need not be looked for again."""
_SHORT_WORDS = 24
"""Spelling is put right only in texts of so few Latin words."""
_LONG_LETTERS = 10
"""Words of so many letters may have two slips, shorter ones one."""
_SURE_LETTERS = 5
"""In shorter words an exchanged letter makes another word, not a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    traditional: dict[int, int]
    heard: tuple[tuple[re.Pattern[str], str], ...]
    """What is typed or heard in place of a key word, and the key word."""
    spelling: frozenset[str]
    """English key words."""
    keep: frozenset[str]
    """English words that are like a key word and are none."""

    def fold(self, text: str) -> str:
        for _ in range(_ROUNDS):
            folded = self._once(text)
            if folded == text:
                break
            text = folded
        return text

    def _once(self, text: str) -> str:
        plain = unicodedata.normalize("NFKC", text).lower().translate(self.traditional)
        plain = _BLANKS.sub("", " ".join(plain.split()))
        for slip, right in self.heard:
            plain = slip.sub(right, plain)
        if len(_LATIN.findall(plain)) > _SHORT_WORDS:
            return plain
        return _LATIN.sub(lambda word: self._spelled(word[0]), plain)

    def _spelled(self, word: str) -> str:
        known = word in self.spelling or word in self.keep
        return word if known else _nearest(word, self.spelling)


@lru_cache(maxsize=_REMEMBERED)
def _nearest(word: str, spelling: frozenset[str]) -> str:
    """The key word that this is a slip of, or the word itself."""
    near = (key for key in sorted(spelling) if _slip(word, key))
    return next(near, word)


def _slip(word: str, key: str) -> bool:
    """Whether the word is the key with a slip of the fingers."""
    allowed = 2 if len(key) >= _LONG_LETTERS else 1
    if abs(len(word) - len(key)) > allowed or word == key + "s":
        return False
    if word[0] != key[0]:
        return _wrong_at_first(word, key)
    if len(set(word) ^ set(key)) > 2 * allowed:
        return False
    if len(key) < _SURE_LETTERS and len(word) == len(key):
        return sorted(word) == sorted(key) and _distance(word, key) <= allowed
    return _distance(word, key) <= allowed or _jumbled(word, key)


def _jumbled(word: str, key: str) -> bool:
    """Whether the letters between the first and the last of a longer key are mixed."""
    ends = word[-1] == key[-1] and len(key) >= _SURE_LETTERS
    return ends and sorted(word) == sorted(key)


def _wrong_at_first(word: str, key: str) -> bool:
    """Whether nothing but the beginning of a longer key is wrong."""
    swapped = word[:2] == key[1::-1] and word[2:] == key[2:]
    left_out = len(key) >= _SURE_LETTERS and word == key[1:]
    exchanged = len(key) > _SURE_LETTERS and word[1:] == key[1:]
    return swapped or left_out or exchanged


def _distance(one: str, other: str) -> int:
    """Letters left out, put in, exchanged or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(
                before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted)
            )
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]


def folding(data: dict[str, Any]) -> Folding:
    return Folding(
        traditional=str.maketrans(data["traditional"], data["simplified"]),
        heard=tuple((re.compile(slip), right) for slip, right in data["heard"]),
        spelling=frozenset(data["spelling"].split()),
        keep=frozenset(data["keep"].split()),
    )
