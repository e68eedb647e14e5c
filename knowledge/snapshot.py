"""A snapshot: one tenant's articles as they are served, ready to be searched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from bot.article import Article, ArticleState
from bot.message import Channel, Language
from knowledge.belonging import Belonging
from knowledge.calibration import Calibration
from knowledge.houses import Houses
from knowledge.index import DenseIndex
from knowledge.keywords import KeywordIndex
from knowledge.ports import Encoder, Fold, Mask, Rows, Vectors
from knowledge.repair import Repairs
from knowledge.reranking import Reranking
from knowledge.strangers import load_strangers
from knowledge.tokens import Synonyms, Tokens, characters, words

CHANNELS = "channels"
"""Attribute that limits an article to channels, joined by "|"; absent: to none."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_ALWAYS = np.iinfo(np.int64)


Cut = tuple[Tokens, Tokens]
"""A text as characters, then as words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of asking what an article answers."""

    id: int
    """Its id in the dense index."""
    article_id: str
    text: str
    folded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The lexical engine: wordings one by one, then by article, then answers."""

    synonyms: Synonyms
    characters: KeywordIndex
    words: KeywordIndex
    whole: KeywordIndex
    """Characters of all wordings of an article as one document."""
    vocabulary: KeywordIndex
    """Words of all wordings of an article as one document."""
    answers: KeywordIndex
    cut: Mapping[str, Cut]
    """Every text of the base as it was cut, so that the next snapshot need not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When and where each article may be served, in arrays for the search."""

    starts: Rows
    ends: Rows
    """Microseconds since 1970; an end is the first moment that is too late."""
    languages: npt.NDArray[np.str_]
    channels: tuple[frozenset[str], ...]
    choosy: bool
    """Is any article limited to channels?"""

    def servable(self, now: datetime, channel: Channel) -> Mask:
        moment = ticks(now)
        timely = (self.starts <= moment) & (moment < self.ends)
        if not self.choosy:
            return timely
        open_ = [not only or channel in only for only in self.channels]
        return timely & np.asarray(open_, dtype=np.bool_)

    def speaking(self, language: Language) -> Mask:
        return np.asarray(self.languages == language, dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Never changed: whoever holds one may search it while the next is built."""

    revision: int
    encoder: Encoder
    articles: tuple[Article, ...]
    wordings: tuple[Wording, ...]
    """Those of one article stand together, in the order of `articles`."""
    ids: Rows
    owners: Rows
    """Place of the article of each wording."""
    firsts: Rows
    """First wording of each article."""
    row_of: Mapping[int, int]
    """Row of each id in the dense index."""
    place_of: Mapping[str, int]
    """Place of each external id."""
    limits: Limits
    dense: DenseIndex
    lexicon: Lexicon
    belonging: Belonging
    strangers: Vectors
    """Of the questions that tell what is not ours; none before any is known."""
    houses: Houses
    repairs: Repairs
    calibration: Calibration
    reranking: Reranking = field(default_factory=Reranking)


def ticks(moment: datetime) -> int:
    return (moment - _EPOCH) // _TICK


def published(articles: Sequence[Article]) -> tuple[Article, ...]:
    """One published version for each external id, the latest, in order of id."""
    latest: dict[str, Article] = {}
    for article in articles:
        if article.state is not ArticleState.PUBLISHED:
            continue
        known = latest.get(article.external_id)
        if known is None or known.version < article.version:
            latest[article.external_id] = article
    return tuple(latest[external_id] for external_id in sorted(latest))


def wordings_of(
    article: Article, fold: Fold, known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """(text, folded) for each way of asking, without repetition."""
    seen: set[str] = set()
    for text in (article.text.question, *article.text.similar_questions):
        folded = known.get(text) or fold(text)
        if folded and folded not in seen:
            seen.add(folded)
            yield text, folded


def limits_of(articles: Sequence[Article]) -> Limits:
    texts = [article.text for article in articles]
    starts = [_ticks_or(text.valid_from, int(_ALWAYS.min)) for text in texts]
    ends = [_ticks_or(text.valid_to, int(_ALWAYS.max)) for text in texts]
    only = [text.attributes.get(CHANNELS, "") for text in texts]
    return Limits(
        starts=np.asarray(starts, dtype=np.int64),
        ends=np.asarray(ends, dtype=np.int64),
        languages=np.asarray([str(text.language) for text in texts], dtype=np.str_),
        channels=tuple(frozenset(filter(None, names.split("|"))) for names in only),
        choosy=any(only),
    )


def _ticks_or(moment: datetime | None, otherwise: int) -> int:
    return otherwise if moment is None else ticks(moment)


def lexicon_of(
    articles: Sequence[Article],
    wordings: Sequence[Wording],
    synonyms: Synonyms,
    fold: Fold,
    known: Mapping[str, Cut],
) -> Lexicon:
    cut = {
        **{w.folded: known.get(w.folded) or _cut(w.folded, synonyms) for w in wordings},
        **{
            text: known.get(text) or _cut(fold(text), synonyms)
            for text in (article.text.answer for article in articles)
        },
    }
    letters = [cut[wording.folded][0] for wording in wordings]
    terms = [cut[wording.folded][1] for wording in wordings]
    owners = [wording.article_id for wording in wordings]
    return Lexicon(
        synonyms=synonyms,
        characters=KeywordIndex(letters),
        words=KeywordIndex(terms),
        whole=KeywordIndex(_together(owners, letters)),
        vocabulary=KeywordIndex(_together(owners, terms)),
        answers=KeywordIndex([cut[article.text.answer][0] for article in articles]),
        cut=cut,
    )


def belonging_of(
    articles: Sequence[Article],
    wordings: Sequence[Wording],
    lexicon: Lexicon,
    strangers: Sequence[str],
) -> Belonging:
    cut = lexicon.cut
    return Belonging.of(
        (cut[wording.folded][0] for wording in wordings),
        (cut[article.text.answer][0] for article in articles),
        strange_tokens(lexicon, strangers),
    )


def strange_tokens(lexicon: Lexicon, strangers: Sequence[str]) -> list[Tokens]:
    """`strangers`: folded."""
    return [characters(lexicon.synonyms.unite(text)) for text in strangers]


def recalibrated(snapshot: Snapshot, learned: Calibration) -> Snapshot:
    strangers = telling(learned.strangers, snapshot.houses)
    strange = strange_tokens(snapshot.lexicon, strangers)
    return replace(
        snapshot,
        calibration=learned,
        belonging=snapshot.belonging.among(strange),
        strangers=vectors_of(snapshot.encoder, strangers),
    )


def telling(strangers: Sequence[str], houses: Houses) -> list[str]:
    """Those whose words tell that they are strange. Where another bank is named, all
    the other words are a bank's, as ours are."""
    return [text for text in strangers if not houses.named(text)]


def vectors_of(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    if not texts:
        return np.zeros((0, encoder.dimensions), dtype=np.float32)
    return encoder.encode(texts)


def houses_of(
    articles: Sequence[Article], wordings: Sequence[Wording], fold: Fold
) -> Houses:
    texts = [wording.folded for wording in wordings]
    texts += [fold(article.text.answer) for article in articles]
    strangers = load_strangers()
    return Houses.of(strangers.houses, strangers.before_bank, texts, fold)


def _cut(folded: str, synonyms: Synonyms) -> Cut:
    united = synonyms.unite(folded)
    return characters(united), words(united)


def _together(owners: Sequence[str], documents: Sequence[Tokens]) -> list[Tokens]:
    joined: dict[str, list[str]] = {}
    for owner, document in zip(owners, documents, strict=True):
        joined.setdefault(owner, []).extend(document)
    return [tuple(tokens) for tokens in joined.values()]
