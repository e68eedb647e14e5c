"""Learns a snapshot's calibration from its own wordings, each asked as a question."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bot.message import Language, language_of
from knowledge.calibration import (
    Calibration,
    Contest,
    best_ranker,
    learn_ranker,
    learn_trust,
    untaught,
)
from knowledge.evidence import NONE, Evidence, gather, query
from knowledge.ports import Encoder, Floats, Fold, Mask
from knowledge.ranking import ours_features, scores, trust_features
from knowledge.snapshot import Snapshot, recalibrated
from knowledge.strangers import load_strangers

MOST = 600
"""Questions asked of the base."""
FEWEST = 40
"""With fewer, the default table is used."""
PARTS = 12
"""Of the strangers; each is judged by what the others say."""
MISSING = 0.3
FOREIGN = 1.0
"""Weight of questions that the base cannot answer, beside those that it can:
ours but missing, and of another world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What is taught beside the base itself."""

    offtopic: Sequence[str] = ()
    """Questions that no article should answer."""
    answered: Sequence[tuple[str, str]] = ()
    """(question, external id): questions that people judged, not in the base."""
    unseen: Collection[tuple[str, str]] = ()
    """(wording, external id) kept from the encoder's training. Its own examples look
    nearer to it than any customer's words: such wordings alone teach honestly.
    Empty: the encoder was not trained on this base, and every wording will do."""
    rehearsal: Encoder | None = None
    """Trained as the serving encoder was, but without `unseen`; None: the serving
    encoder itself was trained without them."""
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One question put to the snapshot, and what should have come."""

    evidence: Evidence
    right: int
    """Row of the right finalist, or NONE."""
    kind: str
    """known or missing"""


def fit(snapshot: Snapshot, lessons: Lessons, fold: Fold) -> Calibration:
    chance = np.random.default_rng(lessons.seed)
    strangers = _strangers(snapshot, lessons, fold)
    default = untaught(len(snapshot.wordings), len(snapshot.articles))
    snapshot = recalibrated(snapshot, replace(default, strangers=strangers))
    chosen = list(_chosen(snapshot, lessons, fold, chance))
    if len(chosen) < FEWEST:
        return default
    eased = [_eased(snapshot, question, chance) for question in chosen]
    known = [_known(snapshot, *question) for question in (*chosen, *eased)]
    contests = _contests(known)
    if len(contests) < FEWEST:
        return default
    missing = [_missing(snapshot, *question) for question in chosen[::2]]
    learned = learn_ranker(contests, default.ranker)
    ranked = replace(default, ranker=best_ranker(contests, learned))
    trusted = _trusted([*known, *missing], ranked, len(chosen))
    if len(strangers) < FEWEST:
        return trusted
    return _guarded(snapshot, known[: len(chosen)], strangers, trusted)


def _contests(trials: Sequence[Trial]) -> list[Contest]:
    return [
        Contest(signals=trial.evidence.signals, right=trial.right)
        for trial in trials
        if trial.right != NONE
    ]


def proved(snapshot: Snapshot, lessons: Lessons, fold: Fold) -> float:
    """Share of the unseen wordings, each hidden, whose article comes first."""
    chance = np.random.default_rng(lessons.seed)
    trials = [
        _known(snapshot, *one) for one in _chosen(snapshot, lessons, fold, chance)
    ]
    won = [
        trial.right != NONE and _first(trial.evidence, snapshot) == trial.right
        for trial in trials
    ]
    return sum(won) / len(won) if won else 0.0


def _first(evidence: Evidence, snapshot: Snapshot) -> int:
    return int(np.argmax(scores(evidence.signals, snapshot.calibration)))


def _trusted(trials: Sequence[Trial], ranked: Calibration, size: int) -> Calibration:
    judged = [trial for trial in trials if len(trial.evidence.places)]
    features, right = [], []
    for trial in judged:
        found = scores(trial.evidence.signals, ranked)
        features.append(trust_features(trial.evidence, found))
        right.append(float(int(np.argmax(found)) == trial.right))
    known = np.asarray([trial.kind == "known" for trial in judged])
    weights = np.where(known, 1.0, MISSING * known.sum() / max((~known).sum(), 1))
    trust, bias = learn_trust(np.asarray(features), np.asarray(right), weights)
    return replace(ranked, trust=trust, bias=bias, learned_from=size)


def _guarded(
    snapshot: Snapshot,
    known: Sequence[Trial],
    strangers: tuple[str, ...],
    learned: Calibration,
) -> Calibration:
    """Adds what tells the questions of another world from ours."""
    features = [ours_features(trial.evidence) for trial in known]
    features += _foreign(snapshot, strangers)
    mine = np.arange(len(features)) < len(known)
    weights = np.where(mine, 1.0, FOREIGN * len(known) / len(strangers))
    ours, bias = learn_trust(np.asarray(features), mine.astype(np.float64), weights)
    return replace(learned, ours=ours, ours_bias=bias, strangers=strangers)


Asked = tuple[str, int, int]
"""Folded question, place of the right article, row to hide or NONE."""


def _chosen(
    snapshot: Snapshot, lessons: Lessons, fold: Fold, chance: np.random.Generator
) -> Iterator[Asked]:
    for text, external_id in lessons.answered:
        place = snapshot.place_of.get(external_id)
        if place is not None and fold(text):
            yield fold(text), place, NONE
    counts = np.bincount(snapshot.owners, minlength=len(snapshot.articles))
    able = np.flatnonzero(counts[snapshot.owners] > 1).tolist()
    if lessons.unseen:
        unseen = {(fold(text), external_id) for text, external_id in lessons.unseen}
        able = [row for row in able if _key(snapshot, row) in unseen]
    room = max(MOST - len(lessons.answered), 0)
    for row in chance.permutation(able)[:room].astype(int).tolist():
        yield snapshot.wordings[row].folded, int(snapshot.owners[row]), row


def _eased(snapshot: Snapshot, asked: Asked, chance: np.random.Generator) -> Asked:
    """The question with half of another wording: editors write wordings far apart,
    customers' words fall between them."""
    text, place, hidden = asked
    others = np.flatnonzero(snapshot.owners == place)
    others = others[others != hidden]
    other = snapshot.wordings[int(chance.choice(others))].folded
    return f"{text} {_half(other, chance)}".strip(), place, hidden


def _half(text: str, chance: np.random.Generator) -> str:
    parts, between = (text.split(), " ") if text.isascii() else (list(text), "")
    size = max(len(parts) // 2, 1)
    start = int(chance.integers(0, len(parts) - size + 1))
    return between.join(parts[start : start + size])


def _key(snapshot: Snapshot, row: int) -> tuple[str, str]:
    wording = snapshot.wordings[row]
    return wording.folded, wording.article_id


def _known(snapshot: Snapshot, text: str, place: int, hidden: int) -> Trial:
    allowed = _speaking_as(snapshot, place)
    evidence = gather(snapshot, query(snapshot, text), allowed, hidden)
    found = np.flatnonzero(evidence.places == place)
    right = int(found[0]) if len(found) else NONE
    return Trial(evidence=evidence, right=right, kind="known")


def _missing(snapshot: Snapshot, text: str, place: int, _hidden: int) -> Trial:
    allowed = _speaking_as(snapshot, place)
    allowed[snapshot.owners == place] = False
    evidence = gather(snapshot, query(snapshot, text), allowed)
    return Trial(evidence=evidence, right=NONE, kind="missing")


def _strangers(snapshot: Snapshot, lessons: Lessons, fold: Fold) -> tuple[str, ...]:
    """The bank's own list, then those that every bank knows."""
    own = filter(None, map(fold, lessons.offtopic))
    texts = [wording.folded for wording in snapshot.wordings]
    texts += [fold(article.text.answer) for article in snapshot.articles]
    common = load_strangers().asking(texts, fold, seed=lessons.seed)
    return tuple(dict.fromkeys((*own, *common)))


def _foreign(snapshot: Snapshot, strangers: tuple[str, ...]) -> list[Floats]:
    """What tells of each, as though it and its neighbours were not known for
    strangers: those put together from one thing stand beside each other."""
    found = []
    edges = np.linspace(0, len(strangers), PARTS + 1).astype(int).tolist()
    for start, end in pairwise(edges):
        rest = strangers[:start] + strangers[end:]
        without = replace(snapshot.calibration, strangers=rest)
        asked = recalibrated(snapshot, without)
        found += [_asked_by(asked, text) for text in strangers[start:end]]
    return found


def _asked_by(snapshot: Snapshot, stranger: str) -> Floats:
    allowed = _speaking(snapshot, language_of(stranger, Language.ZH))
    return ours_features(gather(snapshot, query(snapshot, stranger), allowed))


def _speaking_as(snapshot: Snapshot, place: int) -> Mask:
    return _speaking(snapshot, snapshot.articles[place].text.language)


def _speaking(snapshot: Snapshot, language: Language) -> Mask:
    return snapshot.limits.speaking(language)[snapshot.owners].copy()
