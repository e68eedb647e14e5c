"""Articles: drafts, four eyes, versions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.article import ArticleState, ArticleText
from models.articles import SqlArticles
from models.audit import AuditTrail
from models.database import Database
from models.errors import ArticleNotFound, FourEyes
from tests.models.samples import NOW, TENANT

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

FEE = ArticleText(
    external_id="fee",
    question="信用卡年费怎么收？",
    answer="普卡每年 100 元。",
    similar_questions=("年费多少？", "要收年费吗？"),
    answers={"sms": "年费 100 元。"},
    category="信用卡/费用",
    attributes={"card": "普卡"},
    valid_from=NOW,
    valid_to=NOW + timedelta(days=30),
)
LIMIT = replace(FEE, external_id="limit", question="怎么提额？")


@pytest.fixture
def trail(database: Database) -> AuditTrail:
    return AuditTrail(database, b"key")


@pytest.fixture
def articles(database: Database, trail: AuditTrail) -> SqlArticles:
    return SqlArticles(database, trail)


def test_a_draft_comes_back_equal_and_is_not_published(articles: SqlArticles) -> None:
    (draft,) = articles.add_drafts(TENANT, [FEE], "writer", NOW)

    assert (draft.text, draft.version, draft.state) == (FEE, 1, ArticleState.DRAFT)
    assert articles.get(TENANT, "fee") == draft
    assert articles.published(TENANT) == ()
    assert articles.all(TENANT) == (draft,)


def test_publishing_needs_another_person(articles: SqlArticles) -> None:
    articles.add_drafts(TENANT, [FEE, LIMIT], "writer", NOW)

    with pytest.raises(FourEyes) as raised:
        articles.publish(TENANT, ["fee", "limit"], "writer", NOW)

    assert raised.value.external_ids == ("fee", "limit")
    assert articles.published(TENANT) == ()
    assert articles.revision(TENANT) == 0


def test_a_second_person_publishes(articles: SqlArticles) -> None:
    articles.add_drafts(TENANT, [FEE], "writer", NOW)

    (published,) = articles.publish(TENANT, ["fee"], "editor", NOW)

    assert published.state is ArticleState.PUBLISHED
    assert (published.publisher_id, published.published_at) == ("editor", NOW)
    assert articles.published(TENANT) == (published,)
    assert articles.revision(TENANT) == 1


def test_an_administrator_may_publish_alone(articles: SqlArticles) -> None:
    articles.add_drafts(TENANT, [FEE], "root", NOW)

    articles.publish(TENANT, ["fee"], "root", NOW, by_administrator=True)

    assert len(articles.published(TENANT)) == 1


def test_a_new_version_is_served_only_once_it_is_published(
    articles: SqlArticles,
) -> None:
    articles.add_drafts(TENANT, [FEE], "writer", NOW)
    articles.publish(TENANT, ["fee"], "editor", NOW)
    dearer = replace(FEE, answer="普卡每年 200 元。")
    articles.add_drafts(TENANT, [dearer], "writer", NOW)
    before = articles.published(TENANT)

    articles.publish(TENANT, ["fee"], "editor", NOW)

    assert [one.text for one in before] == [FEE]
    assert [one.text for one in articles.published(TENANT)] == [dearer]
    assert [
        (one.version, one.state.value) for one in articles.versions(TENANT, "fee")
    ] == [
        (1, "replaced"),
        (2, "published"),
    ]


def test_a_draft_replaces_an_unpublished_draft(articles: SqlArticles) -> None:
    articles.add_drafts(TENANT, [FEE], "writer", NOW)
    shorter = replace(FEE, answer="100 元。")

    articles.add_drafts(TENANT, [shorter], "editor", NOW)

    assert [(one.version, one.text) for one in articles.all(TENANT)] == [(2, shorter)]
    with pytest.raises(FourEyes):
        articles.publish(TENANT, ["fee"], "editor", NOW)


def test_what_is_withdrawn_is_served_no_more(articles: SqlArticles) -> None:
    articles.add_drafts(TENANT, [FEE], "writer", NOW)
    articles.publish(TENANT, ["fee"], "editor", NOW)

    articles.withdraw(TENANT, ["fee"], "editor", NOW)

    assert articles.published(TENANT) == ()
    assert articles.get(TENANT, "fee").state is ArticleState.WITHDRAWN
    assert articles.revision(TENANT) == 2
    with pytest.raises(ArticleNotFound):
        articles.withdraw(TENANT, ["fee"], "editor", NOW)


def test_unknown_articles_are_named_and_nothing_is_published(
    articles: SqlArticles,
) -> None:
    articles.add_drafts(TENANT, [FEE], "writer", NOW)

    with pytest.raises(ArticleNotFound, match="gone, lost"):
        articles.publish(TENANT, ["gone", "fee", "lost"], "editor", NOW)

    assert articles.published(TENANT) == ()
    with pytest.raises(ArticleNotFound):
        articles.get(TENANT, "fee", version=9)


def test_one_tenants_articles_are_not_anothers(articles: SqlArticles) -> None:
    articles.add_drafts(TENANT, [FEE], "writer", NOW)
    articles.publish(TENANT, ["fee"], "editor", NOW)

    assert articles.published("other") == ()
    assert articles.revision("other") == 0
    with pytest.raises(ArticleNotFound):
        articles.withdraw("other", ["fee"], "editor", NOW)


def test_every_act_is_audited(articles: SqlArticles, trail: AuditTrail) -> None:
    articles.add_drafts(TENANT, [FEE, LIMIT], "writer", NOW)
    articles.publish(TENANT, ["fee"], "editor", NOW)
    articles.withdraw(TENANT, ["fee"], "root", NOW)
    with pytest.raises(FourEyes):
        articles.publish(TENANT, ["limit"], "writer", NOW)

    entries = trail.entries(TENANT)

    assert [(one.act, one.actor, one.subject) for one in entries] == [
        ("article_drafted", "writer", ""),
        ("article_published", "editor", "fee"),
        ("article_withdrawn", "root", "fee"),
    ]
    assert entries[0].detail == {"versions": [["fee", 1], ["limit", 1]]}
    assert trail.verify(TENANT) is None


def test_a_whole_knowledge_base_is_imported_in_one_step(articles: SqlArticles) -> None:
    texts = [replace(FEE, external_id=f"a{number:04}") for number in range(1000)]

    articles.add_drafts(TENANT, texts, "writer", NOW)
    articles.publish(TENANT, [one.external_id for one in texts], "editor", NOW)

    assert len(articles.published(TENANT)) == 1000
