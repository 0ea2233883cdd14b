"""A document in the terminal: metadata, then the source with its cuts marked, then its repairs; in colours or with marks."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from rich.console import Console
from rich.style import Style
from rich.text import Text

from cleaner.article import Article, Cut
from cleaner.document import Repair
from cleaner.text.printable import counted, one_line

_SIDE = 40  # columns of the metadata where they stand beside the document
_GAP = 2  # columns between margin, text and metadata
_SHORT = 60  # characters of a repaired stretch in the list of repairs
_METADATA = (
    "title", "authors", "published", "modified", "captured", "site", "agency", "dateline", "categories", "tags",
    "language", "region", "genre", "description", "licence", "author_bio", "author_handles", "speakers", "url",
)  # fmt: skip
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONSOLE = Console(color_system="standard", force_terminal=True, legacy_windows=False)

_COLOURS = {
    "cyan": ("headline", "byline", "timestamp", "author_bio", "taxonomy"),
    "blue": ("caption", "credit", "player"),
    "magenta": ("advertisement", "newsletter", "donation", "paywall"),
    "yellow": ("related", "navigation", "social", "comments", "form"),
}
"""One a group of labels, red for the others: eight colours cannot tell 24 labels apart, the label itself can."""

_COLOUR = {label: colour for colour, labels in _COLOURS.items() for label in labels}
_LOOKS = {"kept": "", "before": "red", "after": "green"}

Piece = tuple[str, str, "Cut | None"]
"""Text of a line, how it looks ("kept", "cut", "before" and "after" a repair), and the cut that it belongs to."""


@dataclass(slots=True)
class Row:
    """A line of the source: what stands in it (none in a blank line), and the cuts whose last words it holds."""

    pieces: list[Piece] = field(default_factory=list)
    ended: list[Cut] = field(default_factory=list)

    def labels(self) -> list[str]:
        """Of its cuts, in their order."""
        return [cut.label for _, _, cut in self.pieces if cut]

    def text(self, coloured: bool) -> Text:
        """Its line; without colours, marks show repairs, and cuts in a line that is kept."""
        keeps = any(look == "kept" and not text.isspace() for text, look, _ in self.pieces)
        marks = {} if coloured else {"cut": "[-%s-]" if keeps else "%s", "before": "{%s=>", "after": "%s}"}
        line = Text()
        for text, look, cut in self.pieces:
            style = f"{_COLOUR.get(cut.label, 'red')} dim strike" if cut else _LOOKS[look]
            line.append(marks.get(look, "%s").replace("%s", text), style)
        return line


@dataclass
class Sheet:
    """What `cleaner explain` shows.

    Attributes:
        article: the document.
        coloured: whether escape sequences for colours are written.
        labels: show only cuts with one of these labels, and the lines around them; all of the document if empty.
        verbose: reasons, confidence and provenance besides.
    """

    article: Article
    coloured: bool
    labels: frozenset[str] = frozenset()
    verbose: bool = False

    def __post_init__(self) -> None:
        self._inside: list[Repair] = []
        """The repairs that lie in one kept stretch, and are shown there."""
        self._others: list[Repair] = []
        """Those that reach over cuts."""

    def lines(self, width: int, *, beside: bool) -> Iterator[str]:
        """The sheet, no line of it wider; `beside`: the metadata stand to the right of the document instead of above it."""
        if beside:
            left = width - _SIDE - _GAP
            for document, fact in zip_longest(self._document(left), self._facts(_SIDE), fillvalue=Text()):
                gap = " " * (left + _GAP - document.cell_len) if fact else ""
                yield self._painted(Text.assemble(document, gap, fact))
        else:
            yield from map(self._painted, self._facts(width))
            yield ""
            yield from map(self._painted, self._document(width))

    def _painted(self, line: Text) -> str:
        if not self.coloured:
            return line.plain.rstrip()
        return "".join((part.style or Style()).render(part.text) for part in line.render(_CONSOLE))

    def _facts(self, width: int) -> Iterator[Text]:
        known = _known(self.article, verbose=self.verbose)
        margin = max(len(name) for name, _ in known) + _GAP
        for name, value in known:
            first, *more = wrap(Text(one_line(value)), width - margin)
            yield Text.assemble((name.ljust(margin), "bold"), first)
            yield from (Text.assemble(" " * margin, row) for row in more)

    def _document(self, width: int) -> Iterator[Text]:
        labels = self.labels or {cut.label for cut in self.article.removed}
        # Marks take four columns, the "+" of a line with cuts of several labels one.
        margin = max(map(len, labels)) + (0 if self.coloured else 4) + 1 + _GAP if labels else 0
        row = None
        for row in self._chosen() if self.labels else self._rows():
            yield from self._lay(row, margin, width) if row else [Text("...", "dim")]
        if row is None:
            yield Text("(no cut has this label)" if self.labels else "(nothing)", "dim")
        if self.article.repairs and not self.labels:
            yield Text()
            yield Text("repairs", "bold")
            for told, count in Counter(map(_told, self._inside)).items():
                yield from wrap(Text(f"  {told}" + (f"  {counted(count, 'time')}" if count > 1 else "")), width)
            for repair in self._others:
                yield from wrap(Text(f"  {_told(repair)}  at {repair.start}-{repair.end}, around cuts"), width)

    def _rows(self) -> Iterator[Row]:
        """The lines of the source; one blank row stands for any number of blank lines, none at either end."""
        blank, begun, row = False, False, Row()
        for whole, look, cut in (*self._pieces(), ("\n", "kept", None)):
            parts = _BREAK.split(whole) if look in ("kept", "cut") else [whole]
            last = max((number for number, part in enumerate(parts) if part.strip()), default=-1)
            for number, part in enumerate(parts):
                if number:
                    if all(text.isspace() for text, _, _ in row.pieces):
                        blank = begun
                    else:
                        yield from [Row()] * blank
                        yield row
                        blank, begun = False, True
                    row = Row()
                if part or look in ("before", "after"):
                    row.pieces.append((one_line(part), look, cut))
                if cut and number == last:
                    row.ended.append(cut)

    def _pieces(self) -> Iterator[Piece]:
        """The source and what stands in the text in place of parts of it, in order; sorts the repairs."""
        source = self.article.source
        waiting = deque(sorted(self.article.repairs, key=lambda repair: (repair.start, repair.end)))
        for start, end, cut in self.article.tiles():
            while cut is None and waiting and waiting[0].start <= end:
                repair = waiting.popleft()
                if start <= repair.start and repair.end <= end:
                    self._inside.append(repair)
                    yield source[start : repair.start], "kept", None
                    yield repair.before, "before", None
                    yield repair.after, "after", None
                    start = repair.end
                else:
                    self._others.append(repair)
            yield source[start:end], "cut" if cut else "kept", cut
        self._others += waiting

    def _chosen(self) -> Iterator[Row | None]:
        """The rows with cuts that are asked for, one more on either side; None where rows are left out."""
        found = [row for row in self._rows() if row.pieces]
        wanted = [not self.labels.isdisjoint(row.labels()) for row in found]
        behind = 0
        for number, row in enumerate(found):
            if any(wanted[max(number - 1, 0) : number + 2]):
                if number > behind:
                    yield None
                yield row
                behind = number + 1

    def _lay(self, row: Row, margin: int, width: int) -> Iterator[Text]:
        """A row, its label in the margin, its rules behind it."""
        labels = row.labels()
        key = labels[0] + "+" * (len(set(labels)) > 1) if labels else ""
        shown = Text(key if self.coloured or not key else f"[-{key}-]", _COLOUR.get(labels[0], "red") if labels else "")
        line = row.text(self.coloured)
        for cut in row.ended:
            line.append(f" ({one_line(cut.rule)})", "dim")
        yield from _beside(shown, margin, line, width)
        for cut in row.ended if self.verbose else ():
            why = f"{cut.label}, {cut.confidence:.2f}: {one_line(cut.reason)}"
            yield from _beside(Text(), margin + 4, Text(why, "dim"), width)


def _beside(key: Text, margin: int, line: Text, width: int) -> Iterator[Text]:
    """A line, wrapped, with something in the margin of each row."""
    key.pad_right(margin - len(key))
    return (Text.assemble(key, row) for row in wrap(line, width - margin))


def wrap(line: Text, width: int) -> list[Text]:
    """Breaks a line where it has spaces, and anywhere in a longer word; at least one line."""
    return list(line.wrap(_CONSOLE, width, overflow="fold"))


def _told(repair: Repair) -> str:
    before = repair.before if len(repair.before) <= _SHORT else f"{repair.before[: _SHORT - 3]}..."
    return f'{one_line(repair.rule)}: "{one_line(before)}" => "{one_line(repair.after)}"'


def _known(article: Article, *, verbose: bool) -> list[tuple[str, str]]:
    """What is known of the article: (name, value) in reading order, the figures last; `verbose`: where each came from too."""
    known = []
    for name in _METADATA:
        if value := getattr(article, name):
            known.append((name, "; ".join(value) if isinstance(value, list) else value))
            known += [("", told) for told in _origin(article.provenance.get(name))] if verbose else []
    if article.copyright:
        known.append(
            ("copyright", " ".join(str(article.copyright[key]) for key in ("year", "holder") if article.copyright[key]))
        )
    for image in article.images:
        known.append(("image", "; ".join(f"{key}: {value}" for key, value in image.items() if value)))
    if len(article.stories) > 1:
        known += [("story", story.title or "(no title)") for story in article.stories]
    return known + _figures(article)


def _figures(article: Article) -> list[tuple[str, str]]:
    cut = sum(removed.end - removed.start for removed in article.removed)
    labels = Counter(removed.label for removed in article.removed).most_common()
    counts = ": " + ", ".join(f"{label} {count:,}" for label, count in labels) if labels else ""
    share = f" ({100 * cut / len(article.source):.1f}%)" if cut else ""
    kept = counted(len(article.source) - cut, "character")
    return [("kept", kept), ("cut", f"{counted(cut, 'character')}{share}{counts}")]


def _origin(origin: Any) -> Iterator[str]:
    """Where a value came from, and what lost against it."""
    if not isinstance(origin, dict):
        return
    if origin.get("source"):
        yield f"- from {origin['source']} {origin['key']}" + (
            f", cut by {origin['rule']}" if origin.get("rule") else ""
        )
    for other in origin.get("candidates", ()):
        yield f"- not {other.get('value')!r} from {other.get('source')} {other.get('key')}"
