"""Reports: what agents found wrong with an article."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.agent_tables import ArticleReportRow
from models.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReport:
    id: str
    tenant_id: str
    article_id: str
    """External id."""
    version: int
    conversation_id: str
    """In which it was noticed; empty when it was in none."""
    reason: str
    words: str
    staff_id: str
    staff_name: str
    at: datetime


class SqlArticleReports:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, report: ArticleReport) -> None:
        row = ArticleReportRow(
            tenant_id=report.tenant_id,
            id=report.id,
            article_id=report.article_id,
            version=report.version,
            conversation_id=report.conversation_id,
            reason=report.reason,
            words=report.words,
            staff_id=report.staff_id,
            staff_name=report.staff_name,
            at=report.at,
        )
        self._database.write(lambda session: session.add(row))

    def newest(self, tenant_id: str, limit: int) -> tuple[ArticleReport, ...]:
        query = (
            select(ArticleReportRow)
            .where(ArticleReportRow.tenant_id == tenant_id)
            .order_by(ArticleReportRow.at.desc(), ArticleReportRow.id)
            .limit(limit)
        )
        return self._database.read(
            lambda session: tuple(_report_of(row) for row in session.scalars(query))
        )


def _report_of(row: ArticleReportRow) -> ArticleReport:
    return ArticleReport(
        id=row.id,
        tenant_id=row.tenant_id,
        article_id=row.article_id,
        version=row.version,
        conversation_id=row.conversation_id,
        reason=row.reason,
        words=row.words,
        staff_id=row.staff_id,
        staff_name=row.staff_name,
        at=row.at,
    )
