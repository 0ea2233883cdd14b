"""Stretches of text with a style, wrapped to columns; with colours where a terminal takes them, marks where not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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

_TOKEN = re.compile(r"\s+|\S+")


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
        return "".join(map(self._stretch, line))

    def _stretch(self, stretch: Stretch) -> str:
        colour = _COLOURS.get(stretch.label or "", _OTHER_COLOUR)
        if stretch.look == "kept":
            return stretch.text
        if stretch.look == "cut":
            return click.style(stretch.text, fg=colour, dim=True, strikethrough=True)
        if stretch.look == "key":
            return click.style(stretch.text, fg=colour if stretch.label else None, bold=not stretch.label)
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
    """Breaks a line where it has spaces, or anywhere in what is longer than a line.

    Args:
        width: columns, at least 2.

    Returns:
        At least one line; none wider than `width`.
    """
    row: Line = []
    used = 0
    for stretch in line:
        for found in _TOKEN.finditer(stretch.text):
            token = found.group()
            size = columns(token)
            if used + size > width:
                if used:
                    yield row
                row, used = [], 0
                if token.isspace():
                    continue
            for part in [token] if size <= width else _fold(token, width):
                if used and size > width:
                    yield row
                    row, used = [], 0
                row.append(Stretch(part, stretch.look, stretch.label))
                used += columns(part)
    yield row


def _fold(word: str, width: int) -> Iterator[str]:
    start = used = 0
    for here, letter in enumerate(word):
        size = columns(letter)
        if used + size > width:
            yield word[start:here]
            start, used = here, 0
        used += size
    yield word[start:]
