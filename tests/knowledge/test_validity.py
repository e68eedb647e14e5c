"""Nothing is served outside its validity: to the very minute, and for any interval."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article import ArticleText
from tests.knowledge.bases import ALL, FEE, NOON, article, ask, bank, retriever, text

pytestmark = pytest.mark.engine

MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


def found_at(content: ArticleText, now: datetime, folder: Path) -> bool:
    shelf = retriever(folder, [article(content), *bank()[1:]])
    searched = {p.article_id for p in shelf.search(ask(FEE[1], now=now))}
    fetched = shelf.passage(ask("", now=now), "fee")
    assert ("fee" in searched) == (fetched is not None)
    return fetched is not None


@pytest.mark.parametrize(
    ("offset", "served"),
    [(-MINUTE, False), (-TICK, False), (timedelta(), True), (MINUTE, True)],
)
def test_it_is_served_from_its_first_moment(
    offset: timedelta, served: bool, tmp_path: Path
) -> None:
    content = replace(text(*FEE), valid_from=NOON)

    assert found_at(content, NOON + offset, tmp_path) is served


@pytest.mark.parametrize(
    ("offset", "served"),
    [(-MINUTE, True), (-TICK, True), (timedelta(), False), (MINUTE, False)],
)
def test_it_is_served_up_to_its_last_moment(
    offset: timedelta, served: bool, tmp_path: Path
) -> None:
    content = replace(text(*FEE), valid_to=NOON)

    assert found_at(content, NOON + offset, tmp_path) is served


SOME = st.integers(-2_000, 2_000).map(lambda hours: NOON + timedelta(hours=hours))
MAYBE = st.none() | SOME
SPANS = st.lists(st.tuples(MAYBE, MAYBE), min_size=len(ALL), max_size=len(ALL))


@settings(max_examples=60, deadline=None)
@given(spans=SPANS, now=SOME)
def test_what_is_found_is_what_may_be_served(
    spans: list[tuple[datetime | None, datetime | None]], now: datetime
) -> None:
    articles = [
        article(replace(text(*entry), valid_from=start, valid_to=end))
        for entry, (start, end) in zip(ALL, spans, strict=True)
    ]

    with TemporaryDirectory() as folder:
        shelf = retriever(Path(folder), articles)
        found = {p.article_id for p in shelf.search(ask("信用卡怎么办", now=now))}
        fetched = {
            a.external_id
            for a in articles
            if shelf.passage(ask("", now=now), a.external_id)
        }

    may = {a.external_id for a in articles if a.servable(now)}
    assert found <= may
    assert fetched == may


def test_what_is_expired_never_pushes_out_what_is_valid(tmp_path: Path) -> None:
    expired = [
        article(replace(text(f"old{n}", f"年费怎么收取{n}"), valid_to=NOON))
        for n in range(100)
    ]
    shelf = retriever(tmp_path, [*expired, article(text(*FEE))])

    found = shelf.search(ask("年费怎么收取1"))

    assert [passage.article_id for passage in found] == ["fee"]
