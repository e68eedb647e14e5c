"""Articles come in as drafts, are published by a second act, and go out again."""

from pathlib import Path

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door


def test_a_dry_run_changes_nothing(teller: Teller, articles: Path) -> None:
    done = teller("knowledge", "import", articles, "--dry-run", "--publish", "--json")
    listed = teller("knowledge", "export", "--format", "jsonl")

    (file,) = done.json["files"]
    assert done.code == 0
    assert (file["articles"], file["dry_run"]) == (3, True)
    assert (file["drafts"], file["published"]) == ([], [])
    assert listed.out == ""
    assert "of 0 versions and drafts" in listed.err


def test_an_import_makes_drafts_that_nobody_is_served(
    teller: Teller, articles: Path
) -> None:
    done = teller("knowledge", "import", articles, "--json")
    asked = teller("ask", "怎么开户", "--json")

    (file,) = done.json["files"]
    assert file["drafts"] == ["S-1", "S-2", "S-3"]
    assert file["published"] == []
    assert asked.json["source"] is None
    assert asked.json["candidates"] == []


def test_an_administrator_publishes_at_once(teller: Teller, articles: Path) -> None:
    done = teller("knowledge", "import", articles, "--publish", "--json")
    asked = teller("ask", "怎么开户", "--json")

    (file,) = done.json["files"]
    assert file["published"] == ["S-1", "S-2", "S-3"]
    assert file["trained"] is True
    assert asked.json["source"]["article_id"] == "S-2"
    assert asked.json["answer"] == "请带身份证到网点办理。"


def test_learning_can_be_left_for_later(teller: Teller, articles: Path) -> None:
    done = teller("knowledge", "import", articles, "--publish", "--no-train", "--json")
    learned = teller("train")

    assert done.json["files"][0]["trained"] is False
    assert "learned from 3 articles" in learned.out


def test_what_was_exported_can_be_imported_again(
    teller: Teller, articles: Path, tmp_path: Path
) -> None:
    teller("knowledge", "import", articles, "--publish", "--no-train", "--json")
    for form in ("csv", "jsonl"):
        file = tmp_path / f"out.{form}"
        teller("knowledge", "export", "--format", form, "-o", file)

        again = teller("knowledge", "import", file, "--dry-run", "--json")

        assert again.json["files"][0]["articles"] == 3
        assert again.json["files"][0]["errors"] == []


def test_a_file_that_is_not_there_is_named(teller: Teller, tmp_path: Path) -> None:
    done = teller("knowledge", "import", tmp_path / "none.csv")

    assert done.code == 1
    assert "none.csv" in done.err
    assert "Traceback" not in done.err


def test_a_file_without_articles_fails_with_what_is_missing(
    teller: Teller, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("a,b\n1,2\n", "utf-8")

    done = teller("knowledge", "import", file)

    assert done.code == 1
    assert "question" in done.out


def test_errors_are_shown_with_their_row(teller: Teller, tmp_path: Path) -> None:
    file = tmp_path / "half.csv"
    file.write_text("question,answer\n怎么开户,到网点\n怎么销户,\n", "utf-8")

    done = teller("knowledge", "import", file, "--dry-run")

    assert done.code == 0
    assert "row 3" in done.out
    assert "dry run" in done.out
