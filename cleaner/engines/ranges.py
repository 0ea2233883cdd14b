"""Large WARC files in ranges of records, so that several workers read one file.

A range begins where a record begins in the file, or the member of gzip or the frame of Zstandard that holds it; so each is
read from its own place, and its records have the numbers and offsets that they have when the file is read as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import BinaryIO

from cleaner.archive.buffers import BLOCK, Raw
from cleaner.archive.container import Container
from cleaner.archive.decompress import skip_frames
from cleaner.archive.formats import format_of_content, format_of_name, read_container
from cleaner.archive.paths import is_remote, open_remote
from cleaner.archive.records import RawRecord
from cleaner.archive.segments import compression
from cleaner.archive.task import Reading, Task, unreadable
from cleaner.archive.warc import WARC, archive_frames
from cleaner.errors import CleanerError


@dataclass(frozen=True)
class Range:
    """Records of a file that stand side by side.

    Attributes:
        path: of the file, as the user wrote it.
        offset, end: the byte at which the first begins, and the one behind the last; None: the end of the file.
        head: bytes that a range of the file needs of the file's beginning, the dictionary of a .zst.
        first: number of the first in the file, from 1.
        count: how many there are, damaged places among them; None: all that are left.
    """

    path: str
    offset: int = 0
    end: int | None = None
    head: int = 0
    first: int = 1
    count: int | None = None

    def tasks(self, reading: Reading, start: int = 0) -> Iterator[Task]:
        """Its documents, without the first `start`. Nothing is raised but what ends the program.

        Args:
            reading: how the file is read, as when it was cut.
        """
        name = self.path.replace(os.sep, "/")
        try:
            stream, size = _open(self.path)
            head = stream.read(self.head)
            stream.seek(self.offset)
        except OSError as error:
            yield Task(name, os.path.basename(name), problem=unreadable(error))
            return
        except CleanerError as error:
            yield Task(name, os.path.basename(name), problem=error)
            return
        with stream:
            raw = Raw(_After(head, stream), size, self.offset - len(head))
            done = self.first - 1
            container = Container(name, os.path.basename(name), raw, reading, done + start, done)
            yield from islice(read_container("warc", container, stream), start, self.count)


@dataclass
class _After:
    """A stream with other bytes before it."""

    head: bytes
    stream: BinaryIO

    def read(self, size: int, /) -> bytes:
        data, self.head = self.head, b""
        return data or self.stream.read(size)


def cut(path: str, size: int, reading: Reading) -> list[Range]:
    """A file in ranges of about `size` bytes; of a file that cannot be cut there is one.

    It can if it is a WARC that is not compressed, or compressed by gzip or Zstandard record by record. All of it is read once.
    """
    try:
        stream, total = _open(path)
        with stream:
            raw = Raw(stream, total)
            head = raw.peek(BLOCK)
            form = format_of_name(path) or format_of_content(head, lines=False)
            packed = compression(head)
            if (total or 0) <= size or form != "warc" or packed not in (None, "gzip", "zstd"):
                return [Range(path)]
            before = 0
            if packed == "zstd" and skip_frames(raw) is not None:
                before = raw.position
            stream.seek(0)
            cuts = _cuts(Container(path, path, Raw(stream, total), reading), size)
            return _ranges(path, before, [(1, 0), *cuts])
    except (OSError, CleanerError):  # whoever reads it will say what is wrong with it
        return [Range(path)]


def _cuts(container: Container, size: int) -> Iterator[tuple[int, int]]:
    """Number and offset of the first record of each range but the first."""
    before = 0
    for number, (found, offset) in enumerate(archive_frames(container, WARC), 1):
        if isinstance(found, RawRecord) and offset is not None and offset - before >= size:
            before = offset
            yield number, offset


def _ranges(path: str, head: int, cuts: Sequence[tuple[int, int]]) -> list[Range]:
    """The ranges between those places; all but the first, which has it, are told of the file's head."""
    ends = [*(end for _, end in cuts[1:]), None]
    counts = [*(after - first for (first, _), (after, _) in pairwise(cuts)), None]
    return [
        Range(path, offset, end, head if offset else 0, first, count)
        for (first, offset), end, count in zip(cuts, ends, counts)
    ]


def _open(path: str) -> tuple[BinaryIO, int | None]:
    if is_remote(path) and not os.path.lexists(path):
        return open_remote(path)
    return open(path, "rb"), os.stat(path).st_size
