"""An article in the terminal: the lines of its source in pieces with a style, wrapped to columns, in colours or with marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

import click

from cleaner.article import Article, Cut
from cleaner.document import Repair
from cleaner.text.printable import one_line

Look = Literal["kept", "cut", "before", "after", "note", "key"]

# One colour a group of labels: eight colours cannot tell 24 labels apart, the label itself can.
_COLOURS = {
    "headline": "cyan", "byline": "cyan", "timestamp": "cyan", "author_bio": "cyan", "taxonomy": "cyan",
    "caption": "blue", "credit": "blue", "player": "blue",
    "advertisement": "magenta", "newsletter": "magenta", "donation": "magenta", "paywall": "magenta",
    "related": "yellow", "navigation": "yellow", "social": "yellow", "comments": "yellow", "form": "yellow",
}  # fmt: skip
_OTHER_COLOUR = "red"

_NO_SPACE = re.compile("[^ ]|$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Printable text without line feeds, in one look.

    Attributes:
        label: of the cut, for "cut" and "key".
    """

    text: str
    look: Look = "kept"
    label: str | None = None


Line = list[Stretch]


class Paint:
    """Writes stretches for a terminal that takes colours, or for anything else.

    Args:
        coloured: whether escape sequences for colours are written.
    """

    def __init__(self, coloured: bool) -> None:
        self.coloured = coloured

    def __call__(self, line: Iterable[Stretch]) -> str:
        """A line as it is sent to the terminal."""
        if not self.coloured:
            return "".join(stretch.text for stretch in line).rstrip()
        runs = groupby(line, key=lambda stretch: (stretch.look, stretch.label))
        return "".join(_styled(Stretch("".join(part.text for part in run), *style)) for style, run in runs)


def _styled(stretch: Stretch) -> str:
    colour = _COLOURS.get(stretch.label or "", _OTHER_COLOUR)
    if stretch.look == "kept":
        return stretch.text
    if stretch.look == "cut":
        return click.style(stretch.text, fg=colour, dim=True, strikethrough=True)
    if stretch.look == "key":
        return click.style(stretch.text, fg=colour) if stretch.label else click.style(stretch.text, bold=True)
    if stretch.look == "note":
        return click.style(stretch.text, dim=True)
    return click.style(stretch.text, fg="red" if stretch.look == "before" else "green")


def columns(text: str) -> int:
    """How many columns of a terminal the text takes; wide characters take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(line: Iterable[Stretch], width: int) -> Iterator[Line]:
    """Breaks a line where it has spaces or goes over into another stretch, and anywhere in a longer word.

    Args:
        width: columns, at least 2.

    Returns:
        At least one line; none wider than `width`.
    """
    row: Line = []
    used = 0
    for stretch in line:
        text, here = stretch.text, 0
        while here < len(text):
            stop = _reach(text, here, width - used)
            if stop < len(text):
                # The end of the last word that fits; where none does, the word goes to the next line, or is broken.
                space = stop if text[stop] == " " else text.rfind(" ", here, stop) + 1
                stop = space if space > here else here if used else stop
            if stop > here:
                part = text[here:stop]
                row.append(Stretch(part, stretch.look, stretch.label))
                used += columns(part)
            if stop < len(text):
                yield row
                row, used = [], 0
                stop = _NO_SPACE.search(text, stop).start()  # type: ignore[union-attr] # the end fits too
            here = stop
    yield row


def _reach(text: str, start: int, room: int) -> int:
    """How far the text can be shown in so many columns."""
    part = text[start : start + room]
    if part.isascii():
        return start + len(part)
    for at, letter in enumerate(part, start):
        room -= columns(letter)
        if room < 0:
            return at
    return start + len(part)


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
