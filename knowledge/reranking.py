"""A second look at the first few passages by a model that reads question and answer."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from bot.passage import Passage
from knowledge.errors import IndexDamaged
from knowledge.ports import Floats, Reranker

FILE = "reranking.json"
TOP = 10
"""Passages that are read again."""
SECONDS = 0.8
"""A turn waits no longer; the order is then left as it was."""
PATIENT_SECONDS = 20.0
"""While its worth is learned, nobody waits."""
MOST_LESSONS = 80
FEWEST_LESSONS = 20
WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2)
UNTAUGHT = 0.1
"""Where there is too little to learn it from: a little."""
CHARACTERS = 300
"""Of a passage; what is asked stands near its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reranking:
    """What a reranker's word is worth on a base."""

    fingerprint: str = ""
    """Of the reranker; empty: none was asked yet."""
    weight: float = 0.0
    """Of its log-odds beside those of the first order; 0: it does not help here."""
    learned_from: int = 0

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def read(cls, content: bytes) -> "Reranking":
        try:
            found = json.loads(content)
            return cls(
                fingerprint=str(found["fingerprint"]),
                weight=float(found["weight"]),
                learned_from=int(found["learned_from"]),
            )
        except (ValueError, KeyError, TypeError):
            raise IndexDamaged(FILE, "cannot be read") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One question of which the right passage is known to be among the first."""

    chances: Floats
    odds: Floats
    """As the reranker sees them."""
    right: int


def reranked(
    passages: Sequence[Passage], question: str, reranker: Reranker, worth: Reranking
) -> tuple[Passage, ...]:
    """Another order of the first few, which are together as likely as before."""
    first, rest = list(passages[:TOP]), tuple(passages[TOP:])
    if len(first) < 2 or not worth.weight or worth.fingerprint != reranker.fingerprint:
        return tuple(passages)
    texts = [read_as(one.title, one.answer) for one in first]
    odds = reranker.scores(question, texts, SECONDS)
    if len(odds) != len(first):
        return tuple(passages)
    chances = mixed(
        np.asarray([one.confidence for one in first]), np.asarray(odds), worth.weight
    )
    order = np.argsort(-chances, kind="stable").tolist()
    moved = [replace(first[at], confidence=float(chances[at])) for at in order]
    return (*moved, *rest)


def read_as(title: str, answer: str) -> str:
    return f"{title} {answer}"[:CHARACTERS]


def mixed(chances: Floats, odds: Floats, weight: float) -> Floats:
    """A reranker divides anew what the first order gave; it adds no certainty that
    the question is ours at all."""
    total = float(chances.sum())
    if total <= 0 or not np.isfinite(odds).all():
        return chances
    scores = np.log(np.maximum(chances, 1e-9)) + weight * (odds - odds.mean())
    shares = np.exp(scores - scores.max())
    return np.asarray(total * shares / shares.sum())


def learned(lessons: Sequence[Lesson], fingerprint: str) -> Reranking:
    """The weight under which the right passages are likeliest; 0 where none helps."""
    if len(lessons) < FEWEST_LESSONS:
        return Reranking(
            fingerprint=fingerprint, weight=UNTAUGHT, learned_from=len(lessons)
        )
    found = [sum(_surprise(one, weight) for one in lessons) for weight in WEIGHTS]
    best = int(np.argmin(found))
    return Reranking(
        fingerprint=fingerprint, weight=WEIGHTS[best], learned_from=len(lessons)
    )


def _surprise(lesson: Lesson, weight: float) -> float:
    chances = mixed(lesson.chances, lesson.odds, weight)
    return -float(np.log(max(chances[lesson.right] / chances.sum(), 1e-9)))
