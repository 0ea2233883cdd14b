"""Dates that the page shows: of publication and change beside the headline, of capture in the masthead."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.dates import Moment, find_dates
from cleaner.metadata.lexicon import fold
from cleaner.metadata.view import View

_LABELS = ("timestamp", "byline")
_LINE = 200
"""A line that gives a date is this long at most."""
_NEAR = 6
"""Blocks between the headline and its date."""


def day_order(view: View) -> bool | None:
    """Whether the document writes the day before the month, by the dates in it that can be read only one way."""
    first = second = 0
    for index in view.labelled("timestamp", "byline", "navigation", "comments", "related", "copyright", "other"):
        text = view.text(index)[:_LINE]
        if "/" not in text and "-" not in text:
            continue
        for moment in find_dates(text, view.lexicon, day_first=True):
            if moment.sure and moment.day > 12:
                written = text[moment.start : moment.end]
                if written[:2].strip("/-").isdigit() and int(written[:2].strip("/-")) == moment.day:
                    first += 1
                elif written[:2].strip("/-").isdigit() and int(written[:2].strip("/-")) == moment.month:
                    second += 1
    return None if first == second else first > second


def read_dates(view: View, day_first: bool | None) -> Iterator[Candidate]:
    """Dates of lines cut as timestamp or byline in head or tail, as `published` or `modified`; the masthead's as `captured`."""
    title = view.verdict.title
    start = title if title is not None else -1
    for index, label in enumerate(view.labels):
        zone = view.zone(index)
        if label is None or zone == "body":
            continue
        text = view.text(index)
        if len(text) > _LINE or not any(c.isdigit() for c in text):
            continue
        if label == "navigation" and zone == "head" and index < max(start, view.first if title is None else start):
            for moment in find_dates(text, view.lexicon, day_first)[:1]:
                yield _candidate(view, "captured", moment, index, "masthead", 0.7)
        elif label in _LABELS:
            yield from _line(view, index, text, zone, start, day_first)


def _line(view: View, index: int, text: str, zone: str, title: int, day_first: bool | None) -> Iterator[Candidate]:
    moments = find_dates(text, view.lexicon, day_first)[:4]
    previous = view.text(index - 1)[:60] if index and view.labels[index - 1] in _LABELS else ""
    before = 0
    for moment in moments:
        said = _said(view, text[before : moment.start]) or (_said_alone(view, previous) if moment is moments[0] else None)
        near = title >= 0 and 0 < index - title <= _NEAR
        sure = 0.45 + 0.2 * near + 0.1 * (zone == "head") + 0.15 * (said is not None)
        yield _candidate(view, said or "published", moment, index, "timestamp" if said is None else f"timestamp, {said}", sure)
        before = moment.end


def _said(view: View, words: str) -> str | None:
    """Whether the words before a date say that it is of publication or of change."""
    folded = fold(words).strip(" :-|,.(")
    changed = max((folded.rfind(word) for word in view.lexicon.modified if _whole(folded, word)), default=-1)
    out = max((folded.rfind(word) for word in view.lexicon.published if _whole(folded, word)), default=-1)
    if changed < 0 and out < 0:
        return None
    return "modified" if changed >= out else "published"


def _said_alone(view: View, line: str) -> str | None:
    """The same of a line of its own: "Published" / "17 May 2024"."""
    folded = fold(line).strip(" :-|,.(")
    if folded in view.lexicon.modified:
        return "modified"
    return "published" if folded in view.lexicon.published else None


def _whole(text: str, word: str) -> bool:
    at = text.rfind(word)
    if at < 0:
        return False
    after = text[at + len(word) : at + len(word) + 1]
    return not (at and text[at - 1].isalnum() and word[0].isascii()) and not (after.isalnum() and word[-1].isascii())


def _candidate(view: View, field: str, moment: Moment, index: int, key: str, sure: float) -> Candidate:
    start = view.span(index)[0]
    block = view.document.blocks[index]
    # Repairs in the block shift places within it; then the whole block is the span.
    exact = view.document.source[block.start : block.end] == block.text
    span = (start + moment.start, start + moment.end) if exact else view.span(index)
    value = moment.day_key if field == "captured" else moment.iso()
    return Candidate(field, value, "block", key, sure, span, view.rule(index))
