"""Retrieval on question bases, beside plain BM25 and TF-IDF in the same run."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.article import Article
from knowledge.calibration import Calibration
from knowledge.evidence import Evidence, gather, query
from knowledge.fitting import Lessons, fit
from knowledge.keywords import KeywordIndex
from knowledge.ports import Floats
from knowledge.ranking import scores
from knowledge.rehearsal import set_aside
from knowledge.shelving import Shelving
from knowledge.snapshot import Snapshot, recalibrated
from knowledge.tokens import Tokens, characters
from nlu.build import build_encoder
from nlu.normalize import normalize
from nlu.static_encoder import StaticEncoder
from scripts.benchmarks.bases import Base, bases
from scripts.benchmarks.figures import machine
from scripts.benchmarks.page import Section, table

SEED = 7
ENGINES = ("BM25", "TF-IDF", "encoder", "Teller")
HOW = """Hit@1 / Hit@5. BM25 and TF-IDF look at characters (in Latin script: words) and
pairs of them, wording by wording, without synonyms. The encoder is the embedded one,
adapted to the base; Teller is its learned ranking of all signals. The weights that ship
were trained on other wordings of the classes of the three public English sets: only the
demo bank's held-out wordings are strange to everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where the right article came, from 1; 0: nowhere."""

    ranks: tuple[int, ...]

    def hits(self, most: int) -> float:
        return 100 * sum(1 <= rank <= most for rank in self.ranks) / len(self.ranks)

    @property
    def told(self) -> str:
        return f"{self.hits(1):.1f} / {self.hits(5):.1f}"


def measure() -> Section:
    rows = []
    for base in bases():
        found = _measured(base)
        size = f"{len(base.articles)}, {len(base.asked)} asked"
        rows.append([f"{base.name} ({size})", *(found[e].told for e in ENGINES)])
        print(*rows[-1], flush=True)
    body = f"{machine()}.\n\n{HOW}\n\n{table(['base', *ENGINES], rows)}"
    return Section(title="Understanding: the right article first", body=body)


def _measured(base: Base) -> dict[str, Placed]:
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as home:
        snapshot = taught(base, Path(home))
    lexical = {"BM25": _bm25(snapshot), "TF-IDF": _tfidf(snapshot)}
    ranks: dict[str, list[int]] = {engine: [] for engine in ENGINES}
    for text, external_id, language in base.asked:
        place = snapshot.place_of[external_id]
        spoken = snapshot.limits.speaking(language)
        folded = normalize(text)
        for engine, score in lexical.items():
            found = np.where(spoken, score(characters(folded)), -1)
            ranks[engine].append(_rank(found, place))
        evidence = gather(snapshot, query(snapshot, folded), spoken[snapshot.owners])
        ranks["encoder"].append(_found(evidence, evidence.signals[:, 0], place))
        learned = scores(evidence.signals, snapshot.calibration)
        ranks["Teller"].append(_found(evidence, learned, place))
    return {engine: Placed(ranks=tuple(found)) for engine, found in ranks.items()}


def taught(base: Base, home: Path) -> Snapshot:
    """As the service would learn it: encoder, rehearsal, calibration."""
    shelving = Shelving(normalize, base.synonyms)
    kept = set_aside([article.text for article in base.articles], seed=SEED)
    rehearsal = _encoder(home / "rehearsal", kept.groups)
    rehearsed = shelving.build(base.articles, rehearsal, 1)
    lessons = Lessons(offtopic=base.offtopic, unseen=kept.unseen, seed=SEED)
    learned: Calibration = fit(rehearsed, lessons, shelving.fold)
    encoder = _encoder(home / "full", [_wordings(one) for one in base.articles])
    return recalibrated(shelving.build(base.articles, encoder, 1), learned)


def _encoder(folder: Path, groups: Sequence[Sequence[str]]) -> StaticEncoder:
    folded = tuple(tuple(map(normalize, group)) for group in groups)
    return build_encoder(folder, folded, SEED, lambda share, words: None)


def _wordings(article: Article) -> tuple[str, ...]:
    return (article.text.question, *article.text.similar_questions)


Scored = Callable[[Tokens], Floats]


def _bm25(snapshot: Snapshot) -> Scored:
    index = KeywordIndex([characters(one.folded) for one in snapshot.wordings])

    def score(asked: Tokens) -> Floats:
        return _best(snapshot, np.asarray(index.scores(asked), dtype=np.float64))

    return score


def _tfidf(snapshot: Snapshot) -> Scored:
    """Cosine of raw counts times log rarity, to the nearest wording."""
    cut = [characters(one.folded) for one in snapshot.wordings]
    texts: dict[str, int] = {}
    for tokens in cut:
        for token in set(tokens):
            texts[token] = texts.get(token, 0) + 1
    rare = {token: np.log(len(cut) / count) + 1 for token, count in texts.items()}
    postings: dict[str, list[tuple[int, float]]] = {}
    for row, tokens in enumerate(cut):
        length = np.sqrt(sum((tokens.count(t) * rare[t]) ** 2 for t in set(tokens)))
        for token in set(tokens):
            weight = tokens.count(token) * rare[token] / max(length, 1e-9)
            postings.setdefault(token, []).append((row, weight))

    def score(asked: Tokens) -> Floats:
        found = np.zeros(len(cut))
        for token in set(asked) & postings.keys():
            for row, weight in postings[token]:
                found[row] += asked.count(token) * rare[token] * weight
        return _best(snapshot, found)

    return score


def _best(snapshot: Snapshot, found: Floats) -> Floats:
    return np.asarray(np.maximum.reduceat(found, snapshot.firsts), dtype=np.float64)


def _rank(found: Floats, place: int) -> int:
    """Ties go to whoever comes first; what shares nothing is nowhere."""
    if found[place] <= 0:
        return 0
    before = (found > found[place]).sum() + (found[:place] == found[place]).sum()
    return int(before) + 1


def _found(evidence: Evidence, values: Floats, place: int) -> int:
    at = np.flatnonzero(evidence.places == place)
    if not len(at):
        return 0
    best: list[int] = np.argsort(-values, kind="stable").tolist()
    return best.index(int(at[0])) + 1
