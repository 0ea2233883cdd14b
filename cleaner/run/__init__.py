"""The run over many documents: in order, in bounded memory, and whatever one of them does."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import chain, islice

from cleaner.inputs import Task
from cleaner.run.outcome import Outcome
from cleaner.run.pool import DEFAULT_MEMORY, DEFAULT_TIMEOUT, in_order
from cleaner.run.tally import Tally
from cleaner.run.work import Work

__all__ = ["DEFAULT_MEMORY", "DEFAULT_TIMEOUT", "Outcome", "Tally", "Work", "run"]


def run(
    work: Work,
    tasks: Iterable[Task],
    workers: int = 1,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    memory: int = DEFAULT_MEMORY,
) -> Generator[Outcome, None, None]:
    """Cleans documents.

    Several are cleaned in worker processes, also when `workers` is 1, so that one that brings its process down or hangs
    costs only itself. A single file is cleaned in this process: there is nothing to save, and no process to start.

    Args:
        work: what is done with each.
        tasks: the documents.
        workers: number of worker processes, at least 1.
        timeout: seconds that a document may take in a worker.
        memory: bytes that a worker may take.

    Returns:
        The outcomes, in the order of the tasks, whatever the number of workers.

    Raises:
        CleanerError: code "no-worker" if the worker processes do not start.
    """
    stream = iter(tasks)
    first = list(islice(stream, 2))
    if len(first) < 2 and all(task.record is None for task in first):
        yield from map(work, first)
    else:
        yield from in_order(work, chain(first, stream), workers, timeout, memory)
