"""A reranker is asked what the base itself knows, to learn what its word is worth."""

import numpy as np

from knowledge.evidence import gather, query
from knowledge.ports import Reranker
from knowledge.ranking import confidences
from knowledge.reranking import (
    MOST_LESSONS,
    PATIENT_SECONDS,
    TOP,
    Lesson,
    Reranking,
    learned,
    read_as,
)
from knowledge.snapshot import Snapshot

SEED = 7


def taught_reranking(snapshot: Snapshot, reranker: Reranker) -> Reranking:
    """Wordings are asked as questions, each hidden while it is asked."""
    chance = np.random.default_rng(SEED)
    counts = np.bincount(snapshot.owners, minlength=len(snapshot.articles))
    able = np.flatnonzero(counts[snapshot.owners] > 1)
    lessons: list[Lesson] = []
    for row in chance.permutation(able)[:MOST_LESSONS].astype(int).tolist():
        lesson = _lesson(snapshot, row, reranker)
        if lesson is not None:
            lessons.append(lesson)
    return learned(lessons, reranker.fingerprint)


def _lesson(snapshot: Snapshot, row: int, reranker: Reranker) -> Lesson | None:
    """None: the right article is not among the first, or the reranker is silent."""
    place = int(snapshot.owners[row])
    language = snapshot.articles[place].text.language
    allowed = snapshot.limits.speaking(language)[snapshot.owners]
    text = snapshot.wordings[row].folded
    evidence = gather(snapshot, query(snapshot, text), allowed, row)
    chances = confidences(evidence, snapshot.calibration)
    order = np.argsort(-chances, kind="stable")[:TOP]
    places = evidence.places[order].tolist()
    if place not in places or len(places) < 2:
        return None
    shown = [snapshot.articles[at].text for at in places]
    texts = [read_as(one.question, one.answer) for one in shown]
    odds = reranker.scores(text, texts, PATIENT_SECONDS)
    if len(odds) != len(texts):
        return None
    return Lesson(
        chances=chances[order], odds=np.asarray(odds), right=places.index(place)
    )
