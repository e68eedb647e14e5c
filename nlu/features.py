"""The features of a text: what the embedded encoder and the classifier look at."""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import rjieba

from nlu.normalize import normalize

BUCKETS = 8192
"""Rows for the features that the vocabulary does not hold."""
LARGEST_VOCABULARY = 40_000
FEWEST_DOCUMENTS = 2
"""Texts that must hold a feature before it has a row of its own."""
LONGEST = 4096
"""Characters looked at."""
LONGEST_WORD = 40
"""Characters of a Latin word that are cut into trigrams."""

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9\u3400-\u9fff]+")


def features(text: str) -> list[str]:
    """Names of all features, with repeats; the text is normalised first."""
    runs = _RUNS.findall(normalize(text)[:LONGEST])
    words = [run for run in runs if run[0].isascii() and run[0].isalnum()]
    found = [f"w:{word}" for word in words]
    found += [f"p:{one} {two}" for one, two in pairwise(words)]
    for run in runs:
        found += _of_run(run)
    return found


def _of_run(run: str) -> Iterator[str]:
    if "\u3400" <= run[0] <= "\u9fff":
        yield from (f"c:{character}" for character in run)
        yield from (f"b:{one}{two}" for one, two in pairwise(run))
        yield from (f"z:{word}" for word in rjieba.cut(run) if len(word) > 1)
    elif run[0].isascii() and run[0].isalpha():
        edged = f"<{run[:LONGEST_WORD]}>"
        yield from (f"t:{edged[i : i + 3]}" for i in range(len(edged) - 2))


Ids = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bags:
    """Feature ids of several texts, one text after the other."""

    ids: Ids
    starts: Ids
    """(n + 1,): text i holds ids[starts[i]:starts[i + 1]]."""

    def __len__(self) -> int:
        return len(self.starts) - 1


class Vocabulary:
    """Feature name to row; unknown names share hash buckets behind the known."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._rows = {name: row for row, name in enumerate(self.names)}

    @property
    def rows(self) -> int:
        return len(self.names) + BUCKETS

    def row(self, name: str) -> int:
        known = self._rows.get(name)
        if known is not None:
            return known
        return len(self.names) + zlib.crc32(name.encode()) % BUCKETS

    def known(self, text: str) -> bool:
        """Does the text hold any feature that was seen before?"""
        return any(name in self._rows for name in features(text))

    def bags(self, texts: Iterable[str]) -> Bags:
        rows = [[self.row(name) for name in features(text)] for text in texts]
        ends = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        flat = [row for text in rows for row in text]
        return Bags(ids=np.asarray(flat, dtype=np.int64), starts=ends)


def learn_vocabulary(texts: Iterable[str]) -> tuple[Vocabulary, Counter[str]]:
    """The vocabulary of these texts, and in how many of them each feature stands."""
    documents = Counter(name for text in texts for name in set(features(text)))
    frequent = [n for n, count in documents.items() if count >= FEWEST_DOCUMENTS]
    frequent.sort(key=lambda name: (-documents[name], name))
    return Vocabulary(sorted(frequent[:LARGEST_VOCABULARY])), documents
