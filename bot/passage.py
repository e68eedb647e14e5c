"""A passage: the only thing that retrieval hands to a turn."""

from dataclasses import dataclass
from datetime import datetime

from bot.message import Channel, Language
from bot.reply import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What retrieval is asked, with everything that limits the search."""

    tenant_id: str
    text: str
    """Normalised."""
    language: Language
    channel: Channel
    now: datetime
    """Only articles valid at this moment may be found."""
    limit: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A published article, valid at the moment asked, that may answer the question."""

    article_id: str
    """External id."""
    version: int
    title: str
    """The standard question: a title that a person can read."""
    answer: str
    """For the channel asked."""
    spoken: str
    """For a voice; empty when `answer` can be said as it is."""
    category: str
    language: Language
    confidence: float
    """Calibrated probability in [0, 1] that this is the right answer."""
    dense: float = 0.0
    """Cosine similarity of the nearest wording, in [-1, 1]."""
    keyword: float = 0.0
    """Lexical score, in [0, 1] of what the question could reach."""
    matched: str = ""
    """The wording of the article that was nearest."""

    @property
    def source(self) -> Source:
        return Source(
            article_id=self.article_id, title=self.title, version=self.version
        )
