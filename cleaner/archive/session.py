"""A run whose output is a file: it can be stopped at any moment and gone on with, and ends with all of it in place.

What is under way lies in hidden files beside the output. At checkpoints, whose places depend on the documents alone,
everything is brought to the disk and the journal says how far that is; after a stop the hidden files are cut back to
there, and the documents after it are cleaned again. So the bytes are those of a run that nobody stopped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from cleaner.archive.encode import json_line
from cleaner.archive.files import AtomicFile, exists
from cleaner.archive.journal import VERSION, Command, Journal, refuse_another
from cleaner.archive.manifest import from_manifest, manifest, manifest_line
from cleaner.archive.outcome import Outcome, Tally
from cleaner.archive.parts import Mark, Part, Result, hidden
from cleaner.archive.shards import Layout, Output, VersionedOpener
from cleaner.archive.task import Task
from cleaner.errors import CleanerError

_COUNTED = 16_384
"""Records that are only counted before a checkpoint is due."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run writes.

    Attributes:
        layout: the output's files.
        errors: the file of what was set aside.
        errors_asked: whether the user named it; otherwise there is none if nothing was set aside.
        manifest: the file that says what the run did.
    """

    layout: Layout
    errors: str
    errors_asked: bool
    manifest: str

    def present(self) -> list[str]:
        """Those that are there."""
        return [*self.layout.present(), *(path for path in (self.manifest, self.errors) if os.path.lexists(path))]


class Documents(Protocol):
    """What a run reads: `Inputs`, or something with its method."""

    def tasks(self, start: int = 0) -> Iterator[Task]: ...


class Session:
    """The output of a run, from its first document to its last.

    Args:
        places: where it writes.
        open_part: opens a file of the output.
        resume: go on with an unfinished run.
        force: begin anew whatever is there.

    Raises:
        CleanerError: code "exists" if there is an output already, "unfinished" if a run was stopped and neither
            `resume` nor `force` is set, "busy" if one is going on, "output" if nothing can be written there.
    """

    def __init__(self, places: Places, open_part: VersionedOpener, *, resume: bool, force: bool) -> None:
        self._places = places
        self._open_part = open_part
        self._command: Command = {}
        self._force = force
        self.tally = Tally()
        self._finished: dict[str, Any] | None = None  # the manifest, if the run was finished before
        self._last = ""
        self._done = False
        self._counted = 0
        self._safe = 0
        self._begun = False
        self._output: Output | None = None
        self._errors: Output | None = None
        present = places.present()
        self._journal = Journal(places.layout.path)
        try:
            self._lines = self._claim(present, resume=resume)
        except BaseException:
            self._journal.close()
            raise
        self._kept = len(self._lines) > 1

    def _claim(self, present: list[str], *, resume: bool) -> list[dict[str, Any]]:
        lines = self._older = self._journal.read()
        if lines and not resume and not self._force:
            raise CleanerError(
                "A run that was to write this was stopped.",
                where=self._places.layout.path,
                hint="Give the same command with --resume to go on with it, or with --force to start over.",
                code="unfinished",
            )
        if lines and not self._force:
            return lines
        if present and not self._force:
            if resume and self._places.manifest in present:
                with suppress(OSError, ValueError), open(self._places.manifest, encoding="utf-8") as file:
                    self._finished = json.load(file)
            if self._finished is None:
                if not lines:
                    self._journal.discard()
                raise exists(present[0])
            self._journal.discard()
        return []

    def begin(self, command: Command) -> None:
        """Opens the output.

        Args:
            command: what makes this run what it is; a run is only gone on with by the same.

        Raises:
            CleanerError: code "another-run" if the unfinished or finished run was another one; "output"; "journal".
        """
        self._command = command = json.loads(json.dumps(command))  # as a journal and a manifest give it back
        if self._finished is not None:
            before = {key: self._finished.get(key) for key in command}
            refuse_another(before, command, self._places.layout.path)
            self.tally = from_manifest(self._finished)
            return
        self._begun = True
        places, marks, failed = self._places, {}, {}
        if self._lines:
            refuse_another(self._lines[0]["command"], command, places.layout.path)
            for line in self._lines[1:]:
                marks.update({int(number): mark for number, mark in line["parts"].items()})
                failed.update({int(number): mark for number, mark in line["errors"].items()})
            if self._kept:
                state = self._lines[-1]
                self.tally = Tally(**state["tally"])
                self._last, self._done = state["last"], state["done"]
                self._safe = self.tally.inputs
        else:
            self._remove_unfinished()
            self._journal.clear()
            self._journal.write({"journal": VERSION, "command": command})
        self._output = Output(places.layout, partial(self._open_part, command["versions"]["rules"]), marks)
        if failed or not self._done:
            self._errors = Output(Layout(places.errors), _open_errors, failed)

    def _remove_unfinished(self) -> None:
        """What an earlier run left that is not gone on with."""
        for line in self._older[1:]:
            for number in line["parts"]:
                with suppress(OSError):
                    os.unlink(hidden(self._places.layout.name(int(number)), "part"))

    @property
    def finished(self) -> bool:
        """Whether there is nothing to do, because the run was finished before."""
        return self._finished is not None

    @property
    def start(self) -> int:
        """Number of documents that were done before."""
        return self.tally.inputs

    def remaining(self, inputs: Documents) -> Iterator[Task]:
        """The documents that are still to be cleaned.

        Raises:
            CleanerError: code "another-run" if the inputs are no longer those that the run began with.
        """
        if self._done or self._finished is not None:
            return iter(())
        if not self.start:
            return inputs.tasks()
        stream = inputs.tasks(self.start - 1)  # one that was done, to see that it is the same
        before = next(stream, None)
        if before is None or before.source_path != self._last:
            raise CleanerError(
                f"The inputs have changed: document {self.start:,} was {self._last}, "
                f"is {before.source_path if before else 'not there'}.",
                where=self._places.layout.path,
                hint="Use --force to start over.",
                code="another-run",
            )
        return stream

    def take(self, outcome: Outcome) -> None:
        """Writes what came of the next document; makes a checkpoint when one is due.

        Raises:
            CleanerError: code "output".
        """
        assert self._output is not None and self._errors is not None
        if outcome.data is not None:
            self._output.write(outcome.data)
        elif outcome.error is not None:
            self._errors.write(json_line({**outcome.error}))
        else:
            self._counted += 1
        self.tally.add(outcome)
        self._last = outcome.source_path
        if self._output.due or self._errors.due or self._counted >= _COUNTED:
            self._checkpoint()

    def _checkpoint(self, *, last: bool = False) -> None:
        assert self._output is not None and self._errors is not None
        parts: dict[int, Mark] = self._output.mark(last=last)
        errors: dict[int, Mark] = {}
        if not last or self._errors.written or self._places.errors_asked:
            errors = self._errors.mark(last=last)
        else:
            self._errors.discard()
        self._journal.write(
            {
                "last": self._last,
                "done": last,
                "tally": self.tally.to_dict(),
                "parts": parts,
                "errors": errors,
            }
        )
        self._kept = True
        self._safe = self.tally.inputs
        self._counted = 0
        self._output.settle(parts, force=self._force)
        self._errors.settle(errors, force=self._force)

    def finish(self, read: Iterable[dict[str, Any]]) -> None:
        """Puts everything in its place, the manifest last.

        Args:
            read: what the manifest says of the inputs.

        Raises:
            CleanerError: code "output" or "exists".
            AssertionError: if documents were lost, which is a mistake in cleaner.
        """
        if self._finished is not None:
            return
        assert self._output is not None
        if not self._done:
            self._checkpoint(last=True)
        self.tally.check(self._output.written)
        errors = self._errors.results() if self._errors is not None else []
        results = self._output.results()
        if self._force:
            self._remove_older(results, errors)
        with AtomicFile(self._places.manifest, force=True) as file:
            file.write(manifest_line(manifest(self._command, self.tally, read, results, errors)))
        self._journal.discard()

    def _remove_older(self, results: list[Result], errors: list[Result]) -> None:
        """Files of an earlier run that this one did not write: shards with higher numbers, errors where none were."""
        own = {result["path"] for result in (*results, *errors)}
        for path in (*self._places.layout.present(), self._places.errors):
            if os.path.basename(path) not in own:
                with suppress(OSError):
                    os.unlink(path)

    def stop(self) -> int:
        """Ends a run before its time: what can be gone on with stays, anything else goes.

        Returns:
            Number of documents that need not be cleaned again.
        """
        files = [output for output in (self._output, self._errors) if output is not None]
        for output in files:
            if self._kept:
                output.close()
            else:
                output.discard()
        if self._kept or (self._older and not self._begun):
            self._journal.close()
        else:
            self._journal.discard()
        return self._safe


def _open_errors(path: str, mark: Mark | None) -> Part:
    return Part(path, mark=mark)
