"""First weights of a base's encoder: those that ship, and random ones for its words."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from nlu.encoder import Vectors
from nlu.features import BUCKETS, Vocabulary, learn_vocabulary
from nlu.static_encoder import StaticEncoder

DIMENSIONS = 256

Groups = Sequence[tuple[str, ...]]
"""Each group: several wordings of one meaning."""


def first_weights(
    groups: Groups,
    *,
    seed: int,
    dimensions: int = DIMENSIONS,
    start: StaticEncoder | None = None,
) -> tuple[Vocabulary, Vectors]:
    """Already an honest encoder: it compares which rare features two texts share."""
    texts = [text for group in groups for text in group]
    vocabulary, documents = learn_vocabulary(texts)
    if start is not None:
        dimensions = start.dimensions
        names = {*vocabulary.names, *start.vocabulary.names}
        vocabulary = Vocabulary(sorted(names))
    scale = _rarity(vocabulary, documents, len(texts))
    chance = np.random.default_rng(seed)
    directions = chance.standard_normal((vocabulary.rows, dimensions), dtype=np.float32)
    table = directions * scale[:, None] / np.float32(dimensions**0.5)
    if start is not None:
        _copy(start, vocabulary, table)
    return vocabulary, table


def _copy(start: StaticEncoder, vocabulary: Vocabulary, table: Vectors) -> None:
    known = len(start.vocabulary.names)
    table[[vocabulary.row(name) for name in start.vocabulary.names]] = start.table[
        :known
    ]
    table[len(vocabulary.names) :] = start.table[known:]


def _rarity(
    vocabulary: Vocabulary, documents: Counter[str], texts: int
) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    counts = [documents[name] for name in vocabulary.names] + [1] * BUCKETS
    idf = np.log((texts + 1) / (np.asarray(counts) + 0.5))
    return np.maximum(idf, 0.1).astype(np.float32)
