"""Any container into tasks; whatever is wrong with it becomes a task too."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, cast

from cleaner.errors import CleanerError
from cleaner.inputs.arc import read_arc
from cleaner.inputs.container import Container
from cleaner.inputs.formats import Format, format_of_name
from cleaner.inputs.jsonl import read_jsonl
from cleaner.inputs.parquet import read_parquet
from cleaner.inputs.raw import BLOCK, Raw
from cleaner.inputs.task import Task, unreadable
from cleaner.inputs.wacz import Reader, read_wacz
from cleaner.inputs.warc import read_warc

_STREAMED: dict[Format, Reader] = {"warc": read_warc, "arc": read_arc, "jsonl": read_jsonl}
_MOST_SPOOLED = 8_000_000_000
"""Bytes of a container that is written to a temporary file, because it comes through a pipe and is read from its end."""


def read_container(form: Format, container: Container, stream: BinaryIO) -> Iterator[Task]:
    """The tasks of a container, at least one. Nothing is raised but what ends the program.

    Args:
        form: its format.
        container: at its beginning; `raw` reads `stream`.
        stream: what it is read of.
    """
    try:
        if form in _STREAMED:
            yield from _STREAMED[form](container)
        else:
            with _sought(container.raw, stream) as file:
                if form == "parquet":
                    yield from read_parquet(container, file)
                else:
                    yield from read_wacz(container, file, _reader)
    except CleanerError as error:
        yield _whole(container, error)
    except OSError as error:
        yield _whole(container, unreadable(error))
    except MemoryError:
        problem = CleanerError("There was not enough memory to read on.", code="out-of-memory")
        yield _whole(container, problem)
    except Exception as error:
        problem = CleanerError(
            f"cleaner failed while it read this: {type(error).__name__}: {str(error)[:300]}",
            hint="This is a mistake in cleaner. Please report it with this line and, if you may, the file.",
            code="internal-error",
        )
        yield _whole(container, problem)
    if not container.number:
        if form in ("jsonl", "parquet"):  # a shard may well be empty
            yield Task(container.name, container.relative, skip="no-records")
        else:
            problem = CleanerError("The file holds no records.", hint="Was it written at all?", code="no-records")
            yield _whole(container, problem)


def _reader(name: str) -> Reader | None:
    """What reads a file in a WACZ."""
    form = format_of_name(name)
    return _STREAMED[form] if form in ("warc", "arc") else None


def _whole(container: Container, problem: CleanerError) -> Task:
    """The task that says what is wrong with the container as such, or with all that comes next in it."""
    if container.number:
        return container.task(problem=problem)
    container.number += 1
    return Task(container.name, container.relative, problem=problem)


@contextmanager
def _sought(raw: Raw, stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream itself if it can be sought in, else a copy in a temporary file without a name."""
    if stream.seekable():
        stream.seek(0)
        yield stream
        return
    with ExitStack() as stack:
        try:
            copy = cast(BinaryIO, stack.enter_context(tempfile.TemporaryFile(prefix="cleaner-")))
            while data := raw.read(BLOCK):
                if raw.position > _MOST_SPOOLED:
                    raise CleanerError(
                        f"What comes through the pipe is larger than {_MOST_SPOOLED:,} bytes.",
                        hint="This format is read from its end: save it to a file first.",
                        code="too-large",
                    )
                copy.write(data)
        except OSError as error:
            raise unreadable(error) from error
        copy.seek(0)
        yield copy
