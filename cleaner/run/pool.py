"""Worker processes that may die, and results in order.

concurrent.futures and multiprocessing.Pool give up, or hang, when a worker dies; here its document is set aside and
another worker takes its place. Each worker has one document at a time, so it is known which one it died of (and how
long it has been at it).
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext

from cleaner.errors import CleanerError
from cleaner.inputs import Task
from cleaner.run.hold import held
from cleaner.run.outcome import Outcome, set_aside
from cleaner.run.work import Work

_WINDOW = 16
"""Documents a worker that may be under way or waiting for a slower one before them."""

_WAITING_BYTES = 64_000_000
"""Bytes of finished documents that may wait for a slower one before them; then no new ones are begun."""

_GRACE = 2.0
"""Seconds that a worker has to end by itself when there is no more work."""


@dataclass(slots=True)
class _Slot:
    """A place in the order of the output."""

    task: Task
    outcome: Outcome | None = None


class _Worker:
    """A process that cleans one document after the other, and this process's end of the line to it."""

    def __init__(self, context: ForkServerContext | SpawnContext, work: Work) -> None:
        self.link, far = context.Pipe()
        self.process = context.Process(target=_serve, args=(far, work), daemon=True)
        with held("SIGINT"):  # Ctrl-C reaches every process of a terminal, and ending the workers is our business
            self.process.start()
        far.close()
        self.ready = False
        self.slot: _Slot | None = None

    def give(self, slot: _Slot) -> None:
        self.slot = slot
        with suppress(OSError):  # it died while idle: `take` finds out
            self.link.send(slot.task)

    def take(self) -> bool:
        """Receives what the worker sent; False if it has died instead."""
        try:
            message = self.link.recv()
        except (EOFError, OSError):
            return False
        if self.slot is None:
            self.ready = True
        else:
            self.slot.outcome = message
            self.slot = None
        return True

    def died(self) -> CleanerError:
        """Ends what is left of the process; says how it went."""
        self.end(_GRACE)
        code = self.process.exitcode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
        return CleanerError(
            f"The worker process that cleaned this document {how}.",
            hint="It may have run out of memory. Try the document by itself; if it happens again, please report it.",
            code="worker-died",
        )

    def end(self, grace: float) -> None:
        self.link.close()  # which the worker takes as the end of the work
        self.process.join(grace)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(link: Connection, work: Work) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it cannot be held back
    with suppress(EOFError, OSError):  # the main process has ended, or ended the work
        link.send(None)
        while True:
            link.send(work(link.recv()))


def in_order(work: Work, tasks: Iterable[Task], workers: int) -> Generator[Outcome, None, None]:
    """Runs `work` over tasks in worker processes.

    Tasks are drawn as workers fall idle, so at most `workers` * 16 documents are held at a time. However it ends,
    closing the iterator included, no worker is left behind.

    Returns:
        The outcomes, in the order of the tasks.

    Raises:
        CleanerError: code "no-worker" if the worker processes do not start.
    """
    methods = multiprocessing.get_all_start_methods()
    # Not "fork": the progress bar's thread may hold a lock at that moment, which the child would wait for forever.
    context: ForkServerContext | SpawnContext
    if "forkserver" in methods:
        # Nothing is preloaded: up to Python 3.11 the fork server does not have this process's sys.path, and would
        # import another cleaner where two are installed.
        context = multiprocessing.get_context("forkserver")
        resource_tracker.ensure_running()  # or it starts with the fork server, and then lets held signals in again
    else:
        context = multiprocessing.get_context("spawn")
    staff: list[_Worker] = []
    slots: deque[_Slot] = deque()
    stream = iter(tasks)
    more = True
    grace = 0.0
    try:
        staff.extend(_Worker(context, work) for _ in range(workers))
        while more or slots:
            while slots and (outcome := slots[0].outcome) is not None:
                slots.popleft()
                yield outcome
            idle = [worker for worker in staff if worker.ready and worker.slot is None]
            while more and idle and _room(slots, workers):
                task = next(stream, None)
                if task is None:
                    more = False
                    break
                slots.append(_Slot(task))
                if task.problem is not None:
                    slots[-1].outcome = set_aside(task, task.problem)
                else:
                    idle.pop().give(slots[-1])
            if (slots and slots[0].outcome is None) or (more and not idle):
                _listen(staff, context, work)
        grace = _GRACE
    finally:
        for worker in staff:
            worker.link.close()
        for worker in staff:
            worker.end(grace)


def _room(slots: deque[_Slot], workers: int) -> bool:
    waiting = sum(len(slot.outcome.data or b"") for slot in slots if slot.outcome is not None)
    return len(slots) < workers * _WINDOW and waiting < _WAITING_BYTES


def _listen(staff: list[_Worker], context: ForkServerContext | SpawnContext, work: Work) -> None:
    """Waits until a worker has something to say, and replaces those that have died."""
    heard = set(wait([worker.link for worker in staff if worker.slot is not None or not worker.ready]))
    for place, worker in enumerate(staff):
        if worker.link not in heard or worker.take():
            continue
        error = worker.died()
        if worker.slot is None:
            raise CleanerError(
                "The worker processes do not start.",
                hint="There may be no memory left, or too many processes. Try fewer workers (-j 1).",
                code="no-worker",
            )
        worker.slot.outcome = set_aside(worker.slot.task, error)
        staff[place] = _Worker(context, work)
