"""One question is answered with its reasons, and leaves no trace."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door

KEYS = {
    "question", "answer", "action", "source", "sources", "choices", "candidates",
    "intents", "entities", "language", "why",
}  # fmt: skip


def test_an_empty_base_says_so_and_what_to_do(teller: Teller) -> None:
    done = teller("ask", "怎么开户")

    assert done.code == 0
    assert "teller knowledge import" in done.err


def test_an_answer_comes_with_everything_behind_it(
    teller: Teller, articles: Path
) -> None:
    teller("knowledge", "import", articles, "--publish", "--json")

    found = teller("ask", "信用卡年费怎么收", "--json").json

    assert found.keys() == KEYS
    assert found["action"] == "answer"
    assert found["source"] == {
        "article_id": "S-1",
        "title": "信用卡年费怎么收",
        "version": 1,
    }
    assert found["candidates"][0].keys() == {
        "article_id", "title", "version", "confidence", "dense", "keyword", "matched",
    }  # fmt: skip
    assert found["why"]


def test_people_read_the_answer_its_source_and_why(
    teller: Teller, articles: Path
) -> None:
    teller("knowledge", "import", articles, "--publish", "--json")

    done = teller("ask", "信用卡年费怎么收")

    assert done.out.startswith("普卡每年 80 元。")
    assert "source     S-1 v1" in done.out
    assert "why" in done.out


def test_a_wish_for_a_human_is_seen_without_an_article(teller: Teller) -> None:
    assert teller("ask", "转人工", "--json").json["action"] == "escalate"


def test_english_is_answered_in_english(teller: Teller) -> None:
    found = teller("ask", "what about the weather", "--json").json

    assert found["language"] == "en"
    assert found["answer"].isascii()


def test_no_conversation_is_kept(teller: Teller, home: Path) -> None:
    teller("ask", "转人工", "--json")

    with sqlite3.connect(home / "teller.db") as database:
        (kept,) = database.execute("SELECT count(*) FROM conversation").fetchone()
    database.close()
    assert kept == 0


@pytest.mark.parametrize(
    "text", ["", "   ", "问" * 2_001, "a\x00b", "a\ud800"],
    ids=["empty", "blank", "too long", "NUL", "lone surrogate"],
)  # fmt: skip
def test_what_is_no_question_is_refused_in_one_line(teller: Teller, text: str) -> None:
    done = teller("ask", text)

    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1
