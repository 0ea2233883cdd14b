"""WARC files (versions 0.17 to 1.1, WET files among them) and ARC files, plain or compressed.

A record's length is not trusted: a record counts when what follows it is a record too, or the end. Otherwise its length
or what follows is wrong, and reading goes on at the next place that looks like a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from cleaner.archive.buffers import Damage
from cleaner.archive.container import Container, codings, date, fields, media_type, payload, split
from cleaner.archive.decompress import Segment, segments
from cleaner.archive.task import Record, Task
from cleaner.text.printable import counted

_FRONT = 1 << 14
"""Bytes of a block above the limit that are read."""

_LONGEST_HEADER = 1 << 18
_LONGEST_BEGINNING = 1 << 14
"""Bytes in which a record shows that it is one; what a record is followed by is looked at so far."""

_FILL = b"\0 \t\r\n"
"""What may stand between records, and behind the last, besides what must."""


@dataclass(slots=True)
class RawRecord:
    """A record as it stands in a container."""

    offset: int | None  # in the container file, where that is known
    body: int  # position on the segment of its block
    end: int  # and behind it
    header: Mapping[str, str]  # fields by name in lower case
    block: bytes = b""  # of one above the limit the front
    damage: Damage | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """A format of records one after the other."""

    begins: re.Pattern[bytes]  # the first bytes of a record
    again: re.Pattern[bytes]  # in a stretch where none is known, a record
    apart: re.Pattern[bytes]  # what must stand between a record and the next
    closes: re.Pattern[bytes]  # the end of a header
    fields: Callable[[bytes], dict[str, str]]  # reads a header; raises ValueError where it is none


def _warc_fields(head: bytes) -> dict[str, str]:
    if not head.endswith((b"\n\n", b"\n\r\n")):
        raise ValueError("another record begins within its header")
    try:
        found = fields(head.decode())
    except UnicodeDecodeError:
        found = fields(head.decode("latin-1"))
    if not found:
        raise ValueError("its header says nothing")
    return found


WARC = Dialect(
    begins=re.compile(rb"WARC/\d\.\d{1,2}[ \t]{0,8}\r?\n", re.IGNORECASE),
    again=re.compile(rb"WARC/\d\.\d{1,2}[ \t]{0,8}\r?\n[a-z-]{1,40}[ \t]{0,8}:", re.IGNORECASE),
    apart=re.compile(rb"\r?\n\r?\n"),
    closes=re.compile(rb"\n\r?\n|\n(?=WARC/\d\.\d{1,2}\s)", re.IGNORECASE),
    fields=_warc_fields,
)

# URL, address, date, type, in version 2 also status, checksum, location, offset and file, then the length.
_ARC_LINE = (
    rb"([a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^\r\n]{1,8192}) [^ \r\n]{1,60} (\d{14}) ([^ \r\n]{1,200})"
    rb"(?: [^ \r\n]{1,400}){0,6} (\d{1,15})[ \t]{0,8}\r?\n"
)


def _arc_fields(head: bytes) -> dict[str, str]:
    """The line before an ARC record, under the names that WARC has for its parts."""
    line = ARC.begins.fullmatch(head)
    if line is None:
        raise ValueError("it does not begin like an ARC record")
    names = ("warc-target-uri", "warc-date", "content-type", "content-length")
    told = zip(names, (value.decode("utf-8", "replace") for value in line.groups()), strict=True)
    return {"warc-type": "arc", **dict(told)}


ARC = Dialect(
    begins=re.compile(_ARC_LINE),
    again=re.compile(rb"(?<=\n)" + _ARC_LINE),
    apart=re.compile(rb"\r?\n"),
    closes=re.compile(rb"\n"),
    fields=_arc_fields,
)


def archive_frames(container: Container, dialect: Dialect) -> Iterator[RawRecord | Damage]:
    """The records of an archive and its faults, in order; of neighbouring faults between records only the first. Of a block
    above the limit only the front is read."""
    limit = container.reading.max_record
    for segment in segments(container.raw, dialect.begins, limit, container.name):
        yield from _frames(segment, dialect, limit)


def _frames(segment: Segment, dialect: Dialect, limit: int) -> Iterator[RawRecord | Damage]:
    first = True
    faulty = False  # since the last good record, and it was said so
    while True:
        place = segment.position
        segment.release(place)
        if not segment.skip(_FILL):
            break
        found: RawRecord | Damage
        try:
            found = _header(segment, dialect)
            _measure(segment, dialect, limit, found, alone=first and segment.piece is not None)
        except ValueError as error:
            found = _garbage(segment, dialect, place, str(error))
        except Damage as damage:
            found = segment.damage or damage
            segment.seek(segment.seen)
        first = False
        if not (faulty and isinstance(found, Damage)):
            yield found
        faulty = isinstance(found, Damage) or found.damage is not None
    if segment.damage is not None and not faulty:
        yield segment.damage


def _header(segment: Segment, dialect: Dialect) -> RawRecord:
    """The record that begins here, without its block."""
    start = segment.position
    offset = segment.offset(start)
    for size in (_LONGEST_BEGINNING, _LONGEST_HEADER):
        head = segment.peek(size)
        if dialect.begins.match(head) is None:
            raise ValueError("it does not begin like one")
        if closes := dialect.closes.search(head):
            break
    else:
        if len(head) == size:
            raise ValueError("its header has no end")
        raise Damage(offset, "truncated", "the file ends within the header of a record")
    header = dialect.fields(head[: closes.end()])
    told = header.get("content-length", "").partition(",")[0].strip()
    body = start + closes.end()
    if told.isascii() and told.isdigit() and len(told) <= 18:
        return RawRecord(offset, body, body + int(told), header)
    why = f"its Content-Length is {told[:40]!r}" if told else "it has no Content-Length"
    return RawRecord(offset, body, body, header, damage=Damage(offset, "bad-length", why))


def _measure(segment: Segment, dialect: Dialect, limit: int, frame: RawRecord, *, alone: bool) -> None:
    """Takes a record's block, or says what spoils it; goes on to where the next one may begin. It is `alone` where a gzip
    member or a frame begins with it."""
    size = frame.end - frame.body
    segment.seek(frame.body)
    frame.block = segment.peek(min(size, _FRONT))
    if size > limit and segment.size is not None and frame.end > segment.size:
        why = f"its length, {size:,} bytes, goes beyond the end of the file"
        frame.damage = Damage(frame.offset, "bad-length", why)
    else:
        segment.seek(frame.end)
    after = segment.peek(_LONGEST_BEGINNING)
    rest = after.lstrip(_FILL)
    gap = dialect.apart.match(after)
    sound = frame.damage is None and segment.position == frame.end and not _is_hurt(segment, frame)
    followed = not rest or dialect.begins.match(rest) is not None
    if (sound and followed) or (alone and _fills_its_member(segment, dialect, limit, frame)) or (sound and gap):
        frame.damage = None
        if frame.end - frame.body <= limit:
            segment.seek(frame.body)
            frame.block = segment.peek(frame.end - frame.body)
        segment.seek(frame.end + (gap.end() if gap else 0))
    else:
        _spoil(segment, dialect, frame)


def _is_hurt(segment: Segment, frame: RawRecord) -> bool:
    return segment.damage is not None and segment.damage.kind == "corrupt" and frame.end > segment.sound


def _fills_its_member(segment: Segment, dialect: Dialect, limit: int, frame: RawRecord) -> bool:
    """Whether nothing else is in the gzip member or the frame that a record begins: then that says where it ends."""
    segment.seek(frame.body + limit + len(b"\r\n\r\n"))
    whole = segment.ended and segment.damage is None
    segment.seek(frame.body)
    block = segment.peek(segment.seen - segment.position)  # of one above the limit its end
    if not whole or dialect.again.search(block):
        return False
    rest = block
    for _ in range(2):
        rest = rest.removesuffix(b"\n").removesuffix(b"\r")
    frame.end = segment.seen - len(block) + len(rest)
    return True


def _spoil(segment: Segment, dialect: Dialect, frame: RawRecord) -> None:
    """Says what is wrong with a record that cannot be told from what follows it."""
    missing = frame.end - segment.seen
    segment.seek(frame.body)
    again = segment.find(dialect.again)
    damage = segment.damage
    if damage is not None and frame.end > segment.sound and (missing > 0 or not again):
        frame.damage = damage
    elif frame.damage is None and missing > 0 and not again:
        what = f"it is cut off: {counted(missing, 'byte')} of it missing"
        frame.damage = Damage(frame.offset, "truncated", what)
    elif frame.damage is None:
        at = "another record begins within it" if missing > 0 else "no record follows where it ends"
        frame.damage = Damage(frame.offset, "bad-length", f"its length is wrong: {at}")


def _garbage(segment: Segment, dialect: Dialect, start: int, why: str) -> Damage:
    """Something from `start` on that turns out to be no record; goes on to the next one."""
    segment.seek(segment.position + 1)
    if segment.find(dialect.again):
        end = f"the next record, {counted(segment.position - start, 'byte')} further"
    elif segment.damage is not None and segment.damage.kind == "corrupt":
        return segment.damage
    else:
        end = "the end"
    what = f"there is something that is no record ({why}), up to {end}"
    return Damage(segment.offset(start), "garbage", what)


_PAYLOADS = frozenset(("response", "resource", "conversion"))
_COUNTED = frozenset(("warcinfo", "request", "metadata", "continuation", "resource"))
"""Types of records that are counted by their own name."""


def _read(dialect: Dialect, container: Container) -> Iterator[Task]:
    """A task for each record, and one for each place where the file is damaged."""
    for found in archive_frames(container, dialect):
        if isinstance(found, Damage):
            yield container.damaged(found)
        elif found.damage:
            yield container.damaged(found.damage, _record(found))
        else:
            yield _task(container, found, _record(found))


read_warc, read_arc = partial(_read, WARC), partial(_read, ARC)


def _record(frame: RawRecord) -> Record:
    header = frame.header
    return Record(
        id=_bare(header.get("warc-record-id")),
        type=header.get("warc-type", "").strip().lower() or None,
        captured=date(header.get("warc-date")),
        digest=header.get("warc-payload-digest") or header.get("warc-block-digest"),
        content_type=media_type(header.get("content-type"))[0],
        offset=frame.offset,
        truncated=header.get("warc-truncated") or ("segment" if "warc-segment-number" in header else None),
    )


def _bare(value: str | None) -> str | None:
    """A URI without the angle brackets that the standard puts around some of them, and old wgets around all."""
    value = (value or "").strip()
    return (value[1:-1] if value.startswith("<") and value.endswith(">") else value) or None


def _task(container: Container, frame: RawRecord, record: Record) -> Task:
    url = _bare(frame.header.get("warc-target-uri"))
    kind, skip = record.type, None
    if kind == "arc" and (url or "").startswith("filedesc:"):
        skip = "type-warcinfo"
    elif kind == "arc" or (kind == "response" and record.content_type in (None, "application/http")):
        return _response(container, frame, record, url)
    elif kind == "revisit":
        skip = kind
    elif kind not in _PAYLOADS or (url or "").startswith("metadata:"):
        # (wget keeps its own log and arguments in resource records of this scheme.)
        skip = f"type-{kind if kind in _COUNTED else 'unknown'}"
    if skip is not None:
        return container.task(record=record, url=url, skip=skip)
    charset = media_type(frame.header.get("content-type"))[1]
    return payload(container, record, url, frame.block, frame.end - frame.body, charset)


def _response(container: Container, frame: RawRecord, record: Record, url: str | None) -> Task:
    """The task of an HTTP message."""
    status, head, start = split(frame.block)
    content_type, charset = media_type(head.get("content-type"))
    record = replace(record, content_type=content_type, status=status)
    if status is not None and status not in container.reading.status:
        return container.task(record=record, url=url, skip=f"status-{status}")
    return payload(container, record, url, frame.block[start:], frame.end - frame.body, charset, codings(head))
