"""What came of one document, and of all of a run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, TypedDict

from cleaner.archive.task import Task
from cleaner.article import Article
from cleaner.errors import CleanerError

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


_NAMED = 5
"""Documents set aside, labels and reasons that the summary names; all are in the errors file and the manifest."""


@dataclass(slots=True)
class Tally:
    """What came of the documents of a run.

    Attributes:
        inputs: number of documents.
        written, skipped, set_aside: numbers of documents by what came of them; `check` sees that they add up.
        skips: number of skipped documents by reason. errors: of those set aside by code.
        kept, cut: code points of the sources.
        cuts: number of cuts by label.
        other_kind: number of those written of which the name says that they are text, or a page, and the content not.
        first_errors: the first few documents set aside.
    """

    inputs: int = 0
    written: int = 0
    skipped: int = 0
    set_aside: int = 0
    skips: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    cut: int = 0
    cuts: dict[str, int] = field(default_factory=dict)
    other_kind: int = 0
    first_errors: list[ErrorRecord] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Counts one document."""
        self.inputs += 1
        if outcome.skipped is not None:
            self.skipped += 1
            self.skips[outcome.skipped] = self.skips.get(outcome.skipped, 0) + 1
        elif outcome.error is not None:
            self.set_aside += 1
            code = outcome.error["code"]
            self.errors[code] = self.errors.get(code, 0) + 1
            if len(self.first_errors) < _NAMED:
                self.first_errors.append(outcome.error)
        else:
            self.written += 1
            self.kept += outcome.kept
            self.cut += outcome.cut
            self.other_kind += outcome.other_kind
            for label, count in outcome.cuts.items():
                self.cuts[label] = self.cuts.get(label, 0) + count

    def check(self, records: int | None = None) -> None:
        """Sees that nothing vanished.

        Args:
            records: number of documents that the output holds, where that is known.

        Raises:
            AssertionError: if the numbers do not add up, which is a mistake in cleaner.
        """
        parts = (self.written, sum(self.skips.values()), sum(self.errors.values()))
        if self.inputs != sum(parts) or parts[1:] != (self.skipped, self.set_aside):
            raise AssertionError(
                f"{self.inputs} inputs are not {parts[0]} + {parts[1]} + {parts[2]}: please report it."
            )
        if records is not None and records != self.written:
            raise AssertionError(f"{self.written} documents were cleaned, {records} written: please report it.")

    @property
    def fruitless(self) -> bool:
        """Whether there was nothing that could be a document."""
        return not self.written and self.skips.keys() <= {"no-document"} and self.errors.keys() <= {"not-found"}

    def to_dict(self) -> dict[str, Any]:
        """All of it, for the journal; `Tally(**value)` reads it back."""
        return asdict(self)

    def summary(self, seconds: float) -> str:
        """The run in one line.

        Args:
            seconds: how long it took.
        """
        parts = [f"{_count(self.written, 'document')} in {_duration(seconds)}"]
        share = f" ({100 * self.cut / (self.kept + self.cut):.1f}%)" if self.cut else ""
        parts.append(f"{self.kept:,} characters kept, {self.cut:,} cut{share}")
        if self.cuts:
            parts.append(f"cuts: {ranked(self.cuts)}")
        if self.other_kind:
            parts.append(f"{self.other_kind:,} read by content, against the name (--kind says how)")
        if self.skipped or self.set_aside:
            parts.append(self.sums())
        parts.append(_count(self.set_aside, "error"))
        return "; ".join(parts)

    def sums(self) -> str:
        """That nothing vanished, in half a line."""
        skips = f" ({ranked(self.skips)})" if self.skips else ""
        written = f"{_count(self.inputs, 'input')} = {self.written:,} written"
        return f"{written} + {self.skipped:,} skipped{skips} + {self.set_aside:,} set aside"


def ranked(counts: dict[str, int]) -> str:
    """The most frequent names with their numbers, and the sum of the others."""
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{name} {count:,}" for name, count in order[:_NAMED]]
    if others := order[_NAMED:]:
        named.append(f"all else {sum(count for _, count in others):,}")
    return ", ".join(named)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
