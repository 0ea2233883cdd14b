"""A file that is either written whole or not there at all."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO

from cleaner.errors import CleanerError


class AtomicFile:
    """A file written beside its place and moved there when all of it is on the disk.

    As a context manager: left in peace, the file takes its place; left with an exception, nothing stays behind.
    The path of a device or pipe (/dev/null, a named pipe) is written to as it is.

    Args:
        path: where the file is to be.
        force: replace what is there.
    """

    def __init__(self, path: str, *, force: bool = False) -> None:
        self.path = path
        self._force = force
        self._target = os.path.realpath(path)  # a link stays a link to what is written
        self._temporary: str | None = None
        self._file: BinaryIO

    def __enter__(self) -> AtomicFile:
        """Opens the file.

        Raises:
            CleanerError: code "exists" if there is a file already and it is not to be replaced; "output" if the file
                cannot be written. Nothing has been written then.
        """
        try:
            if os.path.isdir(self._target):
                raise CleanerError("This is a folder.", where=self.path, hint="Name a file.", code="output")
            if os.path.exists(self._target) and not os.path.isfile(self._target):
                self._file = open(self._target, "wb")
                return self
            if os.path.exists(self._target) and not self._force:
                raise exists(self.path)
            folder, name = os.path.split(self._target)
            # Hidden, so that no walk over the folder takes it for an input.
            self._temporary = os.path.join(folder, f".{name[:60]}.{secrets.token_hex(4)}.part")
            self._file = create(self._temporary)
            return self
        except OSError as error:
            raise output_error(self.path, error) from error
        except KeyboardInterrupt:  # between making the file and saying so
            self._discard()
            raise

    def write(self, data: bytes) -> None:
        """Adds bytes.

        Raises:
            CleanerError: code "output".
        """
        try:
            self._file.write(data)
        except OSError as error:
            raise output_error(self.path, error, whole=self._temporary is not None) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        except OSError as failure:
            raise output_error(self.path, failure) from failure
        finally:
            with suppress(OSError):  # a full disk refuses what is still in the buffer, once more
                self._file.close()
            self._discard()

    def _discard(self) -> None:
        if self._temporary is not None:
            with suppress(OSError):
                os.unlink(self._temporary)

    def _finish(self) -> None:
        self._file.flush()
        if self._temporary is None:
            return
        os.fsync(self._file.fileno())
        self._file.close()
        place(self._temporary, self._target, force=self._force)
        self._temporary = None


def create(path: str) -> BinaryIO:
    """Makes a hidden file of ours, to write and read. What has its name is removed: a link is not followed.

    Raises:
        OSError: if that cannot be.
    """
    with suppress(FileNotFoundError):
        os.unlink(path)
    return open(path, "x+b")


def reopen(path: str, flags: int = 0) -> BinaryIO:
    """Opens a hidden file of ours that may be there already, to read and write.

    Args:
        flags: os.O_CREAT makes it if it is not there.

    Raises:
        OSError: if that cannot be.
        CleanerError: code "output" if a link, a device or a pipe has its name.
    """
    try:
        handle = os.open(path, os.O_RDWR | flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        if os.path.islink(path):
            raise _foreign(path) from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _foreign(path)
    return os.fdopen(handle, "r+b")


def _foreign(path: str) -> CleanerError:
    return CleanerError(
        "This is no file of ours: a link, a device or a pipe.", where=path, hint="Remove it.", code="output"
    )


def place(temporary: str, target: str, *, force: bool) -> None:
    """Gives a file its name, and sees that the name is on the disk.

    Args:
        force: also if somebody took that name meanwhile.

    Raises:
        CleanerError: code "exists".
    """
    if os.path.exists(target) and os.path.samefile(temporary, target):
        os.unlink(temporary)  # it was stopped between giving it the one name and taking the other
    elif force:
        os.replace(temporary, target)
    else:
        _name(temporary, target)
    if os.name != "posix":
        return
    with suppress(OSError):  # some file systems refuse it; the file itself is safe
        handle = os.open(os.path.dirname(target), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _name(temporary: str, target: str) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise exists(target) from None
    except OSError:  # a file system without links
        if os.path.exists(target):
            raise exists(target) from None
        os.rename(temporary, target)
    else:
        os.unlink(temporary)


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
    """What kept the output from being written, for people.

    Args:
        path: the output's name.
        error: what the system said.
        whole: whether nothing half written is left there.
    """
    reason = os.strerror(error.errno) if error.errno else str(error)
    if error.errno == errno.ENOENT:
        hint = "Make its folder first, or name another."
    else:
        left = "Nothing half written was left there." if whole else "What was written there is not complete."
        hint = f"{left} Make room or choose another place, and run it again."
    return CleanerError(f"The output cannot be written: {reason}.", where=path, hint=hint, code="output")
