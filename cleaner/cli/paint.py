"""Stretches of text with a style, wrapped to columns; with colours where a terminal takes them, marks where not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import click

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
