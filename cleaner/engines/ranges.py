"""Large WARC files in ranges of records, so that several workers read one file.

A range begins where a record, or the gzip member that holds it, begins in the file; so each is read from its own place, and
its records have the numbers and offsets that they have when the file is read as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import BinaryIO

from cleaner.archive.buffers import BLOCK, Raw
from cleaner.archive.container import Container
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
        first: number of the first in the file, from 1.
        count: how many there are, damaged places among them; None: all that are left.
    """

    path: str
    offset: int = 0
    end: int | None = None
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
            stream.seek(self.offset)
        except OSError as error:
            yield Task(name, os.path.basename(name), problem=unreadable(error))
            return
        except CleanerError as error:
            yield Task(name, os.path.basename(name), problem=error)
            return
        with stream:
            raw = Raw(stream, size, self.offset)
            done = self.first - 1
            container = Container(name, os.path.basename(name), raw, reading, done + start, done)
            yield from islice(read_container("warc", container, stream), start, self.count)


def cut(path: str, size: int, reading: Reading) -> list[Range]:
    """A file in ranges of about `size` bytes; of a file that cannot be cut there is one.

    It can if it is a WARC that is not compressed, or compressed by gzip record by record. All of it is read once.
    """
    try:
        stream, total = _open(path)
        with stream:
            raw = Raw(stream, total)
            head = raw.peek(BLOCK)
            form = format_of_name(path) or format_of_content(head, lines=False)
            if (total or 0) <= size or form != "warc" or compression(head) not in (None, "gzip"):
                return [Range(path)]
            return _ranges(path, [(1, 0), *_cuts(Container(path, path, raw, reading), size)])
    except (OSError, CleanerError):  # whoever reads it will say what is wrong with it
        return [Range(path)]


def _cuts(container: Container, size: int) -> Iterator[tuple[int, int]]:
    """Number and offset of the first record of each range but the first."""
    before = 0
    for number, (found, offset) in enumerate(archive_frames(container, WARC), 1):
        if isinstance(found, RawRecord) and offset is not None and offset - before >= size:
            before = offset
            yield number, offset


def _ranges(path: str, cuts: Sequence[tuple[int, int]]) -> list[Range]:
    ranges = [Range(path, offset, end, first, after - first) for (first, offset), (after, end) in pairwise(cuts)]
    first, offset = cuts[-1]
    return [*ranges, Range(path, offset, None, first)]


def _open(path: str) -> tuple[BinaryIO, int | None]:
    if is_remote(path) and not os.path.lexists(path):
        return open_remote(path)
    return open(path, "rb"), os.stat(path).st_size
