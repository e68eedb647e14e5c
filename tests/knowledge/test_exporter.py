"""What is exported is imported again as it was."""

from datetime import UTC, datetime

import pytest

from bot.article import ArticleText
from bot.message import Language
from knowledge.exporter import to_csv, to_jsonl
from knowledge.importer.reading import read
from tests.knowledge.hashing import fold

pytestmark = pytest.mark.engine

FULL = ArticleText(
    external_id="C1",
    question="年费，怎么收？",
    answer="- 首年免。\n- 次年“200 元”, 见官网",
    similar_questions=("年费多少", "收费吗"),
    answers={"phone": "首年免年费。", "sms": "@免"},
    category="卡/费用",
    attributes={"部门": "=卡部"},
    language=Language.ZH,
    valid_from=datetime(2026, 1, 1, 8, 30, tzinfo=UTC),
    valid_to=datetime(2027, 1, 1, tzinfo=UTC),
)
PLAIN = ArticleText(
    external_id="C2", question="+86?", answer="Yes.", language=Language.EN
)


def test_csv_comes_back_as_it_was() -> None:
    preview = read(to_csv([FULL, PLAIN]), "out.csv", fold=fold)

    assert preview.articles == (FULL, PLAIN)


def test_json_lines_come_back_as_they_were() -> None:
    preview = read(to_jsonl([FULL, PLAIN]), "out.jsonl", fold=fold)

    assert preview.articles == (FULL, PLAIN)


def test_no_cell_of_a_csv_starts_a_formula() -> None:
    written = to_csv([FULL, PLAIN]).decode("utf-8-sig")

    assert "'- 首年免" in written
    assert "'=卡部" in written
    assert "'+86?" in written
