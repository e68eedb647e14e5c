"""The encoder as the rest of the house sees it: texts to unit vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]
"""(n, d) float32."""


class Encoder(Protocol):
    @property
    def dimensions(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """Changes when, and only when, the vectors would."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text, whatever the text."""


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length one; a row without direction becomes the first axis."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    usable = np.isfinite(lengths) & (lengths > 1e-9)
    scaled = np.where(usable, vectors / np.where(usable, lengths, 1), 0)
    scaled[~usable[:, 0], 0] = 1
    return np.ascontiguousarray(scaled, dtype=np.float32)
