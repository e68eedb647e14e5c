"""Assist: what helps an agent answer, in the customer's and the bank's own words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from api.auth import AnAgent, AnEditor
from api.chat import TheService
from api.desk import audit
from api.jobs import search
from api.openapi import RESPONSES
from api.rendering import html_of_answer
from api.rooms import Rooms
from api.schemas import Given, Shown
from bot.conversation import Conversation
from bot.gate import Gate, load_gates
from bot.message import Author, Message
from bot.passage import Passage
from bot.recap import EMPTY_TALK, Mood, Recap, recap
from models.article_reports import ArticleReport, SqlArticleReports
from models.errors import ArticleNotFound

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)

RECENT = 200
"""Messages that are read."""
SUGGESTIONS = 3
LIKELY = 0.05
"""Confidence below which nothing is suggested."""


class LineShown(Shown):
    seq: int
    """Of the message that it is quoted from."""
    text: str


class AnsweredShown(Shown):
    seq: int
    question: str
    answer: str


class SuggestionShown(Shown):
    article_id: str
    version: int
    title: str
    answer: str
    html: str
    category: str
    confidence: float
    valid_from: datetime | None
    valid_to: datetime | None
    published_at: datetime | None


class AssistShown(Shown):
    summary: list[LineShown]
    """The customer's own sentences that say most."""
    mood: Mood
    mood_words: str
    """What was said that shows it; empty when calm."""
    answered: list[AnsweredShown]
    """What the customer was asked and has answered: not to be asked again."""
    question: str
    """The words that replies are suggested for."""
    suggestions: list[SuggestionShown]


class ReportArticle(Given):
    article_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    version: Annotated[int, Field(ge=1, strict=True)]
    conversation_id: Annotated[str, StringConstraints(max_length=64)] = ""
    reason: Literal["off_topic", "outdated", "wrong", "unclear"] = "wrong"
    words: Annotated[str, StringConstraints(max_length=500)] = ""


class ReportShown(Shown):
    id: str
    article_id: str
    version: int
    conversation_id: str
    reason: str
    words: str
    staff_name: str
    at: datetime


class ReportsShown(Shown):
    items: list[ReportShown]


@router.get("/conversations/{conversation_id}/assist")
def show_assist(
    conversation_id: str, staff: AnAgent, service: TheService
) -> AssistShown:
    """Read from the records at each call; nothing here is generated."""
    rooms = service.rooms
    store = rooms.records.conversations
    conversation = store.get(staff.tenant_id, conversation_id)
    last = store.last_seq(staff.tenant_id, conversation_id)
    messages = store.messages(
        staff.tenant_id, conversation_id, after=max(last - RECENT, 0), limit=RECENT
    )
    question = _question(conversation, messages)
    return _shown(recap(messages), question, _suggested(rooms, conversation, question))


@router.post("/article-reports", status_code=201)
def report_article(
    wish: ReportArticle, staff: AnAgent, service: TheService
) -> ReportShown:
    """An agent says that an article is wrong: its editors see it. Raises NotFound."""
    rooms = service.rooms
    rooms.records.articles.get(staff.tenant_id, wish.article_id, wish.version)
    report = ArticleReport(
        id=rooms.ids.new(),
        tenant_id=staff.tenant_id,
        article_id=wish.article_id,
        version=wish.version,
        conversation_id=wish.conversation_id,
        reason=wish.reason,
        words=service.checked(wish.words) if wish.words.strip() else "",
        staff_id=staff.id,
        staff_name=staff.display_name,
        at=rooms.clock(),
    )
    SqlArticleReports(rooms.records.database).add(report)
    audit(service, staff, "article_reported", wish.article_id)
    return _reported(report)


@router.get("/article-reports")
def list_article_reports(
    editor: AnEditor,
    service: TheService,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ReportsShown:
    """What agents found wrong, newest first."""
    reports = SqlArticleReports(service.rooms.records.database)
    return ReportsShown(
        items=[_reported(one) for one in reports.newest(editor.tenant_id, limit)]
    )


def _question(conversation: Conversation, messages: tuple[Message, ...]) -> str:
    """What the customer said last that can be answered; else what led to a person."""
    said = (
        one.text.strip() for one in reversed(messages) if one.author is Author.CUSTOMER
    )
    telling = (text for text in said if _answerable(text))
    package = conversation.handoff.package if conversation.handoff else None
    return next(telling, package.wants if package else "")


def _answerable(text: str) -> bool:
    """Small talk, insults and the wish for a person have no answer in the base."""
    if len(text) < 2 or EMPTY_TALK.match(text):
        return False
    return load_gates().recognise(text) not in (Gate.HUMAN, Gate.ABUSE)


def _suggested(
    rooms: Rooms, conversation: Conversation, question: str
) -> list[SuggestionShown]:
    if not question:
        return []
    found = search(
        rooms,
        question[:500],
        conversation.language,
        channel=conversation.channel,
        limit=SUGGESTIONS,
    )
    return list(_suggestions(rooms, conversation.tenant_id, found))


def _suggestions(
    rooms: Rooms, tenant_id: str, found: Sequence[Passage]
) -> Iterator[SuggestionShown]:
    for one in found:
        if one.confidence < LIKELY:
            continue
        try:
            article = rooms.records.articles.get(tenant_id, one.article_id, one.version)
        except ArticleNotFound:
            continue
        yield SuggestionShown(
            article_id=one.article_id,
            version=one.version,
            title=one.title,
            answer=one.answer,
            html=html_of_answer(one.answer),
            category=one.category,
            confidence=round(one.confidence, 4),
            valid_from=article.text.valid_from,
            valid_to=article.text.valid_to,
            published_at=article.published_at,
        )


def _shown(
    told: Recap, question: str, suggestions: list[SuggestionShown]
) -> AssistShown:
    return AssistShown(
        summary=[LineShown(seq=one.seq, text=one.text) for one in told.lines],
        mood=told.mood,
        mood_words=told.shows,
        answered=[
            AnsweredShown(seq=one.seq, question=one.question, answer=one.answer)
            for one in told.answered
        ],
        question=question,
        suggestions=suggestions,
    )


def _reported(report: ArticleReport) -> ReportShown:
    return ReportShown(
        id=report.id,
        article_id=report.article_id,
        version=report.version,
        conversation_id=report.conversation_id,
        reason=report.reason,
        words=report.words,
        staff_name=report.staff_name,
        at=report.at,
    )
