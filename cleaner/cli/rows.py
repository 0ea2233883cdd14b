"""The lines of an article's source, each in stretches that were kept, cut or repaired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaner.article import Article, Cut
from cleaner.cli.paint import Line, Stretch
from cleaner.document import Repair
from cleaner.text.printable import one_line

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(slots=True)
class Row:
    """A line of the source.

    Attributes:
        line: its stretches, printable; none for a blank line.
        cuts: the cuts that have a part in it.
        ended: those of them whose words end in it.
        keeps: whether words of it were kept.
    """

    line: Line = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    ended: list[Cut] = field(default_factory=list)
    keeps: bool = False


def rows(article: Article, repairs: list[Repair]) -> Iterator[Row]:
    """The lines of the source; one blank row stands for any number of blank lines, none at either end.

    Args:
        article: the document.
        repairs: those to show in place, as `in_place` gives them.

    Raises:
        CleanerError: if the article's cuts do not fit its source.
    """
    blank = False
    row = Row()
    begun = False
    for stretch, cut, ends in _stretches(article, repairs):
        if stretch is None:
            if row.line:
                yield row
                begun, blank = True, False
            else:
                blank = True
            row = Row()
            continue
        words = not stretch.text.isspace()
        if words and not row.line and blank and begun:
            yield Row()
            blank = False
        row.line.append(stretch)
        if cut is None:
            row.keeps = row.keeps or words
        else:
            row.cuts.append(cut)
            row.ended += [cut] if ends else []
    if row.line:
        yield row


def in_place(article: Article) -> tuple[list[Repair], list[Repair]]:
    """The repairs that lie in one kept stretch and can be shown there, and the others (which reach over cuts)."""
    kept = [(start, end) for start, end, cut in article.tiles() if cut is None]
    inside: list[Repair] = []
    others: list[Repair] = []
    here = at = 0
    for repair in sorted(article.repairs, key=lambda repair: (repair.start, repair.end)):
        while at < len(kept) and kept[at][1] < repair.end:
            at += 1
        if at < len(kept) and max(kept[at][0], here) <= repair.start:
            inside.append(repair)
            here = repair.end
        else:
            others.append(repair)
    return inside, others


_Piece = tuple[Stretch | None, Cut | None, bool]
"""A stretch, the cut it belongs to, and whether that cut's words end in it; no stretch where a line ends."""


def _stretches(article: Article, repairs: list[Repair]) -> Iterator[_Piece]:
    source = article.source
    waiting = iter(repairs)
    repair = next(waiting, None)
    for start, end, cut in article.tiles():
        if cut is not None:
            yield from _lines(source, start, end, cut)
            continue
        while repair is not None and repair.end <= end:
            yield from _lines(source, start, repair.start, None)
            yield Stretch(one_line(repair.before), "before"), None, False
            yield Stretch(one_line(repair.after), "after"), None, False
            start = repair.end
            repair = next(waiting, None)
        yield from _lines(source, start, end, None)


def _lines(source: str, start: int, end: int, cut: Cut | None) -> Iterator[_Piece]:
    """A stretch of the source, taken apart at its line ends."""
    last = end  # where the cut's words end
    while cut is not None and last > start and source[last - 1].isspace():
        last -= 1
    while start < end:
        found = _BREAK.search(source, start, end)
        stop = found.start() if found else end
        if start < stop:
            text = one_line(source[start:stop])
            look = Stretch(text, "cut", cut.label) if cut else Stretch(text)
            yield look, cut, start < last <= stop
        if found is None:
            return
        yield None, None, False
        start = found.end()
