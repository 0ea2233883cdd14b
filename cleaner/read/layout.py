"""Boxes that are no plain boxes: those that a page does not show, or not at first, and tables.

A row of a table of data is one line with its cells; a table that lays out a page is just boxes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate, compress

from cleaner.document import Block, Evidence, Picture
from cleaner.read.element import Element, style_of, with_region
from cleaner.read.formula import is_rendered
from cleaner.read.markup import called
from cleaner.read.outline import RowShape

LEAST_PAGE = 200
"""Characters that a hidden box must hold at least to be taken for the page itself."""

_NEAR = 30
_NEARER = 16
"""Words of its own and its ancestors' names that tell what a box is for."""

_FURNITURE = frozenset(("dialog", "footer", "form", "header", "nav"))
_PROSE = 80
_LEAST_PROSE = 0.2
_NUMBER = re.compile(r"(?<!\S)(?:\S+-)?(?:line[-_]?(?:no|num|number)s?|lnum|hljs-ln-n)(?!\S)", re.IGNORECASE)


def is_hidden(tag: str, attrib: Mapping[str, str]) -> bool:
    """Whether an element's own markup says that it is not shown."""
    if "hidden" in attrib:
        # React streams the parts of a page in boxes <div hidden id="S:0"> that its script moves into place.
        return attrib["hidden"].lower() != "until-found" and not attrib.get("id", "").startswith("S:")
    if tag == "dialog":
        return "open" not in attrib
    # What hides the whole page is there to be undone by a script.
    return "style" in attrib and style_of(attrib["style"]).hides and tag not in ("html", "body")


@lru_cache(maxsize=4096)
def may_be_unread(named: str) -> bool:
    """Whether `is_unread` can be true of a <span> of this class."""
    return named in called("heard") or numbers_line(named) or "katex-html" in named or named.startswith("MathJax")


def is_unread(attrib: Mapping[str, str], top: Element, in_text: bool, beside_formula: bool) -> bool:
    """Whether a <span> is for the ears alone, the number of a line of code, or what a script made of a formula that is read as TeX."""
    if attrib["class"] in called("heard"):
        # By itself it may be all that a card says: a product's name beside its picture.
        return in_text and (top.link is not None or (top.block or top).tag == "p")
    return top.pre and numbers_line(attrib["class"]) or is_rendered(attrib, beside_formula)


def numbers_line(names: str) -> bool:
    """Whether a class says that an element is the number that a highlighter writes before a line of code.

    >>> numbers_line("react-line-number muted"), numbers_line("lineno"), numbers_line("line number-3")
    (True, True, False)
    """
    return _NUMBER.search(names) is not None


class Veil:
    """A box that is not shown: its element and blocks, which are marked as folded."""

    __slots__ = ("blocks", "element")

    def __init__(self, element: Element, blocks: list[Block]) -> None:
        self.element = element
        self.blocks = blocks
        for block in blocks:
            _evidence(block).folded = True


def unveil(blocks: list[Block], pictures: list[Picture], veils: list[Veil]) -> None:
    """Drops what is not shown, but for two kinds of boxes, whose blocks stay marked as folded.

    One is the page itself: a box that holds more text than everything that is shown. So where a forum gives its posts
    in <noscript>, and where a script shows a page when it has loaded. The other unfolds when a reader asks for it:
    tabs, accordions, answers and what a paywall covers, by their names, if a fifth of them is prose or table. Measured
    on 1,785 pages, 68% of the characters of such boxes are in the gold, against 9% of those of the other hidden boxes.
    """
    shown = sum(len(block.text) for block in blocks if not _evidence(block).folded)
    dropped: set[int] = set()
    for veil in veils:
        length = sum(len(block.text) for block in veil.blocks)
        if length <= max(shown, LEAST_PAGE) and not _unfolds(veil.element, veil.blocks, length):
            dropped.update(map(id, veil.blocks))
    stays = [id(block) not in dropped for block in blocks]
    if not all(stays):
        numbers = [0, *accumulate(stays)]
        stays.append(True)  # what stands behind the last block
        pictures[:] = [it._replace(before=numbers[it.before]) for it in pictures if stays[it.before]]
        blocks[:] = compress(blocks, stays)


def _unfolds(element: Element, blocks: list[Block], length: int) -> bool:
    if not element.settled:
        element.settle()
    told = list(map(_evidence, blocks))
    names = element.names[:_NEAR] + told[0].names[:_NEAR]
    if (
        called("folds").isdisjoint(names)
        or not called("overlays").isdisjoint(element.names[:_NEARER])
        or not _FURNITURE.isdisjoint(element.regions)
    ):
        return False
    lengths = [(len(block.text), evidence) for block, evidence in zip(blocks, told)]
    prose = [size for size, it in lengths if (size > _PROSE or it.tag == "tr") and 3 * it.link_chars < size]
    return sum(prose) >= _LEAST_PROSE * length


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
                pictures[at] = pictures[at]._replace(before=first + (pictures[at].before == last))
        if is_data and self._after_joined:
            blocks[first].breaks = 1
        self._after_joined = is_data

    def close(self, blocks: list[Block]) -> None:
        """Marks what the table holds as lying in a table, if most of its rows are data."""
        if not self.nested and self._joined >= max(2, self._rows / 2):
            for block in blocks[self._first :]:
                _evidence(block).regions = with_region(_evidence(block).regions, "table")


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
