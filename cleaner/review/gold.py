"""What a reader's marks make of a record: which text stays, as gold (samples/README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cleaner.archive.encode import record_schema
from cleaner.article import Article, Cut
from cleaner.document import LABELS
from cleaner.errors import CleanerError
from cleaner.review.entry import fields

_LINE = re.compile(r"\r\n|[\r\n]|\Z")
_YEAR = re.compile(r"(\d{4})?\s*(.*)", re.DOTALL)
_NOT_METADATA = frozenset({"genre", "kind"})


@dataclass(frozen=True, slots=True)
class Missed:
    """A stretch of the source that should have been cut."""

    start: int
    end: int
    label: str


@dataclass(slots=True)
class Judged:
    """A record with what its reader marked.

    Attributes:
        record: as the page holds it. article: read from it; it has no text.
        accepted: whether the reader went through all of it.
        wrong: cuts that should have stayed. missed: stretches that should have been cut.
        fields: metadata fields that are wrong, with what is right; an empty text: the document does not tell.
    """

    record: dict[str, Any]
    article: Article
    accepted: bool
    wrong: list[Cut]
    missed: list[Missed]
    fields: dict[str, str]

    @property
    def source(self) -> str:
        """The document's visible text as UTF-8 can write it: what it cannot is a question mark."""
        return self.article.source.encode("utf-8", "replace").decode()


def judged(told: Any) -> Judged:
    """One document of a file of marks.

    Raises:
        CleanerError: code "bad-marks" or "damaged-record", if it is not what the page saves.
    """
    try:
        record, marks = told["record"], told["marks"]
        article = Article.from_dict({name: value for name, value in record.items() if name not in ("text", "stories")})
        list(article.tiles())
        starts = {int(start) for start in marks["wrong"]}
        missed = [Missed(int(one["start"]), int(one["end"]), str(one["label"])) for one in marks["missed"]]
        right = {str(name): str(value) for name, value in marks["fields"].items()}
        accepted = bool(marks["accepted"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CleanerError(
            f"This is no file of marks: {error!r}.", hint="Name a file that a review page saved.", code="bad-marks"
        ) from error
    size = len(article.source)
    bad = next((one for one in missed if not 0 <= one.start < one.end <= size or one.label not in LABELS), None)
    if bad or starts - {cut.start for cut in article.removed} or right.keys() - set(fields()):
        raise CleanerError(
            f"The marks of {record.get('source_path')!r} do not fit its record.",
            hint="The file was changed after it was saved; save it from the page again.",
            code="bad-marks",
        )
    return Judged(record, article, accepted, [cut for cut in article.removed if cut.start in starts], missed, right)


def lines_of(source: str) -> Iterator[tuple[int, int]]:
    """Where the lines of a text begin and end, as Python reads them from a file."""
    start = 0
    while start <= len(source):
        found = _LINE.search(source, start)
        assert found is not None  # the end fits
        yield start, found.start()
        start = max(found.end(), start + 1) if found.start() < len(source) else len(source) + 1


def cover(document: Judged) -> bytearray:
    """For each code point of the source 0 where it stays, else the place of its label in LABELS, from 1."""
    painted = bytearray(len(document.article.source))
    wrong = {cut.start for cut in document.wrong}
    cuts = [(cut.start, cut.end, cut.label) for cut in document.article.removed if cut.start not in wrong]
    for start, end, label in [(one.start, one.end, one.label) for one in document.missed] + cuts:
        number = LABELS.index(label if label in LABELS else "other") + 1
        painted[start:end] = bytes([number]) * (end - start)
    return painted


def gold_of_text(document: Judged) -> dict[str, Any]:
    """Gold for the source as a text: lines and parts of lines that go."""
    source, painted = document.source, cover(document)
    cut: dict[str, str] = {}
    inline: list[dict[str, Any]] = []
    for number, (start, end) in enumerate(lines_of(source), 1):
        parts = list(_parts(source, painted, start, end))
        gone = [(text, label) for text, label in parts if label is not None]
        if len(gone) == len(parts) and gone:
            cut[str(number)] = max(gone, key=lambda part: len(part[0]))[1]
        else:
            inline += [{"line": number, "text": text, "label": label} for text, label in gone]
    return {"cut": cut, **({"cut_inline": inline} if inline else {}), **_about(document)}


def gold_of_page(document: Judged) -> dict[str, Any]:
    """Gold for the page that the source is the visible text of: lines that go, and lines that stay."""
    source, painted = document.source, cover(document)
    cut: dict[str, str] = {}
    keep: list[str] = []
    for start, end in lines_of(source):
        parts = list(_parts(source, painted, start, end))
        cut.update({" ".join(text.split()): label for text, label in parts if label is not None})
        if kept := " ".join(" ".join(text for text, label in parts if label is None).split()):
            keep.append(kept)
    return {"cut": cut, "keep": keep, **_about(document)}


def _parts(source: str, painted: bytearray, start: int, end: int) -> Iterator[tuple[str, str | None]]:
    """The stretches of a line that hold more than white space, each with the label that it goes under, or None."""
    for number, run in groupby(range(start, end), key=painted.__getitem__):
        places = list(run)
        if text := source[places[0] : places[-1] + 1].strip():
            yield text, LABELS[number - 1] if number else None


def _about(document: Judged) -> dict[str, Any]:
    """What the gold says of the document besides its lines: of one that was accepted all fields, else those that were mended."""
    told: dict[str, Any] = {}
    genre = document.fields.get("genre") or (document.record.get("genre") if document.accepted else None)
    if document.record.get("url"):
        told["url"] = document.record["url"]
    told["metadata"] = {
        name: _right(name, document.fields[name])
        if name in document.fields
        else _as_told(name, document.record.get(name))
        for name in fields()
        if name not in _NOT_METADATA and (name in document.fields or document.accepted)
    }
    return {**told, **({"genre": genre} if genre else {})}


def _as_told(name: str, value: Any) -> Any:
    if name == "images":
        return [{part: image.get(part) for part in ("caption", "credit")} for image in value or ()]
    return value


def _image(line: str) -> dict[str, str | None]:
    caption, _, credit = line.partition("|")
    return {"caption": caption.strip() or None, "credit": credit.strip() or None}


def _right(name: str, text: str) -> Any:
    """What a reader wrote for a field, in the field's own shape."""
    text = text.strip()
    if name == "images":
        return [image for line in text.splitlines() if any((image := _image(line)).values())]
    if record_schema()["properties"][name].get("type") == "array":
        return [entry.strip() for entry in text.split(";") if entry.strip()]
    if name == "copyright" and text:
        year, holder = _YEAR.fullmatch(text).groups()  # type: ignore[union-attr] # any text fits
        return {"holder": holder or None, "year": int(year) if year else None}
    return text or None
