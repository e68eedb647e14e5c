"""Small bases, made in the test: articles, questions, retrievers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.article import Article, ArticleState, ArticleText
from bot.message import Channel, Language
from bot.passage import Question
from knowledge.fitting import Lessons
from knowledge.retriever import KnowledgeRetriever
from tests.knowledge.hashing import HashingEncoder, fold

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TENANT = "bank"

FEE = ("fee", "信用卡年费怎么收", ("年费多少钱", "一年要交多少年费", "卡的年费标准"))
LOST = ("lost", "信用卡丢了怎么挂失", ("卡不见了", "怎么办理挂失", "钱包被偷卡没了"))
LIMIT = ("limit", "怎么提高信用卡额度", ("想提额", "额度太低了能调高吗", "申请提额"))
LOAN = ("loan", "房贷利率是多少", ("按揭利息怎么算", "买房贷款利率", "住房贷款利息"))
APP = ("app", "怎么下载手机银行", ("手机银行在哪下载", "装手机银行软件", "app安装"))
RAISE = ("raise", "How do I raise my limit?", ("increase my card limit",))
ALL = (FEE, LOST, LIMIT, LOAN, APP)


def text(
    external_id: str,
    question: str,
    similar: Sequence[str] = (),
    answer: str = "",
    answers: Mapping[str, str] | None = None,
) -> ArticleText:
    return ArticleText(
        external_id=external_id,
        question=question,
        similar_questions=tuple(similar),
        answer=answer or f"答：{question}",
        answers=answers or {},
    )


def article(content: ArticleText, version: int = 1) -> Article:
    return Article(
        tenant_id=TENANT,
        text=content,
        version=version,
        state=ArticleState.PUBLISHED,
        author_id="editor",
        written_at=NOON,
    )


def bank() -> list[Article]:
    english = replace(text(*RAISE, "Ask in the app."), language=Language.EN)
    return [article(text(*entry)) for entry in ALL] + [article(english)]


def retriever(folder: Path, articles: Sequence[Article]) -> KnowledgeRetriever:
    made = fresh(folder)
    made.load(TENANT, articles, 1)
    return made


def fresh(folder: Path, lessons: Lessons | None = None) -> KnowledgeRetriever:
    return KnowledgeRetriever(
        HashingEncoder(),
        fold,
        folder,
        synonyms=(("提额", "提升额度"),),
        lessons=lambda articles: lessons or Lessons(),
    )


def ask(
    words: str,
    *,
    now: datetime = NOON,
    channel: Channel = Channel.WEB,
    language: Language = Language.ZH,
) -> Question:
    return Question(
        tenant_id=TENANT, text=words, language=language, channel=channel, now=now
    )
