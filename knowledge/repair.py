"""Puts right what was mistyped or misheard, where the base knows the word for it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add

import rjieba
from pypinyin import Style, lazy_pinyin
from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

FEWEST_TEXTS = 2
"""Texts of the base that must hold a word before others are taken for it."""
LONGEST = 4
"""Characters of a Chinese word that may be misheard."""
COMMON = frozenset(
    "的地得了着过是在有我你您他她它们这那哪个么什怎样会能可以要来回去到说给和与跟同还又再"
    "就都也很太吗呢吧啊呀哦没不别一二三四五六七八九十两几多少上下里外前后时候谁为因所把被"
    "让对从向如但或且则只先才刚正总"
)
"""Characters of words that any talk is full of: they are never taken for a slip."""
LONG_LATIN = 8
"""Letters from which two slips are forgiven; else one."""
LONGEST_TEXT = 300
"""Characters beyond which a text is left as it is."""

_CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
_LATIN = re.compile(r"(?<![a-z0-9'])[a-z]{5,40}(?![a-z0-9'])")
"""Shorter words are too alike."""

Sound = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs:
    """The base's words by sound and by spelling. Digits are never touched."""

    by_sound: Mapping[Sound, str]
    pairs: frozenset[str]
    """Pairs of neighbouring characters that stand in the base."""
    spelled: Mapping[int, tuple[str, ...]]
    """Latin words by length."""
    latin: frozenset[str]
    """All Latin words of the base."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Repairs":
        """`texts`: folded."""
        chinese: Counter[str] = Counter()
        latin: Counter[str] = Counter()
        pairs: set[str] = set()
        for text in texts:
            chinese.update(set(_words(text)))
            latin.update(set(_LATIN.findall(text)))
            pairs.update(map(add, text, text[1:]))
        spelled: dict[int, list[str]] = {}
        for word in sorted(_frequent(latin)):
            spelled.setdefault(len(word), []).append(word)
        return cls(
            by_sound=_by_sound(chinese),
            pairs=frozenset(pairs),
            spelled={length: tuple(words) for length, words in spelled.items()},
            latin=frozenset(latin),
        )

    def repair(self, folded: str) -> str:
        if len(folded) > LONGEST_TEXT:
            return folded
        spelled = _LATIN.sub(lambda found: self._spelling(found[0]), folded)
        return _CHINESE.sub(lambda found: self._sounding(found[0]), spelled)

    def _spelling(self, word: str) -> str:
        if word in self.latin:
            return word
        slips = 2 if len(word) >= LONG_LATIN else 1
        near = [
            known
            for length in range(len(word) - slips, len(word) + slips + 1)
            for known in self.spelled.get(length, ())
        ]
        found = process.extract(
            word, near, scorer=OSA.distance, score_cutoff=slips, limit=2
        )
        if not found or (len(found) > 1 and found[0][1] == found[1][1]):
            return word
        known = str(found[0][0])
        return word if _one_stem(word, known) else known

    def _sounding(self, run: str) -> str:
        kept: list[str] = []
        at = 0
        while at < len(run):
            word = self._heard(run, at)
            kept.append(word or run[at])
            at += max(len(word), 1)
        return "".join(kept)

    def _heard(self, run: str, at: int) -> str:
        """The base's word that sounds as what stands here, where that is strange."""
        for size in range(min(LONGEST, len(run) - at), 1, -1):
            said = run[at : at + size]
            if not COMMON.isdisjoint(said) or all(
                one + two in self.pairs for one, two in pairwise(said)
            ):
                continue
            known = self.by_sound.get(_sound(said), "")
            if known and rjieba.cut(said) != [said]:
                return known
        return ""


def _by_sound(words: Counter[str]) -> dict[Sound, str]:
    """Where several sound alike, the most frequent."""
    found: dict[Sound, str] = {}
    for word in sorted(_frequent(words), key=lambda word: (-words[word], word)):
        found.setdefault(_sound(word), word)
    return found


def _one_stem(one: str, two: str) -> bool:
    """Forms of one word: only the ends differ."""
    return Prefix.similarity(one, two) >= min(len(one), len(two)) - 1


def _frequent(words: Counter[str]) -> Iterator[str]:
    return (
        word
        for word, texts in words.items()
        if texts >= FEWEST_TEXTS and COMMON.isdisjoint(word)
    )


def _words(text: str) -> Iterator[str]:
    for run in _CHINESE.findall(text):
        cut = rjieba.cut(run)
        joined = map(add, cut, cut[1:])
        yield from (word for word in cut if 2 <= len(word) <= LONGEST)
        yield from (word for word in joined if 3 <= len(word) <= LONGEST)


def _sound(word: str) -> Sound:
    return tuple(map(_syllable, word))


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    """Its commonest, without tone."""
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])
