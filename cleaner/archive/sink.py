"""A run to where nothing can be gone on with: a stream, a device, or a folder of files."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.archive.encode import OutputForm, json_line
from cleaner.archive.files import atomic, free_name, hidden, reopen, writing
from cleaner.archive.manifest import Tally, manifest, manifest_line
from cleaner.archive.session import Command
from cleaner.archive.task import Outcome, Task
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.archive.sources import Inputs

Sink = Callable[[str, bytes], object]
"""Takes documents in order: the path from the folder that holds all inputs, and what an Encoder made."""


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
            listed.write(made)
            listed.truncate()
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


@dataclass
class Streamed:
    """The output of a run to a sink; its methods are those of `Session`.

    Attributes:
        sink: takes the documents.
        errors, manifest: write what was set aside and what the run did, if the user wants that.
    """

    sink: Sink
    errors: Callable[[bytes], None] | None = None
    manifest: Callable[[bytes], None] | None = None
    tally: Tally = field(default_factory=Tally)
    finished = False

    def begin(self, command: Command, form: OutputForm) -> None:
        self._command = command
        if head := form.head("stdout"):
            self.sink("", head)

    def remaining(self, inputs: Inputs) -> Iterator[Task]:
        return inputs.tasks()

    def take(self, outcome: Outcome) -> None:
        if outcome.data is not None:
            self.sink(outcome.relative, outcome.data)
        if outcome.error is not None and self.errors is not None:
            self.errors(json_line({**outcome.error}))
        self.tally.add(outcome)

    def finish(self, read: Iterable[dict[str, Any]]) -> None:
        self.tally.check()
        if self.manifest is not None:
            self.manifest(manifest_line(manifest(self._command, self.tally, read, [], [])))
