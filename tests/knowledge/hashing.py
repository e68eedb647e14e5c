"""A small real encoder: hashed characters and pairs, without any training."""

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np

from knowledge.ports import Vectors


class HashingEncoder:
    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self.fingerprint = f"hashing-{dimensions}"
        table = np.random.default_rng(7).standard_normal((8192, dimensions))
        self._table = table.astype(np.float32)

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.stack([self._row(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))

    def _row(self, text: str) -> Vectors:
        features = [*text, *(a + b for a, b in pairwise(text)), "^"]
        buckets = [
            crc32(feature.encode("utf-8", "replace")) % 8192 for feature in features
        ]
        return np.asarray(self._table[buckets].sum(axis=0))


def fold(text: str) -> str:
    return " ".join(text.lower().split()).strip("？?。！!，, ")
