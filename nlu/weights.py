"""First weights of the embedded encoder: random directions, scaled by rarity."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from nlu.encoder import Vectors
from nlu.features import BUCKETS, Vocabulary, learn_vocabulary

DIMENSIONS = 256

Groups = Sequence[tuple[str, ...]]
"""Each group: several wordings of one meaning."""


def first_weights(
    groups: Groups, *, seed: int, dimensions: int = DIMENSIONS
) -> tuple[Vocabulary, Vectors]:
    """Already an honest encoder: it compares which rare features two texts share."""
    texts = [text for group in groups for text in group]
    vocabulary, documents = learn_vocabulary(texts)
    scale = _rarity(vocabulary, documents, len(texts))
    chance = np.random.default_rng(seed)
    directions = chance.standard_normal((vocabulary.rows, dimensions), dtype=np.float32)
    return vocabulary, directions * scale[:, None] / np.float32(dimensions**0.5)


def _rarity(
    vocabulary: Vocabulary, documents: Counter[str], texts: int
) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    counts = [documents[name] for name in vocabulary.names] + [1] * BUCKETS
    idf = np.log((texts + 1) / (np.asarray(counts) + 0.5))
    return np.maximum(idf, 0.1).astype(np.float32)
