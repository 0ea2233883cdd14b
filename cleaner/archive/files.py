"""Files that are written whole or not at all, and the hidden ones that stand for them meanwhile."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from cleaner.errors import CleanerError

_BLOCK = 1 << 20


@contextmanager
def atomic(path: str, *, force: bool = False) -> Iterator[Callable[[bytes], None]]:
    """What writes a file beside its place; it is moved there when all of it is on the disk (errors "exists", "output").

    Left with an exception, nothing stays behind. A link stays a link, to what is written. A device or pipe (/dev/null) is
    written to as it is.
    """
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise CleanerError("This is a folder.", where=path, hint="Name a file.", code="output")
    device = os.path.exists(target) and not os.path.isfile(target)
    if os.path.exists(target) and not (device or force):
        raise exists(path)
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name[:60]}.{secrets.token_hex(4)}.part")
    with writing(path):
        file = open(target, "wb") if device else create(temporary)  # noqa: SIM115

    def write(data: bytes) -> None:
        with writing(path, whole=not device):
            file.write(data)

    try:
        yield write
        with writing(path):
            if not device:
                save(file)
            file.close()
            if not device:
                place(temporary, target, force=force)
    finally:
        with suppress(OSError):  # a full disk refuses what is still in the buffer, once more
            file.close()
        with suppress(OSError):
            os.unlink(temporary)


@contextmanager
def writing(path: str, *, whole: bool = True) -> Iterator[None]:
    """While in it, what the system says against writing an output becomes a CleanerError, code "output"; `whole`: nothing half
    written is left there.

    That whoever reads a pipe has gone is no error of ours, and stays a BrokenPipeError.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        left = "Nothing half written was left there." if whole else "What was written there is not complete."
        hint = f"{left} Make room or choose another place, and run it again."
        if error.errno == errno.ENOENT:
            hint = "Make its folder first, or name another."
        what = f"The output cannot be written: {reason}."
        raise CleanerError(what, where=path, hint=hint, code="output") from error


def hidden(path: str, ending: str) -> str:
    """The name of a file that belongs to an output while it is made; hidden, so that no walk takes it for an input."""
    folder, name = os.path.split(os.path.realpath(path))
    return os.path.join(folder, f".{name}.{ending}")


def free_name(stem: str, ending: str, taken: set[str]) -> str:
    """`a/b` becomes `a/b.txt`; where that name is taken already, `a/b-2.txt` and so on."""
    name, number = f"{stem}{ending}", 1
    while name.casefold() in taken:  # file systems that do not tell case apart
        number += 1
        name = f"{stem}-{number}{ending}"
    taken.add(name.casefold())
    return name


def create(path: str) -> BinaryIO:
    """Makes a hidden file of ours, to write and read. What has its name is removed: a link is not followed."""
    with suppress(FileNotFoundError):
        os.unlink(path)
    return open(path, "x+b")


def reopen(path: str, flags: int = 0) -> BinaryIO:
    """Opens a hidden file of ours that may be there already, to read and write; `flags`: os.O_CREAT makes it. A link, a device
    or a pipe of that name is refused."""
    try:
        handle = os.open(path, os.O_RDWR | flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        if not os.path.islink(path):
            raise
    else:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return os.fdopen(handle, "r+b")
        os.close(handle)
    foreign = "This is no file of ours: a link, a device or a pipe."
    raise CleanerError(foreign, where=path, hint="Remove it.", code="output")


def save(file: BinaryIO) -> None:
    """Sees that all that was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def place(temporary: str, target: str, *, force: bool) -> None:
    """Gives a file its name, unless somebody took that meanwhile and it is not forced; sees that the name is on the disk."""
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
    with suppress(OSError):  # some systems refuse it; the file itself is safe
        handle = os.open(os.path.dirname(target), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest_of(file: BinaryIO, size: int | None = None) -> tuple[hashlib._Hash, int]:
    """The SHA-256 of what comes next in a file, `size` bytes or all; and how many bytes there were."""
    digest, done = hashlib.sha256(), 0
    while chunk := file.read(_BLOCK if size is None else min(_BLOCK, size - done)):
        digest.update(chunk)
        done += len(chunk)
    return digest, done


def exists(path: str) -> CleanerError:
    """What is said of an output that is there already."""
    hint = "Use --force to replace it, or another name."
    return CleanerError("The file exists already.", where=path, hint=hint, code="exists")
