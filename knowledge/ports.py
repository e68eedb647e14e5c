"""What knowledge/ asks of its surroundings: an encoder, with a way to fold text."""

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
