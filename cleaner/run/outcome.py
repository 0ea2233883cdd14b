"""What came of one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from cleaner.article import Article
from cleaner.errors import CleanerError
from cleaner.inputs import Task

# What says of a file that it is no document, rather than a broken one.
_NO_DOCUMENT = frozenset({"binary-input", "not-a-document"})


class ErrorRecord(TypedDict):
    """A line of the errors file: the document's name, what is wrong with it, and what to do."""

    source_path: str
    code: str
    error: str
    hint: str | None


@dataclass(slots=True)
class Outcome:
    """A document cleaned, skipped or set aside.

    Attributes:
        source_path, relative: of its task.
        size: bytes of the document as its task knew them.
        data: what is to be written, or None if nothing is.
        error: why it was set aside, or None.
        skipped: whether it is a file of a folder that turned out to be no document.
        kept, cut: code points of its source that stayed and that were cut.
        cuts: number of cuts by label.
    """

    source_path: str
    relative: str
    size: int = 0
    data: bytes | None = None
    error: ErrorRecord | None = None
    skipped: bool = False
    kept: int = 0
    cut: int = 0
    cuts: dict[str, int] = field(default_factory=dict)


def written(task: Task, article: Article, data: bytes) -> Outcome:
    """The outcome of a document that was cleaned."""
    cuts: dict[str, int] = {}
    cut = 0
    for removed in article.removed:
        cuts[removed.label] = cuts.get(removed.label, 0) + 1
        cut += removed.end - removed.start
    kept = len(article.source) - cut
    return Outcome(task.source_path, task.relative, task.size, data, kept=kept, cut=cut, cuts=cuts)


def set_aside(task: Task, error: CleanerError) -> Outcome:
    """The outcome of a document that could not be cleaned, or was none."""
    outcome = Outcome(task.source_path, task.relative, task.size)
    if task.guessed and error.code in _NO_DOCUMENT:
        outcome.skipped = True
    else:
        outcome.error = ErrorRecord(source_path=task.source_path, code=error.code, error=error.message, hint=error.hint)
    return outcome
