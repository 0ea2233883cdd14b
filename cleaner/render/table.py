"""The rows and columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.render.tree import Node

MAX_COLUMNS = 100
"""Columns up to which spans and cells without text are counted."""


@dataclass(slots=True)
class Grid:
    """A table.

    Attributes:
        rows: of each row that has text the cells with their columns, from 0.
        width: number of columns up to the last in which a cell begins: pages say "all" by a span of 100.
        headed: whether the first row holds nothing but header cells.
    """

    rows: list[list[tuple[int, Node]]]
    width: int
    headed: bool


def cells_of(row: Node) -> Iterator[tuple[int, Node]]:
    """The cells of a row that have text, each with how many without stand before it."""
    place = 0
    for cell in row.nodes():
        column = int(cell.attributes.get("column", place + 1))
        yield min(max(0, column - place - 1), MAX_COLUMNS), cell
        place = max(column, place + 1)


def grid(table: Node) -> Grid:
    """Lays out a table: a cell that spans rows or columns stands in the first, as in HTML; the others are empty."""
    rows: list[list[tuple[int, Node]]] = []
    taken: dict[int, int] = {}  # columns that cells of rows above take, and for how many rows still
    width = 0
    for row in table.nodes("tr"):
        cells: list[tuple[int, Node]] = []
        column = 0
        below: dict[int, int] = {}
        for empty, cell in cells_of(row):
            said = cell.attributes
            skipped = min(empty, max(0, MAX_COLUMNS - column))
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
            width = max(width, cells[-1][0] + 1)
        taken = {at: left - 1 for at, left in (*taken.items(), *below.items()) if left > 1}
    headed = bool(rows) and all(cell.tag == "th" for _, cell in rows[0])
    return Grid(rows, width, headed)
