"""Which rare features a text holds, as sparse unit rows: the exact side of intents."""

from collections.abc import Sequence

import numpy as np

from nlu.encoder import Vectors
from nlu.features import Vocabulary, learn_vocabulary

Weights = np.ndarray[tuple[int], np.dtype[np.float32]]


class Lexicon:
    """Features known from the examples, each weighted by its rarity."""

    def __init__(self, vocabulary: Vocabulary, rarity: Weights) -> None:
        self.vocabulary = vocabulary
        self.rarity = rarity

    def row(
        self, text: str
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Weights]:
        """Rows and weights of the known features; unknown ones are left out."""
        ids = np.unique(self.vocabulary.bags([text]).ids)
        ids = ids[ids < len(self.vocabulary.names)]
        weights = self.rarity[ids]
        length = np.sqrt(np.square(weights).sum()) or np.float32(1)
        return ids, (weights / length).astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> Vectors:
        """(n, features): dense, for training on some thousands of examples."""
        rows = np.zeros((len(texts), len(self.vocabulary.names)), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            ids, weights = self.row(text)
            row[ids] = weights
        return rows


def learn_lexicon(texts: Sequence[str]) -> Lexicon:
    vocabulary, documents = learn_vocabulary(texts)
    counts = np.asarray([documents[name] for name in vocabulary.names])
    rarity = np.log((len(texts) + 1) / (counts + 0.5)).astype(np.float32)
    return Lexicon(vocabulary, np.maximum(rarity, np.float32(0.1)))
