"""What every kind of file is turned into first: rows of named cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.importer.preview import Finding

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000

Cell = str | date | datetime | Sequence[str]
"""A list of texts only where the file can hold one (JSON lines)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    number: int
    """As the file counts."""
    cells: Mapping[str, Cell]
    """By the name of the column as the file writes it; empty cells are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


class Unreadable(Exception):  # knowledge.errors is for what leaves the room
    """The file as a whole cannot be read; never leaves the importer."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.en)
        self.finding = found
