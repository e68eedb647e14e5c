"""Fakes for every port: real behaviour, no engines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.article import Article
from bot.handoff import Floor
from bot.message import Author, Channel, Language, Message, language_of
from bot.passage import Passage, Question
from bot.understanding import Intent, Understanding

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TENANT = "demo"


class FakeUnderstander:
    """Knows the intents it was given, word for word."""

    def __init__(self, intents: Mapping[str, str] | None = None) -> None:
        self.intents = intents or {}
        self.calls = 0

    def understand(self, message: Message) -> Understanding:
        self.calls += 1
        name = self.intents.get(message.text)
        return Understanding(
            normalized=message.text,
            language=language_of(message.text, message.language),
            intents=(Intent(name=name, confidence=0.95),) if name else (),
        )


class FakeRetriever:
    """Finds an article whose question was asked in so many words."""

    def __init__(self, *articles: Article, near: Sequence[Passage] = ()) -> None:
        self.articles = articles
        self.near = near
        """Found whatever is asked, unless an article fits."""
        self.calls = 0

    def retrieve(self, question: Question) -> Sequence[Passage]:
        self.calls += 1
        found = [
            passage_of(article, question)
            for article in self._servable(question)
            if question.text in (article.text.question, *article.text.similar_questions)
        ]
        return (found or list(self.near))[: question.limit]

    def passage(self, question: Question, article_id: str) -> Passage | None:
        self.calls += 1
        for article in self._servable(question):
            if article.external_id == article_id:
                return passage_of(article, question)
        return next((one for one in self.near if one.article_id == article_id), None)

    def _servable(self, question: Question) -> Iterator[Article]:
        for article in self.articles:
            ours = article.tenant_id == question.tenant_id
            if ours and article.servable(question.now):
                yield article


def passage_of(article: Article, question: Question) -> Passage:
    return Passage(
        article_id=article.external_id,
        version=article.version,
        title=article.text.question,
        answer=article.text.answer_for(question.channel),
        spoken=article.text.answers.get(Channel.PHONE, ""),
        category=article.text.category,
        language=article.text.language,
        confidence=1.0,
        matched=question.text,
    )


class MemoryDesk:
    """A desk whose busyness the test sets."""

    def __init__(self, online: int = 1, ahead: int = 0) -> None:
        self.online = online
        self.ahead = ahead

    def floor(self, tenant_id: str, conversation_id: str, *, now: datetime) -> Floor:
        return Floor(online=self.online, ahead=self.ahead)


class CountingIds:
    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.given = 0

    def new(self) -> str:
        self.given += 1
        return f"{self.prefix}{self.given:032x}"


def said(text: str, *, choice: str = "", number: int = 1, to: str = "c1") -> Message:
    """What a customer typed, or the title of what was pressed."""
    return Message(
        id=f"{to}-m{number}",
        tenant_id=TENANT,
        conversation_id=to,
        author=Author.CUSTOMER,
        text=text,
        language=language_of(text, Language.ZH),
        channel=Channel.WEB,
        sent_at=NOW,
        choice=choice,
        client_id=f"k{number}",
    )


def heard(text: str, *, number: int = 1, to: str = "c1") -> Message:
    """What a caller said."""
    return replace(said(text, number=number, to=to), channel=Channel.PHONE)
