"""What both engines find for one question, gathered by article."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.ports import Floats, Mask, Rows, Vectors
from knowledge.snapshot import Snapshot
from knowledge.tokens import Tokens, characters, words

SIGNALS = (
    "dense",  # similarity of the nearest wording
    "company",  # mean similarity of the three nearest wordings of the article
    "characters",  # share of the question's characters found in one wording
    "words",  # the same for words
    "whole",  # share of the characters found in all wordings taken together
    "vocabulary",  # the same for words
    "answer",  # share of the characters found in the answer
    "spelling",  # edit similarity to the nearest wording
)
"""Columns of the evidence, each about in [0, 1]."""

DENSE, COMPANY, CHARACTERS, WORDS, WHOLE, VOCABULARY, ANSWER, SPELLING = range(
    len(SIGNALS)
)

NONE = -1
NEAREST = 96
"""Wordings taken from the dense engine."""
FINALISTS = 16
"""Articles taken from each engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question, ready for both engines."""

    text: str
    """Folded, with slips put right."""
    vector: Vectors
    """(d,)"""
    characters: Tokens
    words: Tokens
    said: Tokens
    """Its characters before any slip was put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The finalists among the articles, with every signal for each."""

    places: Rows
    signals: Floats
    """(finalists, signals)"""
    rows: Rows
    """The wording of each that is nearest."""
    tokens: int = 0
    """Characters, and pairs of them, in the question."""
    reach: float = 0.0
    """The lexical score that an article could reach which had all of them."""
    belongs: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    """To the base, rather than to strangers: see `belongs`."""


def query(snapshot: Snapshot, folded: str) -> Query:
    unite = snapshot.lexicon.synonyms.unite
    repaired = snapshot.repairs.repair(folded)
    united = unite(repaired)
    return Query(
        text=repaired,
        vector=snapshot.encoder.encode([repaired])[0],
        characters=characters(united),
        words=words(united),
        said=characters(unite(folded)),
    )


def gather(
    snapshot: Snapshot, asked: Query, allowed: Mask, hidden: int = NONE
) -> Evidence:
    """`allowed`: for each wording, whether it may be found.

    `hidden`: a wording to be treated as though its article never had it.
    """
    if hidden != NONE:
        allowed = allowed.copy()
        allowed[hidden] = False
    if not allowed.any():
        return _nothing()
    lexical = _lexical(snapshot, asked, allowed, hidden)
    places = _finalists(snapshot, asked, allowed, lexical)
    rows = _rows_of(snapshot, places, allowed)
    dense, spelling = _closeness(snapshot, asked, rows)
    starts = np.searchsorted(snapshot.owners[rows], places)
    signals = np.empty((len(places), len(SIGNALS)))
    signals[:, DENSE] = np.maximum.reduceat(dense, starts)
    signals[:, COMPANY] = _mean_of_best(dense, starts)
    signals[:, SPELLING] = np.maximum.reduceat(spelling, starts)
    signals[:, CHARACTERS : ANSWER + 1] = lexical[:, places].T
    order = _best_first(dense + spelling, starts)
    return Evidence(
        places=places,
        signals=signals,
        rows=rows[order[starts]],
        tokens=len(asked.characters),
        reach=snapshot.lexicon.whole.reach(asked.characters),
        belongs=_belongs(snapshot, asked, hidden),
    )


def _belongs(snapshot: Snapshot, asked: Query, hidden: int) -> tuple[float, ...]:
    """All its tokens, the strangest of them, another bank's name, and how near it is
    to what strangers ask."""
    strangers = snapshot.strangers
    near = float((strangers @ asked.vector).max()) if len(strangers) else 0.0
    return (
        *snapshot.belonging.score(asked.said, _tokens_of(snapshot, hidden)),
        float(snapshot.houses.named(asked.text)),
        near,
    )


def _tokens_of(snapshot: Snapshot, row: int) -> Tokens:
    if row == NONE:
        return ()
    return snapshot.lexicon.cut[snapshot.wordings[row].folded][0]


def _nothing() -> Evidence:
    none = np.zeros(0, dtype=np.int64)
    return Evidence(places=none, signals=np.zeros((0, len(SIGNALS))), rows=none)


def _lexical(snapshot: Snapshot, asked: Query, allowed: Mask, hidden: int) -> Floats:
    """(characters, words, whole, vocabulary, answer) x articles."""
    lexicon, firsts = snapshot.lexicon, snapshot.firsts
    single = np.stack(
        (
            lexicon.characters.shares(asked.characters),
            lexicon.words.shares(asked.words),
        )
    )
    found = np.empty((5, len(firsts)))
    found[:2] = np.maximum.reduceat(np.where(allowed, single, 0), firsts, axis=1)
    found[2] = lexicon.whole.shares(asked.characters)
    found[3] = lexicon.vocabulary.shares(asked.words)
    found[4] = lexicon.answers.shares(asked.characters)
    if hidden != NONE:
        _forget(snapshot, asked, hidden, found)
    return found


def _forget(snapshot: Snapshot, asked: Query, hidden: int, found: Floats) -> None:
    """Score the article of a hidden wording by its other wordings."""
    lexicon, place = snapshot.lexicon, int(snapshot.owners[hidden])
    ends = np.append(snapshot.firsts[1:], len(snapshot.wordings))
    own = range(int(snapshot.firsts[place]), int(ends[place]))
    rest = [lexicon.cut[snapshot.wordings[row].folded] for row in own if row != hidden]
    letters = tuple(chain.from_iterable(letters for letters, _ in rest))
    terms = tuple(chain.from_iterable(terms for _, terms in rest))
    found[2, place] = lexicon.whole.share(asked.characters, letters)
    found[3, place] = lexicon.vocabulary.share(asked.words, terms)


def _finalists(
    snapshot: Snapshot, asked: Query, allowed: Mask, lexical: Floats
) -> Rows:
    hits = snapshot.dense.search(
        asked.vector, NEAREST, snapshot.ids[~allowed], snapshot.ids[allowed]
    )
    row_of = snapshot.row_of
    near = dict.fromkeys(int(snapshot.owners[row_of[hit.id]]) for hit in hits)
    chosen = set(list(near)[:FINALISTS])
    open_ = np.maximum.reduceat(allowed, snapshot.firsts)
    for field in lexical:
        reachable = np.where(open_, field, 0)
        best = _largest(reachable, FINALISTS)
        chosen.update(best[reachable[best] > 0].tolist())
    return np.asarray(sorted(chosen), dtype=np.int64)


def _largest(values: Floats, most: int) -> Rows:
    if len(values) <= most:
        return np.arange(len(values))
    found: Rows = np.argpartition(values, len(values) - most)[-most:]
    return found


def _rows_of(snapshot: Snapshot, places: Rows, allowed: Mask) -> Rows:
    ends = np.append(snapshot.firsts[1:], len(snapshot.wordings))
    spans = [np.arange(snapshot.firsts[place], ends[place]) for place in places]
    rows = np.concatenate(spans)
    return np.asarray(rows[allowed[rows]], dtype=np.int64)


def _closeness(snapshot: Snapshot, asked: Query, rows: Rows) -> tuple[Floats, Floats]:
    vectors = snapshot.dense.vectors(snapshot.ids[rows])
    texts = [snapshot.wordings[row].folded for row in rows]
    spelling = process.cdist([asked.text], texts, scorer=fuzz.ratio)[0] / 100
    return (
        np.asarray(vectors @ asked.vector, dtype=np.float64),
        np.asarray(spelling, dtype=np.float64),
    )


def _best_first(values: Floats, starts: Rows) -> Rows:
    """Places of the values, the best first within each group."""
    groups = np.zeros(len(values), dtype=np.int64)
    groups[starts[1:]] = 1
    return np.asarray(np.lexsort((-values, np.cumsum(groups))), dtype=np.int64)


def _mean_of_best(values: Floats, starts: Rows, most: int = 3) -> Floats:
    ranked = values[_best_first(values, starts)]
    sizes = np.diff(np.append(starts, len(values)))
    total = ranked[starts].copy()
    for rank in range(1, most):
        total += np.where(
            sizes > rank, ranked[np.minimum(starts + rank, len(values) - 1)], 0
        )
    return np.asarray(total / np.minimum(sizes, most))
