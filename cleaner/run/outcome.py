"""What came of one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from cleaner.article import Article
from cleaner.errors import CleanerError
from cleaner.inputs import Task

# What says of a file that it is no document, rather than a broken one.
_NO_DOCUMENT = frozenset({"binary-input", "not-a-document"})


class _Error(TypedDict):
    source_path: str
    code: str
    error: str
    hint: str | None


class ErrorRecord(_Error, total=False):
    """A line of the errors file: the document's name, what is wrong with it, and what to do.

    Of a record of a container also its `record_id`, its address `url`, and the `offset` in the container file where
    it begins, as far as they are known.
    """

    record_id: str
    url: str
    offset: int


@dataclass(slots=True)
class Outcome:
    """A document cleaned, skipped or set aside.

    Attributes:
        source_path, relative: of its task.
        size: bytes of the document as its task knew them.
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


def written(task: Task, article: Article, data: bytes) -> Outcome:
    """The outcome of a document that was cleaned."""
    cuts: dict[str, int] = {}
    cut = 0
    for removed in article.removed:
        cuts[removed.label] = cuts.get(removed.label, 0) + 1
        cut += removed.end - removed.start
    kept = len(article.source) - cut
    other = "kind" in article.provenance
    return Outcome(task.source_path, task.relative, task.size, data, kept=kept, cut=cut, cuts=cuts, other_kind=other)


def passed_over(task: Task, reason: str) -> Outcome:
    """The outcome of a record that is only counted."""
    return Outcome(task.source_path, task.relative, task.size, skipped=reason)


def set_aside(task: Task, error: CleanerError) -> Outcome:
    """The outcome of a document that could not be cleaned, or was none."""
    if task.guessed and error.code in _NO_DOCUMENT:
        return passed_over(task, "no-document")
    outcome = Outcome(task.source_path, task.relative, task.size)
    outcome.error = ErrorRecord(source_path=task.source_path, code=error.code, error=error.message, hint=error.hint)
    if task.record is not None:
        if task.record.id is not None:
            outcome.error["record_id"] = task.record.id
        if task.url is not None:
            outcome.error["url"] = task.url
        if task.record.offset is not None:
            outcome.error["offset"] = task.record.offset
    return outcome
