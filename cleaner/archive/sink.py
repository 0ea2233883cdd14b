"""A run to where nothing can be gone on with: a stream, a device, or a folder of files."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from io import BytesIO
from typing import Any, BinaryIO

from cleaner.archive.encode import json_line
from cleaner.archive.files import AtomicFile, output_error, reopen
from cleaner.archive.journal import Command
from cleaner.archive.manifest import manifest, manifest_line
from cleaner.archive.outcome import Outcome, Tally
from cleaner.archive.parts import codec_for, hidden
from cleaner.archive.session import Documents
from cleaner.archive.task import Task
from cleaner.errors import CleanerError

Sink = Callable[[str, bytes], object]
"""Takes documents in order: the path from the folder that holds all inputs, and what an Encoder made.

It raises a CleanerError, code "output" or "exists".
"""


@contextmanager
def to_stream(stream: BinaryIO, name: str = "stdout") -> Iterator[Sink]:
    """A sink that writes to an open stream and flushes it at the end."""

    def guarded(step: Callable[..., object], *data: bytes) -> None:
        try:
            step(*data)
        except BrokenPipeError:
            raise  # whoever read has seen enough: no error of ours
        except OSError as error:
            raise output_error(name, error, whole=False) from error

    yield lambda relative, data: guarded(stream.write, data)
    guarded(stream.flush)


@contextmanager
def to_file(path: str, *, force: bool = False) -> Iterator[Sink]:
    """A sink that writes one file, atomically, or a device.

    Raises:
        CleanerError: code "exists" or "output", before anything is written.
    """
    with AtomicFile(path, force=force) as file:
        yield lambda relative, data: file.write(data)


class _Folder:
    """Each document a file under its relative path; each file is written whole or not at all.

    A hidden list beside the folder names its files, so that a run that replaces them takes away those that it has no
    document for, and nothing else.
    """

    def __init__(self, path: str, ending: str, *, force: bool) -> None:
        self._path = path
        self._ending = ending
        self._force = force
        self._taken: set[str] = set()
        self._listed = hidden(path, "files")
        try:
            os.makedirs(os.path.dirname(self._listed), exist_ok=True)
            self._list: BinaryIO = reopen(self._listed, os.O_CREAT)
        except PermissionError:  # the folder may be a mount whose neighbours are not ours to write
            self._list = BytesIO()
        except OSError as error:
            raise output_error(self._listed, error) from error
        self._older = self._list.read()

    def __call__(self, relative: str, data: bytes) -> None:
        name = self._name(relative)
        target = self._target(name)
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            self._list.write(os.fsencode(name) + b"\0")
            self._list.flush()
            if self._force and os.path.islink(target):
                os.unlink(target)
        except OSError as error:
            raise output_error(target, error) from error
        with AtomicFile(target, force=self._force) as file:
            file.write(data)

    def _target(self, name: str) -> str:
        return os.path.join(self._path, *name.split("/"))

    def _name(self, relative: str) -> str:
        """`a/b.html` becomes `a/b.txt` (of text); where a document took that name before, `a/b-2.txt` and so on."""
        stem = posixpath.splitext(relative)[0]
        name, number = f"{stem}{self._ending}", 1
        while name.casefold() in self._taken:  # file systems that do not tell case apart
            number += 1
            name = f"{stem}-{number}{self._ending}"
        self._taken.add(name.casefold())
        return name

    def finish(self) -> None:
        """Removes what an earlier run wrote and this one did not, and says in the list what there is now."""
        if self._force:
            for name in map(os.fsdecode, self._older.split(b"\0")):
                if name.casefold() not in self._taken and name.endswith(self._ending):
                    self._remove(self._target(name))
        try:
            self._list.seek(len(self._older))
            made = self._list.read()
            self._list.seek(0)
            self._list.write(made)
            self._list.truncate()
        except OSError as error:
            raise output_error(self._listed, error) from error

    def _remove(self, path: str) -> None:
        """Removes a file in the folder, and the folders that this leaves empty."""
        root, folder = os.path.realpath(self._path), os.path.realpath(os.path.dirname(path))
        if os.path.commonpath([root, folder]) == root:
            with suppress(OSError):
                os.unlink(path)
                while folder != root:
                    os.rmdir(folder)
                    folder = os.path.dirname(folder)

    def close(self) -> None:
        if not self._list.seek(0, os.SEEK_END):
            with suppress(OSError):
                os.unlink(self._listed)
        self._list.close()


@contextmanager
def to_folder(path: str, ending: str = ".txt", *, force: bool = False) -> Iterator[Sink]:
    """A sink that writes a file a document into a folder, which is made with the first of them.

    Args:
        path: the folder.
        ending: of the files' names.
        force: write into a folder that is not empty, and remove the texts of an earlier run that this one does not make.

    Raises:
        CleanerError: code "exists" if the folder is not empty and `force` is not set.
    """
    try:
        if os.path.lexists(path) and os.listdir(path) and not force:
            raise CleanerError(
                "The folder is not empty.",
                where=path,
                hint="Use --force to replace the texts in it, or name another.",
                code="exists",
            )
    except OSError as error:
        raise output_error(path, error) from error
    folder = _Folder(path, ending, force=force)
    try:
        yield folder
        folder.finish()
    finally:
        folder.close()


def open_sink(output: str | None, *, stdout: BinaryIO, folder: str | None, force: bool) -> AbstractContextManager[Sink]:
    """The sink that an `-o` argument asks for.

    Args:
        output: path, or None for stdout.
        folder: how the files' names end where the path is to be a folder.
        force: whether what is there may be replaced.
    """
    if output is None:
        return to_stream(stdout)
    return to_folder(output, folder, force=force) if folder else to_file(output, force=force)


class Streamed:
    """The output of a run to a sink; its methods are those of `Session`.

    Args:
        sink: takes the documents.
        head: what stands before the first, by the version of the rules.
        errors, manifest: the files of what was set aside and of what the run did, if the user wants them.
    """

    finished = False

    def __init__(
        self, sink: Sink, head: Callable[[str], bytes], errors: AtomicFile | None, manifest: AtomicFile | None
    ) -> None:
        self.tally = Tally()
        self._sink = sink
        self._head = head
        self._errors = errors
        self._codec = codec_for(errors.path if errors else "")
        self._manifest = manifest
        self._command: Command = {}

    def begin(self, command: Command) -> None:
        self._command = command
        if head := self._head(command["versions"]["rules"]):
            self._sink("", head)

    def remaining(self, inputs: Documents) -> Iterator[Task]:
        return inputs.tasks()

    def take(self, outcome: Outcome) -> None:
        if outcome.data is not None:
            self._sink(outcome.relative, outcome.data)
        if outcome.error is not None and self._errors is not None:
            self._errors.write(self._codec.add(json_line({**outcome.error})))
        self.tally.add(outcome)

    def finish(self, read: Iterable[dict[str, Any]]) -> None:
        self.tally.check()
        if self._errors is not None:
            self._errors.write(self._codec.add(b"") + self._codec.end())
        if self._manifest is not None:
            self._manifest.write(manifest_line(manifest(self._command, self.tally, read, [], [])))
