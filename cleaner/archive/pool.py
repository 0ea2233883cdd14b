"""Worker processes that may die or hang, and results in order.

concurrent.futures and multiprocessing.Pool give up, or hang, when a worker dies; here its document is set aside and
another worker takes its place. A worker answers in the order in which it was given documents, so it is known which
one it is at, and for how long.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, SpawnContext

from cleaner.archive.outcome import Outcome, Tally, passed_over, set_aside
from cleaner.archive.task import Task
from cleaner.archive.work import Work
from cleaner.archive.worker import GRACE, Slot, Worker
from cleaner.errors import CleanerError

_WINDOW = 64
"""Documents a worker that may be under way or waiting for a slower one before them."""

_HELD_BYTES = 32_000_000
"""Bytes of documents, read or finished, that may wait in this process; then no new one is read."""

_AHEAD = 2
"""Documents that a worker may have: the one that it is at, and the next, so that it never waits for this process."""

DEFAULT_TIMEOUT = 120.0
"""Seconds that a document may take; a record of 32 MB, the largest that is read unless the user says otherwise, takes
about 80."""

DEFAULT_MEMORY = 400_000_000
"""Bytes of memory that a worker may take; a text takes some 15 bytes for each of its own, a page 30, and the rules 50
MB."""


def in_order(
    work: Work,
    tasks: Iterable[Task],
    workers: int,
    timeout: float = DEFAULT_TIMEOUT,
    memory: int = DEFAULT_MEMORY,
) -> Generator[Outcome, None, None]:
    """Runs `work` over tasks in worker processes.

    Tasks are drawn as workers fall idle, at most `workers` * 64 documents and 32 MB (and one document more) at a time.
    A document of more than 4 MB is cleaned by itself, in a new worker; so is one that a worker died of or had no memory
    for, before it is set aside. However it ends, closing the iterator included, no worker
    is left behind.

    Args:
        work: what is done with each.
        tasks: the documents.
        workers: number of processes.
        timeout: seconds after which a document is set aside (code "timeout") and its worker replaced.
        memory: bytes that a worker may take.

    Returns:
        The outcomes, in the order of the tasks.

    Raises:
        CleanerError: code "no-worker" if the worker processes do not start.
    """
    pool = _Pool(work, workers, timeout, memory)
    grace = 0.0
    try:
        yield from pool.outcomes(iter(tasks))
        grace = GRACE
    finally:
        pool.close(grace)


class _Pool:
    def __init__(self, work: Work, workers: int, timeout: float, memory: int) -> None:
        self._context = _context()
        self._work = work
        self._workers = workers
        self._timeout = timeout
        self._memory = memory
        self._staff: list[Worker] = []
        self._slots: deque[Slot] = deque()  # in the order of the output; the first is not yet yielded
        self._waiting: deque[Slot] = deque()  # those that no worker has, in the same order

    def outcomes(self, stream: Iterator[Task]) -> Generator[Outcome, None, None]:
        for _ in range(self._workers):
            self._staff.append(self._worker())
        more = True
        while more or self._slots:
            while self._slots and (outcome := self._slots[0].outcome) is not None:
                self._slots.popleft()
                yield outcome
            self._hand_out()
            while more and self._room():
                task = next(stream, None)
                if task is None:
                    more = False
                else:
                    self._draw(task)
            if self._slots[0].outcome is None if self._slots else more:
                self._listen()

    def close(self, grace: float) -> None:
        for worker in self._staff:
            worker.retire()
        for worker in self._staff:
            worker.end(grace)

    def _worker(self) -> Worker:
        return Worker(self._context, self._work, self._memory)

    def _room(self) -> bool:
        """Whether another document can be read: somebody is free for it, and not too much is held already."""
        return (
            not self._waiting
            and len(self._slots) < self._workers * _WINDOW
            and self._free() is not None
            and sum(slot.held for slot in self._slots) < _HELD_BYTES
        )

    def _draw(self, task: Task) -> None:
        slot = Slot(task)
        self._slots.append(slot)
        if task.problem is not None:
            slot.settle(set_aside(task, task.problem))
        elif task.skip is not None:
            slot.settle(passed_over(task, task.skip))
        else:
            self._waiting.append(slot)
            self._hand_out()

    def _free(self) -> Worker | None:
        """The worker that should have the next document, or None if all have enough to do."""
        if any(slot.alone for worker in self._staff for slot in worker.hand):
            return None
        able = [worker for worker in self._staff if worker.ready and not worker.spent and len(worker.hand) < _AHEAD]
        return min(able, key=lambda worker: len(worker.hand), default=None)

    def _hand_out(self) -> None:
        while self._waiting and (worker := self._free()) is not None:
            if self._waiting[0].alone:
                if any(worker.hand for worker in self._staff):
                    return
                if not worker.fresh:
                    self._replace(worker)
                    return
            worker.give(self._waiting.popleft())

    def _listen(self) -> None:
        """Waits until a worker has something to say; replaces those that have died, take too long or are worn."""
        busy = [worker.since for worker in self._staff if worker.hand]
        patience = max(0.0, min(busy) + self._timeout - time.monotonic()) if busy else None
        heard = set(wait([worker.link for worker in self._staff], patience))
        for worker in list(self._staff):
            if worker.link in heard:
                try:
                    said = worker.take()
                except (EOFError, OSError):
                    self._lost(worker, worker.died())
                    continue
                if said is not None:
                    self._settle(*said)
                if worker.spent and not worker.hand:
                    self._replace(worker)
            elif worker.hand and time.monotonic() - worker.since > self._timeout:
                worker.end(0)
                self._lost(worker, _late(self._timeout))

    def _settle(self, slot: Slot, outcome: Outcome) -> None:
        if outcome.error is not None and outcome.error["code"] == "out-of-memory" and self._again(slot):
            return
        slot.settle(outcome)

    def _again(self, slot: Slot) -> bool:
        """Has a document cleaned once more, by itself in a new worker: what came of it must not depend on what the
        worker had done before."""
        if slot.alone:
            return False
        slot.alone = True
        self._waiting.appendleft(slot)
        return True

    def _lost(self, worker: Worker, error: CleanerError) -> None:
        """Settles what a worker was at when it ended; what it had not begun goes to another."""
        if not worker.ready:
            raise CleanerError(
                "The worker processes do not start.",
                hint="There may be no memory left, or too many processes. Try fewer workers (-j 1).",
                code="no-worker",
            )
        at = worker.hand.popleft() if worker.hand else None
        self._waiting.extendleft(reversed(worker.hand))
        if at is not None and (error.code == "timeout" or not self._again(at)):
            at.settle(set_aside(at.task, error))
        self._staff[self._staff.index(worker)] = self._worker()

    def _replace(self, worker: Worker) -> None:
        worker.retire()
        worker.end(GRACE)
        self._staff[self._staff.index(worker)] = self._worker()


def _context() -> ForkServerContext | SpawnContext:
    # Not "fork": the progress bar's thread may hold a lock at that moment, which the child would wait for forever.
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    # Nothing is preloaded: up to Python 3.11 the fork server does not have this process's sys.path, and would import
    # another cleaner where two are installed.
    context = multiprocessing.get_context("forkserver")
    resource_tracker.ensure_running()  # or it starts with the fork server, and then lets held signals in again
    return context


def _late(seconds: float) -> CleanerError:
    return CleanerError(
        f"The document was not clean after {seconds:g} seconds.",
        hint="Give it more time with --timeout, or look at it by itself.",
        code="timeout",
    )


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
