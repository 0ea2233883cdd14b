"""CommonMark with GFM's tables. Stripped of its marks it is the article's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cleaner.render.inline import image, inline
from cleaner.render.table import Grid, grid
from cleaner.render.tree import HEADINGS, Node

MAX_NESTING = 16
"""Levels of lists (two each) and quotes; readers of Markdown drop what is nested deeper than 20."""

_FENCE = re.compile(r"`{3,}")
_BLOCK = re.compile(
    r"(?P<hash>#{1,6})(?=\s|$)|(?P<quote>>)|(?P<mark>[-+])(?=\s|$)|(?P<rule>[-=])(?=[-=\s]*$)|(?P<number>\d{1,9})(?P<end>[.)])(?=\s|$)"
)
_PADDED = 64
"""Columns up to which short rows are filled up with empty cells."""


@dataclass(frozen=True, slots=True)
class Markdown:
    """How Markdown is written.

    Attributes:
        base: address of the page, which links are relative to.
        math: whether the document has formulas.
    """

    base: str | None = None
    math: bool = False

    def render(self, body: Node) -> str:
        """The document, without a line feed at its end."""
        return "\n".join(self._blocks(body.children, 0))

    def _blocks(self, children: Iterable[Node | str], level: int, *, tight: bool = False) -> Iterator[str]:
        """The lines of blocks that follow each other."""
        first = True
        bullet, numbered = "", False
        for child in children:
            if isinstance(child, str):
                continue
            is_list = child.tag in ("ul", "ol", "dl")
            another = bullet == "-" and numbered == (child.tag == "ol")  # right after one of its kind
            bullet = ("*" if another else "-") if is_list else ""
            numbered = child.tag == "ol"
            lines = list(self._block(child, level, bullet))
            if not lines:
                continue
            joined = tight and bullet and not (child.tag == "ol" and not lines[0].startswith("1."))
            if not first and not joined:  # a list that begins with another number cannot follow a paragraph
                yield ""
            yield from lines
            first = False

    def _block(self, node: Node, level: int, bullet: str) -> Iterator[str]:
        tag = node.tag
        if tag in HEADINGS:
            yield f"{'#' * HEADINGS[tag]} {self._line(node.children)}"
        elif tag == "pre":
            yield from _fenced(node)
        elif tag in ("ul", "ol", "dl"):
            yield from self._list(node, level, bullet)
        elif tag == "blockquote" and level < MAX_NESTING:
            for line in self._blocks(node.children, level + 1):
                yield f"> {line}".rstrip()
        elif tag == "table":
            yield from self._table(node)
        elif tag == "p":
            yield from self._paragraph(node)
        elif tag == "img":
            yield from filter(None, [image(node, self.base)])
        else:  # an item without a list, a cell without a table, a quote that is nested too deep
            yield from self._blocks(_in_paragraphs(node), level)

    def _paragraph(self, node: Node) -> Iterator[str]:
        lines = [line.strip(" \t") for line in inline(node.children, self.base, self.math).split("\n")]
        lines = [line for line in lines if line]
        for number, line in enumerate(lines):
            line = _BLOCK.sub(_escaped, line, count=1) if _BLOCK.match(line) else line
            if len(lines) > 1:
                line = line.replace("|", "\\|")
            yield f"{line}  " if number + 1 < len(lines) else line

    def _line(self, children: list[Node | str]) -> str:
        line = " ".join(inline(children, self.base, self.math).split())
        return f"{line[:-1]}\\#" if line.endswith("#") else line

    def _list(self, node: Node, level: int, bullet: str) -> Iterator[str]:
        if level >= MAX_NESTING:
            yield from self._blocks([block for item in _items(node) for block in _in_paragraphs(item)], level)
            return
        items = list(_items(node))
        tight = all(sum(child.tag not in ("ul", "ol", "dl") for child in item.nodes()) < 2 for item in items)
        number = 0
        first = True
        for item in items:
            number = min(int(item.attributes.get("number", number + 1)), 10**9 - 1)
            mark = f"{number}{')' if bullet == '*' else '.'}" if node.tag == "ol" else bullet
            pad = " " * (len(mark) + 1)
            lines = list(self._blocks(_in_paragraphs(item), level + 2, tight=tight))
            if not lines:
                continue
            if not first and not tight:
                yield ""
            yield f"{mark} {lines[0]}"
            for line in lines[1:]:
                yield pad + line if line else ""
            first = False

    def _table(self, node: Node) -> Iterator[str]:
        """A table; what stands in it outside of rows (a caption) above, below or between them."""
        first = True
        for is_rows, part in groupby(node.nodes(), key=lambda child: child.tag == "tr"):
            if not first:
                yield ""
            rows = Node("table")
            rows.children = list(part)
            yield from self._rows(grid(rows)) if is_rows else self._blocks(rows.children, MAX_NESTING)
            first = False

    def _rows(self, table: Grid) -> Iterator[str]:
        if not table.rows:
            return
        rows = [self._cells(row, table.width) for row in table.rows]
        header = rows.pop(0) if table.headed else [""] * table.width
        yield _row(header + [""] * (table.width - len(header)))
        yield _row(["---"] * table.width)
        for row in rows:
            yield _row(row)

    def _cells(self, row: list[tuple[int, Node]], width: int) -> list[str]:
        cells: list[str] = []
        for column, cell in row:
            cells += [""] * (column - len(cells))
            cells.append(self._in_cell(cell).replace("|", "\\|"))
        return cells + [""] * (width - len(cells)) if width <= _PADDED else cells

    def _in_cell(self, node: Node) -> str:
        """What a node holds on one line; lists in HTML, which GFM has no mark for there."""
        tag = node.tag
        if tag in ("p", *HEADINGS):
            return self._line(node.children)
        if tag == "img":
            return image(node, self.base)
        if tag == "pre":
            return "<br>".join(self._line([code]) for code in _lines_of_code(node))
        parts = filter(None, map(self._in_cell, _in_paragraphs(node)))
        if tag in ("ul", "ol", "dl"):
            kind = "ol" if tag == "ol" else "ul"
            return f"<{kind}>{''.join(f'<li>{part}</li>' for part in parts)}</{kind}>"
        return "<br>".join(parts)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(found: re.Match[str]) -> str:
    return f"{found['number']}\\{found['end']}" if found["number"] else f"\\{found.group()}"


def _items(node: Node) -> Iterator[Node]:
    """The items of a list; of a list of definitions each term with what follows it, what is in no item for itself."""
    made: Node | None = None
    for child in node.nodes():
        if node.tag == "dl" and child.tag == "dd" and made is not None:
            made.children += child.children
            continue
        if made is not None:
            yield made
        made = Node("li", child.attributes)
        made.children = list(child.children) if child.tag in ("li", "dt", "dd") else [child]
    if made is not None:
        yield made


def _in_paragraphs(node: Node) -> list[Node]:
    """The children of a node as blocks."""
    blocks = []
    for child in node.children:
        if isinstance(child, Node):
            blocks.append(child)
        else:
            blocks.append(Node("p"))
            blocks[-1].children = [child]
    return blocks


def _lines_of_code(node: Node) -> Iterator[Node]:
    for line in filter(str.strip, node.text().split("\n")):
        code = Node("code")
        code.children.append(line.strip())
        yield code


def _fenced(node: Node) -> Iterator[str]:
    code = str(node.attributes.get("code") or node.text()).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not code.strip():
        return
    fence = "`" * max(3, *(len(run) + 1 for run in _FENCE.findall(code)), 3)
    yield f"{fence}{node.attributes.get('language', '')}"
    yield from code.split("\n")
    yield fence
