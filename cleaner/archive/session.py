"""A run from its first document to its last. Into files, it can be stopped at any moment and gone on with.

What is under way lies in hidden files beside the output. At checkpoints, whose places depend on the documents alone, everything
is brought to the disk and the journal says how far that is; after a stop the hidden files are cut back to there, and the
documents after it are cleaned again. So the bytes are those of a run that nobody stopped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.archive.encode import OutputForm, json_line
from cleaner.archive.files import atomic, exists, hidden, reopen, save, writing
from cleaner.archive.manifest import Tally, manifest
from cleaner.archive.output import Layout, Output, Sink, Written
from cleaner.archive.task import Outcome, Task
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.archive.sources import Inputs

# What makes a checkpoint due: documents and bytes (not packed) that were written, and all documents, those skipped among them.
FRAME_DOCUMENTS = 256
FRAME_BYTES = 8_000_000
_COUNTED = 16_384

Command = Mapping[str, Any]
"""What makes a run what it is: its inputs, options and versions."""


class Journal:
    """What a run is (`command`), its last checkpoint (`safe`), and where each file of the output stood then (`marks`).

    A hidden file beside the output, a line of JSON for the command and one for each checkpoint; a line that was torn by a
    stop, and what follows it, does not count. The run that writes it holds a lock on it.
    """

    def __init__(self, path: str) -> None:
        self._path = hidden(path, "journal")
        self._name = path
        self.command: Command | None = None
        self.safe: dict[str, Any] = {}
        self.marks: dict[int, Written] = {}
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
        whole = 0
        with suppress(ValueError):
            for line in self._file:
                value = json.loads(line if line.endswith(b"\n") else b"")
                if self.command is None:
                    self.command = value["command"]
                else:
                    self.safe = value
                    self.marks |= {int(number): mark for number, mark in value["parts"].items()}
                whole += len(line)
        self._cut(whole)

    def begin(self, command: Command) -> None:
        """Begins anew."""
        self._cut(0)
        self.write({"command": command})
        self.safe, self.marks = {}, {}

    def write(self, value: dict[str, Any]) -> None:
        """Adds a checkpoint, and sees that it is on the disk."""
        with writing(self._name):
            self._file.write(json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n")
            save(self._file)
        self.safe = value

    def _cut(self, size: int) -> None:
        self._file.seek(size)
        self._file.truncate()

    def close(self, *, keep: bool) -> None:
        """Leaves it for another run to go on with, or removes it."""
        with suppress(OSError):
            if not keep:
                os.unlink(self._path)
        with suppress(OSError):
            self._file.close()


class Session:
    """A run into files. What is there already is refused (code "exists", "unfinished", "busy").

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
        self._output: Output | None = None
        self._last = ""
        self._due = [0, 0, 0]  # documents, documents written or set aside, and their bytes, since the last checkpoint
        self.tally = Tally()
        self.finished = False
        present = [*layout.present(), *filter(os.path.lexists, (layout.manifest_file, layout.errors_file))]
        self._journal = Journal(layout.path)
        self._before = None if force else self._journal.command  # what a run that is finished, or gone on with, was
        if force:
            return
        if self._before is not None and not resume:
            self._journal.close(keep=True)
            raise CleanerError(
                "A run that was to write this was stopped.",
                where=layout.path,
                hint="Give the same command with --resume to go on with it, or with --force to start over.",
                code="unfinished",
            )
        if self._before is None and present:
            self._journal.close(keep=False)
            with suppress(OSError, ValueError), open(layout.manifest_file, encoding="utf-8") as file:
                self._before = json.load(file) if resume else None
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
        journal = self._journal
        if self.finished:
            self.tally = Tally.of(self._before or {})
            return
        if self._before is None:
            for number in journal.marks:  # what an earlier run left that is not gone on with
                with suppress(OSError):
                    os.unlink(hidden(self._layout.name(number), "part"))
            journal.begin(command)
        elif journal.safe:
            self.tally, self._last = Tally(**journal.safe["tally"]), journal.safe["last"]
        self._output = Output(self._layout, form.open_part, journal.marks)

    def _another(self, message: str, hint: str) -> CleanerError:
        return CleanerError(message, where=self._layout.path, hint=hint, code="another-run")

    def remaining(self, inputs: Inputs) -> Iterator[Task]:
        """The documents that are still to be cleaned; inputs that the run did not begin with are refused."""
        start = self.tally.inputs
        if self.finished or self._journal.safe.get("done"):
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
        assert self._output is not None
        data = outcome.data
        if data is not None:
            self._output.write(data)
        elif outcome.error is not None:
            data = json_line({**outcome.error})
            self._output.set_aside(data)
        self.tally.add(outcome)
        self._last = outcome.source_path
        documents, kept, size = self._due
        self._due = due = [documents + 1, kept + (data is not None), size + len(data or b"")]
        layout = self._layout
        files = min(layout.count or 1, 4)
        most = (_COUNTED, files * FRAME_DOCUMENTS, files * min(FRAME_BYTES, layout.limit or FRAME_BYTES))
        if any(has >= limit for has, limit in zip(due, most)):
            self._checkpoint(self._output)

    def _checkpoint(self, output: Output, *, last: bool = False) -> None:
        parts = output.mark(last=last)
        self._journal.write({"last": self._last, "done": last, "tally": asdict(self.tally), "parts": parts})
        self._due = [0, 0, 0]
        output.settle(parts, force=self._force)

    def finish(self, read: Iterable[dict[str, Any]]) -> None:
        """Puts everything in its place, the manifest, which says what was read, last."""
        if self.finished:
            return
        output = self._output
        assert output is not None
        if not self._journal.safe.get("done"):
            self._checkpoint(output, last=True)
        results, errors = output.results()
        self.tally.check(sum(result["records"] for result in results))
        if self._force:  # files of an earlier run that this one did not write: shards with higher numbers, errors
            own = {result["path"] for result in (*results, *([errors] if errors else []))}
            for path in (*self._layout.present(), self._layout.errors_file):
                if os.path.basename(path) not in own:
                    with suppress(OSError):
                        os.unlink(path)
        with atomic(self._layout.manifest_file, force=True) as write:
            write(manifest(self._command, self.tally, read, results, errors))
        self._journal.close(keep=False)

    def stop(self) -> int:
        """Ends a run before its time: what can be gone on with stays, anything else goes. Returns how many documents
        need not be cleaned again."""
        safe = self._journal.safe
        if self._output is None:
            self._journal.close(keep=self._journal.command is not None)
            return 0
        self._output.stop(keep=bool(safe))
        self._journal.close(keep=bool(safe))
        return int(safe["tally"]["inputs"]) if safe else 0


def _differences(before: Any, now: Any, name: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*before, *now)):
            yield from _differences(before.get(key), now.get(key), f"{name} {key}".strip())
    elif before != now:
        yield f"{name} was {json.dumps(before)}, is {json.dumps(now)}"


@dataclass
class Streamed:
    """A run to where nothing can be gone on with; its methods are those of `Session`.

    `errors` and `manifest` write what was set aside and what the run did, if the user wants that.
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
            self.manifest(manifest(self._command, self.tally, read, [], None))
