"""The JSON Schemas know every file that the service accepts, and refuse others."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.dialogue_files import LISTED, SETTINGS, SINGLE, CueKind
from api.pack_files.dialogue_file import DialogueTable, TurnTable
from api.pack_files.schemas import schemas
from api.settings import DEMO_PACK
from bot.flows.reading import read

pytestmark = pytest.mark.door

ROOT = Path(__file__).parents[2]
FLOWS = sorted((DEMO_PACK / "flows").glob("*.toml"))
DIALOGUES = sorted((Path(__file__).parents[1] / "conversations").rglob("*.toml"))
FILES = [
    *((DEMO_PACK / f"{name}.toml", name) for name in ("pack", "intents")),
    *((DEMO_PACK / f"{name}.toml", name) for name in ("offtopic", "synonyms")),
    (DEMO_PACK / "desk.toml", "desk"),
    (ROOT / "bot" / "routing.toml", "routing"),
    *((path, "flow") for path in FLOWS),
    *((path, "dialogue") for path in DIALOGUES),
]
HEAD = """
name = "one"
title.zh-CN = "一"
title.en = "One"
purpose.zh-CN = "一"
purpose.en = "One"
[[step]]
id = "first"
"""
TURN = 'title = "一"\n[[turn]]\n'


def wrong(kind: str, table: dict[str, Any]) -> bool:
    return not Draft202012Validator(schemas()[kind]).is_valid(table)


@pytest.mark.parametrize("name", schemas())
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize(
    ("path", "kind"), FILES, ids=lambda given: getattr(given, "name", str(given))
)
def test_every_file_of_ours_is_known(path: Path, kind: str) -> None:
    assert not wrong(kind, tomllib.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "step",
    [
        "",
        'say.zh-CN = "好"',
        'end = "somehow"',
        "verify = 4",
        'act = "rob"',
        'collect = "x"\nsay.zh-CN = "好"\nsay.en = "Hi"',
        'link = "javascript:alert(1)"\ntitle.zh-CN = "好"\ntitle.en = "Hi"',
        'end = "done"\nmood = 1',
    ],
)
def test_a_broken_step_is_refused_here_and_by_the_service(step: str) -> None:
    text = f"{HEAD}{step}\n"

    assert wrong("flow", tomllib.loads(text))
    known_only_here = {'act = "rob"'} | {s for s in (step,) if "javascript" in s}
    assert step in known_only_here or read("one.toml", text)[1]


@pytest.mark.parametrize(
    "text",
    [
        'title = "一"',
        f"{TURN}",
        f'{TURN}said = "好"\npressed = "x"',
        f'{TURN}said = "好"\nmood = "x"',
        f'{TURN}agent = "sleep"',
        f'{TURN}said = "好"\nowner = "me"',
        f'{TURN}said = "好"\nlevel = 4',
    ],
)
def test_a_broken_dialogue_is_refused(text: str) -> None:
    assert wrong("dialogue", tomllib.loads(text))


def test_the_format_of_dialogues_is_what_is_read() -> None:
    cues = {kind.value for kind in CueKind}

    assert set(TurnTable.model_fields) == cues | LISTED | SINGLE
    assert set(DialogueTable.model_fields) == SETTINGS
