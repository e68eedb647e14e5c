"""The frames of the sockets: their JSON Schemas, and the page that explains them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from api.documents import frame_schemas
from api.wire import Close

pytestmark = pytest.mark.door

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "socket.md").read_text("utf-8")
NAMES = ("from_customer", "to_customer", "from_desk", "to_desk")
SECTIONS = {"customer": "## The customers' socket", "desk": "## The desk's socket"}


def section(side: str) -> str:
    _, _, rest = PAGE.partition(SECTIONS[side])
    return re.split(r"(?m)^## ", rest)[0]


def examples(side: str) -> list[tuple[str, dict[str, Any]]]:
    """Frames of the page: `>` goes to the service, `<` comes from it."""
    found = re.findall(r"(?m)^([<>]) (\{.*\})$", section(side))
    return [("from" if way == ">" else "to", json.loads(frame)) for way, frame in found]


SHOWN = [(f"{way}_{side}", frame) for side in SECTIONS for way, frame in examples(side)]


def validator(name: str) -> Draft202012Validator:
    path = ROOT / "api" / "schemas" / "socket" / f"{name}.json"
    return Draft202012Validator(json.loads(path.read_text("utf-8")))


def kinds(name: str) -> set[str]:
    """Types of the frames that a schema knows."""
    definitions: dict[str, Any] = frame_schemas()[name]["$defs"]  # type: ignore[assignment]
    types = [one.get("properties", {}).get("type", {}) for one in definitions.values()]
    return {kind["const"] for kind in types if "const" in kind}


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(frame_schemas()[name])


@pytest.mark.parametrize(("name", "frame"), SHOWN)
def test_every_frame_on_the_page_is_a_right_one(
    name: str, frame: dict[str, Any]
) -> None:
    validator(name).validate(frame)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_every_kind_of_frame(name: str) -> None:
    shown = {frame["type"] for place, frame in SHOWN if place == name}

    assert shown == kinds(name)


def test_the_page_explains_every_code() -> None:
    assert {str(int(code)) for code in Close} <= set(re.findall(r"\b\d{4}\b", PAGE))


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("from_customer", {"type": "reply", "text": "x"}),
        ("from_customer", {"type": "typing", "author": "agent"}),
        ("from_customer", {"type": "message", "text": "x"}),
        ("from_customer", {"type": "hello"}),
        ("from_desk", {"type": "typing"}),
        ("to_customer", {"type": "note", "conversation_id": "x", "note": {}}),
        ("to_customer", {"type": "ack", "client_message_id": "x"}),
        ("to_desk", {"type": "state"}),
    ],
)
def test_a_schema_refuses_what_is_not_a_frame(name: str, frame: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        validator(name).validate(frame)
