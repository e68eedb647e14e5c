"""Reads XLSX: the first sheet that has the columns, or else the first."""

import io
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from knowledge.importer.archive import inspect
from knowledge.importer.columns import understood
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding
from knowledge.importer.table import MOST_ROWS, Cell, Row, Table, Unreadable

_Value = int | float | str | bool | time | date | datetime | timedelta
_HEADER_WITHIN = 20
"""Rows above the header that may hold a title."""


def read_xlsx(content: bytes) -> Table:
    inspect(content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except (calamine.CalamineError, OSError, ValueError) as error:
        detail = type(error).__name__
        raise Unreadable(finding("file_damaged", detail=detail)) from None
    filled = [(name, rows) for name, rows in sheets if any(map(any, rows))]
    if not filled:
        raise Unreadable(finding("file_empty"))
    name, rows = max(filled, key=lambda sheet: _known(sheet[1])[0])
    warnings = [finding("sheets_ignored", detail=name)] if len(filled) > 1 else []
    return _table(rows, warnings)


def _table(rows: list[list[_Value]], warnings: list[Finding]) -> Table:
    at = -_known(rows)[1]
    header = [str(cell).strip() for cell in rows[at]]
    read = [
        Row(number=number, cells=named)
        for number, cells in enumerate(rows[at + 1 :], start=at + 2)
        if (named := _named(header, cells))
    ]
    errors = []
    if len(read) > MOST_ROWS:
        row = read[MOST_ROWS].number
        errors.append(finding("too_many_rows", row, limit=MOST_ROWS))
    return Table(
        columns=tuple(name for name in header if name),
        rows=tuple(read[:MOST_ROWS]),
        errors=tuple(errors),
        warnings=tuple(warnings),
    )


def _known(rows: list[list[_Value]]) -> tuple[int, int]:
    """(known columns, minus the row of the header): the best row to be the header."""
    best = (0, -next((at for at, row in enumerate(rows) if any(row)), 0))
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        names = [str(cell) for cell in row if cell != ""]
        best = max(best, (len(understood(names).recognised), -at))
    return best


def _named(header: list[str], cells: list[_Value]) -> dict[str, Cell]:
    named: dict[str, Cell] = {}
    for name, cell in zip(header, cells, strict=False):
        written = _cell(cell)
        if name and name not in named and written != "":
            named[name] = written
    return named


def _cell(value: _Value) -> Cell:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value
        case str():
            return value.strip()
        case _:
            return str(value)
