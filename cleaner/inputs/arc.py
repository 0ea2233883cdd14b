"""ARC files, the format of web archives before WARC, versions 1 and 2: plain or compressed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.inputs.container import Container
from cleaner.inputs.frames import Dialect, Fault, Frame, Malformed
from cleaner.inputs.records import date, response, skipped
from cleaner.inputs.task import Record, Task
from cleaner.inputs.warc import archive_frames

# URL, address, date, type, in version 2 also status, checksum, location, offset and file, then the length.
_LINE = (
    rb"([a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^\r\n]{1,8192}) [^ \r\n]{1,60} (\d{14}) ([^ \r\n]{1,200})"
    rb"(?: [^ \r\n]{1,400}){0,6} (\d{1,15})[ \t]{0,8}\r?\n"
)


def _fields(head: bytes) -> dict[str, str]:
    line = ARC.begins.fullmatch(head)
    if line is None:
        raise Malformed("it does not begin like an ARC record")
    names = ("uri", "archive-date", "content-type", "content-length")
    return dict(zip(names, (value.decode("utf-8", "replace") for value in line.groups()), strict=True))


ARC = Dialect(
    begins=re.compile(_LINE),
    again=re.compile(rb"(?<=\n)" + _LINE),
    apart=re.compile(rb"\r?\n"),
    closes=re.compile(rb"\n"),
    fields=_fields,
)


def read_arc(container: Container) -> Iterator[Task]:
    """A task for each record, and one for each place where the file is damaged.

    Raises:
        CleanerError: code "missing-library".
    """
    for found, offset in archive_frames(container, ARC):
        if isinstance(found, Fault):
            record = Record(type="arc", offset=offset) if found.frame else None
            yield container.damaged(found.code, found.what, offset if found.offset is None else found.offset, record)
        elif not container.wanted():
            yield container.task()
        else:
            yield _task(container, found, offset)


def _task(container: Container, frame: Frame, offset: int | None) -> Task:
    url = frame.header["uri"]
    record = Record(
        type="arc",
        captured=date(frame.header["archive-date"]),
        content_type=frame.header["content-type"].strip(";").lower(),
        offset=offset,
    )
    if url.startswith("filedesc:"):
        return skipped(container, record, "type-warcinfo", url)
    return response(container, record, url, frame)
