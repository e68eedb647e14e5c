"""Evaluations are kept with every question, reported on, and compared."""

import json
from pathlib import Path

import pytest

from tests.cli.command import ARTICLES, Teller

pytestmark = pytest.mark.door


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "q.csv"
    file.write_text("question,expected\n一年收多少钱,S-1\n我要开户,S-2\n", "utf-8")
    return file


@pytest.mark.usefixtures("articles")
def test_two_runs_are_compared_question_by_question(
    teller: Teller, tmp_path: Path, articles: Path, questions: Path
) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    teller("knowledge", "import", articles, "--publish", "--json")
    teller("evaluate", "retrieval", questions, "--json", "--out", first)
    articles.write_text(ARTICLES.replace("我要开户|开户要带什么", ""), "utf-8")
    moved = "S-4,我要开户,,新版开户。,账户/开户\n"
    articles.write_text(articles.read_text("utf-8") + moved, "utf-8")
    teller("knowledge", "import", articles, "--publish", "--no-train", "--json")
    teller("evaluate", "retrieval", questions, "--json", "--out", second)

    told = teller("evaluate", "compare", first, second, "--json").json
    read = teller("evaluate", "compare", first, second).out

    assert [one["question"] for one in told["lost"]] == ["我要开户"]
    assert told["lost"][0]["after"]["given"] == "S-4"
    assert (told["same"], told["gained"]) == (1, [])
    assert told["figures"]["hit_at_1"] == {"before": 1.0, "after": 0.5, "change": -0.5}
    assert "lost 1" in read
    assert "新版开户" not in read


def test_a_run_that_cannot_be_read_is_named(teller: Teller, tmp_path: Path) -> None:
    done = teller("evaluate", "compare", tmp_path / "a.json", tmp_path / "b.json")

    assert done.code == 1
    assert "a.json" in done.err


def test_abstention_keeps_questions_from_inside_and_outside(
    teller: Teller, articles: Path, questions: Path, tmp_path: Path
) -> None:
    teller("knowledge", "import", articles, "--publish", "--json")
    (tmp_path / "out.txt").write_text("今天天气如何\n", "utf-8")
    run, report = tmp_path / "run.json", tmp_path / "run.html"
    words = ("--out", run, "--report", report)

    teller("evaluate", "abstention", questions, tmp_path / "out.txt", *words)

    kept = json.loads(run.read_text("utf-8"))
    assert [one["expected"] for one in kept["questions"]] == ["S-1", "S-2", ""]
    assert "<svg" in report.read_text("utf-8")


def test_intents_keep_what_each_question_was_taken_for(
    teller: Teller, tmp_path: Path
) -> None:
    rows = ["text,intent"]
    for number in range(12):
        rows += [f"年费{number}多少钱,fee", f"怎么开户{number},open"]
    (tmp_path / "all.csv").write_text("\n".join(rows), "utf-8")
    run, report = tmp_path / "run.json", tmp_path / "run.html"
    files = ("--train", tmp_path / "all.csv", "--test", tmp_path / "all.csv")

    done = teller("evaluate", "intents", *files, "--out", run, "--report", report)

    kept = json.loads(run.read_text("utf-8"))
    assert done.code == 0
    assert {one["given"] for one in kept["questions"]} == {"fee", "open"}
    assert report.read_text("utf-8").count("<svg") == 3
