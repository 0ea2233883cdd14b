"""How an output file is named and packed: not at all, gzip or Zstandard, in frames that stand for themselves.

A frame can be cut off, or another one put behind it, without unpacking anything: that is what a run that was stopped
goes on from. The bytes of a frame depend on what is in it and on the library, not on the time or the machine.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypedDict

from cleaner.archive.files import create, digest_of, output_error, place, reopen
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    import zstandard

GZIP_LEVEL = 6
ZSTD_LEVEL = 3


class Codec(Protocol):
    """Packs a file frame by frame."""

    def add(self, data: bytes) -> bytes:
        """Packs more of a frame; begins one if need be. Returns what is ready to be written."""

    def end(self) -> bytes:
        """Ends the frame. Returns the rest of it; nothing if none was begun."""


class Plain:
    """Not packed."""

    def add(self, data: bytes) -> bytes:
        return data

    def end(self) -> bytes:
        return b""


class _Frames:
    """Packed by what a library calls for each frame."""

    def __init__(self, begin: Callable[[], zlib._Compress | zstandard.ZstdCompressionObj]) -> None:
        self._begin = begin
        self._frame: zlib._Compress | zstandard.ZstdCompressionObj | None = None

    def add(self, data: bytes) -> bytes:
        if self._frame is None:
            self._frame = self._begin()
        return self._frame.compress(data)

    def end(self) -> bytes:
        rest = self._frame.flush() if self._frame is not None else b""
        self._frame = None
        return rest


def gzip() -> Codec:
    """Members of gzip (RFC 1952), without time and name."""
    return _Frames(lambda: zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS))


def zstd() -> Codec:
    """Frames of Zstandard (RFC 8878), with checksums."""
    import zstandard

    return _Frames(zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compressobj)


_CODECS: dict[str, Callable[[], Codec]] = {"": Plain, ".gz": gzip, ".zst": zstd, ".zstd": zstd}


def endings(path: str) -> tuple[str, str]:
    """The endings of a file's name: what is in it, and how it is packed; ".jsonl" and ".gz" of "a/b.c.jsonl.gz"."""
    stem, packing = os.path.splitext(path)
    if packing.lower() in _CODECS:
        return os.path.splitext(stem)[1], packing
    return packing, ""


def codec_for(path: str) -> Codec:
    """The codec that a file's name asks for by its ending."""
    return _CODECS[endings(path)[1].lower()]()


class Mark(TypedDict):
    """Where a part stood at a checkpoint: its length, digest and number of documents; whether nothing more comes."""

    bytes: int
    sha256: str
    records: int
    full: bool


class Result(TypedDict):
    """A file that was put in its place; `path` is its name."""

    path: str
    bytes: int
    sha256: str
    records: int


class Part:
    """A file that takes documents one after the other and appears when it is whole.

    Args:
        path: where it is to be.
        codec: how it is packed; None: as its name says.
        head: what it begins with, already packed.
        mark: where to go on after a stop; None begins anew.

    Raises:
        CleanerError: code "output" if it cannot be written; "journal" if what is there does not fit the mark.
    """

    def __init__(self, path: str, *, codec: Codec | None = None, head: bytes = b"", mark: Mark | None = None) -> None:
        self.path = path
        self._target = os.path.realpath(path)
        self._temporary = hidden(self._target, "part")
        self._codec = codec or codec_for(path)
        self._digest = hashlib.sha256()
        self._length = 0
        self._file: BinaryIO
        self.records = 0
        try:
            if mark is None:
                self._file = create(self._temporary)
                self._put(head)
            else:
                self._file = reopen(self._temporary)
                self._go_back(mark)
        except FileNotFoundError as error:
            if mark is None:
                raise output_error(path, error) from error
            raise _not_ours(self._temporary) from error
        except OSError as error:
            raise output_error(path, error) from error

    def _go_back(self, mark: Mark) -> None:
        self._digest, self._length = digest_of(self._file, mark["bytes"])
        if self._digest.hexdigest() != mark["sha256"]:
            self._file.close()
            raise _not_ours(self._temporary)
        self._file.seek(self._length)
        self._file.truncate()
        self.records = mark["records"]

    @property
    def size(self) -> int:
        """Bytes of the file so far."""
        return self._length

    def add(self, data: bytes) -> None:
        """Takes one document.

        Raises:
            CleanerError: code "output".
        """
        self.records += 1
        try:
            self._put(self._codec.add(data))
        except OSError as error:
            raise output_error(self.path, error) from error

    def mark(self) -> Mark:
        """Ends the frame, and sees that all of it is on the disk; what comes after can be cut off again.

        Raises:
            CleanerError: code "output".
        """
        try:
            self._put(self._codec.end())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise output_error(self.path, error) from error
        return Mark(bytes=self._length, sha256=self._digest.hexdigest(), records=self.records, full=False)

    def finish(self, *, force: bool) -> Result:
        """Puts the file in its place; it was marked before.

        Raises:
            CleanerError: code "output"; "exists" if a file came up there meanwhile and it is not to be replaced.
        """
        try:
            if not self._length:  # an empty file is no gzip
                self._put(self._codec.add(b"") + self._codec.end())
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            place(self._temporary, self._target, force=force)
        except OSError as error:
            raise output_error(self.path, error) from error
        return Result(
            path=os.path.basename(self.path),
            bytes=self._length,
            sha256=self._digest.hexdigest(),
            records=self.records,
        )

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
        self._length += len(data)


def _not_ours(path: str) -> CleanerError:
    return CleanerError(
        "The unfinished output is not what the run left there.",
        where=path,
        hint="Use --force to start over.",
        code="journal",
    )


def result(path: str, mark: Mark) -> Result:
    """What is said of a file that was put in its place before the run was stopped.

    Raises:
        CleanerError: code "journal" if it is not there.
    """
    try:
        with open(path, "rb") as file:
            digest, length = digest_of(file)
    except OSError as error:
        raise CleanerError(
            "This file of the unfinished run is gone.", where=path, hint="Use --force to start over.", code="journal"
        ) from error
    return Result(path=os.path.basename(path), bytes=length, sha256=digest.hexdigest(), records=mark["records"])


def hidden(path: str, ending: str) -> str:
    """The name of a file that belongs to an output while it is made; hidden, so that no walk takes it for an input."""
    folder, name = os.path.split(os.path.realpath(path))
    return os.path.join(folder, f".{name}.{ending}")
