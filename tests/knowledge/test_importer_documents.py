"""Written documents to articles: headings ask, text answers."""

import io

import docx
import pytest

from bot.article import ArticleText
from knowledge.importer.preview import Preview
from knowledge.importer.reading import read
from tests.knowledge.hashing import fold

pytestmark = pytest.mark.engine

MARKDOWN = """# 信用卡/费用

前言，不属于任何问题。

## 年费怎么收 {#CC-1}

首年**免**年费。
刷满 5 次免次年。

- 金卡 200 元
- 见[官网](https://bank.example)

### 相似问题

- 年费多少
- 收年费吗

## 挂失

请立即致电。

# Loans

## What is the rate?

Similar questions:

- loan rate

3.1% a year.
"""


def imported(content: bytes, name: str) -> Preview:
    return read(content, name, fold=fold)


def one(preview: Preview, at: int = 0) -> ArticleText:
    assert not preview.errors, preview.errors
    return preview.articles[at]


def test_markdown_headings_are_categories_and_questions() -> None:
    preview = imported(MARKDOWN.encode(), "base.md")

    found = one(preview)
    assert (found.external_id, found.category) == ("CC-1", "信用卡/费用")
    assert found.similar_questions == ("年费多少", "收年费吗")
    assert found.answer.splitlines() == [
        "首年免年费。",
        "刷满 5 次免次年。",
        "- 金卡 200 元",
        "- 见官网 (https://bank.example)",
    ]
    assert [article.question for article in preview.articles] == [
        "年费怎么收",
        "挂失",
        "What is the rate?",
    ]
    assert one(preview, 2).answer == "3.1% a year."
    assert one(preview, 2).similar_questions == ("loan rate",)


def test_a_question_without_an_answer_is_told_with_its_line() -> None:
    preview = imported("## 问\n\n## 年费\n\n免。\n".encode(), "base.md")

    assert [(e.code, e.row) for e in preview.errors] == [("answer_missing", 1)]
    assert len(preview.articles) == 1


def written(document: "docx.document.Document") -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_docx_headings_are_read_like_markdown() -> None:
    document = docx.Document()
    document.add_heading("信用卡", 1)
    document.add_heading("年费怎么收", 2)
    document.add_paragraph("首年免年费。")
    document.add_paragraph("相似问题：")
    document.add_paragraph("年费多少", style="List Bullet")

    found = one(imported(written(document), "base.docx"))

    assert (found.question, found.category) == ("年费怎么收", "信用卡")
    assert (found.answer, found.similar_questions) == ("首年免年费。", ("年费多少",))


def test_docx_tables_with_the_columns_are_read_like_spreadsheets() -> None:
    document = docx.Document()
    document.add_paragraph("说明")
    table = document.add_table(rows=2, cols=3)
    for at, text in enumerate(("编号", "问题", "答案")):
        table.rows[0].cells[at].text = text
    for at, text in enumerate(("C1", "年费", "免。")):
        table.rows[1].cells[at].text = text

    assert one(imported(written(document), "base.docx")).external_id == "C1"


def test_html_headings_ask_and_scripts_are_not_read() -> None:
    page = """<meta charset="gbk"><h1>卡</h1><h2>费用</h2><h3>年费怎么收</h3>
    <script>alert(1)</script><p>首年<b>免</b>年费。</p><ul><li>金卡 200 元</li></ul>"""

    found = one(imported(page.encode("gbk"), "page.html"))

    assert (found.question, found.category) == ("年费怎么收", "卡/费用")
    assert found.answer == "首年 免 年费。\n- 金卡 200 元"


def test_html_tables_with_the_columns_are_read_like_spreadsheets() -> None:
    page = "<table><tr><th>问题<th>答案<tr><td>年费<td>免。</table>"

    assert one(imported(page.encode(), "page.htm")).answer == "免。"
