"""Whether what was learned finds more, asked with wordings that it never learned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from bot.article import Article
from knowledge.evidence import gather, query
from knowledge.ports import Fold
from knowledge.ranking import scores
from knowledge.rehearsal import set_aside
from knowledge.snapshot import Snapshot

MOST_ASKED = 300
FEWEST_ASKED = 20
"""With fewer, nothing is proved."""

Known = tuple[str, str]
"""(wording, external id)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """A base divided into what may be learned and what is asked."""

    groups: tuple[tuple[str, ...], ...]
    """For each article, the wordings that an encoder may learn."""
    unseen: tuple[Known, ...]
    """Kept from the encoder; these teach what a score is worth."""
    asked: tuple[Known, ...]
    """Kept from everything that learns, now and before."""

    @property
    def proves(self) -> bool:
        return len(self.asked) >= FEWEST_ASKED


def set_exam(
    articles: Sequence[Article], seen: Collection[str], fold: Fold, *, seed: int
) -> Exam:
    """`seen`: folded wordings that the version before learned from."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(articles)).tolist()
    kept = set_aside([articles[place].text for place in order], seed=seed)
    eligible = [one for one in kept.unseen if fold(one[0]) not in seen]
    size = min(MOST_ASKED, (len(kept.unseen) + 1) // 2, len(eligible))
    chosen = chance.permutation(len(eligible))[:size].tolist()
    asked = tuple(eligible[place] for place in sorted(chosen))
    unseen = tuple(one for one in kept.unseen if one not in set(asked))
    return Exam(groups=kept.groups, unseen=unseen, asked=asked)


def hits(snapshot: Snapshot, asked: Sequence[Known], fold: Fold) -> float:
    """Share of the wordings, each hidden while it is asked, whose article is first."""
    rows = {(w.folded, w.article_id): row for row, w in enumerate(snapshot.wordings)}
    told = [
        _first(snapshot, row) == int(snapshot.owners[row])
        for text, external_id in asked
        if (row := rows.get((fold(text), external_id))) is not None
    ]
    return round(sum(told) / len(told), 4) if told else 0.0


def _first(snapshot: Snapshot, row: int) -> int:
    """Place of the article that a wording finds when it is not there itself."""
    article = snapshot.articles[int(snapshot.owners[row])]
    allowed = snapshot.limits.speaking(article.text.language)[snapshot.owners]
    asked = query(snapshot, snapshot.wordings[row].folded)
    evidence = gather(snapshot, asked, allowed, row)
    if not len(evidence.places):
        return -1
    found = scores(evidence.signals, snapshot.calibration)
    return int(evidence.places[int(found.argmax())])
