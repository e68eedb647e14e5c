"""The schemas of the knowledge door: previews, articles and passages."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.learning import State
from api.schemas import Given, Shown
from bot.article import ArticleState
from bot.message import Language

ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class FindingShown(Shown):
    code: str
    row: int
    column: str
    zh: str
    en: str


class PreviewShown(Shown):
    """What an import did, or (dry run) would do."""

    dry_run: bool
    articles: int
    """Articles that can be imported."""
    rows: int
    drafts: list[str]
    """External ids that became drafts."""
    published: list[str]
    updates: list[str]
    """External ids that were there before."""
    recognised: dict[str, str]
    unknown: list[str]
    missing: list[str]
    errors: list[FindingShown]
    warnings: list[FindingShown]
    left_out: int


class ArticleShown(Shown):
    external_id: str
    version: int
    state: ArticleState
    question: str
    similar_questions: list[str]
    answer: str
    answers: dict[str, str]
    category: str
    attributes: dict[str, str]
    language: Language
    valid_from: datetime | None
    valid_to: datetime | None
    author_id: str
    publisher_id: str
    written_at: datetime
    published_at: datetime | None


class ArticlesShown(Shown):
    items: list[ArticleShown]
    total: int


class LearningShown(Shown):
    """How far learning from what was published is, or how the last one ended."""

    state: State
    done: float
    """Share of the work, in [0, 1]."""
    note: str
    asked: int
    """Wordings by which the versions were compared."""
    before: float
    """Share of them whose article came first, in the version that was served."""
    after: float
    began_at: datetime | None
    ended_at: datetime | None
    due: bool
    """Something was published since, and will be weighed."""


class ChooseArticles(Given):
    external_ids: Annotated[list[ExternalId], Field(min_length=1, max_length=50_000)]
    by_administrator: bool = False
    """An administrator may publish what he wrote himself; it is audited."""
