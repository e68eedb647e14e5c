"""Spreadsheets and JSON lines to articles, in whatever shape banks keep them."""

import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest

from bot.article import ArticleText
from bot.message import Language
from knowledge.importer.preview import Preview
from knowledge.importer.reading import read
from tests.knowledge.hashing import fold

pytestmark = pytest.mark.engine

NINE = datetime.fromisoformat("2026-06-01T09:30")
HEADER = "external_id,question,similar_questions,answer,category,language"


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode("utf-8")


def imported(content: bytes, name: str = "base.csv") -> Preview:
    return read(content, name, fold=fold)


def xlsx(*rows: tuple[str | int | date | datetime, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def codes(preview: Preview) -> list[tuple[str, int]]:
    return [(found.code, found.row) for found in preview.errors]


def test_a_row_becomes_an_article() -> None:
    preview = imported(csv(HEADER, "C1,年费多少,年费|收费吗,免年费。,卡/费用,zh-CN"))

    assert preview.articles == (
        ArticleText(
            external_id="C1",
            question="年费多少",
            similar_questions=("年费", "收费吗"),
            answer="免年费。",
            category="卡/费用",
            language=Language.ZH,
        ),
    )
    assert not preview.errors


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_every_common_encoding_and_delimiter_is_read(
    encoding: str, between: str
) -> None:
    lines = between.join(("标准问", "答案")), between.join(("年费多少", "免年费。"))

    preview = imported("\r\n".join(lines).encode(encoding))

    assert [(a.question, a.answer) for a in preview.articles] == [
        ("年费多少", "免年费。")
    ]


def test_columns_come_in_any_order_and_in_chinese() -> None:
    preview = imported(
        csv(
            "答案,失效时间,部门,相似问,编号,标准问,电话答案,分类,语言,生效时间",
            "甲,2026-12-31,卡部,问二|问三,X1,问一,乙,卡,中文,2026-01-01",
        )
    )

    found = preview.articles[0]
    assert (found.external_id, found.answers) == ("X1", {"phone": "乙"})
    assert found.attributes == {"部门": "卡部"}
    assert preview.unknown == ("部门",)
    assert preview.recognised["标准问"] == "question"
    assert found.valid_from == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert found.valid_to == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_further_rows_with_the_same_id_add_similar_questions() -> None:
    preview = imported(
        csv(HEADER, "C1,年费多少,,免。,,", "C1,年费收吗,,,,", "C1,,要年费不|年费,,,")
    )

    assert preview.articles[0].similar_questions == ("年费收吗", "要年费不", "年费")
    assert preview.rows == 3


def test_a_second_answer_under_the_same_id_is_an_error() -> None:
    preview = imported(csv(HEADER, "C1,年费多少,,免。,,", "C1,年费,,收。,,"))

    assert codes(preview) == [("answer_conflicts", 3)]
    assert not preview.articles


def test_an_id_that_is_missing_is_derived_and_stays_the_same() -> None:
    once = imported(csv("question,answer", "年费多少？,免。"))
    again = imported(csv("answer,question", "改了。, 年费多少 "))

    assert once.articles[0].external_id == again.articles[0].external_id
    assert once.articles[0].external_id.startswith("Q-")
    assert [found.code for found in once.warnings] == ["id_derived"]


def test_missing_columns_are_named() -> None:
    preview = imported(csv("question,category", "年费多少,卡"))

    assert preview.missing == ("answer",)
    assert codes(preview) == [("column_missing", 0)]


def test_a_wrong_row_does_not_stop_the_others() -> None:
    preview = imported(
        csv(
            f"{HEADER},valid_from,valid_to",
            "C1,,,免。,,,,",
            "C2,年费,,,,,,",
            "C3,年费,,免。,,法语,,",
            "C4,年费,,免。,,,2026-13-40,",
            "C5,年费,,免。,,,2026-02-01,2026-01-01",
            "C6,好的,,好。,,,,",
        )
    )

    assert codes(preview) == [
        ("question_missing", 2),
        ("answer_missing", 3),
        ("language_unknown", 4),
        ("date_malformed", 5),
        ("validity_empty", 6),
    ]
    assert [article.external_id for article in preview.articles] == ["C6"]


def test_every_finding_speaks_both_languages() -> None:
    found = imported(csv(HEADER, "C1,,,免。,,")).errors[0]

    assert (found.zh, found.en) == ("没有问题。", "The question is missing.")


def test_wordings_shared_by_two_articles_are_told() -> None:
    preview = imported(csv(HEADER, "C1,年费多少,年费,免。,,", "C2,年费？,,收。,,"))

    warning = preview.warnings[0]
    assert (warning.code, warning.row) == ("wording_shared", 3)
    assert "第 2 行" in warning.zh


def test_a_question_much_like_one_of_the_base_is_told() -> None:
    base = [ArticleText(external_id="B7", question="信用卡年费怎么收取", answer="。")]
    content = csv(
        HEADER, "C1,信用卡年费怎么收取的,,免。,,", "B7,信用卡年费怎么收取,,新。,,"
    )

    preview = read(content, "a.csv", fold=fold, base=base)

    assert [(w.code, w.row) for w in preview.warnings] == [("near_duplicate", 2)]
    assert preview.updates == ("B7",)


def test_the_language_is_seen_where_it_is_not_told() -> None:
    preview = imported(csv("question,answer", "What is the fee?,None.", "年费,免。"))

    languages = [article.language for article in preview.articles]
    assert languages == [Language.EN, Language.ZH]


def test_xlsx_is_read_with_its_dates_and_numbers() -> None:
    content = xlsx(
        ("编号", "问题", "答案", "生效时间", "失效时间"),
        (101, "年费多少", "免年费。", date(2026, 1, 1), NINE),
    )

    found = imported(content, "base.xlsx").articles[0]

    assert found.external_id == "101"
    assert found.valid_from == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert found.valid_to == datetime(2026, 6, 1, 1, 30, tzinfo=UTC)


def test_the_sheet_with_the_columns_is_taken_wherever_the_header_stands() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(("说明",))
    sheet = book.create_sheet("知识")
    for row in (("晴川银行知识",), (), ("问题", "答案"), ("年费", "免。")):
        sheet.append(row)

    preview = imported(saved(book), "base.xlsx")

    assert [article.question for article in preview.articles] == ["年费"]
    assert [found.code for found in preview.warnings] == [
        "sheets_ignored",
        "id_derived",
    ]
    assert preview.warnings[1].row == 4


def test_json_lines_may_hold_real_lists() -> None:
    row = {"question": "年费", "answer": "免。", "similar_questions": ["收费|吗", "年"]}

    preview = imported(json.dumps(row).encode(), "base.jsonl")

    assert preview.articles[0].similar_questions == ("收费|吗", "年")


def test_a_broken_line_of_json_is_told_and_the_rest_is_read() -> None:
    lines = ["{", "[1]", '{"question": "年费", "answer": {"a": 1}}', "[" * 9000, ""]
    good = json.dumps({"question": "好", "answer": "好。"})

    preview = imported("\n".join([*lines, good]).encode(), "base.jsonl")

    assert [article.question for article in preview.articles] == ["好"]
    assert [row for _, row in codes(preview)] == [1, 4, 2, 3, 3]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-01", datetime(2026, 3, 1, 16, tzinfo=UTC)),
        ("2026/3/1", datetime(2026, 3, 1, 16, tzinfo=UTC)),
        ("2026年3月1日", datetime(2026, 3, 1, 16, tzinfo=UTC)),
        ("46082", datetime(2026, 3, 1, 16, tzinfo=UTC)),
        ("2026-03-01 08:30", datetime(2026, 3, 1, 0, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00Z", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00+01:00", datetime(2026, 3, 1, 7, 30, tzinfo=UTC)),
    ],
)
def test_an_end_may_be_written_in_many_ways(written: str, moment: datetime) -> None:
    preview = imported(csv("question,answer,valid_to", f"年费,免。,{written}"))

    assert preview.articles[0].valid_to == moment
