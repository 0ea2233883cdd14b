"""Tables: a row of data is one line with its cells; a table that lays out a page is just boxes."""

from __future__ import annotations

from dataclasses import replace

from cleaner.document import Block, Evidence, Picture
from cleaner.read.element import Element
from cleaner.read.outline import RowShape

MAX_CELL = 120
"""Characters of a cell of data; what is longer is a paragraph in a box. Cells of several lines may have as many."""

CELL_MARK = "\t"
"""What stands between the cells of a row in the source."""


class Table:
    """An open table.

    Args:
        first: number of the first block in it.

    Attributes:
        nested: whether it holds another table, which tables of data do not.
        cells: first block and last block + 1 of each cell of the open row that has ended.
    """

    def __init__(self, first: int) -> None:
        self.nested = False
        self.cells: list[tuple[int, int]] = []
        self._first = first
        self._rows = 0
        self._joined = 0
        self._after_joined = False

    def end_row(self, blocks: list[Block], row: Element, pictures: list[Picture]) -> None:
        """Joins the blocks of the row that has ended into one, if they are cells of data.

        Args:
            pictures: of the page; what stands before one of the cells stands before the row then.
        """
        places = [(start, end) for start, end in self.cells if end > start]
        self.cells = []
        if not places:
            return
        self._rows += 1
        first, last = places[0][0], places[-1][1]
        cells = [blocks[start:end] for start, end in places]
        is_data = not self.nested and last == len(blocks) and all(map(_is_cell, cells))
        shown = [cell for cell in ([block for block in cell if not _evidence(block).folded] for cell in cells) if cell]
        if is_data and len(shown) > 1:
            blocks[first:] = [_join(shown, row)]
            self._joined += 1
            for at in range(len(pictures) - 1, -1, -1):
                if pictures[at].before <= first:
                    break
                pictures[at] = replace(pictures[at], before=first + (pictures[at].before == last))
        if is_data and self._after_joined:
            blocks[first].breaks = 1
        self._after_joined = is_data

    def close(self, blocks: list[Block]) -> None:
        """Marks what the table holds as lying in a table, if most of its rows are data."""
        if not self.nested and self._joined >= max(2, self._rows / 2):
            for block in blocks[self._first :]:
                _evidence(block).regions |= {"table"}


def _evidence(block: Block) -> Evidence:
    assert block.evidence is not None
    return block.evidence


def _is_cell(blocks: list[Block]) -> bool:
    """Whether a cell is one of data: short, without lines of code (highlighters set those beside their numbers)."""
    return sum(len(block.text) for block in blocks) <= MAX_CELL and not any("\n" in block.text for block in blocks)


def _join(cells: list[list[Block]], row: Element) -> Block:
    """One block of a row's cells; its evidence is that of the row, with the cells' links."""
    assert row.parent is not None
    if not row.settled:
        row.settle()
    first, *others = [block for cell in cells for block in cell]
    evidence = _evidence(first)
    evidence.tag = "tr"
    evidence.ancestors = row.parent.path
    evidence.names, evidence.own_names = row.names, row.own_count
    evidence.regions, evidence.level = row.regions, row.level
    evidence.container = (row.parent.block or row.parent).number
    for other in map(_evidence, others):
        evidence.link_chars += other.link_chars
        evidence.links += other.links
        evidence.times += other.times
    first.shape = RowShape(row, tuple([[(block.text, block.shape) for block in cell] for cell in cells]))
    first.text = CELL_MARK.join(" ".join(block.text for block in cell) for cell in cells)
    return first
