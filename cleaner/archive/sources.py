"""From the arguments of the command line to documents: files, folders, globs, stdin, and containers, told by their names or
how they begin."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from itertools import chain, islice
from typing import BinaryIO, Literal, cast

from cleaner.archive.buffers import BLOCK, Raw
from cleaner.archive.container import Container, Reader
from cleaner.archive.decompress import segments
from cleaner.archive.paths import Found, common_folder, find, is_web, open_remote
from cleaner.archive.tabular import is_jsonl, read_jsonl, read_parquet
from cleaner.archive.task import STDIN, Reading, Task, failure, unreadable
from cleaner.archive.warc import WARC, read_arc, read_warc
from cleaner.document import Kind
from cleaner.errors import CleanerError
from cleaner.text import address

Format = Literal["warc", "arc", "wacz", "jsonl", "parquet"]

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
        arguments: files, folders, globs, addresses, "-" for stdin.
        reading: how they are read.
        skip: files and folders that are no inputs although they lie among them (the run's own output).
        found: files that other inputs led to, besides the arguments.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        reading: Reading | None = None,
        *,
        skip: Iterable[str] = (),
        found: Sequence[Found] = (),
    ) -> None:
        self.reading = reading or Reading()
        self.arguments = list(arguments)
        self._before = found
        self._skip = list(skip)
        self._base = common_folder(self.arguments)

    def found(self) -> Iterator[Found]:
        """The files, and what is wrong with arguments that lead to none."""
        return chain(self._before, find(self.arguments, self._skip))

    def total(self) -> tuple[int, int]:
        """How many documents and bytes there are, as far as that can be told without reading any."""
        count = size = 0
        for found in self.found():
            count += 1
            if found.problem is None and found.path != STDIN and not found.remote:
                with suppress(OSError):  # the run itself will say what is wrong with it
                    size += os.stat(found.path).st_size
        return count, size

    def tasks(self) -> Iterator[Task]:
        """The documents in order, found while they are asked for; stdin and pipes are read when their turn comes."""
        for found in self.found():
            yield from self._tasks(found)

    def _tasks(self, found: Found) -> Iterator[Task]:
        """The tasks of one file. Containers, pipes, and what is not on this machine are read here, the rest by workers."""
        path = found.path
        name = address.parts(path).path if found.remote else path
        ending = _ending(path)
        task = Task(
            path if found.remote else path.replace(os.sep, "/"),
            self._relative(found, name),
            kind=self.reading.kind or _KINDS.get(ending),
            sure=self.reading.kind is not None,
            url=path if self.reading.url is None and is_web(path) else self.reading.url,
            max_size=self.reading.max_size,
            guessed=not found.named and ending not in _KINDS,
            problem=found.problem,
        )
        try:
            if found.problem is None:
                form = format_of_name(name)
                if path == STDIN or found.remote or found.range or self._is_read_here(found, task, form):
                    yield from self._read_here(found, task, form)
                    return
        except (CleanerError, OSError) as error:
            task.problem = unreadable(error)
        yield task

    def _is_read_here(self, found: Found, task: Task, form: Format | None) -> bool:
        """Whether a file is a container or no file at all; otherwise it becomes the task's, for a worker to read."""
        status, ending = os.stat(found.path), _ending(found.path)
        if form is not None or not stat.S_ISREG(status.st_mode):
            return True
        if task.guessed and _NO_DOCUMENT.fullmatch(ending):
            raise CleanerError("The file's name says that it is no document.", code="not-a-document")
        if ending not in _KINDS:  # a file whose name does not say what it is may be a container
            with open(found.path, "rb") as stream:
                if format_of_content(stream.read(BLOCK), lines=found.named and self.reading.kind is None):
                    return True
        task.path, task.size = os.path.abspath(found.path), status.st_size
        return False

    def _read_here(self, found: Found, task: Task, form: Format | None) -> Iterator[Task]:
        stream, size = _open(found)
        done, part = 0, found.range
        with nullcontext() if found.path == STDIN else stream:
            if part:
                head = stream.read(part.head)
                stream.seek(part.offset)
                raw, form, done = Raw(stream, size, part.offset - part.head, head), "warc", part.first - 1
            else:
                raw = Raw(stream, size)
                form = form or format_of_content(raw.peek(BLOCK), lines=self.reading.kind is None)
            if form is None:
                task.load(raw)
                yield task
            else:
                container = Container(task.source_path, task.relative, raw, self.reading, done)
                yield from islice(read_container(form, container, stream), part.count if part else None)

    def _relative(self, found: Found, name: str) -> str:
        if found.path == STDIN:
            return "stdin"
        if found.remote:
            return name.rstrip("/").rpartition("/")[2] or "remote"
        path = os.path.abspath(found.path)
        if self._base and path.startswith(os.path.join(self._base, "")):
            return os.path.relpath(path, self._base).replace(os.sep, "/")
        return os.path.basename(path)


def _open(found: Found) -> tuple[BinaryIO, int | None]:
    """A file, and its size if that is known."""
    if found.path == STDIN:
        return sys.stdin.buffer, None
    if found.remote:
        return open_remote(found.path)
    stream = open(found.path, "rb")  # noqa: SIM115
    status = os.fstat(stream.fileno())
    return stream, status.st_size if stat.S_ISREG(status.st_mode) else None


def one_task(name: str, reading: Reading | None = None) -> Task:
    """The document that is meant: a file, a record by its number, or the first that is cleaned of several.

    Raises:
        CleanerError: code "not-found", if there is none.
    """
    path, _, number = name.rpartition("#")
    if path and number.isdigit() and not os.path.lexists(name):
        # A WACZ's records have the name of the file in it before their number.
        around = os.path.dirname(path)
        container, what = around if os.path.isfile(around) else path, f"record {number}"
        wanted = name if os.path.lexists(container) or "://" in container else container
        task = next((task for task in Inputs([container], reading).tasks() if task.source_path == wanted), None)
    else:
        container, what = name, "document"
        tasks = Inputs([name], reading).tasks()
        first = list(islice(tasks, 1))
        task = next(
            (task for task in chain(first, tasks) if not (task.skip or task.problem)), first[0] if first else None
        )
    if task is None:
        raise CleanerError(f"There is no {what} in {container}.", hint="Check the name.", code="not-found")
    return task


def only_task(path: str | os.PathLike[str], reading: Reading) -> Task:
    """The document of a file, which holds no others.

    Raises:
        CleanerError: code "bad-argument", if it is no path, or one of a folder, a pattern or a container.
    """
    if not isinstance(path, (str, os.PathLike)):
        what = f"clean_file() takes a path, not {type(path).__name__}."
        raise CleanerError(what, hint="Pass a str or Path.", code="bad-argument")
    name = str(path)
    task = None if os.path.isdir(name) else one_task(name, reading)
    if task is not None and task.source_path == name.replace(os.sep, "/"):
        return task
    raise CleanerError(
        "This holds several documents.",
        where=name,
        hint="Name one of its files, or a record by its number (crawl.warc.gz#17); `cleaner clean` takes them all.",
        code="bad-argument",
    )


_NAME = re.compile(
    r"\.(?:(?P<warc>warc|wet)|(?P<arc>arc)|(?P<jsonl>jsonl|ndjson|jsonlines))(?:\.(?:gz|zst|zstd|bz2|xz))?(?:\.open)?$"
    r"|\.(?:(?P<parquet>parquet|pq)|(?P<wacz>wacz))$",
    re.IGNORECASE,
)  # .open: crawlers write to it
_ARC = re.compile(rb"filedesc://[^\r\n]{1,1000} \d{14} ")
_WACZ = re.compile(rb"datapackage\.json|archive/|indexes/|pages/")


def format_of_name(name: str) -> Format | None:
    """The format that a file's name says it has, or None if it says nothing of the kind."""
    found = _NAME.search(name)
    return cast(Format, found.lastgroup) if found else None


def format_of_content(head: bytes, *, lines: bool) -> Format | None:
    """The format of what begins so (64 KB), or None; `lines`: whether JSON Lines count, like which text may begin."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "wacz" if _WACZ.search(head) else None
    plain = _plain(head)
    if WARC.begins.match(plain.lstrip()):
        return "warc"
    if _ARC.match(plain):
        return "arc"
    return "jsonl" if lines and is_jsonl(plain) else None


def _plain(head: bytes) -> bytes:
    """What the beginning of a file is when it is decompressed; of what cannot be, the beginning itself."""
    with suppress(
        CleanerError
    ):  # a library is missing: whoever reads the file will say so, if its name tells what it is
        return b"".join(segment.read() for segment in islice(segments(Raw(io.BytesIO(head)), None, BLOCK), 1))
    return head


_STREAMED: dict[Format, Reader] = {"warc": read_warc, "arc": read_arc, "jsonl": read_jsonl}
_MOST_SPOOLED = 8_000_000_000
"""Bytes of a container that is written to a temporary file, because it comes through a pipe and is read from its end."""


def read_container(form: Format, container: Container, stream: BinaryIO) -> Iterator[Task]:
    """The tasks of a container, at least one; its `raw` reads `stream`. Nothing is raised but what ends the program."""
    problem = None
    try:
        if form in _STREAMED:
            yield from _STREAMED[form](container)
        else:
            from cleaner.archive.wacz import read_wacz

            with _sought(container.raw, stream) as file:
                yield from read_parquet(container, file) if form == "parquet" else read_wacz(container, file, _reader)
    except OSError as error:
        problem = unreadable(error)
    except Exception as error:
        problem = failure(error)
    if container.number and problem is not None:  # what comes next cannot be read
        yield container.task(problem=problem)
    elif not container.number:
        skip = "no-records" if problem is None and form in ("jsonl", "parquet") else None  # a shard may well be empty
        if skip is None and problem is None:
            problem = CleanerError("The file holds no records.", hint="Was it written at all?", code="no-records")
        yield Task(container.name, container.relative, skip=skip, problem=problem)


def _reader(name: str) -> Reader | None:
    """What reads a file in a WACZ."""
    form = format_of_name(name)
    return _STREAMED[form] if form in ("warc", "arc") else None


@contextmanager
def _sought(raw: Raw, stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream itself if it can be sought in, else a copy in a temporary file without a name."""
    if stream.seekable():
        stream.seek(0)
        yield stream
        return
    with tempfile.TemporaryFile(prefix="cleaner-") as copy:
        while data := raw.read(BLOCK):
            if raw.position > _MOST_SPOOLED:
                raise CleanerError(
                    f"What comes through the pipe is larger than {_MOST_SPOOLED:,} bytes.",
                    hint="This format is read from its end: save it to a file first.",
                    code="too-large",
                )
            copy.write(data)
        copy.seek(0)
        yield cast(BinaryIO, copy)
