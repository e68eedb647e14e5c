"""Tables inside a document: those whose first row names known columns."""

from collections.abc import Sequence

from knowledge.importer.columns import REQUIRED, understood
from knowledge.importer.csv_file import named_cells
from knowledge.importer.table import MOST_ROWS, Row, Table

Grid = Sequence[Sequence[str]]


def tabulated(grids: Sequence[Grid]) -> Table:
    """All fitting tables as one; rows are counted through the document."""
    columns: dict[str, None] = {}
    rows: list[Row] = []
    number = 0
    for grid in grids:
        header = list(grid[0]) if grid else []
        known = understood(header).recognised.values()
        fits = set(REQUIRED) <= set(known)
        for cells in grid:
            number += 1
            if fits and cells is not grid[0]:
                named = named_cells(header, list(cells))
                rows += [Row(number=number, cells=named)] if named else []
        columns.update(dict.fromkeys(name for name in header if fits and name))
    return Table(columns=tuple(columns), rows=tuple(rows[:MOST_ROWS]))
