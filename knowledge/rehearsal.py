"""Which wordings an encoder should not be trained on, so that they can teach trust."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.article import ArticleText

FEWEST = 4
"""An article with fewer wordings keeps them all."""
EACH = 2
"""Wordings set aside from an article that has enough."""
MOST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    groups: tuple[tuple[str, ...], ...]
    """The wordings left for training, by article."""
    unseen: tuple[tuple[str, str], ...]
    """(wording, external id) set aside; for `Lessons.unseen`."""


def set_aside(articles: Sequence[ArticleText], *, seed: int) -> Rehearsal:
    """The standard question is never set aside."""
    chance = np.random.default_rng(seed)
    groups: list[tuple[str, ...]] = []
    unseen: list[tuple[str, str]] = []
    for article in articles:
        wordings = tuple(dict.fromkeys((article.question, *article.similar_questions)))
        taken: set[int] = set()
        if len(wordings) >= FEWEST and len(unseen) <= MOST - EACH:
            chosen = chance.choice(np.arange(1, len(wordings)), EACH, replace=False)
            taken = set(chosen.tolist())
        groups.append(tuple(w for at, w in enumerate(wordings) if at not in taken))
        unseen += [(wordings[at], article.external_id) for at in sorted(taken)]
    return Rehearsal(groups=tuple(groups), unseen=tuple(unseen))
