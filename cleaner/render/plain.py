"""What a text without markup shows of its structure: headings, lists and tables; verse keeps its lines anyway."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Mark
from cleaner.text.words import count_words, ends_sentence

_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣◦·][ \t]+|(\d{1,3})[.)][ \t]+)(?=\S)")
_MOST_WORDS = 12
_LEAST_PROSE = 15
"""Words of the longest line that may be a heading, and of the shortest paragraph below it."""


def marks_of(text: str) -> list[Mark]:
    """The marks of a text, as a page's markup would give them."""
    lines: list[tuple[int, str]] = []
    here = 0
    for line in text.split("\n"):
        lines.append((here, line))
        here += len(line) + 1
    marks: list[Mark] = []
    at = 0
    while at < len(lines):
        count, found = _table(lines, at) or _list(lines, at) or _heading(lines, at) or (1, [])
        marks += found
        at += count
    return marks


_Found = tuple[int, list[Mark]]


def _table(lines: list[tuple[int, str]], first: int) -> _Found | None:
    """Lines that follow each other with as many tabs between words."""
    cells = lines[first][1].count("\t")
    last = first
    while (
        last < len(lines)
        and cells
        and lines[last][1].count("\t") == cells
        and lines[last][1].strip("\t") == lines[last][1]
    ):
        last += 1
    if last - first < 2:
        return None
    marks = [Mark(lines[first][0], lines[last - 1][0] + len(lines[last - 1][1]), "table", {})]
    for start, line in lines[first:last]:
        marks.append(Mark(start, start + len(line), "tr", {}))
        for column, cell in enumerate(line.split("\t"), 1):
            if cell.strip():
                marks.append(Mark(start, start + len(cell), "td", {"column": column}))
            start += len(cell) + 1
    return last - first, marks


def _list(lines: list[tuple[int, str]], first: int) -> _Found | None:
    """Two items or more, with or without blank lines between them; numbered ones count up."""
    items = list(_items(lines, first))
    if len(items) < 2:
        return None
    number = items[0][2]
    last = items[-1][0]
    marks = [Mark(lines[first][0], lines[last][0] + len(lines[last][1]), "ol" if number is not None else "ul", {})]
    for at, mark, own in items:
        start, line = lines[at]
        marks.append(
            Mark(start, start + len(line), "li", {"mark": mark} if own is None else {"mark": mark, "number": own})
        )
    return last - first + 1, marks


def _items(lines: list[tuple[int, str]], first: int) -> Iterator[tuple[int, int, int | None]]:
    at, before = first, None
    while at < len(lines) and (found := _ITEM.match(lines[at][1])):
        number = int(found[1]) if found[1] else None
        if at > first and number != (before + 1 if before is not None else None):
            return
        yield at, found.end(), number
        before = number
        at += 1
        if at + 1 < len(lines) and not lines[at][1].strip():
            at += 1


def _heading(lines: list[tuple[int, str]], at: int) -> _Found | None:
    """A line that is marked as Markdown marks headings, or a short one, no sentence, between paragraphs of prose."""
    start, line = lines[at]
    if found := _HEADING.match(line):
        return 1, [Mark(start, start + len(line), f"h{len(found[1])}", {"mark": found.end()})]
    if not line or not line[0].isupper() and not line[0].isdigit() or not line[-1].isalnum() or len(line) > 200:
        return None
    alone = (at == 0 or not lines[at - 1][1].strip()) and at + 2 < len(lines) and not lines[at + 1][1].strip()
    if not alone or count_words(line) > _MOST_WORDS:
        return None
    above, below = lines[at - 2][1] if at > 1 else "", lines[at + 2][1]
    prose = ends_sentence(below) and count_words(below) >= _LEAST_PROSE and (not above or ends_sentence(above))
    return (1, [Mark(start, start + len(line), "h2", {})]) if prose else None
