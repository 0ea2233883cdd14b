"""From the arguments of the command line to documents: files, folders, globs and stdin."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from cleaner.archive.buffers import BLOCK, Raw
from cleaner.archive.container import Container
from cleaner.archive.formats import Format, format_of_content, format_of_name, read_container
from cleaner.archive.paths import Found, common_folder, find, is_web, open_remote
from cleaner.archive.task import DEFAULT_MAX_SIZE, STDIN, Reading, Task, unreadable
from cleaner.document import Kind
from cleaner.errors import CleanerError
from cleaner.text import address

_KINDS: dict[str, Kind] = {".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}

# What lies beside pages in folders of saved sites and is text or looks like it, but no document. Everything else
# whose name does not say what it is, is told by its content.
_NO_DOCUMENT = re.compile(
    r"\.(?:css|js|mjs|map|download|json|xml|rss|svg|png|jpe?g|gif|webp|avif|ico|bmp|tiff?|mp[34]|m4a|webm|ogg|wav|avi|mov"
    r"|woff2?|ttf|otf|eot|pdf|zip|7z|tar|rar|csv|tsv)"
)
_PACKED = frozenset((".gz", ".zst", ".zstd", ".bz2", ".xz"))


def _ending(path: str) -> str:
    """How a name ends, in lower case; of what is packed, how its name ended before it was."""
    stem, ending = os.path.splitext(path.lower())
    return os.path.splitext(stem)[1] if ending in _PACKED else ending


class Inputs:
    """The documents that a command line names.

    Args:
        arguments: files, folders (walked, hidden files and folders passed over), globs (`*`, `?`, `[...]`, `**`; a
            file of exactly that name goes first), "-" for stdin.
        kind: how all of them are read; None: by name (.txt, .html, .htm, .xhtml), else by content.
        url: where the document was fetched from, if there is only one.
        skip: files and folders that are no inputs although they lie among them (the run's own output).
        max_size: bytes of the largest document that is read.
        reading: how containers are read; its `kind` is that of all inputs.
        found: files that other inputs led to, besides the arguments.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        kind: Kind | None = None,
        url: str | None = None,
        skip: Iterable[str] = (),
        max_size: int = DEFAULT_MAX_SIZE,
        reading: Reading | None = None,
        found: Sequence[Found] = (),
    ) -> None:
        self.arguments = list(arguments)
        self.kind = kind
        self.url = url
        self.max_size = max_size
        self.reading = replace(reading or Reading(), kind=kind)
        self._before = found
        self._skip = list(skip)
        self._base = common_folder(self.arguments)

    def tasks(self, start: int = 0) -> Iterator[Task]:
        """The documents in order, found while they are asked for; stdin and pipes are read when their turn comes.

        Args:
            start: number of the first task that is wanted; those before it are passed over, unread where that is
                possible. `tasks(n)` gives what is left of `tasks()` after n of them.
        """
        done = 0
        for found in self.found():
            for task in self._tasks(found, start - done):
                done += 1
                if done > start:
                    yield task

    def _tasks(self, found: Found, hollow: int) -> Iterator[Task]:
        """The tasks of one file; of the first `hollow` only the number matters."""
        name = address.parts(found.path).path if found.remote else found.path
        form = None if found.problem else format_of_name(name)
        if found.path == STDIN or found.remote or found.range or self._is_pipe(found):
            return self._read_here(found, form, hollow)
        ending = _ending(found.path)
        # A file whose name does not say what it is may be a container.
        if form is None and ending not in _KINDS and (found.named or not _NO_DOCUMENT.fullmatch(ending)):
            with suppress(OSError), open(found.path, "rb") as stream:  # (whoever reads it says what is wrong with it)
                form = format_of_content(stream.read(BLOCK), lines=found.named and self.kind is None)
        return iter((self._task(found),)) if form is None else self._read_here(found, form, hollow)

    def _read_here(self, found: Found, form: Format | None, hollow: int) -> Iterator[Task]:
        """The tasks of what this process reads: containers, pipes, and what is not on this machine."""
        name = found.path if found.remote else found.path.replace(os.sep, "/")
        relative = self._relative(found)
        try:
            stream, size = self._open(found)
        except CleanerError as error:
            yield Task(name, relative, guessed=not found.named, problem=error)
            return
        done = 0
        with stream if found.path != STDIN else nullcontext():
            try:
                if part := found.range:
                    head = stream.read(part.head)
                    stream.seek(part.offset)
                    raw, form, done = Raw(stream, size, part.offset - part.head, head), "warc", part.first - 1
                else:
                    raw = Raw(stream, size)
                    form = form or format_of_content(raw.peek(BLOCK), lines=self.kind is None)
            except OSError as error:
                yield Task(name, relative, problem=unreadable(error))
                return
            if form is not None:
                container = Container(name, relative, raw, self.reading, done + hollow, done)
                yield from islice(read_container(form, container, stream), part.count if part else None)
            else:
                task = Task(name, relative, kind=self._kind(found.path), sure=self.kind is not None, url=self.url)
                if task.url is None and is_web(found.path):
                    task.url = found.path
                task.load(raw, self.max_size)
                yield task

    def _open(self, found: Found) -> tuple[BinaryIO, int | None]:
        if found.path == STDIN:
            return sys.stdin.buffer, None
        if found.remote:
            return open_remote(found.path)
        try:
            stream = open(found.path, "rb")  # noqa: SIM115
            status = os.fstat(stream.fileno())
        except OSError as error:
            raise unreadable(error) from error
        return stream, status.st_size if stat.S_ISREG(status.st_mode) else None

    def _is_pipe(self, found: Found) -> bool:
        try:
            return found.problem is None and not stat.S_ISREG(os.stat(found.path).st_mode)
        except OSError:
            return False

    def _task(self, found: Found) -> Task:
        ending = _ending(found.path)
        path = os.path.abspath(found.path)
        task = Task(
            found.path.replace(os.sep, "/"),
            self._relative(found),
            path,
            kind=self._kind(path),
            sure=self.kind is not None,
            url=self.url,
            guessed=not found.named and ending not in _KINDS,
            problem=found.problem,
        )
        if task.problem is None and task.guessed and _NO_DOCUMENT.fullmatch(ending):
            task.problem = CleanerError("The file's name says that it is no document.", code="not-a-document")
        if task.problem is None:
            try:
                task.size = os.stat(path).st_size
            except OSError as error:
                task.problem = unreadable(error)
        return task

    def _kind(self, path: str) -> Kind | None:
        return self.kind or _KINDS.get(_ending(path))

    def _relative(self, found: Found) -> str:
        if found.path == STDIN:
            return "stdin"
        if found.remote:
            return address.parts(found.path).path.rstrip("/").rpartition("/")[2] or "remote"
        path = os.path.abspath(found.path)
        if self._base and path.startswith(os.path.join(self._base, "")):
            return os.path.relpath(path, self._base).replace(os.sep, "/")
        return os.path.basename(path)

    def total(self) -> tuple[int, int]:
        """How many documents and bytes there are, as far as that can be told without reading any."""
        count = size = 0
        for found in self.found():
            count += 1
            if found.problem is None and found.path != STDIN and not found.remote:
                with suppress(OSError):  # the run itself will say what is wrong with it
                    size += os.stat(found.path).st_size
        return count, size

    def files(self) -> Iterator[tuple[str, str]]:
        """For each file that there is: the argument that led to it, and its path; "-" for stdin."""
        return ((argument, found.path) for argument, found in self._all() if found.problem is None)

    def found(self) -> Iterator[Found]:
        """The files, and what is wrong with arguments that lead to none."""
        return (found for _, found in self._all())

    def _all(self) -> Iterator[tuple[str, Found]]:
        yield from ((found.path, found) for found in self._before)
        yield from find(self.arguments, self._skip)


def one_task(name: str, kind: Kind | None = None, url: str | None = None, max_size: int = DEFAULT_MAX_SIZE) -> Task:
    """The document that is meant: a file, a record by its number, or the first that is cleaned of several.

    Raises:
        CleanerError: code "not-found", if a container has no such record.
    """
    path, _, number = name.rpartition("#")
    if path and number.isdigit() and not os.path.lexists(name):
        # A WACZ's records have the name of the file in it before their number.
        around = os.path.dirname(path)
        container = around if os.path.isfile(around) else path
        wanted = name if os.path.lexists(container) or "://" in container else container
        for task in Inputs([container], kind=kind, max_size=max_size).tasks():
            if task.source_path == wanted:
                return task
        raise CleanerError(f"There is no record {number} in {container}.", hint="Check the number.", code="not-found")
    first = None
    for task in Inputs([name], kind=kind, url=url, max_size=max_size).tasks():
        if task.skip is None and task.problem is None:
            return task
        first = first or task
    assert first is not None  # every input has a task
    return first


def only_task(path: str | os.PathLike[str], kind: Kind | None = None, url: str | None = None) -> Task:
    """The document of a file, which holds no others.

    Raises:
        CleanerError: code "bad-argument", if it is no path, or one of a folder, a pattern or a container.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise CleanerError(
            f"clean_file() takes a path, not {type(path).__name__}.", hint="Pass a str or Path.", code="bad-argument"
        )
    name = str(path)
    if not os.path.isdir(name):
        task = one_task(name, kind, url)
        if task.source_path == name.replace(os.sep, "/"):
            return task
    raise CleanerError(
        "This holds several documents.",
        where=name,
        hint="Name one of its files, or a record by its number (crawl.warc.gz#17); `cleaner clean` takes them all.",
        code="bad-argument",
    )
