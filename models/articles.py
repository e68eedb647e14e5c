"""Articles in their versions: drafts, and what four eyes let customers read."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.article import Article, ArticleState, ArticleText
from models.audit import AuditTrail
from models.codec import pack, unpack
from models.database import Database
from models.errors import ArticleNotFound, FourEyes
from models.records import Audited
from models.tables import ArticleRow, ArticleVersionRow, TenantRow
from models.tenants import locked


class SqlArticles:
    """Every change of state is audited in its own transaction."""

    def __init__(self, database: Database, audit: AuditTrail) -> None:
        self._database = database
        self._audit = audit

    def add_drafts(
        self,
        tenant_id: str,
        texts: Sequence[ArticleText],
        author_id: str,
        now: datetime,
    ) -> list[Article]:
        """A new version of each; an unpublished draft of the same id is replaced."""

        def add(session: Session) -> list[Article]:
            locked(session, tenant_id, now)
            versions = _Versions(session, tenant_id)
            versions.make_room(text.external_id for text in texts)
            for text in texts:
                versions.draft(text, author_id, now)
            return self._done(session, versions.changed, "drafted", author_id, now)

        return self._database.write(add)

    def publish(
        self,
        tenant_id: str,
        external_ids: Sequence[str],
        publisher_id: str,
        now: datetime,
        *,
        by_administrator: bool = False,
    ) -> list[Article]:
        """Their drafts become what customers read. Raises ArticleNotFound, FourEyes."""

        def change(session: Session) -> list[Article]:
            locked(session, tenant_id, now).knowledge_revision += 1
            versions = _Versions(session, tenant_id)
            drafts = versions.in_state(ArticleState.DRAFT, external_ids)
            own = [row.external_id for row in drafts if row.author_id == publisher_id]
            if own and not by_administrator:
                raise FourEyes(own)
            for row in drafts:
                versions.publish(row, publisher_id, now)
            return self._done(session, drafts, "published", publisher_id, now)

        return self._database.write(change)

    def withdraw(
        self,
        tenant_id: str,
        external_ids: Sequence[str],
        actor_id: str,
        now: datetime,
    ) -> list[Article]:
        """From now on they are not served. Raises ArticleNotFound."""

        def change(session: Session) -> list[Article]:
            locked(session, tenant_id, now).knowledge_revision += 1
            versions = _Versions(session, tenant_id)
            rows = versions.in_state(ArticleState.PUBLISHED, external_ids)
            for row in rows:
                row.state = ArticleState.WITHDRAWN.value
            return self._done(session, rows, "withdrawn", actor_id, now)

        return self._database.write(change)

    def published(self, tenant_id: str) -> tuple[Article, ...]:
        return self._articles(
            _query(tenant_id).where(
                ArticleVersionRow.state == ArticleState.PUBLISHED.value
            )
        )

    def all(self, tenant_id: str) -> tuple[Article, ...]:
        """Every version that no later one has replaced."""
        return self._articles(
            _query(tenant_id).where(
                ArticleVersionRow.state != ArticleState.REPLACED.value
            )
        )

    def versions(self, tenant_id: str, external_id: str) -> tuple[Article, ...]:
        """All there ever were, oldest first."""
        return self._articles(
            _query(tenant_id).where(ArticleVersionRow.external_id == external_id)
        )

    def get(
        self, tenant_id: str, external_id: str, version: int | None = None
    ) -> Article:
        """The newest version unless another is asked for."""
        for article in reversed(self.versions(tenant_id, external_id)):
            if version in {None, article.version}:
                return article
        raise ArticleNotFound([external_id])

    def revision(self, tenant_id: str) -> int:
        """Grows whenever what may be served has changed."""

        def find(session: Session) -> int:
            row = session.get(TenantRow, tenant_id)
            return row.knowledge_revision if row else 0

        return self._database.read(find)

    def _done(
        self,
        session: Session,
        rows: Sequence[ArticleVersionRow],
        act: str,
        actor: str,
        now: datetime,
    ) -> list[Article]:
        session.flush()
        if rows:
            entry = Audited(
                tenant_id=rows[0].tenant_id,
                at=now,
                actor=actor,
                act=f"article_{act}",
                subject=rows[0].external_id if len(rows) == 1 else "",
                detail={"versions": [[row.external_id, row.version] for row in rows]},
            )
            self._audit.append(session, entry)
        return [_article_of(row) for row in rows]

    def _articles(self, query: Select[ArticleVersionRow]) -> tuple[Article, ...]:
        return self._database.read(
            lambda session: tuple(_article_of(row) for row in session.scalars(query))
        )


class _Versions:
    """The articles of one tenant, while its row is locked."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        live = (ArticleState.DRAFT.value, ArticleState.PUBLISHED.value)
        query = _query(tenant_id).where(ArticleVersionRow.state.in_(live))
        self._live = {
            (row.state, row.external_id): row for row in session.scalars(query)
        }
        rows = session.scalars(
            select(ArticleRow).where(ArticleRow.tenant_id == tenant_id)
        )
        self._articles = {row.external_id: row for row in rows}
        self.changed: list[ArticleVersionRow] = []

    def make_room(self, external_ids: Iterable[str]) -> None:
        """The rows that versions hang on must stand before them."""
        for external_id in external_ids:
            if external_id in self._articles:
                continue
            row = ArticleRow(
                tenant_id=self._tenant_id, external_id=external_id, last_version=0
            )
            self._session.add(row)
            self._articles[external_id] = row
        self._session.flush()

    def draft(self, text: ArticleText, author_id: str, now: datetime) -> None:
        article = self._articles[text.external_id]
        article.last_version += 1
        row = ArticleVersionRow(
            tenant_id=self._tenant_id,
            external_id=text.external_id,
            version=article.last_version,
            state=ArticleState.DRAFT.value,
            text=pack(text),
            author_id=author_id,
            written_at=now,
            publisher_id="",
        )
        self._replace(row)
        self._session.add(row)
        self.changed.append(row)

    def publish(self, row: ArticleVersionRow, publisher_id: str, now: datetime) -> None:
        row.state = ArticleState.PUBLISHED.value
        row.publisher_id = publisher_id
        row.published_at = now
        self._replace(row)

    def in_state(
        self, state: ArticleState, external_ids: Iterable[str]
    ) -> list[ArticleVersionRow]:
        wanted = list(dict.fromkeys(external_ids))
        missing = [one for one in wanted if (state.value, one) not in self._live]
        if missing:
            raise ArticleNotFound(missing)
        return [self._live[(state.value, one)] for one in wanted]

    def _replace(self, row: ArticleVersionRow) -> None:
        """At most one version of an article is in each live state."""
        key = (row.state, row.external_id)
        before = self._live.get(key)
        if before is not None:
            before.state = ArticleState.REPLACED.value
        self._live[key] = row


def _query(tenant_id: str) -> Select[ArticleVersionRow]:
    return (
        select(ArticleVersionRow)
        .where(ArticleVersionRow.tenant_id == tenant_id)
        .order_by(ArticleVersionRow.external_id, ArticleVersionRow.version)
    )


def _article_of(row: ArticleVersionRow) -> Article:
    return Article(
        tenant_id=row.tenant_id,
        text=unpack(ArticleText, row.text),
        version=row.version,
        state=ArticleState(row.state),
        author_id=row.author_id,
        written_at=row.written_at,
        publisher_id=row.publisher_id,
        published_at=row.published_at,
    )
