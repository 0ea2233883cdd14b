"""One document: where it is, how it is read and cleaned, in whatever process, and what came of it."""

from __future__ import annotations

import errno
import os
import re
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.archive.buffers import Raw
from cleaner.archive.decompress import segments
from cleaner.article import Article
from cleaner.document import Kind
from cleaner.errors import CleanerError
from cleaner.read.source import plain_kind

if TYPE_CHECKING:
    from cleaner.archive.encode import Encoder
    from cleaner.engine import Cleaner

STDIN = "-"
"""How stdin is named on the command line, and as `source_path` in a record."""

DEFAULT_MAX_SIZE = 200_000_000
DEFAULT_MAX_RECORD = 32_000_000
NO_MEMORY = errno.ENOMEM  # exit code of a worker that had no memory to receive a document

_LOOK = 8192  # bytes that tell a binary file from text
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")  # byte order marks of encodings that are full of zero bytes
_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
_ROOT = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "")
_LACKING = re.compile(r"\bmemory\b|\bfailed to map\b", re.IGNORECASE)  # how libraries say it that raise no MemoryError
_NO_DOCUMENT = frozenset({"binary-input", "not-a-document"})  # codes of what is no document, rather than a broken one


@dataclass(frozen=True, slots=True)
class Record:
    """What a container says of one of its records; `record` in `cleaner/data/record.schema.json` describes the fields."""

    id: str | None = None
    type: str | None = None
    captured: str | None = None
    digest: str | None = None
    content_type: str | None = None
    status: int | None = None
    offset: int | None = None
    truncated: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read.

    Attributes:
        kind: how all of them are; None: by name (.txt, .html, .htm, .xhtml) or by what a container says, else by content.
        url: where the document was fetched from, if there is only one.
        status: HTTP status of responses that are cleaned; of others the record is counted.
        max_size, max_record: bytes of the largest document, and of the largest record or payload, that is read.
        text_field, html_field, url_field: fields of JSON Lines or columns of Parquet that hold document and address. None:
            "html" where there is one, else "text"; "url".
    """

    kind: Kind | None = None
    url: str | None = None
    max_size: int = DEFAULT_MAX_SIZE
    status: frozenset[int] = frozenset((200,))
    max_record: int = DEFAULT_MAX_RECORD
    text_field: str | None = None
    html_field: str | None = None
    url_field: str | None = None


@dataclass(slots=True)
class Task:
    """A document to clean, or a record of a container that is only counted.

    Attributes:
        source_path: its name in records and messages: its path with "/" between folders; "-" for stdin; for a record of a
            container the container's name, "#" and the record's number in it, from 1.
        relative: its path from the folder that holds all inputs, for an output that mirrors them.
        path: absolute path of its file, or None where `data` was read already (stdin, pipes, records of a container).
        size: bytes of it as far as known beforehand; of a record: those of the file since the record before.
        kind: how it is to be read; None: told from its content. sure: the user says so; a name or a container is not
            believed where the content plainly is something else.
        guessed: it came up in a folder, and is skipped rather than set aside when it turns out to be no document.
        problem: why it cannot be cleaned, where that is known before it is read.
        skip: why a record is only counted: "revisit", "status-404", "not-text", "type-request"; never with a `problem`.
        charset: what HTTP declares. title: taken where it gives none itself. extra: fields that are passed through.
        max_size: bytes that it may have, packed and unpacked.
    """

    source_path: str
    relative: str
    path: str | None = None
    data: str | bytes | None = None
    size: int = 0
    kind: Kind | None = None
    sure: bool = False
    url: str | None = None
    guessed: bool = False
    problem: CleanerError | None = None
    record: Record | None = None
    charset: str | None = None
    title: str | None = None
    extra: dict[str, Any] | None = None
    skip: str | None = None
    max_size: int = DEFAULT_MAX_SIZE

    def read(self) -> str | bytes:
        """The document; raises a CleanerError: `problem`, what is wrong with it, or "skipped" where it is not to be read."""
        if self.problem is not None:
            raise self.problem
        if self.skip is not None:
            raise CleanerError(f"This record holds no document to clean ({self.skip}).", code="skipped")
        if self.data is not None:
            return self.data
        assert self.path is not None
        try:
            with open(self.path, "rb") as stream:
                return self._read(Raw(stream, os.fstat(stream.fileno()).st_size))
        except OSError as error:
            raise unreadable(error) from error

    def clean(self, cleaner: Cleaner) -> Article:
        """The document, read and cleaned, with what its container says of it; `where` of a CleanerError names it."""
        captured = self.record.captured if self.record else None
        try:
            data = self.read()
            kind = self.kind
            if kind is not None and not self.sure:
                kind = plain_kind(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data, kind)
            article = cleaner.clean(data, kind=kind, url=self.url, charset=self.charset, captured=captured)
        except CleanerError as error:
            error.where = error.where or self.source_path
            raise
        if kind != self.kind:
            article.provenance["kind"] = {"source": "content", "candidates": [{"source": "name", "value": self.kind}]}
        if self.title and article.title is None:
            article.title = self.title
            lost = article.provenance.get("title", {"candidates": []})
            article.provenance["title"] = {**lost, "source": "record", "key": "pages"}
        return article

    def load(self, raw: Raw) -> None:
        """Reads what only this process can read; a failure becomes the task's `problem`."""
        try:
            self.data = self._read(raw)
            self.size = len(self.data)
        except (CleanerError, OSError) as error:
            self.problem = unreadable(error)

    def _read(self, raw: Raw) -> bytes:
        """All bytes of a document, unpacked if it is packed (gzip, Zstandard, bzip2, xz)."""
        # A file that says its size is not read only to find out; a pipe or a device may have no end.
        if (raw.size or 0) > self.max_size:
            raise too_large(raw.size, self.max_size, "document")
        parts: list[bytes] = []
        size = 0
        for segment in segments(raw, None, self.max_size):
            while data := segment.read():
                # Saves reading a film or an archive whole only to learn that it is no document.
                if self.guessed and not parts and b"\0" in data[:_LOOK] and not data.startswith(_WIDE):
                    raise CleanerError("The file is neither text nor HTML.", code="binary-input")
                parts.append(data)
                size += len(data)
                if size > self.max_size:
                    raise too_large(None, self.max_size, "document")
            damage = segment.damage
            if damage is not None and not (damage.kind == "garbage" and parts):  # (gunzip passes over that too)
                raise CleanerError(
                    f"It cannot be unpacked: at byte {damage.offset:,}, {damage.what}.",
                    hint="Fetch or copy the file again.",
                    code="corrupt" if damage.kind == "garbage" else damage.kind,
                )
        return b"".join(parts)


def too_large(size: int | None, limit: int, what: str = "record") -> CleanerError:
    """What is said of a document or record above the limit; `size` in bytes, None where only that is known."""
    told = "larger" if size is None else f"{size:,} bytes"
    way = "--max-record, if it is worth the memory" if what == "record" else "--max-size, or split the file"
    message = f"The {what} is {told}; the limit is {limit:,} bytes."
    return CleanerError(message, hint=f"Raise the limit with {way}.", code="too-large")


def unreadable(error: OSError | CleanerError) -> CleanerError:
    """What the operating system says of a file, with what to do about it."""
    if isinstance(error, CleanerError):
        return error
    if error.errno == errno.ENOENT:
        return CleanerError("There is no such file.", hint="Check the path.", code="not-found")
    reason, hint = (os.strerror(error.errno) if error.errno else str(error)), "Check the disk or the share."
    if error.errno in (errno.EACCES, errno.EPERM):
        hint = "Check its permissions."
    elif error.errno == errno.EISDIR:
        hint = "It changed while cleaner ran."
    return CleanerError(f"The file cannot be read: {reason}.", hint=hint, code="unreadable")


ErrorRecord = dict[str, Any]
"""A line of the errors file: `source_path`, `code`, `error` (what is wrong) and `hint` (what to do about it); of a record of a
container also `record_id`, `url`, and its `offset` in the file, as far as they are known."""


@dataclass(slots=True)
class Outcome:
    """A document cleaned (`data` is what is to be written), set aside (`error`) or only counted (`skipped` says why).

    Attributes:
        kept, cut: code points of its source. cuts: number of cuts by label.
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
    """The work on a document; pickles if its parts do. `wanted` says why a cleaned document is to be skipped, or None."""

    cleaner: Cleaner
    encoder: Encoder
    wanted: Callable[[Article], str | None] | None = None

    def __call__(self, task: Task) -> Outcome:
        """Never raises but for what ends the program: whatever is wrong with a document stays with that document."""
        if (known := settled(task)) is not None:
            return known
        outcome = Outcome(task.source_path, task.relative, task.size)
        try:
            article = task.clean(self.cleaner)
            outcome.skipped = self.wanted(article) if self.wanted is not None else None
            if outcome.skipped is not None:
                return outcome
            data = self.encoder(article, task)
        except Exception as error:
            return set_aside(task, failure(error))
        outcome.data = data
        outcome.cuts = dict(Counter(removed.label for removed in article.removed))
        outcome.cut = sum(removed.end - removed.start for removed in article.removed)
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
    outcome.error = {"source_path": task.source_path, "code": error.code, "error": error.message, "hint": error.hint}
    if record := task.record:
        known = {"record_id": record.id, "url": task.url, "offset": record.offset}
        outcome.error.update({name: value for name, value in known.items() if value is not None})
    return outcome


def no_memory() -> CleanerError:
    """What is said of a document for which a process had not enough memory."""
    return CleanerError(
        "There was not enough memory for this document.",
        hint="Give workers more with --memory, or leave out documents of its size.",
        code="out-of-memory",
    )


def failure(error: Exception) -> CleanerError:
    """What is said of an exception, whoever raised it."""
    if isinstance(error, CleanerError):
        return error
    if isinstance(error, MemoryError) or _LACKING.search(str(error)):
        return no_memory()
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
