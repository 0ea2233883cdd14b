"""Worker processes that may die or hang, with results in order: what goes wrong with a document costs only that document.

Workers are forked off a template, a process that has loaded rules, models and libraries, so that all share them and one is
there in milliseconds. docs/dependencies.md compares other pools.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import KW_ONLY, dataclass
from itertools import chain, islice
from multiprocessing.connection import wait

from cleaner.archive.task import Outcome, Task, Work, set_aside
from cleaner.archive.worker import Slot, Template, Worker, memory_taken
from cleaner.arguments import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from cleaner.errors import CleanerError

_WINDOW = 64  # documents a worker that may be under way or waiting for a slower one before them
_HELD_BYTES = 32_000_000  # bytes of documents, read or finished, that may wait in this process; then no new one is read


def run(
    work: Work,
    tasks: Iterable[Task],
    workers: int = 1,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    memory: int = DEFAULT_MEMORY,
) -> Generator[Outcome, None, None]:
    """Cleans the documents of a program's run, as `Guard.outcomes` does; however that iterator ends, no worker is left.

    Several are cleaned in worker processes, also when `workers` is 1, so that one that brings its process down or hangs
    costs only itself. A single file is cleaned in this process: there is nothing to save, and no process to start.
    """
    stream = iter(tasks)
    first = list(islice(stream, 2))
    if len(first) < 2 and all(task.record is None for task in first):
        yield from map(work, first)
        return
    with closing(Guard(work, workers, timeout=timeout, memory=memory)) as guard:
        # A small program that runs nothing else is forked as it is.
        if sys.platform == "linux" and threading.active_count() == 1 and memory_taken() < memory / 3:
            guard.template = Template(work, fork=True)
        yield from guard.outcomes(chain(first, stream))


def processors() -> int:
    """How many processors this process may use; the machine may have more (containers, taskset)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(eq=False)
class Guard:
    """So many worker processes, which stay between calls. `timeout`: seconds for a document; `memory`: bytes for a worker.

    It works in a daemonic process of `multiprocessing`, in any thread (one call at a time), and goes on working in a child
    that is forked off the process that used it: the child gets workers of its own. Workers end with the process that uses
    them, however that ends. Where the system cannot fork (Windows), documents are cleaned in this process.
    """

    work: Work
    workers: int = 1
    _: KW_ONLY
    timeout: float = DEFAULT_TIMEOUT
    memory: int = DEFAULT_MEMORY

    def __post_init__(self) -> None:
        self.template: Template | None = None
        self._workers: list[Worker] = []
        self._slots: deque[Slot] = deque()  # in the order of the output; the first is not yet yielded
        self._waiting: deque[Slot] = deque()  # those that no worker has, in the same order

    def outcomes(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Cleans documents; gives what came of them in the order of the tasks.

        They are drawn as workers fall idle, at most `workers` * 64 documents and 32 MB (and one document more) at a time.
        One of more than 4 MB is cleaned by itself, in a new worker; so is one that a worker died of or had no memory for,
        before it is set aside.
        """
        if not hasattr(os, "fork"):
            yield from map(self.work, tasks)
            return
        if self.template is not None and self.template.owner != os.getpid():
            self._workers, self.template = [], None
        while len(self._workers) < self.workers:
            self._workers.append(self._worker())
        self._slots.clear()
        self._waiting.clear()
        try:
            yield from self._outcomes(iter(tasks))
        finally:
            for worker in [worker for worker in self._workers if worker.hand]:
                self._workers.remove(worker)
                worker.end()

    def close(self) -> None:
        """Ends the workers. It can be used again, and then has new ones."""
        if self.template is not None:
            self.template.close()
        self._workers, self.template = [], None

    def _outcomes(self, stream: Iterator[Task]) -> Generator[Outcome, None, None]:
        more = True
        while more or self._slots:
            self._hand_out()
            while self._slots and (outcome := self._slots[0].outcome) is not None:
                self._slots.popleft()
                yield outcome
            while more and self._room():
                task = next(stream, None)
                if more := task is not None:
                    self._slots.append(slot := Slot(task))
                    if slot.outcome is None:
                        self._waiting.append(slot)
                        self._hand_out()
            if self._slots and self._slots[0].outcome is None:
                self._listen()

    def _room(self) -> bool:
        """Whether another document can be read: somebody will be free for it, and not too much is held already."""
        return (
            not self._waiting
            and len(self._slots) < len(self._workers) * _WINDOW
            and any(len(worker.hand) < 2 for worker in self._workers)
            and sum(slot.held for slot in self._slots) < _HELD_BYTES
        )

    def _hand_out(self) -> None:
        """Gives the documents that wait to workers that can take them."""
        while self._waiting:
            slot = self._waiting[0]
            worker = min(self._workers, key=lambda worker: len(worker.hand))
            held = [in_hand for other in self._workers for in_hand in other.hand]
            if not worker.takes(slot.held) or any(other.alone for other in held) or (slot.alone and held):
                return
            if worker.spent or (slot.alone and not worker.fresh):
                if worker.hand:
                    return
                worker.end()
                worker = self._replace(worker)
            worker.give(self._waiting.popleft())

    def _listen(self) -> None:
        """Waits until a worker has something to say; replaces those that have died or take too long."""
        due = min(worker.since for worker in self._workers if worker.hand) + self.timeout
        heard = wait([worker.link for worker in self._workers], max(0.0, due - time.monotonic()))
        for worker in list(self._workers):
            if worker.link in heard:
                try:
                    slot, outcome = worker.take()
                except (EOFError, OSError):
                    self._lost(worker, worker.died())
                    continue
                if not (outcome.error and outcome.error["code"] == "out-of-memory" and self._again(slot)):
                    slot.settle(outcome)
            elif worker.hand and time.monotonic() - worker.since > self.timeout:
                worker.end()
                late = CleanerError(
                    f"The document was not clean after {self.timeout:g} seconds.",
                    hint="Give it more time with --timeout, or look at it by itself.",
                    code="timeout",
                )
                self._lost(worker, late)

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
        at = worker.hand.popleft() if worker.hand else None
        self._waiting.extendleft(reversed(worker.hand))
        worker.hand.clear()
        if at is not None and (error.code == "timeout" or not self._again(at)):
            at.settle(set_aside(at.task, error))
        self._replace(worker)

    def _replace(self, worker: Worker) -> Worker:
        self._workers[self._workers.index(worker)] = new = self._worker()
        return new

    def _worker(self) -> Worker:
        if self.template is not None:
            with suppress(CleanerError):  # somebody has ended the template since
                return self.template.worker(self.memory)
        self.template = Template(self.work)
        return self.template.worker(self.memory)
