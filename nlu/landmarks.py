"""How near a text is to each topic of the base: what an intent is recognised by."""

import numpy as np

from nlu.encoder import Encoder, Vectors, unit
from nlu.weights import Groups

SHARPNESS = 10.0
"""Scale of the similarities before the softmax over all topics."""
MOST = 2048
"""Topics looked at; a larger base is thinned evenly."""


def landmarks_of(groups: Groups, encoder: Encoder) -> Vectors:
    """One unit vector for each topic: the middle of its wordings."""
    groups = groups[:: max(1, -(-len(groups) // MOST))]
    if not groups:
        return np.zeros((0, encoder.dimensions), dtype=np.float32)
    wordings = encoder.encode([text for group in groups for text in group])
    starts = np.cumsum([0, *map(len, groups)])[:-1]
    return unit(np.add.reduceat(wordings, starts, axis=0))


def nearness(vectors: Vectors, landmarks: Vectors) -> Vectors:
    """(n, topics): square roots of a softmax, so that each row has length one."""
    if not len(landmarks):
        return np.zeros((len(vectors), 0), dtype=np.float32)
    alike = SHARPNESS * (vectors @ landmarks.T)
    shares = np.exp(alike - alike.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(np.sqrt(shares), dtype=np.float32)
