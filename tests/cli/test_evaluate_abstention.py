"""Abstention is measured with questions that the base can answer, and others."""

from pathlib import Path

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door

FIGURES = {
    "inside", "outside", "accuracy", "coverage_at_95", "coverage_at_90", "aurc",
    "auroc", "fpr_at_95_tpr", "answered_at_3_wrong",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("out.csv", "question\n今天天气如何\n讲个笑话\n"),
        ("out.csv", "Text,kind\n今天天气如何,far\n讲个笑话,far\n"),
        ("out.jsonl", '{"text": "今天天气如何"}\n\n{"question": "讲个笑话"}\n'),
        ("out.txt", "今天天气如何\n\n讲个笑话\n"),
    ],
)
def test_abstention_gives_the_agreed_figures(
    teller: Teller, articles: Path, tmp_path: Path, name: str, content: str
) -> None:
    teller("knowledge", "import", articles, "--publish", "--json")
    inside, outside = tmp_path / "in.csv", tmp_path / name
    inside.write_text("question,expected\n一年收多少钱,S-1\n我要开户,S-2\n", "utf-8")
    outside.write_text(content, "utf-8")

    done = teller("evaluate", "abstention", inside, outside, "--json")

    assert done.code == 0
    assert done.json.keys() == FIGURES
    assert (done.json["inside"], done.json["outside"]) == (2, 2)
    assert (done.json["accuracy"], done.json["auroc"]) == (1.0, 1.0)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xff", b'{"text": 1'])
def test_a_file_without_questions_is_refused_by_name(
    teller: Teller, tmp_path: Path, content: bytes
) -> None:
    inside, outside = tmp_path / "in.csv", tmp_path / "out.jsonl"
    inside.write_text("question,expected\n我要开户,S-2\n", "utf-8")
    outside.write_bytes(content)

    done = teller("evaluate", "abstention", inside, outside)

    assert done.code == 1
    assert "out.jsonl" in done.err
