"""What markup makes of the text: its headings, lists, quotes, tables, code, links and emphasis, by position."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import itemgetter
from typing import Any

from cleaner.document import Block, Mark, Picture
from cleaner.judge.verdict import Verdict
from cleaner.read.element import Element
from cleaner.read.formula import formulas_in
from cleaner.read.outline import Boxes, RowShape, Shape, box, language, stretches
from cleaner.text.pieces import Spelling

_MOST_IN_CELL = 2000
_MOST_ALONE = 400
"""Characters of the longest cell of a table of data, and of one that has a single row with several cells: pages were laid out
with tables."""

_NEAR = 3
"""Blocks between an image and the text that it belongs to at most: its caption and credit are cut."""
_LONGEST_URL = 2000
_MOST_FORMULAS = 100
"""Formulas between delimiters that are looked for in a block."""
_WITH_PICTURES = frozenset(("ul", "ol", "menu", "dir", "dl", "li", "dd", "blockquote", "table", "tr", "td", "th"))
"""Elements in which images are kept; in others (headings, code) they stand before them."""


def structure(verdict: Verdict, spelling: Spelling) -> list[Mark]:
    """The marks of the text of a page, outer ones before those in them; the spelling is of what the verdict keeps."""
    return _Builder(verdict, spelling).marks


@dataclass(slots=True)
class _Part:
    """A kept block with its place in the text; first, last: its first piece, and the one after its last; even: it stands there as in the source."""

    block: Block
    shape: Shape | RowShape
    start: int
    end: int
    first: int
    last: int
    even: bool
    chain: tuple[Element, ...]


class _Builder:
    def __init__(self, verdict: Verdict, spelling: Spelling) -> None:
        self.marks: list[Mark] = []
        self._pieces = spelling.pieces
        self._starts = spelling.starts
        self._text = spelling.text
        self._source = verdict.document.source
        self._end = 0  # of the last part
        self._open: list[tuple[Element, int]] = []  # an element and the number of its mark, -1 for one that is left out
        self._boxes = Boxes()
        parts = list(self._parts(verdict))
        self._layout = _layout_tables([part for _, part in parts if part.chain])
        self._raw: dict[int, str] = {}  # of each mark of preformatted text what the page writes
        pictures = iter(verdict.document.head.pictures if verdict.document.head else ())
        picture, last = next(pictures, None), -_NEAR
        for index, part in parts:
            above: list[Picture] = []
            while picture is not None and picture.before <= index:
                if index - picture.before < _NEAR or picture.before - last <= 1:
                    above.append(picture)
                picture = next(pictures, None)
            self._add(part, above[::-1])
            last = index
        self._close(0)
        for number, raw in self._raw.items():
            mark = self.marks[number]
            written = self._text[mark.start : mark.end]
            if raw != written and raw.split() == written.split():
                mark.attributes["code"] = raw

    def _parts(self, verdict: Verdict) -> Iterator[tuple[int, _Part]]:
        pieces, starts = self._pieces, self._starts
        at = 0
        chain: tuple[Element, ...] | None = None
        for index in verdict.kept():
            block = verdict.document.blocks[index]
            shape = block.shape
            if not isinstance(shape, (Shape, RowShape)):
                continue
            while at < len(pieces) and pieces[at].end <= block.start:
                at += 1
            first = at
            while at < len(pieces) and pieces[at].start < block.end:
                at += 1
            start, end = starts[first], starts[at]
            even = at - first == 1 and pieces[first].rule is None and pieces[first][:2] == (block.start, block.end)
            if not even:
                text = self._text[start:end]
                start, end = end - len(text.lstrip()), start + len(text.rstrip())
            if start < end:
                if chain is None or index not in verdict.goes_on:
                    chain = self._boxes[shape.holder.block or shape.holder]
                yield index, _Part(block, shape, start, end, first, at, even, chain)

    def _add(self, part: _Part, above: list[Picture]) -> None:
        """Adds a part with the images right before it, the last one first, each within the boxes that hold both."""
        chain, opened = part.chain, self._open
        same = 0
        while same < len(opened) and same < len(chain) and opened[same][0] is chain[same]:
            same += 1
        self._close(same)
        self._end = part.end
        if same < len(chain):
            self._begin(part, chain[same:], above)
        evidence, shape = part.block.evidence, part.shape
        if evidence is not None and evidence.level and not any(e.tag[0] == "h" for e in chain):
            self.marks.append(Mark(part.start, part.end, f"h{evidence.level}", {}))
        if isinstance(shape, RowShape):
            self._row(part, shape, above)
            return
        self._pictures(above, part.start, sys.maxsize)
        if not isinstance(shape.pieces, str):
            self._inline(part, 0, self._source[part.block.start : part.block.end], shape)

    def _begin(self, part: _Part, elements: Sequence[Element], above: list[Picture]) -> None:
        """Opens the elements that begin with a part, each after the images that stand before it."""
        opened, start = self._open, part.start
        tables = [id(element) for element, _ in opened if element.tag == "table"]
        laid_out = not tables or tables[-1] in self._layout  # a row without a table is none
        for element in elements:
            self._pictures(above, start, element.number if element.tag in _WITH_PICTURES else sys.maxsize)
            if element.tag == "table":
                laid_out = id(element) in self._layout
            if laid_out and element.tag in ("table", "tr", "td", "th"):
                opened.append((element, -1))
                continue
            opened.append((element, len(self.marks)))
            tag, said = box(element)
            if tag == "pre" and isinstance(part.shape, Shape):
                said = self._code(element, part.shape)
            self.marks.append(Mark(start, part.end, tag, said))

    def _close(self, same: int) -> None:
        """Ends the open elements from a depth on where the last part ended."""
        for _, number in self._open[same:]:
            if number >= 0:
                mark = self.marks[number]
                self.marks[number] = Mark(mark.start, self._end, *mark[2:])
        del self._open[same:]

    def _pictures(self, above: list[Picture], place: int, before: int) -> None:
        """Marks the images before the element of a number, where the innermost box may hold one: a list, say, may not."""
        while above and above[-1].container < before:
            picture = above.pop()
            element, number = self._open[-1] if self._open else (None, -1)
            if element is None or number < 0 or element.tag in ("li", "dd", "blockquote", "td", "th"):
                self._picture(picture, place)

    def _picture(self, picture: Picture, place: int) -> None:
        said = {"src": picture.url[:_LONGEST_URL], **({"alt": picture.alt[:1000]} if picture.alt else {})}
        self.marks.append(Mark(place, place, "img", said))

    def _row(self, part: _Part, row: RowShape, above: list[Picture]) -> None:
        here = 0
        for cell in row.cells:
            chains = [self._boxes[shape.holder.block or shape.holder] for _, shape in cell]  # type: ignore[attr-defined]
            depth = 1 + max(at for at, element in enumerate(chains[0]) if element.tag in ("td", "th"))
            ends = [here + end + at for at, end in enumerate(accumulate(len(text) for text, _ in cell))]
            element = chains[0][depth - 1]
            self._mark(part, Mark(here, ends[-1], *box(element)))
            for picture in above:
                if picture.container == element.number:
                    self._picture(picture, self._place(part, here))
            for (text, shape), chain, before in zip(cell, chains, [(), *chains]):
                for element in chain[depth:]:
                    if element not in before:
                        last = max(at for at, other in enumerate(chains) if element in other)
                        self._mark(part, Mark(here, ends[last], *box(element)))
                if isinstance(shape, Shape) and not isinstance(shape.pieces, str):
                    self._inline(part, here, text, shape)
                here += len(text) + 1

    def _inline(self, part: _Part, offset: int, text: str, shape: Shape) -> None:
        start = part.start + offset if part.even else 0
        found = stretches(shape, text, start)
        if formulas := _formulas(text, start, found):
            found = sorted([*found, *formulas], key=lambda mark: (mark.start, -mark.end))
        if part.even:
            self.marks += found
            return
        for mark in found:
            self._mark(part, mark, offset)

    def _mark(self, part: _Part, mark: Mark, offset: int = 0) -> None:
        start, end = self._place(part, mark.start + offset), self._place(part, mark.end + offset)
        text = self._text[start:end].rstrip()
        start, end = start + len(text) - len(text.lstrip()), start + len(text)
        if start < end:
            self.marks.append(Mark(start, end, mark.tag, mark.attributes))

    def _place(self, part: _Part, offset: int) -> int:
        """Where a character of the block stands in the text; of a cell that is left empty by a repair, where its row ends."""
        if part.even:
            return min(part.start + offset, part.end)
        place = part.block.start + offset
        at = max(bisect_right(self._pieces, place, part.first, part.last, key=itemgetter(0)) - 1, part.first)
        piece = self._pieces[at]
        inside = min(max(0, place - piece.start), len(piece.text))
        if piece.rule is not None and inside:
            inside = len(piece.text)
        return min(self._starts[at] + inside, part.end)

    def _code(self, element: Element, shape: Shape) -> dict[str, Any]:
        if isinstance(shape.pieces, str):
            self._raw[len(self.marks)] = shape.pieces.replace("\r\n", "\n").strip("\n")
        code = next((owner for _, owner in shape.owners if owner.tag == "code"), element)
        told = language(code)
        return {"language": told} if told else {}


def _formulas(text: str, place: int, marked: list[Mark]) -> list[Mark]:
    """Formulas that a script of the page would set, but for those in code or with marks in them; the text begins at `place`."""
    found = []
    for start, end, display in islice(formulas_in(text), _MOST_FORMULAS):
        start, end = place + start, place + end
        touching = [other for other in marked if start < other.end and other.start < end]
        around = [other for other in touching if other.start <= start and end <= other.end]
        if touching == around and not any(other.tag in ("code", "math") for other in around):
            found.append(Mark(start, end, "math", {"mark": 2, **({"display": True} if display else {})}))
    return found


def _layout_tables(parts: list[_Part]) -> set[int]:
    """The ids of the tables that lay out a page rather than hold data: those around others, and those whose cells say so."""
    cells: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    layout: set[int] = set()
    code: set[int] = set()
    for part in parts:
        inner = {_TABLE_PARTS[element.tag]: element for element in part.chain if element.tag in _TABLE_PARTS}
        table, row, cell = map(inner.get, ("table", "row", "cell"))
        layout.update(id(element) for element in part.chain if element.tag == "table" and element is not table)
        if table is None or row is None:
            continue
        if "\n" in part.block.text:
            code.add(id(table))
        if isinstance(part.shape, RowShape):
            for number, _ in enumerate(part.shape.cells):
                cells[id(table)][id(row)][-number] += 1
        elif cell is not None:
            cells[id(table)][id(row)][id(cell)] += part.end - part.start
    return layout | {table for table, rows in cells.items() if _is_layout([*rows.values()], table in code)}


def _is_layout(rows: list[dict[int, int]], code: bool) -> bool:
    """Whether a table, by the lengths of its cells, has no row of several, or one with a cell too long for data, or beside code."""
    several = sum(len(row) > 1 for row in rows)
    longest = max(max(row.values()) for row in rows)
    if several == 1:
        return code or longest > _MOST_ALONE
    return not several or longest > _MOST_IN_CELL


_TABLE_PARTS = {"table": "table", "tr": "row", "td": "cell", "th": "cell"}
