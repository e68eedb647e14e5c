"""The lexical index: BM25 over one field, immutable and quick to rebuild."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from knowledge.ports import Floats
from knowledge.tokens import Tokens

K1 = 1.5
"""How soon a repeated token stops counting."""
B = 0.75
"""How much a long text is discounted."""

Scores = npt.NDArray[np.float32]


class KeywordIndex:
    """Scores every document of a field at once; the formula is Lucene's."""

    def __init__(self, documents: Sequence[Tokens]) -> None:
        self._size = len(documents)
        self._vocabulary: dict[str, int] = {}
        number = self._vocabulary
        tokens = np.fromiter(
            (number.setdefault(t, len(number)) for t in chain.from_iterable(documents)),
            dtype=np.int64,
        )
        lengths = np.fromiter(map(len, documents), dtype=np.int64, count=self._size)
        self._weigh(tokens, lengths)

    def _weigh(
        self, tokens: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
    ) -> None:
        """Postings sorted by token, each with its finished contribution."""
        size, vocabulary = max(self._size, 1), len(self._vocabulary)
        owners = np.repeat(np.arange(self._size), lengths)
        pairs, counts = np.unique(tokens * size + owners, return_counts=True)
        token, document = pairs // size, pairs % size
        frequency = np.bincount(token, minlength=vocabulary)
        discount = 1 - B + B * lengths / max(float(lengths.sum()) / size, 1e-9)
        saturation = counts / (K1 * discount[document] + counts)
        rarity = _rarity(frequency, size)
        self._rarity, self._lengths = rarity, lengths
        self._documents = document
        self._weights = (rarity[token] * saturation).astype(np.float32)
        self._bounds = np.concatenate(([0], np.cumsum(frequency)))
        self._unseen = float(_rarity(np.zeros(1), size)[0]) / (K1 + 1)
        self._ceilings = (
            np.maximum.reduceat(self._weights, self._bounds[:-1])
            if vocabulary
            else np.zeros(0, dtype=np.float32)
        )

    def scores(self, tokens: Tokens) -> Scores:
        found = np.zeros(self._size, dtype=np.float32)
        for token in tokens:
            number = self._vocabulary.get(token)
            if number is not None:
                span = slice(self._bounds[number], self._bounds[number + 1])
                found[self._documents[span]] += self._weights[span]
        return found

    def reach(self, tokens: Tokens) -> float:
        """The score of a document that had the best of every token asked."""
        numbers = (self._vocabulary.get(token) for token in tokens)
        return sum(
            self._unseen if number is None else float(self._ceilings[number])
            for number in numbers
        )

    def shares(self, tokens: Tokens) -> Scores:
        """Scores as a share, in [0, 1], of what the question could reach."""
        reach = self.reach(tokens)
        if reach <= 0:
            return np.zeros(self._size, dtype=np.float32)
        shares: Scores = np.clip(self.scores(tokens) / np.float32(reach), 0, 1)
        return shares

    def share(self, asked: Tokens, document: Tokens) -> float:
        """The share that one document of these tokens would have in this index."""
        reach = self.reach(asked)
        if reach <= 0:
            return 0.0
        mean = max(float(self._lengths.mean()), 1e-9)
        discount = 1 - B + B * len(document) / mean
        counts = Counter(document)
        total = sum(
            float(self._rarity[self._vocabulary[token]])
            * (counts[token] / (K1 * discount + counts[token]))
            for token in asked
            if token in counts and token in self._vocabulary
        )
        return min(total / reach, 1.0)


def _rarity(frequency: Floats | npt.NDArray[np.int64], size: int) -> Floats:
    return np.asarray(np.log1p((size - frequency + 0.5) / (frequency + 0.5)))
