"""What is done with one document, in whatever process: read, clean, encode; and what came of it."""

from __future__ import annotations

import errno
import os
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from cleaner.archive.encode import Encoder
from cleaner.archive.task import Task
from cleaner.article import Article
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.engine import Cleaner

NO_MEMORY = errno.ENOMEM
"""Exit code of a worker that had no memory to receive a document."""

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
_ROOT = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "")

# Libraries that get no memory do not all raise a MemoryError; in what they say it is called the same.
_LACKING = re.compile(r"\bmemory\b|\bfailed to map\b", re.IGNORECASE)

# What says of a file that it is no document, rather than a broken one.
_NO_DOCUMENT = frozenset({"binary-input", "not-a-document"})


class _Error(TypedDict):
    source_path: str
    code: str
    error: str
    hint: str | None


class ErrorRecord(_Error, total=False):
    """A line of the errors file: the document's name, what is wrong with it, and what to do; of a record of a container also
    its id, its address, and the offset in the container file where it begins, as far as they are known."""

    record_id: str
    url: str
    offset: int


@dataclass(slots=True)
class Outcome:
    """A document cleaned, skipped or set aside.

    Attributes:
        source_path, relative, size: of its task.
        data: what is to be written, or None if nothing is.
        error: why it was set aside, or None.
        skipped: why it is only counted ("revisit"; "no-document" for a file of a folder that turned out to be none), or
            None.
        kept, cut: code points of its source that stayed and that were cut.
        cuts: number of cuts by label.
        other_kind: whether it was read as what it is, text or a page, although its name or container says otherwise.
    """

    source_path: str
    relative: str
    size: int = 0
    data: bytes | None = None
    error: ErrorRecord | None = None
    skipped: str | None = None
    kept: int = 0
    cut: int = 0
    cuts: dict[str, int] = field(default_factory=dict)
    other_kind: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """The work on a document; pickles if its parts do.

    Attributes:
        cleaner: what cleans.
        encoder: what makes bytes of the article.
        wanted: says why a cleaned document is not wanted, None where it is; then it is skipped for that reason.
    """

    cleaner: Cleaner
    encoder: Encoder
    wanted: Callable[[Article], str | None] | None = None

    def __call__(self, task: Task) -> Outcome:
        """Never raises but for what ends the program: whatever is wrong with a document stays with that document."""
        known = settled(task)
        if known is not None:
            return known
        outcome = Outcome(task.source_path, task.relative, task.size)
        try:
            article = task.clean(self.cleaner)
            outcome.skipped = self.wanted(article) if self.wanted is not None else None
            if outcome.skipped is not None:
                return outcome
            data = self.encoder(article, task)
        except CleanerError as error:
            return set_aside(task, error)
        except Exception as error:
            lacking = isinstance(error, MemoryError) or _LACKING.search(str(error))
            return set_aside(task, no_memory() if lacking else _bug(error))
        outcome.data = data
        for removed in article.removed:
            outcome.cuts[removed.label] = outcome.cuts.get(removed.label, 0) + 1
            outcome.cut += removed.end - removed.start
        outcome.kept = len(article.source) - outcome.cut
        outcome.other_kind = "kind" in article.provenance
        return outcome


def settled(task: Task) -> Outcome | None:
    """The outcome of a task of which it is known before it is read; None of one that is to be cleaned."""
    if task.problem is not None:
        return set_aside(task, task.problem)
    return None if task.skip is None else Outcome(task.source_path, task.relative, task.size, skipped=task.skip)


def set_aside(task: Task, error: CleanerError) -> Outcome:
    """The outcome of a document that could not be cleaned, or was none."""
    outcome = Outcome(task.source_path, task.relative, task.size)
    if task.guessed and error.code in _NO_DOCUMENT:
        outcome.skipped = "no-document"
        return outcome
    outcome.error = ErrorRecord(source_path=task.source_path, code=error.code, error=error.message, hint=error.hint)
    if record := task.record:
        known = {"record_id": record.id, "url": task.url, "offset": record.offset}
        outcome.error.update({name: value for name, value in known.items() if value is not None})  # type: ignore[typeddict-item]
    return outcome


def no_memory() -> CleanerError:
    """What is said of a document for which a process had not enough memory."""
    return CleanerError(
        "There was not enough memory for this document.",
        hint="Give workers more with --memory, or leave out documents of its size.",
        code="out-of-memory",
    )


def _bug(error: Exception) -> CleanerError:
    last = traceback.format_exception_only(type(error), error)[-1].strip()
    # The deepest place in our own code tells more than a line in a library; the first two frames are the same for all.
    frames = traceback.extract_tb(error.__traceback__)[2:]
    own = [frame for frame in frames if frame.filename.startswith(_PACKAGE)] or frames
    place = f" ({own[-1].filename.removeprefix(_ROOT)}:{own[-1].lineno})" if own else ""
    return CleanerError(
        f"cleaner failed on this document: {last}{place}",
        hint="This is a mistake in cleaner, not in your document. Please report it with this line and, if you may, "
        "the document.",
        code="internal-error",
    )
