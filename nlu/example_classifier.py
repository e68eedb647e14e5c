"""Intents learned from many examples, with what is none of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.encoder import Encoder
from nlu.example_weights import ExampleWeights
from nlu.lexical import Lexicon
from nlu.signals import KINDS, Floats, examples_of, signals

SOLID = 3.0
"""Weight of a named encoder's dimensions, the last ones, beside the words."""
_AT_ONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    intent: str
    """The likeliest, even where nothing fits."""
    confidence: float
    """P(this intent, given that it is ours)."""
    ours: float
    """P(it is any of the intents); from 0.5 it counts as ours."""


class ExampleClassifier:
    """Safe for many threads: nothing changes after construction."""

    def __init__(self, encoder: Encoder, weights: ExampleWeights) -> None:
        self._encoder = encoder
        self._weights = weights
        self._examples = examples_of(weights.vectors, weights.labels, weights.classes)
        self._mixture = np.asarray(weights.mixture, dtype=np.float32)

    def judge(self, texts: Sequence[str]) -> list[Verdict]:
        return list(map(self._verdict, self.signals(texts) @ self._mixture))

    def signals(self, texts: Sequence[str]) -> Floats:
        """(n, classes, KINDS)."""
        found = np.zeros((len(texts), self._weights.classes, KINDS), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            found[start : start + len(part)] = self._signals(part)
        return found

    def _signals(self, texts: Sequence[str]) -> Floats:
        vectors = self._encoder.encode(texts)
        said = words_say(self._weights.lexicon, self._weights.words, texts)
        solid = self._weights.words[len(self._weights.lexicon.vocabulary.names) : -1]
        if len(solid):
            said += SOLID * vectors[:, -len(solid) :] @ solid
        return signals(self._examples, vectors, said)

    def _verdict(self, scores: Floats) -> Verdict:
        named = scores[: len(self._weights.names)]
        best = int(named.argmax())
        raised = np.exp(named - named[best])
        return Verdict(
            intent=self._weights.names[best],
            confidence=float(1 / raised.sum()),
            ours=belonging(self._weights, scores),
        )


def belonging(weights: ExampleWeights, scores: Floats) -> float:
    one, two, constant = weights.ours
    count = len(weights.names)
    background = float(scores[count]) if len(scores) > count else 0.0
    logit = one * float(scores[:count].max()) + two * background + constant
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def words_say(lexicon: Lexicon, table: Floats, texts: Sequence[str]) -> Floats:
    """(n, classes): scores of the words alone."""
    said = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
    for row, text in zip(said, texts, strict=True):
        known, weights = lexicon.row(text)
        row += weights @ table[known] + table[-1]
    return said
