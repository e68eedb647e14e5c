"""Learns intents from many examples; imports torch and scikit-learn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse
from sklearn.svm import LinearSVC

from nlu.contrastive import FEW_EXAMPLES, MANY_EXAMPLES, fit_table
from nlu.encoder import Encoder, Vectors
from nlu.example_classifier import SOLID, ExampleClassifier
from nlu.example_weights import ExampleWeights
from nlu.joined_encoder import JoinedEncoder
from nlu.lexical import Lexicon, learn_lexicon
from nlu.mixing import mixed, separated
from nlu.signals import KINDS, Counts, Floats
from nlu.static_encoder import StaticEncoder, halved
from nlu.weights import first_weights

TRIED = 5
"""One in so many examples of each intent is left out while the mixture is learned."""
FEW = 25
"""Examples of an intent, on average, below which they are few."""

Progress = Callable[[float, str], None]
Adapt = Callable[[Sequence[str], Counts, Progress], Encoder]
"""From examples and their classes to the encoder to use for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    names: tuple[str, ...]
    texts: tuple[str, ...]
    labels: Counts
    """(n,), rising; `len(names)` stands for the background, if there is one."""

    @property
    def classes(self) -> int:
        return int(self.labels[-1]) + 1

    @property
    def few(self) -> bool:
        return len(self.texts) < FEW * self.classes

    def part(self, chosen: Counts) -> "Lessons":
        return Lessons(
            names=self.names,
            texts=tuple(self.texts[at] for at in chosen),
            labels=self.labels[chosen],
        )


def learn(
    lessons: Lessons, adapt: Adapt, *, tell: Progress
) -> tuple[Encoder, ExampleWeights]:
    """Twice: without some examples, to learn the mixture on them; then with all."""
    order = np.arange(len(lessons.texts))
    tried = _tried(lessons.labels)
    taught, asked = lessons.part(order[~tried]), lessons.part(order[tried])
    encoder, weights = _fit(taught, adapt, _half(tell, 0.0))
    weights = _mixed(ExampleClassifier(encoder, weights), weights, asked)
    encoder, whole = _fit(lessons, adapt, _half(tell, 0.5))
    return encoder, replace(whole, mixture=weights.mixture, ours=weights.ours)


def adapted(start: StaticEncoder | None, seed: int) -> Adapt:
    """The embedded encoder, trained on the examples themselves."""

    def adapt(texts: Sequence[str], labels: Counts, tell: Progress) -> Encoder:
        groups = [
            tuple(text for text, own in zip(texts, labels, strict=True) if own == label)
            for label in range(int(labels[-1]) + 1)
        ]
        vocabulary, table = first_weights(groups, seed=seed, start=start)
        recipe = FEW_EXAMPLES if len(texts) < FEW * len(groups) else MANY_EXAMPLES
        learned = fit_table(
            vocabulary, table, groups, seed=seed, recipe=recipe, tell=tell
        )
        return StaticEncoder(vocabulary, halved(learned))

    return adapt


class KnownVectors:
    """An encoder of just these texts: their vectors were made before."""

    fingerprint = ""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._rows = dict(zip(texts, vectors, strict=True))
        self.dimensions = int(vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._rows[text] for text in texts])


def beside(
    named: Encoder, start: StaticEncoder | None, seed: int, *, few: bool
) -> Adapt:
    """A named encoder as it is, its vectors worth a machine of their own; and, where
    examples are not few, the embedded one beside it, adapted."""
    if few:
        return lambda texts, labels, tell: named
    adapt = adapted(start, seed)
    return lambda texts, labels, tell: JoinedEncoder(adapt(texts, labels, tell), named)


def _tried(labels: Counts) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """The last of each five examples of a class, so that every class keeps some."""
    places = np.arange(len(labels)) - np.searchsorted(labels, labels)
    return np.asarray(places % TRIED == TRIED - 1)


def _fit(
    lessons: Lessons, adapt: Adapt, tell: Progress
) -> tuple[Encoder, ExampleWeights]:
    encoder = adapt(lessons.texts, lessons.labels, tell)
    tell(0.9, "learning words")
    lexicon = learn_lexicon(lessons.texts)
    vectors = encoder.encode(lessons.texts)
    features = _sparse(lexicon, lessons.texts)
    if not isinstance(encoder, StaticEncoder):
        named = encoder.named if isinstance(encoder, JoinedEncoder) else encoder
        solid = SOLID * vectors[:, -named.dimensions :]
        features = scipy.sparse.hstack([features, solid]).tocsr()
    return encoder, ExampleWeights(
        names=lessons.names,
        lexicon=lexicon,
        words=_words(features, lessons.labels),
        vectors=vectors,
        labels=lessons.labels,
        mixture=(1.0,) * KINDS,
        ours=(1.0, 0.0, 0.0),
    )


def _words(features: scipy.sparse.csr_matrix, labels: Counts) -> Floats:
    """A linear support vector machine; the last row is the constant."""
    machine = LinearSVC(C=1.0, random_state=0)
    machine.fit(features, labels)
    weights, constant = machine.coef_, machine.intercept_
    if len(weights) == 1:
        weights, constant = np.vstack([-weights, weights]), np.r_[-constant, constant]
    return np.ascontiguousarray(np.c_[weights, constant].T, dtype=np.float32)


def _sparse(lexicon: Lexicon, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
    rows = [lexicon.row(text) for text in texts]
    ends = np.cumsum([0, *(len(known) for known, _ in rows)])
    known = np.concatenate([known for known, _ in rows])
    weights = np.concatenate([weights for _, weights in rows])
    shape = (len(texts), len(lexicon.vocabulary.names))
    return scipy.sparse.csr_matrix((weights, known, ends), shape=shape)


def _mixed(
    classifier: ExampleClassifier, weights: ExampleWeights, asked: Lessons
) -> ExampleWeights:
    """With what each signal counts and from where a text is ours, as `asked` shows."""
    signals = classifier.signals(asked.texts)
    count = len(asked.names)
    inside = asked.labels < count
    mixture = mixed(signals[inside, :count], asked.labels[inside])
    scores = signals @ np.asarray(mixture, dtype=np.float32)
    return replace(weights, mixture=mixture, ours=separated(scores, inside, count))


def _half(tell: Progress, done: float) -> Progress:
    return lambda share, note: tell(done + share / 2, note)
