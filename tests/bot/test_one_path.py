"""There is one way in: typed or spoken, every message goes through one dialogue."""

import ast
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.rules

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("bot", "nlu", "speech", "knowledge", "models", "api", "scripts")
NEVER_STORED = {"api/cli/aside.py", "api/performance.py"}
"""A question asked aside, and a rehearsal: the same dialogue, on memory."""

TRANSCRIPTS = {"Transcript", "PartialTranscript"}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def calls(path: Path) -> frozenset[str]:
    """Names of all that is called, without what stands before the last dot."""
    called = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
    plain = {one.id for one in called if isinstance(one, ast.Name)}
    return frozenset(
        plain | {one.attr for one in called if isinstance(one, ast.Attribute)}
    )


def callers(name: str) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in FILES if name in calls(path)]


@pytest.mark.parametrize("name", ["decide", "at_the_gate", "on_picked", "outcome"])
def test_only_the_dialogue_decides(name: str) -> None:
    assert callers(name) == ["bot/dialogue.py"]


def test_only_dialogue_composes_what_was_decided() -> None:
    assert callers("compose") == ["bot/dialogue.py"]


def names(path: Path) -> set[str]:
    return {node.id for node in nodes(path) if isinstance(node, ast.Name)}


def makes_customer_messages(path: Path) -> bool:
    """True where a message is built in a customer's name."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "Message"
        and any(ast.unparse(one.value) == "Author.CUSTOMER" for one in node.keywords)
        for node in nodes(path)
    )


def test_a_customers_words_enter_at_one_door() -> None:
    """Typed or heard alike; the other two places store nothing, and scripts/ only
    measures."""
    found = [path for path in FILES if makes_customer_messages(path)]
    makers = {str(path.relative_to(ROOT)) for path in found}
    makers -= {name for name in makers if name.startswith("scripts/")}

    assert makers == {"api/service.py"} | NEVER_STORED


def test_a_transcript_is_not_made_a_message_where_it_is_heard() -> None:
    both = [
        str(path.relative_to(ROOT))
        for path in FILES
        if names(path) & TRANSCRIPTS and "Message" in calls(path)
    ]

    assert both == []


def test_speech_makes_no_message_of_its_own() -> None:
    assert not [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.relative_to(ROOT).parts[0] == "speech" and "Message" in calls(path)
    ]
