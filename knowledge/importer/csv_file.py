"""Reads CSV, whatever stands between its cells."""

import csv
import io
import re
from collections.abc import Iterator

from knowledge.importer.columns import understood
from knowledge.importer.decoding import decoded
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding
from knowledge.importer.table import MOST_BYTES, MOST_ROWS, Row, Table, Unreadable

# A cell may be as long as the file; how long it should be is judged later, by row.
csv.field_size_limit(MOST_BYTES)

_DISARMED = re.compile(r"'[=+\-@\t\r]")
_DELIMITERS = (",", ";", "\t", "|", "，", "；")


def read_csv(content: bytes) -> Table:
    text = decoded(content)
    delimiter = max(_DELIMITERS, key=lambda between: _fit(text, between))
    lines = _lines(text, delimiter)
    header = next((cells for _, cells in lines if any(cells)), None)
    if header is None:
        raise Unreadable(finding("file_empty"))
    rows: list[Row] = []
    errors: list[Finding] = []
    for number, cells in lines:
        if len(rows) >= MOST_ROWS:
            errors.append(finding("too_many_rows", number, limit=MOST_ROWS))
            break
        named = named_cells(header, cells)
        if named:
            rows.append(Row(number=number, cells=named))
    columns = tuple(name for name in header if name)
    return Table(columns=columns, rows=tuple(rows), errors=tuple(errors))


def named_cells(header: list[str], cells: list[str]) -> dict[str, str]:
    """Only what is written, under the first column of each name."""
    named: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if name and name not in named and cell.strip():
            named[name] = cell
    return named


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    for number, cells in enumerate(reader, start=1):
        yield number, [_rearmed(cell.strip()) for cell in cells]


def _rearmed(cell: str) -> str:
    """An apostrophe before a formula only says that the cell is text."""
    return cell[1:] if _DISARMED.match(cell) else cell


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """Known columns in the header, then columns at all."""
    header = next((cells for _, cells in _lines(text, delimiter) if any(cells)), [])
    return len(understood(header).recognised), len(header)
