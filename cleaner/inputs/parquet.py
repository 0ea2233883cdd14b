"""Parquet: a document a row, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaner.errors import CleanerError
from cleaner.inputs.container import Container
from cleaner.inputs.fields import task_of_fields
from cleaner.inputs.reading import need
from cleaner.inputs.task import Record, Task

_BATCH_BYTES = 8_000_000
_MOST_ROWS = 256
_MOST_MISSING = 10_000_000
_ROW = Record(type="row")
_BUFFER = 1 << 20
"""Bytes of a column that are read at a time; without it, whole columns of a row group are held."""


def read_parquet(container: Container, stream: BinaryIO) -> Iterator[Task]:
    """A task for each row that the file says it has, also for those that cannot be read.

    Args:
        container: its `raw` only counts.
        stream: the file, which can be sought in.

    Raises:
        CleanerError: code "missing-library"; "corrupt", if it is no Parquet file.
    """
    arrow: Any = need("pyarrow", "parquet")
    parquet: Any = need("pyarrow.parquet", "parquet")
    errors = (arrow.lib.ArrowException, OSError, ValueError, TypeError, OverflowError, MemoryError, RuntimeError)
    try:
        file = parquet.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
        groups = [file.metadata.row_group(index) for index in range(file.metadata.num_row_groups)]
        rows = [max(group.num_rows, 0) for group in groups]
    except errors as error:
        raise CleanerError(
            f"The file is no Parquet file, or its end is missing: {_first_line(error)}",
            hint="Fetch or copy the file again: Parquet cannot be read without its end.",
            code="corrupt",
        ) from error
    number = 0
    for index, group in enumerate(groups):
        done = 0
        why = CleanerError(
            "The row is not in the file, which says that it is.", hint="Write the file again.", code="corrupt"
        )
        if container.number + rows[index] <= container.hollow and rows[index] <= _MOST_MISSING:
            while done < rows[index]:
                done += 1
                yield container.task(number + done)
        size = max(1, min(_MOST_ROWS, _BATCH_BYTES * rows[index] // max(group.total_byte_size, 1)))
        try:
            batches = file.iter_batches(size, row_groups=[index]) if done < rows[index] else iter(())
            for batch in batches:
                for row in range(batch.num_rows):
                    done += 1
                    yield _task(container, number + done, batch, row, errors)
                _count(container, stream)
        except errors as error:
            why = _unreadable(error)
        # How many there are is known, and each is accounted for, unless the number is a bad joke.
        for _ in range(min(rows[index] - done, _MOST_MISSING)):
            done += 1
            yield container.task(number + done, record=_ROW, problem=why)
        number += rows[index]


def _task(container: Container, number: int, batch: Any, row: int, errors: tuple[type[Exception], ...]) -> Task:
    if not container.wanted():
        return container.task(number)
    try:
        fields = batch.slice(row, 1).to_pylist()[0]
    except errors as error:
        return container.task(number, record=_ROW, problem=_unreadable(error))
    return task_of_fields(container, number, _ROW, fields)


def _unreadable(error: Exception) -> CleanerError:
    return CleanerError(
        f"The row cannot be read: {_first_line(error)}.",
        hint="The file is damaged: fetch or copy it again.",
        code="corrupt",
    )


def _count(container: Container, stream: BinaryIO) -> None:
    """Tells the container how far the file was read, for the progress bar."""
    container.raw.position = max(container.raw.position, stream.tell())


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
