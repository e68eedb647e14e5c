"""The check of desk.toml beyond its shape: names that exist, and none twice."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from api.canned import HOLES
from api.pack_files.shape_check import complaint, toml
from bot.flows.complaints import Complaint, line_at, lines_of

FILE = "desk.toml"
Rows = list[Mapping[str, Any]]


def desk_complaints(folder: Path, intents: Collection[str]) -> Iterator[Complaint]:
    """Of a file that has its shape."""
    path = folder / FILE
    if not path.is_file():
        return
    table, _ = toml(path)
    text = path.read_text("utf-8")
    lines = lines_of(text)
    replies, reasons = table.get("reply", []), table.get("reason", [])
    yield from _twice("reply", replies, lines)
    yield from _twice("reason", reasons, lines)
    yield from _holes(replies, lines)
    for place, reason in enumerate(reasons):
        yield from _twice(f"reason.{place}.leaf", reason["leaf"], lines)
        yield from _leaves(text, reason["leaf"], intents)


def _twice(where: str, rows: Rows, lines: Mapping[str, int]) -> Iterator[Complaint]:
    known: set[str] = set()
    for place, row in enumerate(rows):
        if row["id"] in known:
            line = line_at(lines, f"{where}.{place}")
            yield complaint(FILE, line, f"{row['id']} is there twice", "Rename one")
        known.add(row["id"])


def _holes(replies: Rows, lines: Mapping[str, int]) -> Iterator[Complaint]:
    for place, reply in enumerate(replies):
        line = line_at(lines, f"reply.{place}.text")
        try:
            holes = {name for _, name, _, _ in Formatter().parse(reply["text"]) if name}
        except ValueError as wrong:
            yield complaint(FILE, line, f"the text: {wrong}", "Close every {")
            continue
        for name in sorted(holes - HOLES):
            known = " ".join(sorted(HOLES))
            yield complaint(FILE, line, f"nothing is called {{{name}}}", f"Use {known}")


def _leaves(text: str, leaves: Rows, intents: Collection[str]) -> Iterator[Complaint]:
    """Leaves may stand in one line each, which no path of a key names."""
    for leaf in leaves:
        for name in leaf.get("intents", ()):
            if name not in intents:
                wrong = f"there is no intent {name}"
                yield complaint(FILE, _line_of(text, name), wrong, "Name one that is")


def _line_of(text: str, name: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if f'"{name}"' in line:
            return number
    return 1
