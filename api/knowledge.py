"""The knowledge door: import drafts, publish with four eyes, withdraw, search."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from api import jobs
from api.auth import AnEditor, TheStaff
from api.chat import TheService
from api.desk_schemas import PassageShown, PassagesShown
from api.errors import BadInput, Forbidden, TooLarge
from api.knowledge_schemas import (
    ArticleShown,
    ArticlesShown,
    ChooseArticles,
    FindingShown,
    LearningShown,
    PreviewShown,
)
from api.openapi import RESPONSES
from api.rendering import html_of_answer
from bot.article import Article, ArticleState
from bot.message import Channel, Language, language_of
from bot.passage import Passage
from knowledge.exporter import to_csv, to_jsonl
from knowledge.importer.preview import Finding, Preview
from models.records import Role

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"], responses=RESPONSES)


@router.post("/imports")
def import_articles(
    staff: AnEditor,
    service: TheService,
    file: Annotated[UploadFile, File()],
    dry_run: Annotated[bool, Form()] = False,
    publish: Annotated[bool, Form()] = False,
) -> PreviewShown:
    """A file of articles becomes drafts (CSV, XLSX, JSONL, Markdown, DOCX, HTML).

    `dry_run` changes nothing. `publish` is for administrators only: otherwise
    somebody else publishes what was imported.
    """
    if publish and staff.role is not Role.ADMIN:
        raise Forbidden("only an administrator may publish at once", code="four_eyes")
    rooms = service.rooms
    content = file.file.read(rooms.settings.limits.upload_bytes + 1)
    if len(content) > rooms.settings.limits.upload_bytes:
        raise TooLarge("the file is too large")
    found = jobs.preview(rooms, file.filename or "", content)
    if dry_run:
        return preview(found, dry_run=True)
    drafts = jobs.import_drafts(rooms, found, staff.id)
    ids = [article.external_id for article in drafts]
    published: tuple[Article, ...] = ()
    if publish:
        published = jobs.publish(rooms, ids, staff.id, by_administrator=True)
    return preview(found, drafts=ids, published=[one.external_id for one in published])


@router.get("/articles")
def list_articles(
    staff: TheStaff,
    service: TheService,
    state: ArticleState | None = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ArticlesShown:
    """Every version that no later one has replaced, by external id."""
    found = [
        article
        for article in service.rooms.records.articles.all(staff.tenant_id)
        if state in {None, article.state}
    ]
    page = found[offset : offset + limit]
    return ArticlesShown(items=[shown(article) for article in page], total=len(found))


@router.post("/publish")
def publish_articles(
    chosen: ChooseArticles, staff: AnEditor, service: TheService
) -> ArticlesShown:
    """Drafts become what customers read: a second act, by another user."""
    if chosen.by_administrator and staff.role is not Role.ADMIN:
        raise Forbidden("only an administrator may do this alone", code="four_eyes")
    published = jobs.publish(
        service.rooms,
        chosen.external_ids,
        staff.id,
        by_administrator=chosen.by_administrator,
    )
    return ArticlesShown(items=[shown(one) for one in published], total=len(published))


@router.post("/withdraw")
def withdraw_articles(
    chosen: ChooseArticles, staff: AnEditor, service: TheService
) -> ArticlesShown:
    """From now on they are not served."""
    withdrawn = jobs.withdraw(service.rooms, chosen.external_ids, staff.id)
    return ArticlesShown(items=[shown(one) for one in withdrawn], total=len(withdrawn))


@router.get("/search")
def search(
    staff: TheStaff,
    service: TheService,
    q: Annotated[str, Query(min_length=1, max_length=500)],
    language: Language | None = None,
    channel: Channel = Channel.WEB,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> PassagesShown:
    """Candidates with their scores: what an agent reads and may send."""
    wanted = language or language_of(q, Language.ZH)
    found = jobs.search(service.rooms, q, wanted, channel=channel, limit=limit)
    return PassagesShown(passages=[passage(one) for one in found])


@router.get("/learning")
def learning(staff: TheStaff, service: TheService) -> LearningShown:
    """Whether the service is learning from what was published, and what came of it."""
    status, due = service.learner.status, service.learner.due
    return LearningShown(**asdict(status), due=due)


@router.get("/export", response_class=Response)
def export(staff: AnEditor, service: TheService, form: str = "csv") -> Response:
    """Everything published, in a form that can be imported again: csv or jsonl."""
    writers = {
        "csv": (to_csv, "text/csv; charset=utf-8"),
        "jsonl": (to_jsonl, "application/x-ndjson"),
    }
    if form not in writers:
        raise BadInput("form is csv or jsonl", code="unknown_form")
    write, media_type = writers[form]
    found = service.rooms.records.articles.published(staff.tenant_id)
    return Response(
        write([article.text for article in found]),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="knowledge.{form}"'},
    )


def shown(article: Article) -> ArticleShown:
    text = article.text
    return ArticleShown(
        external_id=text.external_id,
        version=article.version,
        state=article.state,
        question=text.question,
        similar_questions=list(text.similar_questions),
        answer=text.answer,
        answers=dict(text.answers),
        category=text.category,
        attributes=dict(text.attributes),
        language=text.language,
        valid_from=text.valid_from,
        valid_to=text.valid_to,
        author_id=article.author_id,
        publisher_id=article.publisher_id,
        written_at=article.written_at,
        published_at=article.published_at,
    )


def passage(found: Passage) -> PassageShown:
    return PassageShown(
        article_id=found.article_id,
        version=found.version,
        title=found.title,
        answer=found.answer,
        html=html_of_answer(found.answer),
        category=found.category,
        language=found.language,
        confidence=round(found.confidence, 4),
        dense=round(found.dense, 4),
        keyword=round(found.keyword, 4),
        matched=found.matched,
    )


def finding(found: Finding) -> FindingShown:
    return FindingShown(
        code=found.code, row=found.row, column=found.column, zh=found.zh, en=found.en
    )


def preview(
    found: Preview,
    *,
    dry_run: bool = False,
    drafts: list[str] | None = None,
    published: list[str] | None = None,
) -> PreviewShown:
    return PreviewShown(
        dry_run=dry_run,
        articles=len(found.articles),
        rows=found.rows,
        drafts=drafts or [],
        published=published or [],
        updates=list(found.updates),
        recognised=dict(found.recognised),
        unknown=list(found.unknown),
        missing=list(found.missing),
        errors=[finding(one) for one in found.errors],
        warnings=[finding(one) for one in found.warnings],
        left_out=found.left_out,
    )
