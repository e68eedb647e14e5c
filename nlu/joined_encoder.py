"""Two encoders side by side: one that learned the bank, one that learned the world."""

from collections.abc import Sequence

import numpy as np

from nlu.encoder import Encoder, Vectors
from nlu.manifest import digest


class JoinedEncoder:
    """What both find alike is alike; each counts half."""

    def __init__(self, adapted: Encoder, named: Encoder) -> None:
        self.adapted = adapted
        self.named = named

    @property
    def dimensions(self) -> int:
        return self.adapted.dimensions + self.named.dimensions

    @property
    def fingerprint(self) -> str:
        both = self.adapted.fingerprint, self.named.fingerprint
        return digest(*(one.encode() for one in both))

    def encode(self, texts: Sequence[str]) -> Vectors:
        both = np.hstack([self.adapted.encode(texts), self.named.encode(texts)])
        return np.asarray(both / np.sqrt(2), dtype=np.float32)
