"""The check of one file against its format."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.pack_files.schemas import FORMATS
from bot.flows.complaints import Complaint, line_at, lines_of
from nlu.normalize import normalize

CHECK_SCHEMA = "See `teller pack schema`"
_LINE = re.compile(r"line ([0-9]+)|:([0-9]+): ")


def complaint(file: str, line: int, wrong: str, remedy: str) -> Complaint:
    return Complaint(file=file, line=line, wrong=wrong.rstrip("."), remedy=remedy)


def shape_complaints(folder: Path, file: str, name: str) -> Iterator[Complaint]:
    """Only the intents may not be left out."""
    path = folder / file
    if not path.is_file():
        if name == "intents":
            yield complaint(file, 1, "there is no such file", "Write one")
        return
    table, wrong = toml(path)
    if wrong is not None:
        yield _unreadable(file, wrong)
        return
    lines = lines_of(path.read_text("utf-8"))
    try:
        FORMATS[name].validate_python(table, by_alias=True, by_name=False)
    except ValidationError as refused:
        for one in refused.errors(include_url=False):
            yield _misshapen(file, lines, dict(one))
        return
    if name == "intents":
        yield from _twice(file, lines, table["intent"])


def toml(path: Path) -> tuple[dict[str, Any], str | None]:
    try:
        return tomllib.loads(path.read_text("utf-8")), None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        return {}, str(wrong)
    except OSError as wrong:
        return {}, str(wrong.strerror)


def _unreadable(file: str, wrong: str) -> Complaint:
    words = f"this is no TOML: {wrong}"
    return complaint(file, line_in(wrong), words, "Correct the spelling")


def line_in(words: str) -> int:
    found = _LINE.search(words)
    return int(found[1] or found[2]) if found else 1


def _misshapen(
    file: str, lines: Mapping[str, int], wrong: Mapping[str, Any]
) -> Complaint:
    path = ".".join(str(part) for part in wrong["loc"])
    line = line_at(lines, path)
    match wrong["type"]:
        case "missing":
            return complaint(file, line, f"{path} is missing", f"Give {path}")
        case "extra_forbidden":
            return complaint(file, line, f"unknown key {path}", CHECK_SCHEMA)
        case _:
            return complaint(file, line, f"{path}: {wrong['msg']}", CHECK_SCHEMA)


def _twice(
    file: str, lines: Mapping[str, int], intents: list[Mapping[str, Any]]
) -> Iterator[Complaint]:
    """The same name, or the same words, for two intents."""
    names: dict[str, int] = {}
    said: dict[str, str] = {}
    for place, one in enumerate(intents):
        line, name = lines.get(f"intent.{place}", 1), one["name"]
        if name in names:
            yield complaint(file, line, f"{name} is there twice", "Rename one of them")
        names[name] = place
        for words in (words for some in one["examples"].values() for words in some):
            other = said.setdefault(normalize(words), name)
            if other != name:
                wrong = f"“{words}” is an example of {other} and of {name}"
                yield complaint(file, line, wrong, "Leave it to one of them")
