"""Large WARC files in ranges of records, so that several workers read one file.

A range begins where a record begins in the file, or the member of gzip or the frame of Zstandard that holds it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import BinaryIO

from cleaner.archive.buffers import BLOCK, Raw
from cleaner.archive.container import Container
from cleaner.archive.decompress import compression, skip_frames
from cleaner.archive.paths import Found, Range, open_remote
from cleaner.archive.sources import format_of_content, format_of_name
from cleaner.archive.task import Reading
from cleaner.archive.warc import WARC, RawRecord, archive_frames
from cleaner.errors import CleanerError


def cut(found: Found, size: int, reading: Reading) -> list[Found]:
    """A file in ranges of about `size` bytes; the file itself where it cannot be cut.

    It can if it is a WARC that is not compressed, or compressed by gzip or Zstandard record by record. All of it is read once.
    """
    try:
        stream, total = open_remote(found.path) if found.remote else _open(found.path)
        with stream:
            raw = Raw(stream, total)
            start = raw.peek(BLOCK)
            form = format_of_name(found.path) or format_of_content(start, lines=False)
            packed = compression(start)
            if (total or 0) <= size or form != "warc" or packed not in (None, "gzip", "zstd"):
                return [found]
            head = raw.position if packed == "zstd" and skip_frames(raw) is not None else 0
            stream.seek(0)
            cuts = [(1, 0), *_cuts(Container(found.path, found.path, Raw(stream, total), reading), size)]
    except (OSError, CleanerError):  # whoever reads it will say what is wrong with it
        return [found]
    ranges = [
        Range(offset, end, first, after - first, head if offset else 0)
        for (first, offset), (after, end) in pairwise(cuts)
    ]
    first, offset = cuts[-1]
    ranges.append(Range(offset, None, first, None, head if offset else 0))
    return [replace(found, range=part) for part in ranges] if len(ranges) > 1 else [found]


def _open(path: str) -> tuple[BinaryIO, int]:
    return open(path, "rb"), os.stat(path).st_size


def _cuts(container: Container, size: int) -> Iterator[tuple[int, int]]:
    """Number and offset of the first record of each range but the first."""
    before = 0
    for number, found in enumerate(archive_frames(container, WARC), 1):
        begins = isinstance(found, RawRecord) and not found.damage
        if begins and found.offset is not None and found.offset - before >= size:
            before = found.offset
            yield number, before
