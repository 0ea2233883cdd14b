"""ARC files, the format of web archives before WARC, read by warcio: plain or compressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from cleaner.inputs.container import Container
from cleaner.inputs.frames import FRONT, Fault, Frame, Malformed
from cleaner.inputs.reading import need
from cleaner.inputs.records import date, response, skipped
from cleaner.inputs.tape import Tape
from cleaner.inputs.task import Record, Task
from cleaner.inputs.warc import archive_frames

_LINE = rb"[a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^\r\n]{1,8192} \d{14} [^ \r\n]{1,200} (?:[^\r\n]{1,400} )?\d{1,15}\r?\n"


class Arc:
    """The dialect of ARC (`cleaner.inputs.frames.Dialect`)."""

    begins = re.compile(_LINE)
    again = re.compile(rb"(?<=\n)" + _LINE)
    apart = re.compile(rb"\r?\n")

    def frames(self, tape: Tape, wanted: Callable[[], bool], limit: int) -> Iterator[Frame]:
        """Records from the tape's position on.

        Raises:
            Malformed: when what comes is no record.
            CleanerError: code "missing-library".
        """
        loaders: Any = need("warcio.recordloader", "warc")
        loader = loaders.ArcWarcRecordLoader(arc2warc=False)
        while True:
            while (start := tape.position) is not None and tape.peek(start, 1) in (b"\n", b"\r"):
                tape.read(1)
            if not tape.peek(start, 1):
                return
            if self.begins.match(tape.peek(start, 1 << 14)) is None:
                raise Malformed("it does not begin like an ARC record")
            try:
                record = loader.parse_record_stream(tape, known_format="arc", no_record_parse=True)
            except (loaders.ArchiveLoadFailed, EOFError, ValueError, UnicodeError) as error:
                raise Malformed(str(error)) from error
            header = {name.lower(): value for name, value in record.rec_headers.headers}
            header["type"] = record.rec_type
            body = tape.position
            frame = Frame(start, body, body + max(record.length, 0), header)
            if frame.end - body > limit:
                frame.front = _take(tape, FRONT)
                _pass(tape, frame.end - tape.position)
            elif wanted():
                frame.block = _take(tape, frame.end - body)
            else:
                _pass(tape, frame.end - body)
            yield frame


def _take(tape: Tape, size: int) -> bytes:
    parts = []
    while size and (data := tape.read(size)):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


def _pass(tape: Tape, size: int) -> None:
    while size and (data := tape.read(min(size, 1 << 16))):
        size -= len(data)


def read_arc(container: Container) -> Iterator[Task]:
    """A task for each record, and one for each place where the file is damaged.

    Raises:
        CleanerError: code "missing-library".
    """
    for found, offset in archive_frames(container, Arc()):
        if isinstance(found, Fault):
            record = Record(type="arc", offset=offset) if found.frame else None
            yield container.damaged(found.code, found.what, offset if found.offset is None else found.offset, record)
        elif not container.wanted():
            yield container.task()
        else:
            yield _task(container, found, offset)


def _task(container: Container, frame: Frame, offset: int | None) -> Task:
    header = frame.header
    url = header.get("uri")
    record = Record(
        type="arc",
        captured=date(header.get("archive-date")),
        content_type=(header.get("content-type") or "").lower() or None,
        offset=offset,
    )
    if header["type"] == "arc_header":
        return skipped(container, record, "type-warcinfo", url)
    return response(container, record, url, frame)
