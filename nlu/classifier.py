"""Ranked, calibrated intents of a text, with an honest "none of these"."""

import numpy as np

from bot.understanding import Intent
from nlu.calibration import Row
from nlu.encoder import Encoder, Vectors
from nlu.features import Ids
from nlu.intent_weights import IntentWeights
from nlu.landmarks import nearness
from nlu.lexical import Weights

MOST_INTENTS = 5
LEAST_BEST = 0.2
"""Confidence below which even the best intent is none."""
LEAST_CONFIDENCE = 0.01
ENCODED, NEAR, CONSTANT = 2**0.5, 3**0.5, 0.3**0.5
"""Weight of each kind of feature beside the lexical ones."""


class IntentClassifier:
    """Safe for many threads: nothing changes after construction."""

    def __init__(self, encoder: Encoder, weights: IntentWeights) -> None:
        self._encoder = encoder
        self._weights = weights
        self._split = len(weights.lexicon.vocabulary.names)

    def rank(self, text: str) -> tuple[Intent, ...]:
        """Most confident first, at most five; empty when nothing fits."""
        known, lexical = self._weights.lexicon.row(text)
        if not self._weights.names or not len(known):
            return ()
        scores = self._scores(text, known, lexical)
        calibration = self._weights.calibration
        if calibration.belonging(scores) < 0.5:
            return ()
        chances = calibration.chances(scores)
        if chances.max() < LEAST_BEST:
            return ()
        return self._ranked(chances)

    def _scores(self, text: str, known: Ids, lexical: Weights) -> Row:
        vectors = self._encoder.encode([text])
        dense = dense_features(vectors, self._weights.landmarks)[0]
        table = self._weights.table
        scores = lexical @ table[known] + dense @ table[self._split :]
        return np.asarray(scores, dtype=np.float64)

    def _ranked(self, chances: Row) -> tuple[Intent, ...]:
        order = np.argsort(-chances, kind="stable")[:MOST_INTENTS]
        return tuple(
            Intent(name=self._weights.names[i], confidence=float(chances[i]))
            for i in order
            if chances[i] >= LEAST_CONFIDENCE
        )


def dense_features(vectors: Vectors, landmarks: Vectors) -> Vectors:
    near = NEAR * nearness(vectors, landmarks)
    constant = np.full((len(vectors), 1), CONSTANT)
    return np.hstack([ENCODED * vectors, near, constant]).astype(np.float32)
