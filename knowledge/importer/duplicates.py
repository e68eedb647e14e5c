"""Finds questions that are asked twice, in the file or in the base it goes to."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bot.article import ArticleText
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding
from knowledge.ports import Fold

ALIKE = 90
"""Similarity, of 100, from which two questions are said to be much alike."""
MOST_COMPARED = 20_000_000
"""Pairs of questions compared by spelling; beyond, only equal ones are found."""
_BATCH = 256


def within(articles: Mapping[int, ArticleText], fold: Fold) -> Iterator[Finding]:
    """The same wording in two articles of the file."""
    seen: dict[str, int] = {}
    for row, article in articles.items():
        for text in dict.fromkeys((article.question, *article.similar_questions)):
            folded = fold(text)
            first = seen.setdefault(folded, row) if folded else row
            if first != row:
                yield finding("wording_shared", row, text=text, detail=first)


def against(
    articles: Mapping[int, ArticleText], base: Sequence[ArticleText], fold: Fold
) -> Iterator[Finding]:
    """Standard questions much like those of other articles of the base."""
    known = {fold(article.question): article for article in base}
    spelled = list(known)
    if not spelled:
        return
    rows = list(articles)
    if len(rows) * len(spelled) > MOST_COMPARED:
        yield from _equal(articles, known, fold)
        return
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        asked = [fold(articles[row].question) for row in batch]
        likeness = process.cdist(asked, spelled, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for row, alike in zip(batch, likeness, strict=True):
            nearest = known[spelled[int(np.argmax(alike))]]
            if alike.max() and nearest.external_id != articles[row].external_id:
                yield _near(row, nearest)


def _equal(
    articles: Mapping[int, ArticleText], known: Mapping[str, ArticleText], fold: Fold
) -> Iterator[Finding]:
    for row, article in articles.items():
        same = known.get(fold(article.question))
        if same is not None and same.external_id != article.external_id:
            yield _near(row, same)


def _near(row: int, article: ArticleText) -> Finding:
    return finding(
        "near_duplicate", row, detail=article.external_id, text=article.question
    )
