"""Where the bytes of an output go: numbered files that can be gone on with, a stream, or a folder.

What is packed is packed in frames that stand for themselves, so that one can be cut off, or another put behind it, when a run
is gone on with. The bytes of a frame depend on what is in it and on the library, not on the time or the machine.
"""

from __future__ import annotations

import glob
import hashlib
import os
import posixpath
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.archive.files import atomic, create, digest_of, free_name, hidden, place, reopen, save, writing
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    import zstandard

    Packer = zlib._Compress | zstandard.ZstdCompressionObj


_PACKINGS = (".gz", ".zst", ".zstd")


class Codec:
    """Packs a file frame by frame (".gz", ".zst"), or not at all."""

    def __init__(self, packing: str = "") -> None:
        self._packing = packing.lower()
        self._frame: Packer | None = None

    def add(self, data: bytes) -> bytes:
        """Packs more of a frame, and begins one if need be. Returns what is ready to be written."""
        if not self._packing:
            return data
        self._frame = self._frame or self._begin()
        return self._frame.compress(data)

    def _begin(self) -> Packer:
        if self._packing == ".gz":
            return zlib.compressobj(5, zlib.DEFLATED, 16 + zlib.MAX_WBITS)  # RFC 1952, without time and name
        import zstandard

        return zstandard.ZstdCompressor(level=3, write_checksum=True).compressobj()

    def end(self) -> bytes:
        """Ends the frame. Returns the rest of it; nothing if none was begun."""
        frame, self._frame = self._frame, None
        return frame.flush() if frame is not None else b""


def endings(path: str) -> tuple[str, str]:
    """The endings of a file's name: what is in it, and how it is packed; ".jsonl" and ".gz" of "a/b.c.jsonl.gz"."""
    stem, packing = os.path.splitext(path)
    return (os.path.splitext(stem)[1], packing) if packing.lower() in _PACKINGS else (packing, "")


@contextmanager
def packed_file(path: str, *, force: bool) -> Iterator[Callable[[bytes], None]]:
    """`atomic`, packed as the file's name says."""
    codec = Codec(endings(path)[1])
    with atomic(path, force=force) as write:
        yield lambda data: write(codec.add(data))
        write(codec.add(b"") + codec.end())


Written = dict[str, Any]
"""A file: its name (`path`), length (`bytes`), digest (`sha256`) and number of documents (`records`); of one that is under way
where it stood at a checkpoint, and whether nothing more comes (`full`)."""


class Part:
    """A file that takes documents one after the other and appears when it is whole.

    Args:
        mark: where to go on after a stop; None begins anew. What does not fit it is refused (code "journal").
        codec: how it is packed; None: as its name says.
        head: what it begins with, already packed.
    """

    def __init__(
        self, path: str, mark: Written | None = None, *, codec: Codec | None = None, head: bytes = b""
    ) -> None:
        self.path = path
        self._target = os.path.realpath(path)
        self._temporary = hidden(path, "part")
        self._codec = codec or Codec(endings(path)[1])
        self._digest = hashlib.sha256()
        self.size = self.records = 0
        self._file: BinaryIO
        with writing(path):
            if mark is None:
                self._file = create(self._temporary)
                self._put(head)
            else:
                self._go_back(mark)

    def _go_back(self, mark: Written) -> None:
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

    def mark(self, *, last: bool = False) -> Written:
        """Ends the frame (the last one, perhaps), and sees that all is on the disk; what comes after can be cut off again."""
        with writing(self.path):
            self._put(self._codec.end())
            if last and not self.size:  # an empty file is no gzip
                self._put(self._codec.add(b"") + self._codec.end())
            save(self._file)
        return {**_told(self.path, self.size, self._digest, self.records), "full": last}

    def finish(self, *, force: bool) -> Written:
        """Puts the file, which was marked, in its place; raises code "exists" if another came up there meanwhile."""
        with writing(self.path):
            self._file.close()
            place(self._temporary, self._target, force=force)
        return _told(self.path, self.size, self._digest, self.records)

    def close(self) -> None:
        """Leaves it as it is on the disk."""
        with suppress(OSError):  # a full disk refuses what is still in the buffer, once more
            self._file.close()

    def discard(self) -> None:
        """Removes it."""
        self.close()
        with suppress(OSError):
            os.unlink(self._temporary)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)


def _journal_error(message: str, path: str) -> CleanerError:
    return CleanerError(message, where=path, hint="Use --force to start over.", code="journal")


def _told(path: str, size: int, digest: hashlib._Hash, records: int) -> Written:
    return {"path": os.path.basename(path), "bytes": size, "sha256": digest.hexdigest(), "records": records}


def result(path: str, records: int) -> Written:
    """What is said of a file that is in its place; raises code "journal" if it is not there."""
    try:
        with open(path, "rb") as file:
            digest, size = digest_of(file)
    except OSError as error:
        raise _journal_error("This file of the unfinished run is gone.", path) from error
    return _told(path, size, digest, records)


ERRORS = -1  # number of the file of what was set aside


@dataclass(frozen=True, slots=True)
class Layout:
    """Which files an output has (OUT, --shards, --shard-size, --errors, --manifest).

    What goes where depends on the order of the inputs alone: document k (from 0) to file k modulo `count`; or into a new file
    after `limit` bytes.
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
        if number == ERRORS:
            return self.errors_file
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
        return sorted(filter(own.fullmatch, glob.glob(f"{glob.escape(stem)}-*{glob.escape(ending)}")))


class Output:
    """Takes documents in order, and deals them out.

    Args:
        open_part: opens a file by its path, at a mark or anew.
        marks: where each file stood at the last checkpoint, by number.
    """

    def __init__(
        self, layout: Layout, open_part: Callable[[str, Written | None], Part], marks: Mapping[int, Written]
    ) -> None:
        self._layout = layout
        self._open_part = open_part
        self._parts: dict[int, Part] = {}
        self._results: dict[int, Written] = {}
        for number, mark in marks.items():
            if not mark["full"]:
                self._open(number, mark)
            elif os.path.exists(hidden(layout.name(number), "part")):
                self._open(number, mark)
                self.settle({number: mark}, force=True)
            elif self._wanted(number, mark):
                self._results[number] = result(layout.name(number), mark["records"])
        if not marks:
            for number in (ERRORS, *range(layout.count or 1)):
                self._open(number)
        self.written = sum(mark["records"] for number, mark in marks.items() if number != ERRORS)  # documents

    def _open(self, number: int, mark: Written | None = None) -> Part:
        name = self._layout.name(number)
        part = Part(name, mark) if number == ERRORS else self._open_part(name, mark)
        self._parts[number] = part
        return part

    def write(self, data: bytes) -> None:
        """Takes one document."""
        count = self._layout.count
        number = len(self._results) if count is None else self.written % count
        self.written += 1
        (self._parts.get(number) or self._open(number)).add(data)

    def set_aside(self, line: bytes) -> None:
        """Takes what is said of a document that could not be cleaned."""
        self._parts[ERRORS].add(line)

    def mark(self, *, last: bool = False) -> dict[int, Written]:
        """Ends the frames and sees that all is on the disk; tells where each file stands that was not full before."""
        limit = self._layout.limit
        marks = {}
        for number, part in self._parts.items():
            marks[number] = part.mark(last=last)
            marks[number]["full"] |= limit is not None and part.size >= limit and number != ERRORS
        return marks

    def settle(self, marks: Mapping[int, Written], *, force: bool) -> None:
        """Puts the files that are full, as `mark` said, in their places; raises code "exists" if that is not forced."""
        for number, mark in marks.items():
            if not mark["full"]:
                continue
            part = self._parts.pop(number)
            if self._wanted(number, mark):
                self._results[number] = part.finish(force=force)
            else:
                part.discard()

    def _wanted(self, number: int, mark: Written) -> bool:
        """Whether a file is to be there at the end; that of what was set aside, if nothing was, where the user names it."""
        return number != ERRORS or bool(mark["records"] or self._layout.errors)

    def results(self) -> tuple[list[Written], Written | None]:
        """The files that are in their places: those of documents in order, and that of what was set aside."""
        results = dict(sorted(self._results.items()))
        errors = results.pop(ERRORS, None)
        return list(results.values()), errors

    def stop(self, *, keep: bool) -> None:
        """Leaves everything as it is on the disk, or removes everything that is not full."""
        for part in self._parts.values():
            (part.close if keep else part.discard)()


# Where nothing can be gone on with

Sink = Callable[[str, bytes], object]
"""Takes documents in order: the path from the folder that holds all inputs, and what is written of it."""


@contextmanager
def to_stream(stream: BinaryIO) -> Iterator[Sink]:
    """A sink that writes to an open stream and flushes it at the end."""

    def write(relative: str, data: bytes) -> None:
        with writing("stdout", whole=False):
            stream.write(data)

    yield write
    with writing("stdout", whole=False):
        stream.flush()


@contextmanager
def to_folder(path: str, ending: str = ".txt", *, force: bool = False) -> Iterator[Sink]:
    """A sink that writes a file a document into a folder, which is made with the first of them.

    Each file is written whole or not at all, under its relative path. A hidden list beside the folder names them, so that a run
    that replaces them takes away those that it has no document for, and nothing else.

    Args:
        force: write into a folder that is not empty, and remove the texts of an earlier run that this one does not make.
    """
    with writing(path):
        if os.path.lexists(path) and os.listdir(path) and not force:
            raise CleanerError(
                "The folder is not empty.",
                where=path,
                hint="Use --force to replace the texts in it, or name another.",
                code="exists",
            )
    names = hidden(path, "files")
    try:
        with writing(names):
            os.makedirs(os.path.dirname(names), exist_ok=True)
            listed: BinaryIO = reopen(names, os.O_CREAT)
    except CleanerError as error:
        if not isinstance(error.__cause__, PermissionError):
            raise
        listed = BytesIO()  # the folder may be a mount whose neighbours are not ours to write
    older = listed.read()
    taken: set[str] = set()

    def write(relative: str, data: bytes) -> None:
        name = free_name(posixpath.splitext(relative)[0], ending, taken)
        target = os.path.join(path, *name.split("/"))
        with writing(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            listed.write(os.fsencode(name) + b"\0")
            listed.flush()
            if force and os.path.islink(target):
                os.unlink(target)
        with atomic(target, force=force) as write_file:
            write_file(data)

    try:
        yield write
        if force:
            for name in map(os.fsdecode, older.split(b"\0")):
                if name.casefold() not in taken and name.endswith(ending):
                    _remove(path, os.path.join(path, *name.split("/")))
        with writing(names):  # what there is now
            listed.seek(len(older))
            made = listed.read()
            listed.seek(0)
            listed.truncate(listed.write(made))
    finally:
        if not listed.seek(0, os.SEEK_END):
            with suppress(OSError):
                os.unlink(names)
        listed.close()


def _remove(root: str, path: str) -> None:
    """Removes a file in a folder, and the folders that this leaves empty."""
    root, folder = os.path.realpath(root), os.path.realpath(os.path.dirname(path))
    if os.path.commonpath([root, folder]) == root:
        with suppress(OSError):
            os.unlink(path)
            while folder != root:
                os.rmdir(folder)
                folder = os.path.dirname(folder)
