"""Where documents go: a stream, a file, or a folder of files."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO, Protocol

from cleaner.errors import CleanerError
from cleaner.write.atomic import AtomicFile, output_error


class Sink(Protocol):
    """Takes documents one after the other, in order."""

    def write(self, relative: str, data: bytes) -> None:
        """Takes one document.

        Args:
            relative: its path from the folder that holds all inputs.
            data: what an Encoder made of it.

        Raises:
            CleanerError: code "output" or "exists".
        """


class _Stream:
    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, relative: str, data: bytes) -> None:
        try:
            self._stream.write(data)
        except BrokenPipeError:
            raise  # whoever read has seen enough: no error of ours
        except OSError as error:
            raise output_error(self._name, error, whole=False) from error

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise output_error(self._name, error, whole=False) from error


class _File:
    def __init__(self, file: AtomicFile) -> None:
        self._file = file

    def write(self, relative: str, data: bytes) -> None:
        self._file.write(data)


class _Folder:
    """Each document a .txt file under its relative path; each file is written whole or not at all."""

    def __init__(self, path: str, *, force: bool) -> None:
        self._path = path
        self._force = force
        self._taken: set[str] = set()

    def write(self, relative: str, data: bytes) -> None:
        name = self._name(relative)
        target = os.path.join(self._path, *name.split("/"))
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        except OSError as error:
            raise output_error(target, error) from error
        with AtomicFile(target, force=self._force) as file:
            file.write(data)

    def _name(self, relative: str) -> str:
        """`a/b.html` becomes `a/b.txt`; where a document took that name before, `a/b-2.txt` and so on."""
        stem = posixpath.splitext(relative)[0]
        name, number = f"{stem}.txt", 1
        while name.casefold() in self._taken:  # file systems that do not tell case apart
            number += 1
            name = f"{stem}-{number}.txt"
        self._taken.add(name.casefold())
        return name


@contextmanager
def to_stream(stream: BinaryIO, name: str = "stdout") -> Iterator[Sink]:
    """A sink that writes to an open stream and flushes it at the end."""
    sink = _Stream(stream, name)
    yield sink
    sink.flush()


@contextmanager
def to_file(path: str, *, force: bool = False) -> Iterator[Sink]:
    """A sink that writes one file, atomically.

    Raises:
        CleanerError: code "exists" or "output", before anything is written.
    """
    with AtomicFile(path, force=force) as file:
        yield _File(file)


@contextmanager
def to_folder(path: str, *, force: bool = False) -> Iterator[Sink]:
    """A sink that writes a text file a document into a folder, which is made with the first of them.

    Raises:
        CleanerError: code "exists" if the folder is not empty and `force` is not set.
    """
    try:
        if os.path.lexists(path) and os.listdir(path) and not force:
            raise CleanerError(
                "The folder is not empty.",
                where=path,
                hint="Use --force to write into it, or name another.",
                code="exists",
            )
    except OSError as error:
        raise output_error(path, error) from error
    yield _Folder(path, force=force)


def open_sink(output: str | None, *, stdout: BinaryIO, folder: bool, force: bool) -> AbstractContextManager[Sink]:
    """The sink that an `-o` argument asks for.

    Args:
        output: path, or None or "-" for stdout.
        folder: whether the path is to be a folder of text files.
        force: whether what is there may be replaced.
    """
    if output is None or output == "-":
        return to_stream(stdout)
    return to_folder(output, force=force) if folder else to_file(output, force=force)
