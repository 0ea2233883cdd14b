"""From the arguments of the command line to documents: files, folders, globs and stdin.

The order is that of the arguments; within a folder by name, folders where their names stand. A file that several
arguments name is taken once, where it comes up first; a folder that several links lead to is walked once, so that
links in a circle end.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice

from cleaner.document import Kind
from cleaner.errors import CleanerError
from cleaner.inputs.task import DEFAULT_MAX_SIZE, STDIN, Task, unreadable

_KINDS: dict[str, Kind] = {".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}

# What lies beside pages in folders of saved sites and is text or looks like it, but no document. Everything else
# whose name does not say what it is, is told by its content.
_NO_DOCUMENT = re.compile(
    r"\.(?:css|js|mjs|map|download|json|xml|rss|svg|png|jpe?g|gif|webp|avif|ico|bmp|tiff?|mp[34]|m4a|webm|ogg|wav|avi|mov"
    r"|woff2?|ttf|otf|eot|pdf|zip|gz|bz2|xz|zst|7z|tar|rar|csv|tsv|jsonl|parquet|warc|arc|wacz)"
)
_MAGIC = re.compile(r"[*?[]")


@dataclass(slots=True)
class _Found:
    """A file that an argument led to; `named`: the argument says itself that it is a document."""

    path: str
    named: bool
    problem: CleanerError | None = None


class Inputs:
    """The documents that a command line names.

    Args:
        arguments: files, folders (walked, hidden files and folders passed over), globs (`*`, `?`, `[...]`, `**`; a
            file of exactly that name goes first), "-" for stdin.
        kind: how all of them are read; None: by name (.txt, .html, .htm, .xhtml), else by content.
        url: where the document was fetched from, if there is only one.
        skip: files and folders that are no inputs although they lie among them (the run's own output).
        max_size: bytes of the largest document that is read.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        kind: Kind | None = None,
        url: str | None = None,
        skip: Iterable[str] = (),
        max_size: int = DEFAULT_MAX_SIZE,
    ) -> None:
        self.arguments = list(arguments)
        self.kind = kind
        self.url = url
        self.max_size = max_size
        self._skip = {os.path.realpath(path) for path in skip}
        self._base = _common_folder(self.arguments)

    def tasks(self, start: int = 0) -> Iterator[Task]:
        """The documents in order, found while they are asked for; stdin and pipes are read when their turn comes.

        Args:
            start: number of the first task that is wanted; those before it are passed over, unread where that is
                possible. `tasks(n)` gives what is left of `tasks()` after n of them.
        """
        return islice(self._all(), start, None)

    def _all(self) -> Iterator[Task]:
        for found in self._found():
            if found.path == STDIN:
                task = Task(STDIN, "stdin", kind=self.kind, url=self.url)
                task.load(self.max_size)
            else:
                task = self._task(found)
            yield task

    def total(self) -> tuple[int, int]:
        """How many documents and bytes there are, as far as that can be told without reading any."""
        count = size = 0
        for found in self._found():
            count += 1
            if found.problem is None and found.path != STDIN:
                try:
                    size += os.stat(found.path).st_size
                except OSError:
                    continue  # the run itself will say what is wrong with it
        return count, size

    def _task(self, found: _Found) -> Task:
        ending = os.path.splitext(found.path)[1].lower()
        kind = self.kind or _KINDS.get(ending)
        path = os.path.abspath(found.path)
        task = Task(
            found.path.replace(os.sep, "/"),
            self._relative(path),
            path,
            kind=kind,
            url=self.url,
            guessed=not found.named and ending not in _KINDS,
            problem=found.problem,
        )
        if task.problem is None and task.guessed and _NO_DOCUMENT.fullmatch(ending):
            task.problem = CleanerError("The file's name says that it is no document.", code="not-a-document")
        if task.problem is None:
            try:
                status = os.stat(path)
                task.size = status.st_size
                if not stat.S_ISREG(status.st_mode):
                    task.load(self.max_size)  # a worker does not share this process's pipes
            except OSError as error:
                task.problem = unreadable(error)
        return task

    def _relative(self, path: str) -> str:
        if self._base and path.startswith(os.path.join(self._base, "")):
            return os.path.relpath(path, self._base).replace(os.sep, "/")
        return os.path.basename(path)

    def files(self) -> Iterator[tuple[str, str]]:
        """For each file that there is: the argument that led to it, and its path; "-" for stdin."""
        return ((argument, found.path) for argument, found in self._by_argument() if found.problem is None)

    def _found(self) -> Iterator[_Found]:
        return (found for _, found in self._by_argument())

    def _by_argument(self) -> Iterator[tuple[str, _Found]]:
        walked: set[str] = set()
        # Only where arguments can overlap need the files be remembered: a lone folder may hold millions.
        seen: set[str] | None = None if len(self.arguments) == 1 and not _MAGIC.search(self.arguments[0]) else set()
        for argument in self.arguments:
            for found in self._expand(argument, walked):
                if seen is not None:
                    key = found.path if found.path == STDIN else os.path.abspath(found.path)
                    if key in seen:
                        continue
                    seen.add(key)
                yield argument, found

    def _expand(self, argument: str, walked: set[str]) -> Iterator[_Found]:
        if argument == STDIN:
            yield _Found(STDIN, named=True)
        elif os.path.isdir(argument):
            yield from self._walk(argument, walked)
        elif os.path.lexists(argument):
            yield _Found(argument, named=True)
        elif not _MAGIC.search(argument):
            problem = CleanerError("There is no such file or folder.", hint="Check the path.", code="not-found")
            yield _Found(argument, named=True, problem=problem)
        else:
            matched = False
            for path in _glob(argument):
                matched = True
                if os.path.isdir(path):
                    yield from self._walk(path, walked)
                elif not self._skipped(path):
                    # A pattern that ends in "*" is as broad as a folder: what it finds need not be a document.
                    yield _Found(path, named=not argument.endswith("*"))
            if not matched:
                problem = CleanerError("No file fits this pattern.", hint="Check the pattern.", code="not-found")
                yield _Found(argument, named=True, problem=problem)

    def _walk(self, folder: str, walked: set[str]) -> Iterator[_Found]:
        # A stack of its own instead of recursion: folders may be nested deeper than Python calls.
        stack = [iter([folder])]
        while stack:
            path = next(stack[-1], None)
            if path is None:
                stack.pop()
            elif self._skipped(path):
                continue
            elif os.path.isdir(path):
                real = os.path.realpath(path)
                if real in walked:
                    continue
                walked.add(real)
                try:
                    stack.append(iter(_visible(path)))
                except OSError as error:
                    yield _Found(path, named=False, problem=unreadable(error))
            elif os.path.isfile(path) or not os.path.exists(path):  # no devices, pipes or sockets, which could block
                yield _Found(path, named=False)

    def _skipped(self, path: str) -> bool:
        if not self._skip:
            return False
        real = os.path.realpath(path)
        return any(real == skip or real.startswith(os.path.join(skip, "")) for skip in self._skip)


def _visible(folder: str) -> list[str]:
    """Paths of what a folder holds, by name, without hidden entries."""
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if not name.startswith(".")]


def _glob(pattern: str) -> Iterator[str]:
    """Paths that fit a pattern, by name; `**` stands for any number of folders, and follows no links to folders.

    (glob.glob of the standard library goes round in links that form a circle.)
    """
    drive, rest = os.path.splitdrive(pattern)
    parts = [part for part in rest.replace("\\", "/").split("/") if part] if os.sep == "\\" else rest.split("/")
    root = drive + ("/" if rest.startswith("/") else "")
    return _match(root, [part for part, after in zip(parts, [*parts[1:], ""]) if part and not part == after == "**"])


def _match(folder: str, parts: Sequence[str]) -> Iterator[str]:
    if not parts:
        yield folder
        return
    part, rest = parts[0], parts[1:]
    if not _MAGIC.search(part):
        path = os.path.join(folder, part)
        if os.path.lexists(path):
            yield from _match(path, rest)
        return
    try:
        entries = sorted(os.listdir(folder or "."))
    except OSError:
        return  # no folder, or one that may not be read: nothing in it fits
    if part == "**" and rest:
        yield from _match(folder, rest)
    hidden = part.startswith(".")
    for name in entries:
        if name.startswith(".") and not hidden:
            continue
        path = os.path.join(folder, name)
        if part == "**" and rest:
            if os.path.isdir(path) and not os.path.islink(path):
                yield from _match(path, parts)
        elif fnmatchcase(name, part):
            yield from _match(path, rest)


def _common_folder(arguments: Sequence[str]) -> str | None:
    """The deepest folder that holds all inputs: of a folder itself, of a file its folder, of a glob its fixed part."""
    folders = []
    for argument in arguments:
        if argument == STDIN:
            continue
        path = os.path.abspath(argument)
        if not os.path.lexists(path):
            if not _MAGIC.search(path):
                continue
            while _MAGIC.search(path):
                path = os.path.dirname(path)
        elif not os.path.isdir(path):
            path = os.path.dirname(path)
        folders.append(path)
    try:
        return os.path.commonpath(folders) if folders else None
    except ValueError:  # different drives
        return None
