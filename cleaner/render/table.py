"""The rows and columns of a table."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.render.tree import Node

MAX_COLUMNS = 100
"""Columns up to which spans and cells without text are counted."""


@dataclass(slots=True)
class Grid:
    """A table.

    Attributes:
        rows: of each row that has text the cells with their columns, from 0.
        width: number of columns.
        headed: whether the first row holds nothing but header cells.
    """

    rows: list[list[tuple[int, Node]]]
    width: int
    headed: bool


def grid(table: Node) -> Grid:
    """Lays out a table: a cell that spans rows or columns stands in the first, as in HTML; the others are empty."""
    rows: list[list[tuple[int, Node]]] = []
    taken: dict[int, int] = {}  # columns that cells of rows above take, and for how many rows still
    width = 0
    for row in table.nodes("tr"):
        cells: list[tuple[int, Node]] = []
        column = place = 0
        below: dict[int, int] = {}
        for cell in row.nodes("td", "th"):
            said = cell.attributes
            skipped = max(0, int(said.get("column", place + 1)) - 1 - place)  # cells without text
            place += skipped + 1
            skipped = min(skipped, max(0, MAX_COLUMNS - column))
            while skipped or column in taken:
                skipped -= column not in taken
                column += 1
            cells.append((column, cell))
            for _ in range(max(1, min(int(said.get("colspan", 1)), MAX_COLUMNS - column))):
                if (down := int(said.get("rowspan", 1))) > 1 and column < MAX_COLUMNS:
                    below[column] = down
                column += 1
        if cells:
            rows.append(cells)
            width = max(width, column)
        taken = {at: left - 1 for at, left in (*taken.items(), *below.items()) if left > 1}
    headed = bool(rows) and all(cell.tag == "th" for _, cell in rows[0])
    return Grid(rows, width, headed)
