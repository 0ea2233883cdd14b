"""A run whose output is a file: it can be stopped at any moment and gone on with, and ends with all of it in place.

What is under way lies in hidden files beside the output. At checkpoints, whose places depend on the documents alone,
everything is brought to the disk and the journal says how far that is; after a stop the hidden files are cut back to
there, and the documents after it are cleaned again. So the bytes are those of a run that nobody stopped.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.archive.encode import OutputForm, json_line
from cleaner.archive.files import atomic, exists, hidden, reopen, save, writing
from cleaner.archive.manifest import Tally, manifest, manifest_line
from cleaner.archive.output import Layout, Mark, Output, Part, Result
from cleaner.archive.task import Outcome, Task
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.archive.sources import Inputs

FRAME_DOCUMENTS = 256
FRAME_BYTES = 8_000_000
"""What a frame holds at most before a checkpoint is due: documents and bytes, not packed."""

_COUNTED = 16_384
"""Documents, also those that are only counted, before a checkpoint is due."""

_JOURNAL = 2
"""Goes up when an older journal can no longer be gone on with."""

Command = Mapping[str, Any]
"""What makes a run what it is: its inputs, options and versions."""


class Journal:
    """What a run is, and how far it had come at each checkpoint.

    A hidden file beside the output, one line for the command and one for each checkpoint, each with its checksum; a line
    that was torn by a stop, and what follows it, does not count. The run that writes it holds a lock on it.
    """

    def __init__(self, path: str) -> None:
        self._path = hidden(path, "journal")
        self._name = path
        with writing(path):
            self._file: BinaryIO = reopen(self._path, os.O_CREAT)
        try:
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise CleanerError(
                "Another run is writing this.", where=path, hint="Wait for it, or name another.", code="busy"
            ) from None
        except (ImportError, OSError):  # Windows; a file system without locks
            pass

    def read(self) -> list[dict[str, Any]]:
        """The lines that are whole; what comes after them is cut off."""
        self._file.seek(0)
        whole, values = 0, []
        for line in self._file:
            checksum, _, text = line.partition(b" ")
            if not line.endswith(b"\n") or checksum != _checksum(text):
                break
            whole += len(line)
            values.append(json.loads(text))
        self._file.seek(whole)
        self._file.truncate()
        return values

    def write(self, value: Mapping[str, Any]) -> None:
        """Adds a line, and sees that it is on the disk."""
        text = json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
        with writing(self._name):
            self._file.write(_checksum(text) + b" " + text)
            save(self._file)

    def clear(self) -> None:
        """Empties it, for a run that begins anew."""
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        """Leaves it for another run to go on with."""
        with suppress(OSError):
            self._file.close()

    def discard(self) -> None:
        """Removes it: the run is over."""
        with suppress(OSError):
            os.unlink(self._path)
        self.close()


def _checksum(text: bytes) -> bytes:
    return b"%08x" % zlib.crc32(text)


class Session:
    """The output of a run, from its first document to its last. What is there already is refused (code "exists", "unfinished",
    "busy").

    Args:
        resume: go on with an unfinished run.
        force: begin anew whatever is there.

    Attributes:
        tally: what came of the documents so far, those of the run that is gone on with among them.
        finished: whether there is nothing to do, because the run was finished before.
    """

    def __init__(self, layout: Layout, *, resume: bool, force: bool) -> None:
        self._layout = layout
        self._force = force
        self._command: Command = {}
        self.tally = Tally()
        self.finished = False
        self._before: Command | None = None  # what a run that is finished, or gone on with, was
        self._safe: dict[str, Any] = {}  # the last checkpoint
        self._last = ""
        self._due = [0, 0, 0]  # documents, documents written or set aside, and their bytes, since the last checkpoint
        self._output: Output | None = None
        self._errors: Output | None = None
        present = [*layout.present(), *filter(os.path.lexists, (layout.manifest_file, layout.errors_file))]
        self._journal = Journal(layout.path)
        try:
            self._lines = self._journal.read()
            if not force:
                self._claim(present, resume=resume)
        except BaseException:
            self._journal.close()
            raise

    def _claim(self, present: list[str], *, resume: bool) -> None:
        """Sees that nothing is there, or what can be gone on with."""
        layout = self._layout
        if self._lines and not resume:
            raise CleanerError(
                "A run that was to write this was stopped.",
                where=layout.path,
                hint="Give the same command with --resume to go on with it, or with --force to start over.",
                code="unfinished",
            )
        if self._lines:
            self._before = self._lines[0]["command"]
            self._safe = self._lines[-1] if len(self._lines) > 1 else {}
        elif present:
            self._journal.discard()
            if resume and layout.manifest_file in present:
                with suppress(OSError, ValueError), open(layout.manifest_file, encoding="utf-8") as file:
                    self._before = json.load(file)
            if self._before is None:
                raise exists(present[0])
            self.finished = True

    def begin(self, command: Command, form: OutputForm) -> None:
        """Opens the output. A run is only gone on with by the same command; another is refused (code "another-run")."""
        self._command = command = json.loads(json.dumps(command))  # as a journal and a manifest give it back
        before = command if self._before is None else {key: self._before.get(key) for key in command}
        if differences := list(_differences(before, command, "")):
            raise self._another(
                f"The unfinished run was another one: {'; '.join(differences)}.",
                "Give the command that began it, or use --force to start over.",
            )
        if self.finished:
            self.tally = Tally.of(self._before or {})
            return
        marks: dict[str, dict[int, Mark]] = {"parts": {}, "errors": {}}
        for line in self._lines[1:]:
            for name, all_marks in marks.items():
                all_marks.update({int(number): mark for number, mark in line[name].items()})
        if self._before is None:
            for number in marks["parts"]:  # what an earlier run left that is not gone on with
                with suppress(OSError):
                    os.unlink(hidden(self._layout.name(number), "part"))
            marks = {"parts": {}, "errors": {}}
            self._journal.clear()
            self._journal.write({"journal": _JOURNAL, "command": command})
        elif self._safe:
            self.tally, self._last = Tally(**self._safe["tally"]), self._safe["last"]
        self._lines = []
        self._output = Output(self._layout, form.open_part, marks["parts"])
        if marks["errors"] or not self._done:
            self._errors = Output(Layout(self._layout.errors_file), Part, marks["errors"])

    def _another(self, message: str, hint: str) -> CleanerError:
        return CleanerError(message, where=self._layout.path, hint=hint, code="another-run")

    @property
    def _done(self) -> bool:
        """Whether the last checkpoint is that of the end."""
        return bool(self._safe.get("done"))

    def remaining(self, inputs: Inputs) -> Iterator[Task]:
        """The documents that are still to be cleaned; inputs that the run did not begin with are refused."""
        start = self.tally.inputs
        if self._done or self.finished:
            return iter(())
        if not start:
            return inputs.tasks()
        stream = islice(inputs.tasks(), start - 1, None)  # one that was done, to see that it is the same
        before = next(stream, None)
        if before is None or before.source_path != self._last:
            raise self._another(
                f"The inputs have changed: document {start:,} was {self._last}, "
                f"is {before.source_path if before else 'not there'}.",
                "Use --force to start over.",
            )
        return stream

    def take(self, outcome: Outcome) -> None:
        """Writes what came of the next document; makes a checkpoint when one is due."""
        assert self._output is not None and self._errors is not None
        data = outcome.data
        if data is not None:
            self._output.write(data)
        elif outcome.error is not None:
            data = json_line({**outcome.error})
            self._errors.write(data)
        self.tally.add(outcome)
        self._last = outcome.source_path
        documents, kept, size = self._due
        self._due = due = [documents + 1, kept + (data is not None), size + len(data or b"")]
        layout = self._layout
        files = min(layout.count or 1, 4)
        most = (_COUNTED, files * FRAME_DOCUMENTS, files * min(FRAME_BYTES, layout.limit or FRAME_BYTES))
        if any(has >= limit for has, limit in zip(due, most)):
            self._checkpoint()

    def _checkpoint(self, *, last: bool = False) -> None:
        assert self._output is not None and self._errors is not None
        parts = self._output.mark(last=last)
        errors: dict[int, Mark] = {}
        if not last or self._errors.written or self._layout.errors:
            errors = self._errors.mark(last=last)
        else:
            self._errors.stop(keep=False)
        told = {"last": self._last, "done": last, "tally": asdict(self.tally), "parts": parts, "errors": errors}
        self._journal.write(told)
        self._safe, self._due = told, [0, 0, 0]
        self._output.settle(parts, force=self._force)
        self._errors.settle(errors, force=self._force)

    def finish(self, read: Iterable[dict[str, Any]]) -> None:
        """Puts everything in its place, the manifest, which says what was read, last."""
        if self.finished:
            return
        assert self._output is not None
        if not self._done:
            self._checkpoint(last=True)
        self.tally.check(self._output.written)
        errors = self._errors.results() if self._errors is not None else []
        results = self._output.results()
        if self._force:
            self._remove_older(results, errors)
        with atomic(self._layout.manifest_file, force=True) as write:
            write(manifest_line(manifest(self._command, self.tally, read, results, errors)))
        self._journal.discard()

    def _remove_older(self, results: list[Result], errors: list[Result]) -> None:
        """Files of an earlier run that this one did not write: shards with higher numbers, errors where none were."""
        own = {result["path"] for result in (*results, *errors)}
        for path in (*self._layout.present(), self._layout.errors_file):
            if os.path.basename(path) not in own:
                with suppress(OSError):
                    os.unlink(path)

    def stop(self) -> int:
        """Ends a run before its time: what can be gone on with stays, anything else goes. Returns how many documents
        need not be cleaned again."""
        for output in filter(None, (self._output, self._errors)):
            output.stop(keep=bool(self._safe))
        if self._safe or self._lines:  # (the lines of a run that nothing was done to yet)
            self._journal.close()
        else:
            self._journal.discard()
        return int(self._safe["tally"]["inputs"]) if self._output is not None and self._safe else 0


def _differences(before: Any, now: Any, name: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*before, *now)):
            yield from _differences(before.get(key), now.get(key), f"{name} {key}".strip())
    elif before != now:
        yield f"{name} was {json.dumps(before)}, is {json.dumps(now)}"
