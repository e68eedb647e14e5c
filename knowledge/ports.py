"""What knowledge/ asks of its surroundings: an encoder, a reranker, a fold."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""(n, d), rows of unit length."""

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

Fold = Callable[[str], str]
"""Brings different spellings of one text together: width, case, script."""


class Encoder(Protocol):
    @property
    def dimensions(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row for each text."""


class Reranker(Protocol):
    @property
    def fingerprint(self) -> str:
        """Changes whenever the same texts would get other scores."""

    def scores(
        self, question: str, texts: Sequence[str], seconds: float
    ) -> Sequence[float]:
        """Log-odds that each text answers the question; none at all when they do not
        come in time."""
