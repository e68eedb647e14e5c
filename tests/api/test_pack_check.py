"""The check of a pack tells everything that is wrong, with file, line and remedy."""

import shutil
from pathlib import Path

import pytest

from api.pack_files.checking import check_pack
from api.settings import DEMO_PACK
from tests.api.fixtures.bank import PACK

pytestmark = pytest.mark.door

FLOW = (DEMO_PACK / "flows" / "matters.toml").read_text("utf-8")

REPLY = """[[reply]]
id = "hello"
language = "zh-CN"
heading = "开场"
title = "你好"
text = "您好，{bank}"
"""
REASON = """[[reason]]
id = "card"
title.zh-CN = "卡"
title.en = "Card"
leaf = [{{ id = "fee", title.zh-CN = "费", title.en = "Fee", intents = ["{intent}"] }}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO_PACK, tmp_path / "demo"))


def put(folder: Path, file: str, text: str) -> None:
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("pack", [PACK, DEMO_PACK])
def test_a_pack_that_can_be_used_has_no_complaint(pack: Path) -> None:
    assert check_pack(pack) == ()


def test_a_folder_without_a_pack_is_told_so(tmp_path: Path) -> None:
    (only,) = check_pack(tmp_path)

    assert (only.file, only.wrong) == ("pack.toml", "there is no pack.toml")


@pytest.mark.parametrize(
    ("file", "text", "line", "said"),
    [
        ("pack.toml", 'name = "x"\n', 1, "bank is missing"),
        ("pack.toml", 'name = "x"\nmood = 1\n', 2, "unknown key mood"),
        ("intents.toml", "\n[[intent]]\nname = 3\n", 3, "intent.0.name"),
        ("intents.toml", "[[intent]]\nname = \n", 2, "no TOML"),
        ("offtopic.toml", "\n[far]\nzh-CN = 5\n", 3, "far.zh-CN"),
        ("synonyms.toml", 'zh-CN = [["", "a"]]\n', 1, "zh-CN.0.0"),
        ("rules.toml", "[patience]\nmood = 3\n", 1, "mood"),
        ("wording/zh-CN.toml", 'mood = "好"\n', 1, "unknown key mood"),
        ("verification.toml", "\n[floor]\nR3 = 0\n", 2, "floor"),
        ("flows/one.toml", 'name = "one"\n', 1, "a flow without steps"),
        ("flows/one.toml", FLOW, 1, "there is no intent matters_progress"),
        ("branches.csv", "id\n1\n", 1, "branches.csv"),
        ("customers.json", "[1]", 1, "customers.json"),
        ("loan_rules.toml", "months = 3\n", 1, "loan_rules.toml"),
        ("matters.toml", "[loan]\naccept = 3\n", 1, "matters.toml"),
        ("appointments.toml", "[hours]\n", 1, "hours.weekdays is missing"),
        ("appointments.toml", "\n[hours]\nopens = 5\n", 3, "hours.opens"),
        ("loan_rules.toml", "months = 3\nmood = 1\n", 2, "unknown key mood"),
        ("verification.toml", "[factor]\ncode = 9\n", 2, "factor.code"),
        ("verification.toml", "\n[[rule]]\nlevel = 1\n", 2, "names an act or a tier"),
        ("desk.toml", "\nmood = 1\n", 2, "unknown key mood"),
        ("desk.toml", f"{REPLY}mood = 1\n", 7, "unknown key reply.0.mood"),
        ("desk.toml", REPLY.replace("{bank}", "{mood}"), 6, "{mood}"),
        ("desk.toml", REPLY.replace("{bank}", "{"), 6, "the text"),
        ("desk.toml", REPLY + REPLY, 7, "hello is there twice"),
        ("desk.toml", REASON.format(intent="nothing"), 5, "no intent nothing"),
        ("desk.toml", '[[reason]]\nid = "a"\n', 1, "leaf is missing"),
        ("routing.toml", "[offers]\nsecond = 3\n", 2, "unknown key offers.second"),
        ("routing.toml", "\n[levels]\nloans = 6\n", 3, "levels.loans"),
        ("routing.toml", "[mood]\n", 1, "unknown key mood"),
        ("articles/two.csv", "question,answer\n只有问题,\n", 2, "answer"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    folder: Path, file: str, text: str, line: int, said: str
) -> None:
    put(folder, file, text)

    told = [one for one in check_pack(folder) if said in str(one)]

    assert told, check_pack(folder)
    assert told[0].line == line
    assert told[0].file.startswith(file.partition("/")[0])
    assert told[0].remedy


def test_every_mistake_is_told_at_once(demo: Path) -> None:
    put(demo, "pack.toml", 'name = "x"\n')
    put(demo, "flows/matters.toml", FLOW.replace('next = "over"', 'next = "nowhere"'))
    put(demo, "offtopic.toml", "[far]\nzh-CN = 5\n")

    files = {one.file for one in check_pack(demo)}

    assert {"pack.toml", "flows/matters.toml", "offtopic.toml"} <= files


def test_the_same_words_for_two_intents_are_told(demo: Path) -> None:
    text = (demo / "intents.toml").read_text("utf-8")
    put(demo, "intents.toml", text.replace('"拜拜"', '"你好"', 1))

    told = check_pack(demo)

    assert ["“你好”" in one.wrong for one in told] == [True]
    assert "greeting and of goodbye" in told[0].wrong


def test_an_intent_that_is_there_twice_is_told(demo: Path) -> None:
    text = (demo / "intents.toml").read_text("utf-8")
    put(demo, "intents.toml", text.replace('name = "thanks"', 'name = "greeting"', 1))

    assert any("greeting is there twice" in one.wrong for one in check_pack(demo))


def test_a_pack_without_intents_is_told(folder: Path) -> None:
    (folder / "intents.toml").unlink()

    assert [one.file for one in check_pack(folder)] == ["intents.toml"]
