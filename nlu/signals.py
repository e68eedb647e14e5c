"""What speaks for each intent: its nearest examples, its middle and its words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.encoder import Vectors, unit

NEAREST = 5
"""Examples of an intent that are looked at."""
KINDS = 3
"""Signals of each intent: nearest examples, middle, words."""

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Encoded examples, those of one intent side by side."""

    vectors: Vectors
    starts: Counts
    """(intents,): where each intent's examples begin."""
    middles: Vectors
    """(intents, d): unit vectors."""


def examples_of(vectors: Vectors, labels: Counts, intents: int) -> Examples:
    """`labels`: (n,), rising, each intent present."""
    starts = np.searchsorted(labels, np.arange(intents)).astype(np.int64)
    middles = unit(np.add.reduceat(vectors, starts, axis=0))
    return Examples(vectors=vectors, starts=starts, middles=middles)


def signals(examples: Examples, vectors: Vectors, words: Floats) -> Floats:
    """(n, intents, KINDS); `words`: (n, intents), what the words alone say."""
    alike = vectors @ examples.vectors.T
    near = nearest(alike, examples.starts)
    return np.stack([near, vectors @ examples.middles.T, words], axis=2)


def nearest(alike: Floats, starts: Counts) -> Floats:
    """(n, intents): mean similarity of the nearest examples of each intent.

    An intent with fewer examples than are looked at counts its farthest again.
    """
    left = alike.copy()
    ends = np.append(starts[1:], alike.shape[1])
    owners = np.repeat(np.arange(len(starts)), ends - starts)
    total = np.zeros((len(alike), len(starts)), dtype=np.float32)
    last = total
    for _ in range(NEAREST):
        best = np.maximum.reduceat(left, starts, axis=1)
        best = np.where(np.isfinite(best), best, last)
        total, last = total + best, best
        left = np.where(left >= best[:, owners], -np.inf, left)
    return np.asarray(total / NEAREST, dtype=np.float32)
