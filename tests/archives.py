"""Containers for the tests, made by the libraries that the world makes them with, of pages of a site that is not."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.archive.sources import Inputs
from cleaner.archive.task import Reading, Task

SITE = "https://norholm.example"
DAY = "2024-05-17T10:20:30Z"


def page(number: int, lines: int = 12) -> bytes:
    """A page of the island's paper."""
    told = "".join(
        f"<p>On day {number} the ferry carried {number * 7 + line} people to Norholm, the harbour master wrote.</p>\n"
        for line in range(lines)
    )
    head = f"<!doctype html><html><head><title>Ferry log {number}</title></head><body><h1>Ferry log {number}</h1>"
    return f"{head}\n{told}</body></html>\n".encode()


@dataclass
class Part:
    """A record to be written."""

    body: bytes = b""
    url: str = f"{SITE}/"
    type: str = "response"
    status: str = "200 OK"
    fields: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", "text/html; charset=utf-8")])
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def pages(count: int, lines: int = 12) -> list[Part]:
    return [Part(page(number, lines), f"{SITE}/{number}") for number in range(count)]


def by_warcio(parts: Iterable[Part], *, gzip: bool = True, version: str = "1.0", info: bool = True) -> bytes:
    """A WARC file, every record compressed by itself if it is compressed."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip, warc_version=version)
    if info:
        writer.write_record(writer.create_warcinfo_record("log.warc", {"software": "test"}))
    for number, part in enumerate(parts):
        head = None
        # The same bytes in every run: tests damage them at fixed places.
        name = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{part.url} {number}')}>"
        if part.type in ("response", "revisit"):
            head = StatusAndHeaders(part.status, part.fields, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            part.url,
            part.type,
            payload=io.BytesIO(part.body),
            http_headers=head,
            warc_content_type=part.content_type or ("" if head else "text/plain"),
            warc_headers_dict={"WARC-Record-ID": name, "WARC-Date": DAY, **part.headers},
        )
        writer.write_record(record)
    return out.getvalue()


def by_fastwarc(parts: Iterable[Part], wrap: Callable[[io.BytesIO], object]) -> bytes:
    """A WARC file of responses, through one of FastWARC's compressing writers."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    out = io.BytesIO()
    writer = wrap(out)
    for part in parts:
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.headers.append("WARC-Target-URI", part.url)
        record.is_http = True
        fields = "".join(f"{name}: {value}\r\n" for name, value in part.fields)
        record.set_bytes_content(f"HTTP/1.1 {part.status}\r\n{fields}\r\n".encode() + part.body)
        record.write(writer)
    writer.close()  # type: ignore[attr-defined]
    return out.getvalue()


def arc(parts: Iterable[Part]) -> bytes:
    """An ARC file, as the Internet Archive's crawler wrote them (no library writes them any more)."""
    first = b"1 0 Norholm\nURL IP-address Archive-date Content-type Archive-length\n"
    out = b"filedesc://log.arc 0.0.0.0 20010203040506 text/plain %d\n" % len(first) + first + b"\n"
    for part in parts:
        fields = "".join(f"{name}: {value}\r\n" for name, value in part.fields)
        block = f"HTTP/1.1 {part.status}\r\n{fields}\r\n".encode() + part.body
        line = f"{part.url} 192.0.2.7 20010203040506 {part.fields[0][1].partition(';')[0]} {len(block)}\n"
        out += line.encode() + block + b"\n"
    return out


def tasks_of(path: Path | str, **reading: object) -> list[Task]:
    """What a file holds."""
    return list(Inputs([str(path)], reading=Reading(**reading)).tasks())  # type: ignore[arg-type]


def read(folder: Path, name: str, data: bytes, **reading: object) -> list[Task]:
    """What such a file would hold."""
    (folder / name).write_bytes(data)
    return tasks_of(folder / name, **reading)


def fates(tasks: Iterable[Task]) -> list[str]:
    """For each task: "clean", why it is skipped, or the code of its problem with an exclamation mark."""
    return [
        f"{task.problem.code}!" if task.problem is not None else task.skip if task.skip is not None else "clean"
        for task in tasks
    ]


def bodies(tasks: Iterable[Task]) -> list[bytes]:
    return [task.data for task in tasks if task.data is not None]
