"""Which format a container has: by its name, else by how it begins."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Literal, cast

from cleaner.archive.buffers import BLOCK, Raw
from cleaner.archive.container import Container, Reader
from cleaner.archive.decompress import segments
from cleaner.archive.tabular import is_jsonl, read_jsonl, read_parquet
from cleaner.archive.task import Task, unreadable
from cleaner.archive.warc import WARC, read_arc, read_warc
from cleaner.errors import CleanerError

Format = Literal["warc", "arc", "wacz", "jsonl", "parquet"]

_COMPRESSED = r"(?:\.(?:gz|zst|zstd|bz2|xz))?"
_NAMES: tuple[tuple[re.Pattern[str], Format], ...] = (
    (re.compile(rf"\.(?:warc|wet){_COMPRESSED}(?:\.open)?$", re.IGNORECASE), "warc"),  # .open: crawlers write to it
    (re.compile(rf"\.arc{_COMPRESSED}(?:\.open)?$", re.IGNORECASE), "arc"),
    (re.compile(rf"\.(?:jsonl|ndjson|jsonlines){_COMPRESSED}$", re.IGNORECASE), "jsonl"),
    (re.compile(r"\.(?:parquet|pq)$", re.IGNORECASE), "parquet"),
    (re.compile(r"\.wacz$", re.IGNORECASE), "wacz"),
)
_ARC = re.compile(rb"filedesc://[^\r\n]{1,1000} \d{14} ")
_WACZ = re.compile(rb"datapackage\.json|archive/|indexes/|pages/")
_HEAD = 1 << 16
"""Bytes that tell a format."""


def format_of_name(name: str) -> Format | None:
    """The format that a file's name says it has, or None if it says nothing of the kind."""
    return next((form for pattern, form in _NAMES if pattern.search(name)), None)


def format_of_content(head: bytes, *, lines: bool) -> Format | None:
    """The format of what begins so (64 KB), or None; `lines`: whether JSON Lines count, like which text may begin."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "wacz" if _WACZ.search(head) else None
    plain = _plain(head)
    if WARC.begins.match(plain.lstrip()):
        return "warc"
    if _ARC.match(plain):
        return "arc"
    return "jsonl" if lines and is_jsonl(plain) else None


def _plain(head: bytes) -> bytes:
    """What the beginning of a file is when it is decompressed; of what cannot be, the beginning itself."""
    try:
        for segment in segments(Raw(io.BytesIO(head)), None, _HEAD):
            return segment.read()
    except CleanerError:  # a library is missing: whoever reads the file will say so, if its name tells what it is
        pass
    return head


_STREAMED: dict[Format, Reader] = {"warc": read_warc, "arc": read_arc, "jsonl": read_jsonl}
_MOST_SPOOLED = 8_000_000_000
"""Bytes of a container that is written to a temporary file, because it comes through a pipe and is read from its end."""


def read_container(form: Format, container: Container, stream: BinaryIO) -> Iterator[Task]:
    """The tasks of a container, at least one; its `raw` reads `stream`. Nothing is raised but what ends the program."""
    problem = None
    try:
        if form in _STREAMED:
            yield from _STREAMED[form](container)
        else:
            from cleaner.archive.wacz import read_wacz

            with _sought(container.raw, stream) as file:
                yield from read_parquet(container, file) if form == "parquet" else read_wacz(container, file, _reader)
    except CleanerError as error:
        problem = error
    except OSError as error:
        problem = unreadable(error)
    except MemoryError:
        problem = CleanerError("There was not enough memory to read on.", code="out-of-memory")
    except Exception as error:
        problem = CleanerError(
            f"cleaner failed while it read this: {type(error).__name__}: {str(error)[:300]}",
            hint="This is a mistake in cleaner. Please report it with this line and, if you may, the file.",
            code="internal-error",
        )
    if container.number and problem is not None:  # what comes next cannot be read
        yield container.task(problem=problem)
    elif not container.number:
        skip = "no-records" if problem is None and form in ("jsonl", "parquet") else None  # a shard may well be empty
        if skip is None and problem is None:
            problem = CleanerError("The file holds no records.", hint="Was it written at all?", code="no-records")
        yield Task(container.name, container.relative, skip=skip, problem=problem)


def _reader(name: str) -> Reader | None:
    """What reads a file in a WACZ."""
    form = format_of_name(name)
    return _STREAMED[form] if form in ("warc", "arc") else None


@contextmanager
def _sought(raw: Raw, stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream itself if it can be sought in, else a copy in a temporary file without a name."""
    if stream.seekable():
        stream.seek(0)
        yield stream
        return
    with tempfile.TemporaryFile(prefix="cleaner-") as copy:
        while data := raw.read(BLOCK):
            if raw.position > _MOST_SPOOLED:
                raise CleanerError(
                    f"What comes through the pipe is larger than {_MOST_SPOOLED:,} bytes.",
                    hint="This format is read from its end: save it to a file first.",
                    code="too-large",
                )
            copy.write(data)
        copy.seek(0)
        yield cast(BinaryIO, copy)
