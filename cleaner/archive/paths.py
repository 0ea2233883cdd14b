"""The files that arguments lead to: folders are walked, patterns matched, addresses asked, lists of names read."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.archive.task import STDIN, unreadable
from cleaner.errors import CleanerError, need

_PATTERN = re.compile(r"[*?[]")
"""What makes a path a pattern."""

_HIDDEN = re.compile(r"(?:^|[\\/])\.")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}(?:::[^:]{1,200}){0,4}://")


@dataclass(frozen=True, slots=True)
class Range:
    """Records of a WARC file that stand side by side. Each has the number and the offset that it has when the file is read as a
    whole."""

    offset: int  # of the first byte
    end: int | None  # behind the last byte; None: the end of the file
    first: int  # number of the first record in the file, from 1
    count: int | None  # damaged places among them; None: all that are left
    head: int = 0  # bytes of the file's beginning that are read before them, the dictionary of a .zst


@dataclass(slots=True)
class Found:
    """A file that an argument led to."""

    path: str
    named: bool  # whether the argument says itself that it is a document
    problem: CleanerError | None = None  # why it cannot be read
    remote: bool = False  # whether `path` is an address
    range: Range | None = None  # what is read of it; None: all
    argument: str | None = None  # the argument, if it is another than the path


def is_web(name: str) -> bool:
    """Whether a name is an address of the web."""
    return name.lower().startswith(("http://", "https://"))


def _is_remote(name: str) -> bool:
    """Whether a name is an address (s3://, hdfs://, https:// ...) rather than a path."""
    return _URL.match(name) is not None and not os.path.lexists(name)


def _is_pattern(name: str) -> bool:
    return _PATTERN.search(name) is not None and not os.path.lexists(name)


def find(arguments: Sequence[str], skip: Iterable[str]) -> Iterator[Found]:
    """The files that arguments name, and what is wrong with arguments that lead to none.

    The order is that of the arguments; within a folder by name, folders where their names stand. A file that several
    arguments name is taken once, where it comes up first; a folder that several links lead to is walked once, so that
    links in a circle end.
    """
    skipped = [os.path.realpath(path) for path in skip]
    walked: set[str] = set()
    seen: set[str] = set()
    lone = len(arguments) == 1 and not _PATTERN.search(arguments[0])  # a folder that may hold millions, each once
    for argument in arguments:
        for found in _expand(argument, walked, skipped):
            key = found.path if found.path == STDIN or found.remote else os.path.abspath(found.path)
            if key not in seen:
                if not lone:
                    seen.add(key)
                found.argument = argument
                yield found


def _expand(argument: str, walked: set[str], skipped: Sequence[str]) -> Iterator[Found]:
    if argument == STDIN:
        yield Found(STDIN, named=True)
    elif _is_remote(argument):
        yield from _remote(argument)
    elif os.path.isdir(argument):
        yield from _walk(argument, walked, skipped)
    elif os.path.lexists(argument):
        yield Found(argument, named=True)
    elif _is_pattern(argument):
        paths = _matches(argument)
        if not paths:
            yield _none(argument, "No file fits this pattern.", "Check the pattern.")
        for path in paths:
            if os.path.isdir(path):
                yield from _walk(path, walked, skipped)
            elif not _within(path, skipped):
                # A pattern that ends in "*" is as broad as a folder: what it finds need not be a document.
                yield Found(path, named=not argument.endswith("*"))
    else:
        yield _none(argument, "There is no such file or folder.", "Check the path.")


def _none(argument: str, message: str, hint: str) -> Found:
    return Found(argument, named=True, problem=CleanerError(message, hint=hint, code="not-found"))


def _walk(folder: str, walked: set[str], skipped: Sequence[str]) -> Iterator[Found]:
    stack = [folder]  # no recursion: folders may be nested deeper than Python calls
    while stack:
        path = stack.pop()
        if _within(path, skipped):
            continue
        if os.path.isdir(path):
            real = os.path.realpath(path)
            if real in walked:
                continue
            walked.add(real)
            try:
                names = sorted(os.listdir(path), reverse=True)
            except OSError as error:
                yield Found(path, named=False, problem=unreadable(error))
            else:
                stack += [os.path.join(path, name) for name in names if not name.startswith(".")]
        elif os.path.isfile(path) or not os.path.exists(path):  # no devices, pipes or sockets, which could block
            yield Found(path, named=False)


def _within(path: str, folders: Sequence[str]) -> bool:
    """Whether a path is one of some, or in one of them."""
    real = os.path.realpath(path) if folders else ""
    return any(real == folder or real.startswith(os.path.join(folder, "")) for folder in folders)


def _split(pattern: str) -> tuple[str, list[str]]:
    """The folder that a pattern begins with, and its parts from the first wildcard on."""
    parts = Path(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if _PATTERN.search(part))
    return os.path.join("", *parts[:fixed]), list(parts[fixed:])


def _matches(pattern: str) -> list[str]:
    """Paths that fit a pattern, by name; `**` stands for any number of folders, and follows no links to folders.

    (glob.glob of the standard library does, and goes round in links that form a circle.)
    """
    folder, parts = _split(pattern)
    hidden = any(part.startswith(".") for part in parts)
    # Of "**" at the end, or with other letters in one part, versions of Python differ.
    *between, last = (part if part == "**" else re.sub(r"\*{2,}", "*", part) for part in parts)
    paths = sorted(Path(folder).glob("/".join([*between, "*" if last == "**" else last])))
    return [str(path) for path in paths if hidden or not _HIDDEN.search(str(path.relative_to(folder)))]


def _remote(address: str) -> Iterator[Found]:
    """The addresses that a pattern fits, by name; the address itself if it is none ("?" means something else in URLs)."""
    if is_web(address) or "*" not in address:
        yield Found(address, named=True, remote=True)
        return
    try:
        core: Any = need("fsspec.core", "remote")
        system, path = core.url_to_fs(address)
        names = sorted(system.unstrip_protocol(name) for name in system.glob(path))
    except Exception as error:  # each of fsspec's file systems raises what its library raises
        yield Found(address, named=True, problem=_unreadable(error))
        return
    for name in names:
        yield Found(name, named=True, remote=True)
    if not names:
        yield _none(address, "No file fits this pattern.", "Check the pattern.")


def open_remote(address: str) -> tuple[BinaryIO, int | None]:
    """A file on another machine, and its size if that is known."""
    try:
        library: Any = need("fsspec", "remote")
        stream = library.open(address, "rb").open()
    except Exception as error:
        raise _unreadable(error) from error
    size = getattr(stream, "size", None)
    return stream, size if isinstance(size, int) else None


def _unreadable(error: Exception) -> CleanerError:
    if isinstance(error, CleanerError):
        return error
    if isinstance(error, FileNotFoundError):
        return CleanerError("There is no such file.", hint="Check the address.", code="not-found")
    told = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    return CleanerError(
        f"It cannot be read: {told}.",
        hint="Check the address and your access to it; some kinds need another package, such as s3fs or aiohttp.",
        code="unreadable",
    )


def common_folder(arguments: Sequence[str]) -> str | None:
    """The deepest folder that holds all inputs: of a folder itself, of a file its folder, of a glob its fixed part."""
    folders = set()
    for argument in arguments:
        path = os.path.abspath(_split(argument)[0] if _is_pattern(argument) else argument)
        if not os.path.isdir(path) and os.path.lexists(path):
            path = os.path.dirname(path)
        if argument != STDIN and not _is_remote(argument) and os.path.isdir(path):
            folders.add(path)
    try:
        return os.path.commonpath(folders) if folders else None
    except ValueError:  # different drives
        return None


def read_list(path: str) -> list[str]:
    """The inputs that a file ("-": stdin) names, one a line, as they would stand on the command line.

    Blank lines are passed over. A file that holds NULs is one of names ended by them (`find -print0`), which may then
    hold line feeds.
    """
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        problem = unreadable(error)
        problem.where = path
        raise problem from error
    if b"\0" in data:
        return [os.fsdecode(name) for name in data.split(b"\0") if name]
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")
    return [os.fsdecode(line) for line in lines if line.strip()]
