"""Files that are written whole or not at all, and the hidden ones that stand for them meanwhile."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import BinaryIO

from cleaner.errors import CleanerError


class AtomicFile:
    """A file written beside its place and moved there when all of it is on the disk.

    As a context manager: left in peace, the file takes its place; left with an exception, nothing stays behind.
    A link stays a link, to what is written. A device or pipe (/dev/null) is written to as it is.

    Args:
        path: where the file is to be.
        force: replace what is there.
    """

    def __init__(self, path: str, *, force: bool = False) -> None:
        self.path = path
        self._force = force
        self._target = os.path.realpath(path)
        self._temporary: str | None = None
        self._file: BinaryIO

    def __enter__(self) -> AtomicFile:
        """Opens the file; raises a CleanerError, code "exists" or "output", before anything is written."""
        if os.path.isdir(self._target):
            raise CleanerError("This is a folder.", where=self.path, hint="Name a file.", code="output")
        try:
            with writing(self.path):
                if os.path.exists(self._target) and not os.path.isfile(self._target):
                    self._file = open(self._target, "wb")
                    return self
                if os.path.exists(self._target) and not self._force:
                    raise exists(self.path)
                folder, name = os.path.split(self._target)
                self._temporary = os.path.join(folder, f".{name[:60]}.{secrets.token_hex(4)}.part")
                self._file = create(self._temporary)
        except KeyboardInterrupt:  # between making the file and saying so
            self._discard()
            raise
        return self

    def write(self, data: bytes) -> None:
        """Adds bytes."""
        with writing(self.path, whole=self._temporary is not None):
            self._file.write(data)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with writing(self.path):
                if kind is None and self._temporary is None:
                    self._file.flush()
                elif kind is None and self._temporary is not None:
                    save(self._file)
                    self._file.close()
                    place(self._temporary, self._target, force=self._force)
                    self._temporary = None
        finally:
            with suppress(OSError):  # a full disk refuses what is still in the buffer, once more
                self._file.close()
            self._discard()

    def _discard(self) -> None:
        if self._temporary is not None:
            with suppress(OSError):
                os.unlink(self._temporary)


@contextmanager
def writing(path: str, *, whole: bool = True) -> Iterator[None]:
    """While in it, what the system says against writing an output becomes a CleanerError, code "output".

    That whoever reads a pipe has gone is no error of ours, and stays a BrokenPipeError.

    Args:
        path: the output's name.
        whole: whether nothing half written is left there.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise output_error(path, error, whole=whole) from error


def hidden(path: str, ending: str) -> str:
    """The name of a file that belongs to an output while it is made; hidden, so that no walk takes it for an input."""
    folder, name = os.path.split(os.path.realpath(path))
    return os.path.join(folder, f".{name}.{ending}")


def create(path: str) -> BinaryIO:
    """Makes a hidden file of ours, to write and read. What has its name is removed: a link is not followed."""
    with suppress(FileNotFoundError):
        os.unlink(path)
    return open(path, "x+b")


def reopen(path: str, flags: int = 0) -> BinaryIO:
    """Opens a hidden file of ours that may be there already, to read and write; `flags`: os.O_CREAT makes it.

    Raises:
        CleanerError: code "output" if a link, a device or a pipe has its name.
    """
    foreign = CleanerError(
        "This is no file of ours: a link, a device or a pipe.", where=path, hint="Remove it.", code="output"
    )
    try:
        handle = os.open(path, os.O_RDWR | flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        if os.path.islink(path):
            raise foreign from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise foreign
    return os.fdopen(handle, "r+b")


def save(file: BinaryIO) -> None:
    """Sees that all that was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def place(temporary: str, target: str, *, force: bool) -> None:
    """Gives a file its name, and sees that the name is on the disk.

    Raises:
        CleanerError: code "exists", if somebody took that name meanwhile; not if it is forced.
    """
    if os.path.exists(target) and os.path.samefile(temporary, target):
        os.unlink(temporary)  # it was stopped between giving it the one name and taking the other
    elif force:
        os.replace(temporary, target)
    else:
        try:
            os.link(temporary, target)
        except OSError:  # the name is taken, or a file system has no links
            if os.path.lexists(target):
                raise exists(target) from None
            os.rename(temporary, target)
        else:
            os.unlink(temporary)
    if os.name == "posix":
        with suppress(OSError):  # some file systems refuse it; the file itself is safe
            handle = os.open(os.path.dirname(target), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


_CHUNK = 1 << 20


def digest_of(file: BinaryIO, size: int | None = None) -> tuple[hashlib._Hash, int]:
    """The SHA-256 of what comes next in a file, `size` bytes or all; and how many bytes there were."""
    digest, done = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK if size is None else min(_CHUNK, size - done)):
        digest.update(chunk)
        done += len(chunk)
    return digest, done


def exists(path: str) -> CleanerError:
    """What is said of an output that is there already."""
    return CleanerError(
        "The file exists already.", where=path, hint="Use --force to replace it, or another name.", code="exists"
    )


def output_error(path: str, error: OSError, *, whole: bool = True) -> CleanerError:
    """What kept an output from being written, for people; `whole` as in `writing`."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    if error.errno == errno.ENOENT:
        hint = "Make its folder first, or name another."
    else:
        left = "Nothing half written was left there." if whole else "What was written there is not complete."
        hint = f"{left} Make room or choose another place, and run it again."
    return CleanerError(f"The output cannot be written: {reason}.", where=path, hint=hint, code="output")
