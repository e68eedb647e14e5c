"""Complaints: what is wrong with a file that a bank wrote, where, and what to do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ARRAY = re.compile(r"^\s*\[\[\s*([\w.\-]+)\s*\]\]")
_TABLE = re.compile(r"^\s*\[\s*([\w.\-]+)\s*\]")
_KEY = re.compile(r"^\s*([\w.\-]+)\s*=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    file: str
    line: int
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}. {self.remedy}."


def lines_of(text: str) -> Mapping[str, int]:
    """The line of every table and key, by its dotted path; members of an array of
    tables are numbered from 0 ("step.2.ask.en")."""
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if array := _ARRAY.match(line):
            place = counted.get(array[1], 0)
            counted[array[1]] = place + 1
            prefix = f"{array[1]}.{place}."
            found[prefix[:-1]] = number
        elif table := _TABLE.match(line):
            prefix = f"{table[1]}."
            found[prefix[:-1]] = number
        elif key := _KEY.match(line):
            _remember(found, prefix, key[1], number)
    return found


def _remember(found: dict[str, int], prefix: str, key: str, number: int) -> None:
    parts = key.split(".")
    for end in range(1, len(parts) + 1):
        found.setdefault(prefix + ".".join(parts[:end]), number)


def line_at(lines: Mapping[str, int], path: str) -> int:
    """The line of the path, or of the nearest thing around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return 1
