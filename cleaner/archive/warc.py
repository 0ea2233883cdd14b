"""WARC files (versions 0.17 to 1.1, WET files among them) and ARC files, plain or compressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cleaner.archive.buffers import Damage
from cleaner.archive.container import Container, date, payload, response
from cleaner.archive.decompress import segments
from cleaner.archive.http_message import fields, media_type
from cleaner.archive.records import Dialect, Malformed, RawRecord, read_frames
from cleaner.archive.task import Record, Task

_PAYLOADS = frozenset(("response", "resource", "conversion"))
_COUNTED = frozenset(("warcinfo", "request", "metadata", "continuation", "resource"))
"""Types of records that are counted by their own name."""


def _fields(head: bytes) -> dict[str, str]:
    if not head.endswith((b"\n\n", b"\n\r\n")):
        raise Malformed("another record begins within its header")
    try:
        found = fields(head.decode())
    except UnicodeDecodeError:
        found = fields(head.decode("latin-1"))
    if not found:
        raise Malformed("its header says nothing")
    return found


WARC = Dialect(
    begins=re.compile(rb"WARC/\d\.\d{1,2}[ \t]{0,8}\r?\n", re.IGNORECASE),
    again=re.compile(rb"WARC/\d\.\d{1,2}[ \t]{0,8}\r?\n[a-z-]{1,40}[ \t]{0,8}:", re.IGNORECASE),
    apart=re.compile(rb"\r?\n\r?\n"),
    closes=re.compile(rb"\n\r?\n|\n(?=WARC/\d\.\d{1,2}\s)", re.IGNORECASE),
    fields=_fields,
)


def archive_frames(container: Container, dialect: Dialect) -> Iterator[RawRecord | Damage]:
    """What an archive holds."""
    limit = container.reading.max_record
    for segment in segments(container.raw, dialect.begins, limit, container.name):
        yield from read_frames(segment, dialect, limit)


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


def _task(container: Container, frame: RawRecord, record: Record) -> Task:
    url = _bare(frame.header.get("warc-target-uri"))
    size = frame.end - frame.body
    if record.type == "revisit":
        return container.task(record=record, url=url, skip="revisit")
    if record.type == "response" and (record.content_type or "application/http") == "application/http":
        return response(container, record, url, frame)
    if record.type not in _PAYLOADS or (url or "").startswith("metadata:"):
        # (wget keeps its own log and arguments in resource records of this scheme.)
        return container.task(
            record=record, url=url, skip=f"type-{record.type if record.type in _COUNTED else 'unknown'}"
        )
    charset = media_type(frame.header.get("content-type"))[1]
    return payload(container, record, url, frame.block, charset, size=size)


def _bare(value: str | None) -> str | None:
    """A URI without the angle brackets that the standard puts around some of them, and old wgets around all."""
    value = (value or "").strip()
    return (value[1:-1] if value.startswith("<") and value.endswith(">") else value) or None


# URL, address, date, type, in version 2 also status, checksum, location, offset and file, then the length.
_ARC_LINE = (
    rb"([a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^\r\n]{1,8192}) [^ \r\n]{1,60} (\d{14}) ([^ \r\n]{1,200})"
    rb"(?: [^ \r\n]{1,400}){0,6} (\d{1,15})[ \t]{0,8}\r?\n"
)


def _arc_fields(head: bytes) -> dict[str, str]:
    line = ARC.begins.fullmatch(head)
    if line is None:
        raise Malformed("it does not begin like an ARC record")
    names = ("uri", "archive-date", "content-type", "content-length")
    return dict(zip(names, (value.decode("utf-8", "replace") for value in line.groups()), strict=True))


ARC = Dialect(
    begins=re.compile(_ARC_LINE),
    again=re.compile(rb"(?<=\n)" + _ARC_LINE),
    apart=re.compile(rb"\r?\n"),
    closes=re.compile(rb"\n"),
    fields=_arc_fields,
)


def _arc_record(frame: RawRecord) -> Record:
    content_type = frame.header["content-type"].strip(";").lower()
    captured = date(frame.header["archive-date"])
    return Record(type="arc", captured=captured, content_type=content_type, offset=frame.offset)


def _arc_task(container: Container, frame: RawRecord, record: Record) -> Task:
    url = frame.header["uri"]
    if url.startswith("filedesc:"):
        return container.task(record=record, url=url, skip="type-warcinfo")
    return response(container, record, url, frame)


def _read(
    container: Container,
    dialect: Dialect,
    record_of: Callable[[RawRecord], Record],
    task_of: Callable[[Container, RawRecord, Record], Task],
) -> Iterator[Task]:
    """A task for each record, and one for each place where the file is damaged."""
    for found in archive_frames(container, dialect):
        if isinstance(found, Damage):
            yield container.damaged(found)
        else:
            record = record_of(found)
            yield container.damaged(found.damage, record) if found.damage else task_of(container, found, record)


def read_warc(container: Container) -> Iterator[Task]:
    """The tasks of a WARC file."""
    return _read(container, WARC, _record, _task)


def read_arc(container: Container) -> Iterator[Task]:
    """The tasks of an ARC file."""
    return _read(container, ARC, _arc_record, _arc_task)
