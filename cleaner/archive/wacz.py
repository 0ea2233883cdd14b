"""WACZ: a zip with WARC files and a list of pages. Nothing of it is written to the disk; its names are only names."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO, BinaryIO

from cleaner.archive.buffers import Damage, Raw
from cleaner.archive.container import Container, Reader
from cleaner.archive.decompress import RATIO
from cleaner.archive.task import Task
from cleaner.errors import CleanerError

_MOST_TITLES = 200_000
_LONGEST_TITLE = 1000
_LONGEST_LINE = 1_000_000
_MOST_PAGES = 256_000_000
"""Bytes of the list of pages that are read."""

_DAMAGED = frozenset(("corrupt", "garbage", "truncated", "bad-length"))
_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError)
"""What zipfile raises for files that it cannot read, encrypted ones and unknown ways of compression among them."""


def read_wacz(container: Container, stream: BinaryIO, reader_of: Callable[[str], Reader | None]) -> Iterator[Task]:
    """The tasks of the files in it that `reader_of` gives a reader for, numbered throughout; one for each that cannot be
    read."""
    try:
        archive = zipfile.ZipFile(stream)
    except _ERRORS as error:
        raise CleanerError(
            f"The file is no zip, or its end is missing: {error}.",
            hint="Fetch or copy the file again: a WACZ cannot be read without its end.",
            code="corrupt",
        ) from error
    name, size, made = container.name, container.raw.size or 0, 0
    with archive:
        titles: dict[str, str] | None = None
        for entry in archive.infolist():
            reader = reader_of(entry.filename)
            if reader is None or entry.is_dir():
                continue
            titles = _titles(archive) if titles is None else titles
            made += entry.file_size
            is_bomb = entry.file_size > RATIO * entry.compress_size or made > RATIO * size
            for task in _read(container, archive, entry, reader, is_bomb=is_bomb):
                task.title = titles.get(task.url or "")
                yield task
            container.name = name
        if titles is None:
            raise CleanerError("There is no WARC file in this zip.", hint="Is it a WACZ?", code="no-records")


def _read(
    container: Container, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, reader: Reader, *, is_bomb: bool
) -> Iterator[Task]:
    last = entry.filename.replace("\\", "/").rpartition("/")[2]  # names in a zip may hold anything
    name = last if last not in ("", ".", "..") else "unnamed"

    offset = entry.header_offset
    # (zipfile gives no more than the size that an entry declares.)
    if is_bomb and entry.file_size > container.reading.max_record:
        what = f"{name} in it inflates to {entry.file_size:,} bytes"
        yield container.damaged(Damage(offset, "too-large", what))
        return
    try:
        with archive.open(entry) as stream:
            checked = _Checked(stream)
            told = False
            for task in reader(container.enter(name, Raw(checked, entry.file_size))):
                told = told or (task.problem is not None and task.problem.code in _DAMAGED)
                yield task
            if checked.sum != entry.CRC and not told:
                yield container.damaged(Damage(offset, "corrupt", f"the checksum of {name} is wrong"))
    except _ERRORS as error:
        yield container.damaged(Damage(offset, "corrupt", f"{name} in it cannot be read ({error})"))


class _Checked:
    """A file in a zip. Its checksum is taken here: zipfile would keep the end of a damaged file to itself."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        setattr(stream, "_expected_crc", None)  # noqa: B010
        self.sum = 0

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(size)
        self.sum = zlib.crc32(data, self.sum)
        return data


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Titles by address, from the lists of pages; a list that cannot be read has none to give."""
    titles: dict[str, str] = {}
    for entry in archive.infolist():
        if not entry.filename.startswith("pages/") or not entry.filename.endswith(".jsonl"):
            continue
        left = _MOST_PAGES
        with suppress(*_ERRORS), archive.open(entry) as stream:
            while left > 0 and len(titles) < _MOST_TITLES and (line := stream.readline(_LONGEST_LINE)):
                left -= len(line)
                with suppress(ValueError, RecursionError, LookupError, TypeError, AttributeError):
                    page = json.loads(line)
                    if title := " ".join(page["title"].split())[:_LONGEST_TITLE]:
                        titles.setdefault(page["url"], title)
    return titles
