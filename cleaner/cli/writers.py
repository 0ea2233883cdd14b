"""What takes the outcomes of a run: a stream or a folder, or files with a journal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cleaner.archive.encode import json_line
from cleaner.archive.files import AtomicFile
from cleaner.archive.manifest import manifest
from cleaner.archive.outcome import Outcome, Tally
from cleaner.archive.parts import codec_for
from cleaner.archive.session import Session
from cleaner.archive.sink import Sink, open_sink
from cleaner.archive.sources import Inputs
from cleaner.archive.task import Task
from cleaner.cli.target import Target
from cleaner.errors import CleanerError


class _Plain:
    """To a stream or a folder, where nothing can be gone on with."""

    finished = False
    """Whether the run was finished before."""

    def __init__(self, sink: Sink, errors: AtomicFile | None, manifest_file: AtomicFile | None, target: Target) -> None:
        self.tally = Tally()
        self._sink = sink
        self._errors = errors
        self._codec = codec_for(errors.path if errors else "")
        self._manifest = manifest_file
        self._target = target
        self._command: Mapping[str, Any] = {}

    def begin(self, command: Mapping[str, Any], rules_version: str) -> None:
        """Says what the run is, before its first document.

        Raises:
            CleanerError: if an unfinished run was another one, or nothing can be written.
        """
        self._command = command
        if head := self._target.head("stdout", rules_version):
            self._sink("", head)

    def remaining(self, inputs: Inputs) -> Iterator[Task]:
        """The documents that are still to be cleaned."""
        return inputs.tasks()

    def take(self, outcome: Outcome) -> None:
        """Writes what came of the next document."""
        if outcome.data is not None:
            self._sink(outcome.relative, outcome.data)
        if outcome.error is not None and self._errors is not None:
            self._errors.write(self._codec.add(json_line({**outcome.error})))
        self.tally.add(outcome)

    def finish(self, inputs: Inputs) -> None:
        """Ends the run: everything is written."""
        self.tally.check()
        if self._errors is not None:
            self._errors.write(self._codec.add(b"") + self._codec.end())
        if self._manifest is not None:
            said = manifest(self._command, self.tally, inputs.files(), [], [])
            self._manifest.write(json.dumps(said, indent=1).encode("ascii") + b"\n")


class _Files:
    """To files, with a journal; its methods are those of `_Plain`."""

    def __init__(self, session: Session, target: Target) -> None:
        self._session = session
        self._target = target
        self._command: Mapping[str, Any] = {}

    @property
    def tally(self) -> Tally:
        """What came of all documents, those of an earlier part of the run too."""
        return self._session.tally

    @property
    def finished(self) -> bool:
        return self._session.finished

    def begin(self, command: Mapping[str, Any], rules_version: str) -> None:
        self._command = command
        self._session.begin(command, self._target.opener(rules_version))

    def remaining(self, inputs: Inputs) -> Iterator[Task]:
        return self._session.remaining(inputs)

    def take(self, outcome: Outcome) -> None:
        self._session.take(outcome)

    def finish(self, inputs: Inputs) -> None:
        self._session.finish(
            lambda outputs, errors: manifest(self._command, self.tally, inputs.files(), outputs, errors)
        )


Writer = _Plain | _Files
"""Takes the outcomes of a run."""


@contextmanager
def writer(target: Target, *, resume: bool, force: bool) -> Iterator[Writer]:
    """Opens what the target asks for; refuses what is there already.

    Raises:
        CleanerError: before anything is done.
    """
    target.ready()
    if not target.files:
        with (
            _file(target.errors, force=force) as errors,
            _file(target.manifest, force=force) as said,
            open_sink(target.output, stdout=sys.stdout.buffer, folder=target.folder, force=force) as sink,
        ):
            yield _Plain(sink, errors, said, target)
        return
    session = Session(target.places(), resume=resume, force=force)
    try:
        yield _Files(session, target)
    except BaseException as error:
        safe = session.stop()
        if safe:
            note = f"{safe:,} documents are safe: the same command with --resume goes on after them."
            if isinstance(error, KeyboardInterrupt):
                error.args = (note,)
            elif isinstance(error, CleanerError):
                error.hint = f"{error.hint} {note}" if error.hint else note
        raise


@contextmanager
def _file(path: str | None, *, force: bool) -> Iterator[AtomicFile | None]:
    if path is None:
        yield None
    else:
        with AtomicFile(path, force=force) as file:
            yield file
