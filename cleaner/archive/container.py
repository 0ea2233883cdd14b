"""What all readers of containers share: how tasks are made and counted, and what a payload is, as a server sent it.

HTTP heads are read leniently, as browsers read them: old servers end lines with a line feed alone, leave out reasons, or
send no head at all (HTTP/0.9).
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from cleaner.archive.buffers import BLOCK, Damage, Raw
from cleaner.archive.decompress import ZSTD, Coding, inflate
from cleaner.archive.task import Reading, Record, Task, too_large
from cleaner.arguments import instant
from cleaner.document import Kind
from cleaner.errors import CleanerError, need
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


_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]{1,8}(\d{3})(?!\d)")
_END = re.compile(rb"\r?\n\r?\n")
_LONGEST = 1 << 18
_CHARSET = re.compile(r"charset\s{0,8}=\s{0,8}[\"']?([^\s;\"',]{1,40})", re.IGNORECASE)


def split(block: bytes) -> tuple[int | None, dict[str, str], int]:
    """An HTTP response's status (None if there is no status line, and then no head), its fields, and where its body begins."""
    first = _STATUS.match(block)
    if first is None:
        return None, {}, 0
    end = _END.search(block, first.end() - 1, _LONGEST)
    head = block[first.end() : end.start() if end else len(block)].decode("latin-1")
    return int(first.group(1)), fields(head), end.end() if end else len(block)


def fields(head: str) -> dict[str, str]:
    """The fields of a head, without its first line, by name in lower case; of several of one name the values joined by
    commas (RFC 9110, 5.3)."""
    found: dict[str, str] = {}
    name = ""
    for line in head.split("\n")[1:]:
        if line[:1] in (" ", "\t") and name:  # folded
            found[name] = f"{found[name]} {line.strip()}".strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name:
            value = value.strip()
            found[name] = f"{found[name]}, {value}" if name in found else value
        else:
            name = ""
    return found


def media_type(value: str | None) -> tuple[str | None, str | None]:
    """The media type in lower case, without parameters, and the charset of a Content-Type; None where there is none."""
    if not value:
        return None, None
    kind = value.partition(";")[0].partition(",")[0].strip().lower()
    charset = _CHARSET.search(value[:1000])
    return kind or None, charset.group(1) if charset else None


def codings(fields: Mapping[str, str]) -> list[str]:
    """Encodings to be undone, in the order in which they are undone: those of the transfer, then of the content."""
    listed = []
    for name in ("content-encoding", "transfer-encoding"):
        listed += [part.strip().strip('"').lower() for part in fields.get(name, "").split(",")]
    return [coding for coding in reversed(listed) if coding not in ("", "identity", "none", "binary", "8bit", "utf-8")]


_MOST_STACKED = 5
_KEPT = 1000
"""Bytes that must have come out of an encoding that ends early, for the document to be kept."""

_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]{0,8}(?:;[^\r\n]{0,4096})?\r?\n")


def undo(body: bytes, applied: Sequence[str], limit: int) -> tuple[bytes, bool]:
    """Undoes encodings, the one to be undone first first; returns the body, and whether it is whole.

    A body that plainly is not in the encoding that its head declares is left as it is: many crawlers store what they
    have decoded under the head that they got. An encoding that ends early is kept as far as it goes, from 1,000 bytes
    on. After each step the body may have `limit` bytes.
    """
    if len(applied) > _MOST_STACKED:
        raise _bad(f"{len(applied)} encodings are stacked")
    whole = True
    for coding in applied:
        if coding not in _STEPS:
            continue  # what is no text after all is refused as such
        parts: list[bytes] = []
        size = 0
        try:
            for part in _STEPS[coding](body):
                parts.append(part)
                size += len(part)
                if size > limit:
                    raise too_large(None, limit)
        except Damage as damage:
            early = damage.kind == "truncated"
            guessed = coding == "deflate" or (coding == "br" and not early)
            if guessed and not size and _is_readable(body):
                continue
            if not early or size < _KEPT:
                raise _bad(f"its encoding {coding!r} is damaged ({damage.what})") from damage
            whole = False
        body = b"".join(parts)
    return body, whole


def _bad(why: str) -> CleanerError:
    return CleanerError(
        f"The payload cannot be decoded: {why}.",
        hint="The record was stored damaged, or its HTTP head is wrong. Nothing can be done but to fetch it again.",
        code="bad-encoding",
    )


def _chunked(body: bytes) -> Iterator[bytes]:
    here = 0
    while head := _CHUNK.match(body, here):
        end = head.end() + int(head.group(1), 16)
        if end == head.end():
            return
        if body[end : end + 1] not in (b"\r", b"\n", b""):
            break
        yield body[head.end() : end]
        here = min(end, len(body)) + (2 if body[end : end + 2] == b"\r\n" else 1)
    if not here:
        yield body  # not chunked (any more)
    else:
        raise Damage(None, "truncated", f"no chunk follows at byte {here:,}")


def _deflate(body: bytes) -> Iterator[bytes]:
    """RFC 1950 says that there is a header; some servers leave it out."""
    headed = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _unpacked(body, "zlib" if headed else "deflate")


def _unpacked(body: bytes, coding: Coding, magic: bytes = b"") -> Iterator[bytes]:
    """The parts of a stream, or of several that begin with `magic`; of what does not, the body as it is."""
    raw = Raw(io.BytesIO(body))
    more = body.startswith(magic)
    if not more:
        yield body
    while more:
        yield from inflate(raw, sys.maxsize, coding)
        more = bool(magic) and raw.peek(len(magic)) == magic


def _brotli(body: bytes) -> Iterator[bytes]:
    library: Any = need("brotli", "warc")
    inflater = library.Decompressor()
    data = body
    try:
        while not inflater.is_finished():
            part = inflater.process(data, output_buffer_limit=BLOCK)
            data = b""
            yield part
            if not part and inflater.can_accept_more_data():
                raise Damage(None, "truncated", "it ends early")
    except library.error as error:
        raise Damage(None, "corrupt", str(error)) from error


def _is_readable(body: bytes) -> bool:
    """Whether it looks like markup or text rather than like something compressed."""
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"<", b"") or not re.search(rb"[\x00-\x08\x0e-\x1f]", head)


_gzip = partial(_unpacked, coding="gzip", magic=b"\x1f\x8b")  # members; what follows the last of them is no matter
_STEPS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "chunked": _chunked, "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli,
    "zstd": partial(_unpacked, coding="zstd", magic=ZSTD),
}  # fmt: skip


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
    body: bytes,
    size: int,
    charset: str | None,
    applied: Sequence[str] = (),
) -> Task:
    """The task of a payload: its bytes as stored, the size of its block (above the limit they are not whole), and the
    encodings to undo."""
    limit = container.reading.max_record
    kind, whole = None, True
    try:
        if record.content_type in _MAYBE_TEXT:
            if size > limit:
                raise too_large(size, limit)
            body, whole = undo(body, applied, limit)
            kind = _text_kind(body, record.content_type)
    except CleanerError as error:
        return container.task(record=record, url=url, problem=error)
    if kind is None:
        return container.task(record=record, url=url, skip="not-text")
    if not whole:
        record = replace(record, truncated="encoding")
    return container.task(record=record, url=url, data=body, kind=container.reading.kind or kind, charset=charset)
