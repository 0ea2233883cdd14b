"""What all readers of containers share: the container's name, its count of tasks, and how tasks of it are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cleaner.errors import CleanerError
from cleaner.inputs.raw import Raw
from cleaner.inputs.reading import Reading
from cleaner.inputs.task import Record, Task

_FETCH = "What was before it was read. Fetch or copy the file again, or leave out the rest."
_HINTS = {
    "truncated": _FETCH,
    "corrupt": _FETCH,
    "too-large": "It is a decompression bomb, or made to look like one: leave it out.",
}


@dataclass(slots=True)
class Container:
    """A file of records, while it is read.

    Attributes:
        name: as in `Task.source_path`. relative: as in `Task.relative`.
        raw: its bytes.
        reading: what is read of it.
        hollow: number of tasks that only need to be counted: those that a run has done before.
        number: tasks made so far.
    """

    name: str
    relative: str
    raw: Raw
    reading: Reading
    hollow: int = 0
    number: int = 0
    _told: int = field(default=0, init=False)

    def wanted(self) -> bool:
        """Whether the record that comes next (or the one after it) is more than counted."""
        return self.number + 2 > self.hollow

    def task(self, number: int | None = None, **told: Any) -> Task:
        """The next task.

        Args:
            number: the record's number; None: that of the task.
            told: attributes of the task.
        """
        self.number += 1
        number = self.number if number is None else number
        size, self._told = self.raw.position - self._told, self.raw.position
        name = f"{self.name}#{number}"
        return Task(name, f"{self.relative}/{number:08}", size=max(size, 0), sure=self.reading.kind is not None, **told)

    def damaged(
        self, code: str, what: str, offset: int | None, record: Record | None = None, number: int | None = None
    ) -> Task:
        """The task that says what is wrong with the container at a place.

        Args:
            code: of the error.
            what: half a sentence, for people.
            offset: in the file, or None if that is not known.
            record: what is known of the record that it spoils.
            number: of that record or line; None: that of the task.
        """
        # The record's own name stands before it in every list of errors.
        place = f"At byte {offset:,} of the file" if offset is not None else "Within a compressed stream of the file"
        problem = CleanerError(f"{place}: {what}.", hint=_HINTS.get(code, _REPAIR), code=code)
        record = Record(offset=offset) if record is None else record
        return self.task(number, record=record, problem=problem)


_REPAIR = "The file was written wrongly or damaged; the records that can be told apart are read all the same."
