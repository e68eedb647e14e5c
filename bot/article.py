"""An article: the governed unit of knowledge, with its versions and its validity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.message import Channel, Language


class ArticleState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """A later version of the same article was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What an editor writes: the content of one version."""

    external_id: str
    """The bank's own id; stable over versions."""
    question: str
    answer: str
    similar_questions: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    """Other wordings of the answer by channel name (`phone`, `sms`...)."""
    category: str = ""
    """Path in the category tree, parts joined by "/"."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    language: Language = Language.ZH
    valid_from: datetime | None = None
    """First moment at which it may be served; None: at once."""
    valid_to: datetime | None = None
    """First moment at which it may no longer be served; None: without end."""

    def answer_for(self, channel: Channel) -> str:
        return self.answers.get(channel, self.answer)

    def valid(self, now: datetime) -> bool:
        """Served from `valid_from` (included) to `valid_to` (excluded)."""
        if self.valid_from is not None and now < self.valid_from:
            return False
        return self.valid_to is None or now < self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of an article, with who answers for it."""

    tenant_id: str
    text: ArticleText
    version: int
    """Counts from 1 within one external id."""
    state: ArticleState
    author_id: str
    written_at: datetime
    publisher_id: str = ""
    published_at: datetime | None = None

    @property
    def external_id(self) -> str:
        return self.text.external_id

    def servable(self, now: datetime) -> bool:
        return self.state is ArticleState.PUBLISHED and self.text.valid(now)
