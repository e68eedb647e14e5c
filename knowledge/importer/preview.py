"""What an import would do, shown before it does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.article import ArticleText


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing an editor should know about one place of the file."""

    code: str
    """Stable; see `messages`."""
    row: int
    """As the file counts: row of the table, line of the text; 0: the whole file."""
    column: str
    """As the file names it; empty: the whole row."""
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    articles: tuple[ArticleText, ...]
    """What can be imported: every article without an error in one of its rows."""
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    rows: int = 0
    """Rows read, without headers and empty ones."""
    recognised: Mapping[str, str] = field(default_factory=dict)
    """Column of the file -> what it was taken for."""
    unknown: tuple[str, ...] = ()
    """Columns that become attributes."""
    missing: tuple[str, ...] = ()
    """Required columns that are not there."""
    updates: tuple[str, ...] = ()
    """External ids which the base has already: they become new versions."""
    left_out: int = 0
    """Findings beyond those listed."""

    @property
    def importable(self) -> bool:
        return bool(self.articles)
