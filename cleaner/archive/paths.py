"""What an argument may stand for besides a file: a pattern, an address, a list of names."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, BinaryIO

from cleaner.archive.task import STDIN, unreadable
from cleaner.errors import CleanerError, need

MAGIC = re.compile(r"[*?[]")
"""What makes a path a pattern."""


def visible(folder: str) -> list[str]:
    """Paths of what a folder holds, by name, without hidden entries."""
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if not name.startswith(".")]


def matches(pattern: str) -> Iterator[str]:
    """Paths that fit a pattern, by name; `**` stands for any number of folders, and follows no links to folders.

    (glob.glob of the standard library goes round in links that form a circle.)
    """
    drive, rest = os.path.splitdrive(pattern)
    parts = [part for part in rest.replace("\\", "/").split("/") if part] if os.sep == "\\" else rest.split("/")
    root = drive + ("/" if rest.startswith("/") else "")
    return _match(root, [part for part, after in zip(parts, [*parts[1:], ""]) if part and not part == after == "**"])


def _match(folder: str, parts: Sequence[str]) -> Iterator[str]:
    if not parts:
        yield folder
        return
    part, rest = parts[0], parts[1:]
    if not MAGIC.search(part):
        path = os.path.join(folder, part)
        if os.path.lexists(path):
            yield from _match(path, rest)
        return
    try:
        entries = sorted(os.listdir(folder or "."))
    except OSError:
        return  # no folder, or one that may not be read: nothing in it fits
    if part == "**" and rest:
        yield from _match(folder, rest)
    hidden = part.startswith(".")
    for name in entries:
        if name.startswith(".") and not hidden:
            continue
        path = os.path.join(folder, name)
        if part == "**" and rest:
            if os.path.isdir(path) and not os.path.islink(path):
                yield from _match(path, parts)
        elif fnmatchcase(name, part):
            yield from _match(path, rest)


_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}(?:::[^:]{1,200}){0,4}://")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def is_remote(name: str) -> bool:
    """Whether a name is an address (s3://, hdfs://, https:// ...) rather than a path."""
    return _URL.match(name) is not None


def is_web(name: str) -> bool:
    """Whether it is an address of the web."""
    return _WEB.match(name) is not None


def matching(address: str) -> list[str]:
    """The addresses that a pattern fits, by name; the address itself if it is none ("?" means something else in URLs).

    Raises:
        CleanerError: code "missing-library"; "unreadable"; "not-found", if nothing fits.
    """
    if is_web(address) or "*" not in address:
        return [address]
    core: Any = need("fsspec.core", "remote")
    try:
        system, path = core.url_to_fs(address)
        found = sorted(system.unstrip_protocol(name) for name in system.glob(path))
    except Exception as error:  # each of fsspec's file systems raises what its library raises
        raise _unreadable(error) from error
    if not found:
        raise CleanerError("No file fits this pattern.", hint="Check the pattern.", code="not-found")
    return found


def open_remote(address: str) -> tuple[BinaryIO, int | None]:
    """A file on another machine, and its size if that is known.

    Raises:
        CleanerError: code "missing-library", "unreadable", "not-found".
    """
    library: Any = need("fsspec", "remote")
    try:
        stream = library.open(address, "rb").open()
    except FileNotFoundError as error:
        raise CleanerError("There is no such file.", hint="Check the address.", code="not-found") from error
    except Exception as error:
        raise _unreadable(error) from error
    size = getattr(stream, "size", None)
    return stream, size if isinstance(size, int) else None


def _unreadable(error: Exception) -> CleanerError:
    told = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    return CleanerError(
        f"It cannot be read: {told}.",
        hint="Check the address and your access to it; some kinds need another package, such as s3fs or aiohttp.",
        code="unreadable",
    )


def read_list(path: str) -> list[str]:
    """The inputs that a file names, one a line, as they would stand on the command line.

    Blank lines are passed over. A file that holds NULs is one of names ended by them (`find -print0`), which may then
    hold line feeds.

    Args:
        path: of the file; "-": stdin.

    Raises:
        CleanerError: if it cannot be read.
    """
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as stream:
                data = stream.read()
    except OSError as error:
        problem = unreadable(error)
        raise CleanerError(problem.message, where=path, hint=problem.hint, code=problem.code) from error
    if b"\0" in data:
        return [os.fsdecode(name) for name in data.split(b"\0") if name]
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [os.fsdecode(line) for line in (line.removesuffix(b"\r") for line in lines) if line.strip()]
