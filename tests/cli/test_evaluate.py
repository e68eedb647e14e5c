"""Retrieval is measured with the figures that were agreed; dialogues are played."""

from pathlib import Path

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door

FIGURES = {
    "hit_at_1", "hit_at_3", "hit_at_5", "mrr_at_10", "titles_offered",
    "right_among_titles", "coverage", "accuracy_of_answered",
    "latency_p50_ms", "latency_p95_ms", "n",
}  # fmt: skip

GOOD = """
title = "开户"
[[turn]]
said = "怎么开户"
source = "S-2"
"""
WRONG = """
title = "年费"
[[turn]]
said = "怎么开户"
[[turn]]
said = "信用卡年费怎么收"
source = "S-3"
"""


@pytest.fixture
def base(teller: Teller, articles: Path) -> None:
    teller("knowledge", "import", articles, "--publish", "--json")


@pytest.mark.parametrize(
    ("name", "encoding", "content"),
    [
        (
            "q.csv",
            "utf-8-sig",
            "question,expected\n一年收多少钱,S-1\n我要开户,怎么开户\n",
        ),
        ("q.csv", "gb18030", "Expected,Question\nS-1,一年收多少钱\n"),
        ("q.jsonl", "utf-8", '{"question": "我要开户", "expected": "S-2"}\n\n'),
    ],
)
@pytest.mark.usefixtures("base")
def test_retrieval_gives_the_agreed_figures(
    teller: Teller, tmp_path: Path, name: str, encoding: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding)

    done = teller("evaluate", "retrieval", file, "--json")

    assert done.code == 0
    assert done.json.keys() == FIGURES
    assert done.json["hit_at_1"] == 1.0
    assert done.json["mrr_at_10"] == 1.0


@pytest.mark.usefixtures("base")
def test_an_article_that_is_not_there_counts_as_missed(
    teller: Teller, tmp_path: Path
) -> None:
    file = tmp_path / "q.csv"
    file.write_text("question,expected\n我要开户,S-2\n怎么挂失,S-9\n", "utf-8")

    done = teller("evaluate", "retrieval", file, "--json")

    assert (done.json["n"], done.json["hit_at_5"]) == (2, 0.5)
    assert "S-9" in done.err


def test_an_empty_base_cannot_be_measured(teller: Teller, tmp_path: Path) -> None:
    file = tmp_path / "q.csv"
    file.write_text("question,expected\n我要开户,S-2\n", "utf-8")

    done = teller("evaluate", "retrieval", file, "--json")

    assert done.code == 1
    assert "teller knowledge import" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("q.csv", "text,label\n我要开户,S-2\n", "expected"),
        ("q.csv", "question,expected\n我要开户,\n", "line 2"),
        ("q.jsonl", "[1]\n", "line 1"),
        ("q.csv", "", "question"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    teller: Teller, tmp_path: Path, name: str, content: str, told: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    done = teller("evaluate", "retrieval", file)

    assert done.code == 1
    assert told in done.err


@pytest.mark.usefixtures("base")
def test_a_dialogue_that_differs_fails_with_its_turn(
    teller: Teller, tmp_path: Path
) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "good.toml").write_text(GOOD, "utf-8")
    (tmp_path / "d" / "wrong.toml").write_text(WRONG, "utf-8")

    done = teller("evaluate", "dialogues", tmp_path / "d", "--json")

    assert done.code == 1
    assert (done.json["passed"], done.json["failed"]) == (1, 1)
    assert done.json["failures"][0]["turn"] == 2
    assert done.json["failures"][0]["expected"] == "S-3"


def test_dialogues_can_be_played_on_a_pack_alone(
    teller: Teller, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")

    done = teller(
        "evaluate", "dialogues", tmp_path / "good.toml", "--pack", tmp_path / "pack"
    )

    assert done.code == 0
    assert "passed 1, failed 0" in done.out
    assert [one.name for one in home.iterdir()] == ["rehearsals"]


def test_a_pack_is_learned_once_for_each_of_its_contents(
    teller: Teller, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    pack = tmp_path / "pack"
    play = ("evaluate", "dialogues", tmp_path / "good.toml", "--pack", pack)

    told = [teller(*play).err, teller(*play).err]
    (pack / "note.md").write_text("another", "utf-8")
    told.append(teller(*play).err)

    assert ["are published" in one for one in told] == [True, False, True]
    assert len(list((home / "rehearsals").iterdir())) == 2


def test_an_empty_bank_plays_dialogues_on_its_pack(
    teller: Teller, tmp_path: Path
) -> None:
    human = '[[turn]]\nsaid = "转人工"\nowner = "queue"\n'
    (tmp_path / "one.toml").write_text(f'title = "一"\n{human}', "utf-8")

    done = teller("evaluate", "dialogues", tmp_path / "one.toml")

    assert done.code == 0
    assert "playing on the pack small" in done.err
    assert "passed 1, failed 0" in done.out


def test_dialogues_that_are_not_there_are_named(teller: Teller, tmp_path: Path) -> None:
    done = teller("evaluate", "dialogues", tmp_path / "none")

    assert done.code == 1
    assert "none" in done.err
