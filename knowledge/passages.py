"""Passages: what a turn is told of the articles that the evidence puts first."""

import numpy as np

from bot.article import Article
from bot.message import Channel
from bot.passage import Passage, Question
from knowledge.evidence import CHARACTERS, DENSE, Evidence, Query, gather
from knowledge.ports import Floats, Mask
from knowledge.ranking import confidences
from knowledge.snapshot import Snapshot


def passages_of(
    snapshot: Snapshot, asked: Query, articles: Mask, question: Question
) -> tuple[Passage, ...]:
    evidence = gather(snapshot, asked, articles[snapshot.owners])
    chances = confidences(evidence, snapshot.calibration)
    order = np.argsort(-chances, kind="stable")[: question.limit]
    return tuple(
        _found(snapshot, evidence, chances, int(at), question.channel) for at in order
    )


def _found(
    snapshot: Snapshot, evidence: Evidence, chances: Floats, at: int, channel: Channel
) -> Passage:
    article = snapshot.articles[evidence.places[at]]
    signals = evidence.signals[at]
    return told_of(
        article,
        channel,
        float(chances[at]),
        dense=float(signals[DENSE]),
        keyword=float(signals[CHARACTERS]),
        matched=snapshot.wordings[evidence.rows[at]].text,
    )


def told_of(
    article: Article,
    channel: Channel,
    confidence: float,
    *,
    dense: float = 0.0,
    keyword: float = 0.0,
    matched: str = "",
) -> Passage:
    text = article.text
    return Passage(
        article_id=text.external_id,
        version=article.version,
        title=text.question,
        answer=text.answer_for(channel),
        spoken=text.answers.get(Channel.PHONE, ""),
        category=text.category,
        language=text.language,
        confidence=confidence,
        dense=dense,
        keyword=keyword,
        matched=matched,
    )
