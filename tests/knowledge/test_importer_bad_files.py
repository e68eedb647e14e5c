"""Whatever a file holds, the importer answers with a preview, and in bounded time."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.importer.messages import TEXTS
from knowledge.importer.reading import EXTENSIONS, read, read_file
from knowledge.importer.table import MOST_BYTES
from tests.knowledge.hashing import fold
from tests.knowledge.test_importer_tables import codes, csv, imported, saved

pytestmark = pytest.mark.engine


def packed(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize(
    "content",
    [b"", b"  \n ", b"\x00" * 500, bytes(range(256)) * 20, b"PK\x03\x04nothing", b"{"],
    ids=["empty", "blank", "nul", "binary", "broken zip", "brace"],
)
def test_what_is_no_base_is_refused_with_a_reason(
    extension: str, content: bytes
) -> None:
    preview = imported(content, f"base{extension}")

    assert not preview.articles
    assert preview.errors


def test_an_unknown_kind_of_file_is_named() -> None:
    preview = imported(b"%PDF-1.7", "base.pdf")

    assert codes(preview) == [("file_unknown", 0)]
    assert ".pdf" in preview.errors[0].en


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    assert codes(read_file(path, fold=fold)) == [("file_too_large", 0)]


def test_a_cell_of_a_megabyte_is_an_error_of_its_row() -> None:
    preview = imported(csv("question,answer", f"年费,{'长' * 400_000}", "好,好。"))

    assert codes(preview) == [("cell_too_long", 2)]
    assert [article.question for article in preview.articles] == ["好"]


def test_nul_and_invisible_characters_are_left_out() -> None:
    preview = imported(csv("question,answer", "年\u200b费\x00,免\x07。"))

    assert preview.articles[0].question == "年费"
    assert preview.articles[0].answer == "免。"


def test_half_a_character_is_an_error() -> None:
    line = b'{"question": "\\ud800", "answer": "x"}'

    assert codes(imported(line, "base.jsonl")) == [("cell_broken", 1)]


def test_a_quote_that_never_closes_loses_no_other_file() -> None:
    preview = imported(csv("question,answer", '年费,"免。', "好,好。"))

    assert len(preview.articles) == 1


def test_formulas_stay_text() -> None:
    preview = imported(csv("question,answer", '=1+1,"=HYPERLINK(""http://x"")"'))

    assert preview.articles[0].question == "=1+1"
    assert preview.articles[0].answer == '=HYPERLINK("http://x")'


@pytest.mark.parametrize("name", ["base.xlsx", "base.docx"])
def test_an_archive_that_swells_is_not_opened(name: str) -> None:
    bomb = packed("xl/worksheets/sheet1.xml", b"\0" * (301 * 1024 * 1024))

    assert codes(imported(bomb, name)) == [("file_swells", 0)]


def test_an_archive_that_lies_about_its_size_is_not_opened() -> None:
    content = packed("xl/workbook.xml", b"a" * 5_000_000)
    lying = content.replace((5_000_000).to_bytes(4, "little"), b"\x10\0\0\0")

    assert codes(imported(lying, "base.xlsx")) == [("file_damaged", 0)]


def test_two_cells_at_the_ends_of_a_sheet_do_not_fill_the_memory() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "问题"
    book.active["XFD1048576"] = "答案"

    assert codes(imported(saved(book), "base.xlsx")) == [("file_swells", 0)]


def test_findings_without_end_are_counted_not_listed() -> None:
    rows = (f"C{n},年费{n}," for n in range(3_000))

    preview = imported(csv("external_id,question,answer", *rows))

    assert (len(preview.errors), preview.left_out) == (1_000, 2_000)


def test_every_text_is_chinese_and_english() -> None:
    for zh, en in TEXTS.values():
        assert zh.endswith("。") and en.endswith(".")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EXTENSIONS), st.binary(max_size=400) | st.text().map(str.encode))
def test_nothing_that_a_file_holds_raises(extension: str, content: bytes) -> None:
    preview = read(content, f"base{extension}", fold=fold)

    assert preview.articles or preview.errors
