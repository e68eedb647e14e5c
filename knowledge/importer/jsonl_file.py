"""Reads JSON lines: one object for each row; a list of objects is taken too."""

import json

from knowledge.importer.decoding import decoded
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding
from knowledge.importer.table import MOST_ROWS, Cell, Row, Table


def read_jsonl(content: bytes) -> Table:
    text = decoded(content)
    rows: list[Row] = []
    errors: list[Finding] = []
    columns: dict[str, None] = {}
    for number, value in _objects(text, errors):
        if len(rows) >= MOST_ROWS:
            errors.append(finding("too_many_rows", number, limit=MOST_ROWS))
            break
        if not isinstance(value, dict):
            errors.append(finding("row_malformed", number, detail="not an object"))
            continue
        columns.update(dict.fromkeys(value))
        rows.append(Row(number=number, cells=_cells(number, value, errors)))
    return Table(columns=tuple(columns), rows=tuple(rows), errors=tuple(errors))


def _objects(text: str, errors: list[Finding]) -> list[tuple[int, object]]:
    if text.lstrip().startswith("["):
        whole = _parsed(text, 1, errors)
        return list(enumerate(whole, start=1)) if isinstance(whole, list) else []
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value = _parsed(line, number, errors)
            if value is not None:
                found.append((number, value))
    return found


def _parsed(text: str, number: int, errors: list[Finding]) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        errors.append(finding("row_malformed", number, detail=error.msg))
    except (RecursionError, ValueError) as error:
        detail = type(error).__name__
        errors.append(finding("row_malformed", number, detail=detail))
    return None


def _cells(
    number: int, value: dict[str, object], errors: list[Finding]
) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name, written in value.items():
        match written:
            case None | "":
                continue
            case str():
                cells[name] = written
            case bool() | int() | float():
                cells[name] = str(written)
            case list() if all(isinstance(item, str) for item in written):
                cells[name] = tuple(map(str, written))
            case _:
                errors.append(finding("cell_not_text", number, name))
    return cells
