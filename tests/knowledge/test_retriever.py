"""From a question to passages, with articles that come, change and go."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.article import ArticleState
from bot.message import Channel, Language
from knowledge.errors import NotLoaded
from tests.knowledge.bases import (
    ALL,
    APP,
    FEE,
    TENANT,
    article,
    ask,
    bank,
    fresh,
    retriever,
    text,
)

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("entry", ALL, ids=[entry[0] for entry in ALL])
def test_an_editors_own_words_find_their_article_for_certain(
    entry: tuple[str, str, tuple[str, ...]], tmp_path: Path
) -> None:
    shelf = retriever(tmp_path, bank())

    for wording in (entry[1], *entry[2]):
        best = shelf.retrieve(ask(wording))[0]

        assert (best.article_id, best.matched) == (entry[0], wording)
        assert best.confidence >= 0.9


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("信用卡的年费要多少", "fee"),
        ("我的信用卡丢了要挂失", "lost"),
        ("我要提高我的额度", "limit"),
        ("现在房贷的利率多少", "loan"),
    ],
)
def test_words_that_no_editor_wrote_are_answered_from_a_tiny_base(
    words: str, expected: str, tmp_path: Path
) -> None:
    shelf = retriever(tmp_path, bank())

    best = shelf.retrieve(ask(words))[0]

    assert best.article_id == expected
    assert best.confidence >= 0.6


@pytest.mark.parametrize("words", ["今天天气如何", "红烧肉的做法", "谁赢了球赛"])
def test_what_the_base_does_not_know_is_not_believed(
    words: str, tmp_path: Path
) -> None:
    shelf = retriever(tmp_path, bank())

    found = shelf.retrieve(ask(words))

    assert all(passage.confidence < 0.3 for passage in found)


def test_chances_are_shared_and_never_more_than_one(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())

    found = shelf.search(ask("信用卡怎么办"))

    chances = [passage.confidence for passage in found]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1 + 1e-9
    assert len({passage.article_id for passage in found}) == len(found)


def test_a_synonym_of_the_pack_finds_what_was_written_otherwise(
    tmp_path: Path,
) -> None:
    shelf = retriever(tmp_path, bank())

    best = shelf.retrieve(ask("申请提升额度"))[0]

    assert best.article_id == "limit"
    assert best.keyword > 0.9


def test_each_channel_has_its_own_answer(tmp_path: Path) -> None:
    said = text("fee", "年费多少", (), "免年费。", {"sms": "免", "phone": "不收年费"})
    shelf = retriever(tmp_path, [article(said)])

    web = shelf.retrieve(ask("年费多少"))[0]
    sms = shelf.retrieve(ask("年费多少", channel=Channel.SMS))[0]

    assert (web.answer, web.spoken) == ("免年费。", "不收年费")
    assert sms.answer == "免"


def test_an_article_for_some_channels_is_found_in_no_other(tmp_path: Path) -> None:
    only = replace(text(*FEE), attributes={"channels": "app|wechat"})
    shelf = retriever(tmp_path, [article(only)])

    assert shelf.retrieve(ask(FEE[1], channel=Channel.APP))
    assert not shelf.retrieve(ask(FEE[1], channel=Channel.WEB))


def test_the_language_asked_in_comes_first(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())

    found = shelf.retrieve(ask("raise my limit", language=Language.EN))

    assert found[0].article_id == "raise"
    assert {passage.language for passage in found} == {Language.EN}


def test_the_other_language_answers_where_the_first_cannot(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())

    found = shelf.retrieve(ask("年费多少钱", language=Language.EN))

    assert found[0].article_id == "fee"


def test_what_is_published_is_found_at_once(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())
    new = article(text("gold", "怎么买纸黄金", ["黄金买卖"]))

    shelf.apply(TENANT, [new], [], 2)

    assert shelf.retrieve(ask("怎么买纸黄金"))[0].article_id == "gold"
    assert shelf.revision(TENANT) == 2


def test_a_new_version_replaces_wordings_and_answer(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())
    new = article(text("fee", "信用卡年费怎么收", ["年费规则"], "新规。"), version=2)

    shelf.apply(TENANT, [new], [], 2)

    best = shelf.retrieve(ask("年费规则"))[0]
    assert (best.version, best.answer, best.confidence > 0.9) == (2, "新规。", True)
    assert shelf.search(ask("年费多少钱"))[0].matched != "年费多少钱"


def test_what_is_withdrawn_is_gone_at_once(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())

    shelf.apply(TENANT, [], ["app"], 2)

    assert "app" not in {p.article_id for p in shelf.search(ask(APP[1]))}
    assert shelf.passage(ask(""), "app") is None


@pytest.mark.parametrize(
    "state", [s for s in ArticleState if s is not ArticleState.PUBLISHED]
)
def test_only_what_is_published_is_ever_served(
    state: ArticleState, tmp_path: Path
) -> None:
    unpublished = replace(article(text(*FEE)), state=state)
    shelf = retriever(tmp_path, [unpublished])

    shelf.apply(TENANT, [unpublished], [], 2)

    assert not shelf.search(ask(FEE[1]))
    assert shelf.passage(ask(""), "fee") is None


def test_an_article_is_fetched_by_its_id(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())

    found = shelf.passage(ask(""), "loan")

    assert found is not None
    assert (found.title, found.confidence) == ("房贷利率是多少", 1.0)


@pytest.mark.parametrize("words", ["", " ", "？？？", "\ud800", "啊" * 2000, "🙂"])
def test_any_text_may_be_asked(words: str, tmp_path: Path) -> None:
    shelf = retriever(tmp_path, bank())

    found = shelf.retrieve(ask(words))

    assert all(passage.confidence < 0.6 for passage in found)


def test_an_empty_base_knows_nothing(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, [])

    assert not shelf.retrieve(ask("年费"))


def test_a_base_that_was_emptied_can_be_filled_again(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, [article(text(*FEE))])

    shelf.apply(TENANT, [], ["fee"], 2)
    shelf.apply(TENANT, [article(text(*APP))], [], 3)

    assert [p.article_id for p in shelf.retrieve(ask(APP[1]))] == ["app"]


def test_a_tenant_that_was_never_loaded_is_an_error(tmp_path: Path) -> None:
    shelf = fresh(tmp_path)

    assert not shelf.loaded(TENANT)
    with pytest.raises(NotLoaded):
        shelf.retrieve(ask("年费"))


def test_a_tenant_never_sees_the_articles_of_another(tmp_path: Path) -> None:
    shelf = retriever(tmp_path, [article(text(*FEE))])
    shelf.load("../other", [article(text(*APP))], 1)

    found = shelf.search(replace(ask(FEE[1]), tenant_id="../other"))

    assert {passage.article_id for passage in found} == {"app"}
    assert not list(tmp_path.parent.glob("other*"))


def test_readers_see_one_version_or_the_other_while_it_changes(
    tmp_path: Path,
) -> None:
    shelf = retriever(tmp_path, bank())

    def read(_: int) -> bool:
        best = shelf.retrieve(ask(FEE[1]))[0]
        return best.answer == (f"第{best.version}版" if best.version > 1 else FEE_SAID)

    with ThreadPoolExecutor(4) as pool:
        seen = pool.map(read, range(200))
        for version in range(2, 8):
            said = text(*FEE, f"第{version}版")
            shelf.apply(TENANT, [article(said, version)], [], version)

    assert all(seen)


FEE_SAID = f"答：{FEE[1]}"
