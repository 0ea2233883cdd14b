"""An article laid out for reading: metadata, then the source with its cuts marked, then its repairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from cleaner.article import Article
from cleaner.cli.paint import Line, Paint, Row, Stretch, columns, in_place, rows, wrap
from cleaner.document import Repair
from cleaner.text.printable import one_line

_METADATA = (
    "title", "authors", "published", "modified", "captured", "site", "agency", "dateline", "categories", "tags",
    "language", "region", "genre", "description", "licence", "author_bio", "author_handles", "speakers", "url",
)  # fmt: skip
_SIDE = 40  # columns of the metadata where they stand beside the document
_GAP = 2  # columns between margin, text and metadata
_SHORT = 60  # characters of a repaired stretch in the list of repairs


class Sheet:
    """What `cleaner explain` shows.

    Args:
        article: the document.
        paint: writes the lines.
        labels: show only cuts with one of these labels, and the lines around them; all of the document if empty.
        verbose: reasons, confidence and provenance besides.
    """

    def __init__(
        self, article: Article, paint: Paint, *, labels: frozenset[str] = frozenset(), verbose: bool = False
    ) -> None:
        self._article = article
        self._paint = paint
        self._labels = labels
        self._verbose = verbose
        self._inside, self._others = in_place(article)

    def lines(self, width: int, *, beside: bool) -> Iterator[str]:
        """The sheet, line by line.

        Args:
            width: columns; no line is wider.
            beside: whether the metadata stand to the right of the document instead of above it.
        """
        if beside:
            left = width - _SIDE - _GAP
            nothing: Line = []
            for document, fact in zip_longest(self._document(left), self._facts(_SIDE), fillvalue=nothing):
                used = sum(columns(stretch.text) for stretch in document)
                gap = [Stretch(" " * (left + _GAP - used))] if fact else []
                yield self._paint([*document, *gap, *fact])
        else:
            yield from map(self._paint, self._facts(width))
            yield ""
            yield from map(self._paint, self._document(width))

    def _facts(self, width: int) -> Iterator[Line]:
        known = _known(self._article, verbose=self._verbose)
        margin = max(len(name) for name, _ in known) + _GAP
        for name, value in known:
            key = name
            for row in wrap([Stretch(one_line(value))], width - margin):
                yield [Stretch(key.ljust(margin), "key"), *row]
                key = ""

    def _document(self, width: int) -> Iterator[Line]:
        labels = self._labels or {cut.label for cut in self._article.removed}
        # Marks take four columns, the "+" of a line with cuts of several labels one.
        margin = max(map(len, labels)) + (0 if self._paint.coloured else 4) + 1 + _GAP if labels else 0
        shown = self._chosen() if self._labels else rows(self._article, self._inside)
        nothing = True
        for row in shown:
            nothing = False
            yield from self._lay(row, margin, width)
        if nothing:
            yield [Stretch("(no cut has this label)" if self._labels else "(nothing)", "note")]
        if not self._labels:
            yield from self._repairs(width)

    def _chosen(self) -> Iterator[Row | None]:
        """The rows with cuts that are asked for, one more on either side; None where rows are left out."""
        last: Row | None = None
        skipped, after = 0, False
        for row in rows(self._article, self._inside):
            if not row.line:
                continue
            wanted = any(cut.label in self._labels for cut in row.cuts)
            if wanted and skipped > 1:
                yield None
            if wanted and last is not None:
                yield last
            if wanted or after:
                yield row
                last, skipped = None, 0
            else:
                last, skipped = row, skipped + 1
            after = wanted

    def _lay(self, row: Row | None, margin: int, width: int) -> Iterator[Line]:
        """A row, its label in the margin, its rules behind it."""
        if row is None:
            yield [Stretch("...", "note")]
            return
        key, label = "", None
        if row.cuts:
            label = row.cuts[0].label
            key = label + ("+" if any(cut.label != label for cut in row.cuts) else "")
            key = key if self._paint.coloured else f"[-{key}-]"
        line = self._marked(row)
        line += [Stretch(f" ({one_line(cut.rule)})", "note") for cut in row.ended]
        for wrapped in wrap(line, width - margin):
            yield [Stretch(key.ljust(margin), "key" if key else "kept", label), *wrapped] if margin else wrapped
        for cut in row.ended if self._verbose else ():
            why = f"{cut.label}, {cut.confidence:.2f}: {one_line(cut.reason)}"
            for wrapped in wrap([Stretch(why, "note")], width - margin - 4):
                yield [Stretch(" " * (margin + 4)), *wrapped]

    def _marked(self, row: Row) -> Line:
        """The stretches of a row, with marks around cuts in a kept line, and repairs, where no colour shows them."""
        if self._paint.coloured:
            return list(row.line)
        marked: Line = []
        for stretch in row.line:
            text = stretch.text
            if stretch.look == "cut" and row.keeps:
                text = f"[-{text}-]"
            elif stretch.look == "before":
                text = f"{{{text}=>"
            elif stretch.look == "after":
                text = f"{text}}}"
            marked.append(Stretch(text, stretch.look, stretch.label))
        return marked

    def _repairs(self, width: int) -> Iterator[Line]:
        """The repairs, equal ones counted, and with their place those that could not be shown in theirs."""
        if not self._article.repairs:
            return
        yield []
        yield [Stretch("repairs", "key")]
        for text, count in Counter(map(_told, self._inside)).items():
            times = f"  {count:,} times" if count > 1 else ""
            yield from wrap([Stretch(f"  {text}{times}")], width)
        for repair in self._others:
            yield from wrap([Stretch(f"  {_told(repair)}  at {repair.start}-{repair.end}, around cuts")], width)


def _told(repair: Repair) -> str:
    before = repair.before if len(repair.before) <= _SHORT else f"{repair.before[: _SHORT - 3]}..."
    return f'{one_line(repair.rule)}: "{one_line(before)}" => "{one_line(repair.after)}"'


def _known(article: Article, *, verbose: bool = False) -> list[tuple[str, str]]:
    """What is known of the article: (name, value) in reading order, the figures last.

    Args:
        article: the document.
        verbose: say too where each value came from.
    """
    known = []
    for name in _METADATA:
        value = getattr(article, name)
        if value:
            known.append((name, "; ".join(value) if isinstance(value, list) else value))
            known += _origin(article, name) if verbose else []
    if article.copyright:
        parts = [str(part) for part in (article.copyright["year"], article.copyright["holder"]) if part]
        known.append(("copyright", " ".join(parts)))
    for image in article.images:
        told = [f"{key}: {value}" for key, value in image.items() if value]
        known.append(("image", "; ".join(told)))
    if len(article.stories) > 1:
        known += [("story", story.title or "(no title)") for story in article.stories]
    cut = sum(removed.end - removed.start for removed in article.removed)
    share = f" ({100 * cut / len(article.source):.1f}%)" if cut else ""
    known.append(("kept", f"{len(article.source) - cut:,} characters"))
    labels = Counter(removed.label for removed in article.removed).most_common()
    counts = ": " + ", ".join(f"{label} {count:,}" for label, count in labels) if labels else ""
    known.append(("cut", f"{cut:,} characters{share}{counts}"))
    return known


def _origin(article: Article, name: str) -> list[tuple[str, str]]:
    """Where a value came from, and what lost against it."""
    origin: Any = article.provenance.get(name)
    if not isinstance(origin, dict):
        return []
    rule = f", cut by {origin['rule']}" if origin.get("rule") else ""
    told = [("", f"- from {origin['source']} {origin['key']}{rule}")] if origin.get("source") else []
    for other in origin.get("candidates", ()):
        told.append(("", f"- not {other.get('value')!r} from {other.get('source')} {other.get('key')}"))
    return told
