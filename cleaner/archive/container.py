"""What all readers of containers share: the container's name, its count of tasks, and how tasks of it are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cleaner.archive.buffers import Damage, Raw
from cleaner.archive.http_message import undo
from cleaner.archive.task import Reading, Record, Task, too_large
from cleaner.arguments import instant
from cleaner.document import Kind
from cleaner.errors import CleanerError
from cleaner.read.decode import refuse_binary
from cleaner.read.source import look


@dataclass(slots=True)
class Container:
    """A file of records, while it is read; `name` and `relative` as in `Task`, `number`: tasks made so far."""

    name: str
    relative: str
    raw: Raw
    reading: Reading
    number: int = 0
    _told: int = field(init=False)

    def __post_init__(self) -> None:
        self._told = self.raw.position

    def enter(self, name: str, raw: Raw) -> Container:
        """A file within it; the numbers of its records go on with those before."""
        self.name, self.raw, self._told = f"{self.name}/{name}", raw, raw.position
        return self

    def task(self, number: int | None = None, **told: Any) -> Task:
        """The next task, with these attributes; `number` of its record, None: that of the task."""
        self.number += 1
        number = self.number if number is None else number
        size, self._told = self.raw.position - self._told, self.raw.position
        name = f"{self.name}#{number}"
        return Task(name, f"{self.relative}/{number:08}", size=max(size, 0), sure=self.reading.kind is not None, **told)

    def damaged(self, damage: Damage, record: Record | None = None, number: int | None = None) -> Task:
        """The task that says what is wrong with the container, and with which record."""
        code, offset = damage.kind, damage.offset
        # The record's own name stands before it in every list of errors.
        place = f"At byte {offset:,} of the file" if offset is not None else "Within a compressed stream of the file"
        problem = CleanerError(f"{place}: {damage.what}.", hint=_HINTS.get(code, _WRONG), code=code)
        return self.task(number, record=record or Record(offset=offset), problem=problem)


Reader = Callable[[Container], Iterator[Task]]

_WRONG = "The file was written wrongly or damaged; the records that can be told apart are read all the same."
_FETCH = "What was before it was read. Fetch or copy the file again, or leave out the rest."
_BOMB = "It is a decompression bomb, or made to look like one: leave it out."
_HINTS = {"truncated": _FETCH, "corrupt": _FETCH, "too-large": _BOMB}


_BY_TYPE: dict[str, Kind] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_XML = frozenset(("text/xml", "application/xml"))
_SOME_BYTES = "application/octet-stream"
_NOTHING_SAID = (None, "unk", "no-type", "unknown", "unknown/unknown", "application/unknown", "*/*", "text")
_MAYBE_TEXT = frozenset((*_BY_TYPE, *_XML, _SOME_BYTES, *_NOTHING_SAID))
"""Media types that do not rule HTML and text out, whatever the content is."""

_HEAD = 4096


def _text_kind(data: bytes, content_type: str | None) -> Kind | None:
    """How a payload is to be read, or None if it is neither HTML nor text.

    By its media type, if that says it; where it says nothing, or only "some bytes" or "XML", by its content. Style
    sheets, scripts, JSON and feeds are text to a computer only.
    """
    head = data[:_HEAD]
    if content_type in _BY_TYPE:
        return _BY_TYPE[content_type]
    if content_type in _XML:
        return "html" if b"<html" in head.lower() else None
    try:
        refuse_binary(head, is_utf8=False, tried=[])
    except CleanerError:
        return None
    if b"\0" in head or not head.strip():
        return None
    kind = look(head)
    return kind if kind == "html" or content_type != _SOME_BYTES else None


_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)


def date(value: str | None) -> str | None:
    """A date of a record (WARC-Date, or the fourteen digits of ARC) as ISO 8601, or None if it is none."""
    value = (value or "").strip()
    if found := _DIGITS.fullmatch(value):
        value = found.expand(r"\1-\2-\3T\4:\5:\6Z")
    return value if instant(value) else None


def payload(
    container: Container,
    record: Record,
    url: str | None,
    body: bytes | None,
    charset: str | None = None,
    applied: Sequence[str] = (),
    size: int = 0,
) -> Task:
    """The task of a payload: its bytes as stored (None above the limit, then their `size`), and the encodings to undo."""
    limit = container.reading.max_record
    data, kind, whole = b"", None, True
    try:
        if record.content_type in _MAYBE_TEXT:
            if body is None:
                raise too_large(size, limit)
            data, whole = undo(body, applied, limit)
            kind = _text_kind(data, record.content_type)
    except CleanerError as error:
        return container.task(record=record, url=url, problem=error)
    if kind is None:
        return container.task(record=record, url=url, skip="not-text")
    if not whole:
        record = replace(record, truncated="encoding")
    return container.task(record=record, url=url, data=data, kind=container.reading.kind or kind, charset=charset)
