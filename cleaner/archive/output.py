"""The files of an output: one, or several that documents are dealt out to, plain or packed.

What is packed is packed in frames that stand for themselves: one can be cut off, or another put behind it, without unpacking
anything. That is what a run that was stopped goes on from. The bytes of a frame depend on what is in it and on the library, not
on the time or the machine.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypedDict

from cleaner.archive.files import atomic, create, digest_of, hidden, place, reopen, save, writing
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    import zstandard

    Packer = zlib._Compress | zstandard.ZstdCompressionObj


def _gzip() -> Packer:
    """A member of gzip (RFC 1952), without time and name."""
    return zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)


def _zstd() -> Packer:
    """A frame of Zstandard (RFC 8878), with its checksum."""
    import zstandard

    return zstandard.ZstdCompressor(level=3, write_checksum=True).compressobj()


_PACKERS: dict[str, Callable[[], Packer] | None] = {"": None, ".gz": _gzip, ".zst": _zstd, ".zstd": _zstd}


class Codec:
    """Packs a file frame by frame (".gz", ".zst"), or not at all."""

    def __init__(self, packing: str = "") -> None:
        self._begin = _PACKERS[packing.lower()]
        self._frame: Packer | None = None

    def add(self, data: bytes) -> bytes:
        """Packs more of a frame, and begins one if need be. Returns what is ready to be written."""
        if self._begin is None:
            return data
        if self._frame is None:
            self._frame = self._begin()
        return self._frame.compress(data)

    def end(self) -> bytes:
        """Ends the frame. Returns the rest of it; nothing if none was begun."""
        rest = self._frame.flush() if self._frame is not None else b""
        self._frame = None
        return rest


def endings(path: str) -> tuple[str, str]:
    """The endings of a file's name: what is in it, and how it is packed; ".jsonl" and ".gz" of "a/b.c.jsonl.gz"."""
    stem, packing = os.path.splitext(path)
    if packing.lower() in _PACKERS:
        return os.path.splitext(stem)[1], packing
    return packing, ""


@contextmanager
def packed_file(path: str, *, force: bool) -> Iterator[Callable[[bytes], None]]:
    """`atomic`, packed as the file's name says."""
    codec = Codec(endings(path)[1])
    with atomic(path, force=force) as write:
        yield lambda data: write(codec.add(data))
        write(codec.add(b"") + codec.end())


class Written(TypedDict):
    """The length of a file, its digest, and the number of documents in it."""

    bytes: int
    sha256: str
    records: int


class Mark(Written):
    """Where a part stood at a checkpoint; whether nothing more comes."""

    full: bool


class Result(Written):
    """A file that was put in its place; `path` is its name."""

    path: str


class Part:
    """A file that takes documents one after the other and appears when it is whole.

    Args:
        mark: where to go on after a stop; None begins anew. What does not fit it is refused (code "journal").
        codec: how it is packed; None: as its name says.
        head: what it begins with, already packed.
    """

    def __init__(self, path: str, mark: Mark | None = None, *, codec: Codec | None = None, head: bytes = b"") -> None:
        self.path = path
        self._target = os.path.realpath(path)
        self._temporary = hidden(self._target, "part")
        self._codec = codec or Codec(endings(path)[1])
        self._digest = hashlib.sha256()
        self.size = 0
        self.records = 0
        self._file: BinaryIO
        with writing(path):
            if mark is None:
                self._file = create(self._temporary)
                self._put(head)
            else:
                self._go_back(mark)

    def _go_back(self, mark: Mark) -> None:
        with suppress(FileNotFoundError):
            self._file = reopen(self._temporary)
            self._digest, self.size = digest_of(self._file, mark["bytes"])
            if self._digest.hexdigest() == mark["sha256"]:
                self._file.seek(self.size)
                self._file.truncate()
                self.records = mark["records"]
                return
            self._file.close()
        raise _journal_error("The unfinished output is not what the run left there.", self._temporary)

    def add(self, data: bytes) -> None:
        """Takes one document."""
        self.records += 1
        with writing(self.path):
            self._put(self._codec.add(data))

    def mark(self, *, last: bool = False) -> Mark:
        """Ends the frame (the last one, perhaps), and sees that all is on the disk; what comes after can be cut off again."""
        with writing(self.path):
            self._put(self._codec.end())
            if last and not self.size:  # an empty file is no gzip
                self._put(self._codec.add(b"") + self._codec.end())
            save(self._file)
        return {**self._told(), "full": last}

    def _told(self) -> Written:
        return {"bytes": self.size, "sha256": self._digest.hexdigest(), "records": self.records}

    def finish(self, *, force: bool) -> Result:
        """Puts the file, which was marked, in its place; raises code "exists" if another came up there meanwhile."""
        with writing(self.path):
            self._file.close()
            place(self._temporary, self._target, force=force)
        return {"path": os.path.basename(self.path), **self._told()}

    def close(self) -> None:
        """Leaves it as it is on the disk."""
        with suppress(OSError):  # a full disk refuses what is still in the buffer, once more
            self._file.close()

    def discard(self) -> None:
        """Removes what there is of it."""
        self.close()
        with suppress(OSError):
            os.unlink(self._temporary)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)


def _journal_error(message: str, path: str) -> CleanerError:
    return CleanerError(message, where=path, hint="Use --force to start over.", code="journal")


def result(path: str, records: int) -> Result:
    """What is said of a file that is in its place; raises code "journal" if it is not there."""
    try:
        with open(path, "rb") as file:
            digest, length = digest_of(file)
    except OSError as error:
        raise _journal_error("This file of the unfinished run is gone.", path) from error
    return Result(path=os.path.basename(path), bytes=length, sha256=digest.hexdigest(), records=records)


Opener = Callable[[str, "Mark | None"], Part]
"""Opens a file of the output by its path, at a mark or anew."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which files an output has. What goes where depends on the order of the inputs alone.

    Attributes:
        path: OUT.
        count: number of files (`--shards`), or None. Document k (from 0) goes to file k modulo `count`.
        limit: bytes after which a new file is begun (`--shard-size`), or None.
        errors, manifest: files that the user names for what was set aside and for what the run did, or None.
    """

    path: str
    count: int | None = None
    limit: int | None = None
    errors: str | None = None
    manifest: str | None = None

    @property
    def errors_file(self) -> str:
        """The file of what was set aside; there is none if nothing was and the user does not name one."""
        return self.errors or f"{self.path}.errors.jsonl"

    @property
    def manifest_file(self) -> str:
        """The file that says what the run did."""
        return self.manifest or f"{self.path}.manifest.json"

    @property
    def several(self) -> bool:
        """Whether the files are numbered."""
        return self.count is not None or self.limit is not None

    def name(self, number: int) -> str:
        """Path of a file: OUT, or with its number before the ending, `crawl-00007.jsonl.gz` of `crawl.jsonl.gz`."""
        if not self.several:
            return self.path
        ending = "".join(endings(self.path))
        return f"{self.path.removesuffix(ending)}-{number:05}{ending}"

    def present(self) -> list[str]:
        """The files of this output that are there, of an earlier run too."""
        if not self.several:
            return [self.path] if os.path.lexists(self.path) else []
        ending = "".join(endings(self.path))
        stem = self.path.removesuffix(ending)
        own = re.compile(rf"{re.escape(stem)}-\d{{5,}}{re.escape(ending)}")
        found = glob.glob(f"{glob.escape(stem)}-{'[0-9]' * 5}*{glob.escape(ending)}")
        return sorted(path for path in found if own.fullmatch(path))


class Output:
    """Takes documents in order, and deals them out; `marks` tell where each file stood at the last checkpoint, by number."""

    def __init__(self, layout: Layout, open_part: Opener, marks: Mapping[int, Mark]) -> None:
        self._layout = layout
        self._open_part = open_part
        self._parts: dict[int, Part] = {}
        self._results: dict[int, Result] = {}
        for number, mark in marks.items():
            name = layout.name(number)
            if not mark["full"]:
                self._parts[number] = open_part(name, mark)
            elif os.path.exists(hidden(name, "part")):
                self._results[number] = open_part(name, mark).finish(force=True)
            else:
                self._results[number] = result(name, mark["records"])
        if not marks:
            for number in range(layout.count or 1):
                self._parts[number] = open_part(layout.name(number), None)

    @property
    def written(self) -> int:
        """Number of documents in all files."""
        parts = sum(part.records for part in self._parts.values())
        return parts + sum(result["records"] for result in self._results.values())

    def write(self, data: bytes) -> None:
        """Takes one document."""
        number = len(self._results) if self._layout.count is None else self.written % self._layout.count
        if number not in self._parts:
            self._parts[number] = self._open_part(self._layout.name(number), None)
        self._parts[number].add(data)

    def mark(self, *, last: bool = False) -> dict[int, Mark]:
        """Ends the frames and sees that all is on the disk; tells where each file stands that was not full before."""
        limit = self._layout.limit
        marks: dict[int, Mark] = {}
        for number, part in self._parts.items():
            marks[number] = part.mark(last=last)
            marks[number]["full"] |= limit is not None and part.size >= limit
        return marks

    def settle(self, marks: Mapping[int, Mark], *, force: bool) -> None:
        """Puts the files that are full, as `mark` said, in their places; raises code "exists" if that is not forced."""
        for number, mark in marks.items():
            if mark["full"]:
                self._results[number] = self._parts.pop(number).finish(force=force)

    def results(self) -> list[Result]:
        """The files that are in their places, in order."""
        return [self._results[number] for number in sorted(self._results)]

    def stop(self, *, keep: bool) -> None:
        """Leaves everything as it is on the disk, or removes everything that is not full."""
        for part in self._parts.values():
            (part.close if keep else part.discard)()
