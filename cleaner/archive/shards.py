"""The files of an output: one, or several that documents are dealt out to.

With `count` files, document k (from 0) goes to file k modulo `count`. With a size limit a new file is begun when the
one before has so many bytes. Both depend on the order of the inputs alone.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cleaner.archive.parts import Mark, Part, Result, endings, hidden, result

FRAME_DOCUMENTS = 256
FRAME_BYTES = 8_000_000
"""What a frame holds at most before a checkpoint is due: documents and bytes, not packed."""

Opener = Callable[[str, "Mark | None"], Part]
"""Opens a file of the output by its path, at a mark or anew."""

VersionedOpener = Callable[[str, str, "Mark | None"], Part]
"""The same, told first by which version of the rules the documents are cleaned."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which files an output has.

    Attributes:
        path: OUT.
        count: number of files (`--shards`), or None.
        limit: bytes after which a new file is begun (`--shard-size`), or None.
    """

    path: str
    count: int | None = None
    limit: int | None = None

    @property
    def several(self) -> bool:
        """Whether the files are numbered."""
        return self.count is not None or self.limit is not None

    def name(self, number: int) -> str:
        """Path of a file: OUT, or with its number before the ending, `crawl-00007.jsonl.gz` of `crawl.jsonl.gz`."""
        if not self.several:
            return self.path
        ending = "".join(endings(self.path))
        return f"{self.path.removesuffix(ending)}-{number:05}{ending}"

    def present(self) -> list[str]:
        """The files of this output that are there, of an earlier run too."""
        if not self.several:
            return [self.path] if os.path.lexists(self.path) else []
        ending = "".join(endings(self.path))
        stem = self.path.removesuffix(ending)
        own = re.compile(rf"{re.escape(stem)}-\d{{5,}}{re.escape(ending)}")
        found = glob.glob(f"{glob.escape(stem)}-{'[0-9]' * 5}*{glob.escape(ending)}")
        return sorted(path for path in found if own.fullmatch(path))


class Output:
    """Takes documents in order, and deals them out.

    Args:
        layout: which files there are.
        open_part: opens one of them.
        marks: where each stood at the last checkpoint, by number, to go on from there.

    Raises:
        CleanerError: code "output" or "journal".
    """

    def __init__(self, layout: Layout, open_part: Opener, marks: Mapping[int, Mark] | None = None) -> None:
        self._layout = layout
        self._open_part = open_part
        self._parts: dict[int, Part] = {}
        self._results: dict[int, Result] = {}
        self._bytes = 0
        self._documents = 0
        for number, mark in (marks or {}).items():
            if not mark["full"]:
                self._parts[number] = open_part(layout.name(number), mark)
            elif os.path.exists(hidden(layout.name(number), "part")):
                self._results[number] = open_part(layout.name(number), mark).finish(force=True)
            else:
                self._results[number] = result(layout.name(number), mark)
        if not marks:
            for number in range(layout.count or 1):
                self._parts[number] = open_part(layout.name(number), None)

    @property
    def written(self) -> int:
        """Number of documents in all files."""
        parts = sum(part.records for part in self._parts.values())
        return parts + sum(result["records"] for result in self._results.values())

    def write(self, data: bytes) -> None:
        """Takes one document.

        Raises:
            CleanerError: code "output".
        """
        number = len(self._results) if self._layout.count is None else self.written % self._layout.count
        if number not in self._parts:
            self._parts[number] = self._open_part(self._layout.name(number), None)
        self._parts[number].add(data)
        self._documents += 1
        self._bytes += len(data)

    @property
    def due(self) -> bool:
        """Whether a checkpoint is due, by what was written since the last one."""
        files = min(self._layout.count or 1, 4)
        most = min(FRAME_BYTES, self._layout.limit or FRAME_BYTES)
        return self._bytes >= files * most or self._documents >= files * FRAME_DOCUMENTS

    def mark(self, *, last: bool = False) -> dict[int, Mark]:
        """Ends the frames and sees that all is on the disk.

        Args:
            last: whether nothing comes any more.

        Returns:
            Where each unfinished file stands; of those that are full, for the last time.

        Raises:
            CleanerError: code "output".
        """
        marks: dict[int, Mark] = {}
        for number, part in self._parts.items():
            mark = part.mark()
            mark["full"] = last or (self._layout.limit is not None and part.size >= self._layout.limit)
            marks[number] = mark
        self._bytes = self._documents = 0
        return marks

    def settle(self, marks: Mapping[int, Mark], *, force: bool) -> None:
        """Puts the files that are full in their places, once it is on the disk that they are.

        Args:
            marks: what `mark` gave.
            force: replace what is there.

        Raises:
            CleanerError: code "output" or "exists".
        """
        for number, mark in marks.items():
            if mark["full"]:
                self._results[number] = self._parts[number].finish(force=force)
                del self._parts[number]

    def results(self) -> list[Result]:
        """The files that are in their places, in order."""
        return [self._results[number] for number in sorted(self._results)]

    def close(self) -> None:
        """Leaves everything as it is on the disk."""
        for part in self._parts.values():
            part.close()

    def discard(self) -> None:
        """Removes everything that is not full."""
        for part in self._parts.values():
            part.discard()
