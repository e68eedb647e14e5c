"""The words themselves: every language says everything, in its own punctuation."""

import ast
import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

from bot.attached import UNHEARD, UNREAD
from bot.attachment import Kind
from bot.flows.continuing import TOLD
from bot.flows.steps import SlotKind
from bot.message import CONTINUES, Event, Language
from bot.promise import PromiseKind
from bot.rules import load_rules

pytestmark = pytest.mark.house

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "api" / "demo"
PAGES = ROOT / "api" / "web"

CHINESE = "[\u3400-\u9fff\uf900-\ufaff]"
ASCII_MARK = re.compile(rf"{CHINESE}[,.?!;:]")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3]")
AS_TYPED = {"similar_questions", "examples", "offtopic.toml", "synonyms.toml"}
"""What customers type, in any punctuation, not what the bank writes."""

NAMES = {"bank", "bot", "hotline"}
"""Known to every sentence, so that a language may leave one out."""

SENTENCES = {
    language: tomllib.loads(
        (ROOT / "bot" / "wording" / f"{language}.toml").read_text("utf-8")
    )
    for language in Language
}


def leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in nested tables and lists, with the way to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", Language)
def test_every_language_says_the_same_with_the_same_values(language: Language) -> None:
    assert said(language) == said(Language.ZH)


def said(language: Language) -> dict[str, set[str]]:
    """What must be filled into each sentence."""
    return {path: fields(text) - NAMES for path, text in leaves(SENTENCES[language])}


def informed() -> Iterator[str]:
    """Every key that the rules say by name."""
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in {"Inform", "sentence", "say"} and node.args:
                yield from constants(node.args[0])
            yield from keys_given(node)


def keys_given(node: ast.Call) -> Iterator[str]:
    for one in node.keywords:
        if one.arg == "key":
            yield from constants(one.value)


def constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def made_up() -> Iterator[str]:
    """Every key that is put together when it is needed."""
    yield from (f"smalltalk_{name}" for name in load_rules().smalltalk)
    yield from (f"promise_{kind}" for kind in PromiseKind)
    yield from set(Event) - CONTINUES - {Event.TRANSCRIBED}
    yield from (*UNREAD.values(), UNHEARD)
    yield from (f"attached_{kind}" for kind in Kind)
    yield from (f"not_verified_{how}" for how in TOLD)
    yield from (f"flow_wrong_{kind}" for kind in SlotKind)
    for step in ("callback_phone", "leave_message_text"):
        yield from (f"step_{step}", f"step_{step}_wrong")


def test_every_key_that_is_said_has_its_words() -> None:
    needed = {*informed(), *made_up()}

    assert len(needed) > 25
    assert needed <= SENTENCES[Language.ZH].keys()


def written_by_the_bank() -> dict[str, str]:
    """Every text of the service or the demo bank that a customer may read."""
    found = dict[str, str]()
    for path in [*(ROOT / "bot" / "wording").glob("*.toml"), *DEMO.rglob("*.toml")]:
        found |= _in_file(path, tomllib.loads(path.read_text("utf-8")))
    for path in [*PAGES.glob("i18n/*.json"), *DEMO.rglob("*.json")]:
        found |= _in_file(path, json.loads(path.read_text("utf-8")))
    for path in DEMO.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = enumerate(csv.DictReader(file), start=2)
            found |= _in_file(path, {f"row {n}": row for n, row in rows})
    return found


def _in_file(path: Path, value: object) -> dict[str, str]:
    name = str(path.relative_to(ROOT))
    return {f"{name}: {key}": text for key, text in leaves(value)}


WRITTEN = {
    name: text
    for name, text in written_by_the_bank().items()
    if not any(part in name for part in AS_TYPED)
}


def test_there_are_words_to_judge() -> None:
    assert len(WRITTEN) > 150


def test_chinese_is_written_with_chinese_punctuation() -> None:
    found = {name: ASCII_MARK.findall(text) for name, text in WRITTEN.items()}

    assert {name: marks for name, marks in found.items() if marks} == {}


def test_there_is_no_emoji_anywhere() -> None:
    found = {name: EMOJI.findall(text) for name, text in written_by_the_bank().items()}

    assert {name: marks for name, marks in found.items() if marks} == {}
