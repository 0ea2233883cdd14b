"""Signals kept waiting while something must not be torn in two."""

from __future__ import annotations

import gc
import os
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext

from cleaner.archive.outcome import Outcome
from cleaner.archive.task import Task
from cleaner.archive.work import Work
from cleaner.errors import CleanerError


@contextmanager
def held(*names: str) -> Iterator[None]:
    """While in it, signals wait; they are heard when it is left. Processes started in it never hear them.

    Args:
        names: of the signals ("SIGINT"); those that the system does not have are passed over.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    numbers = {getattr(signal, name) for name in names if hasattr(signal, name)}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


GRACE = 2.0
"""Seconds that a worker has to end by itself when there is no more work."""

_LARGE = 4_000_000
"""Bytes of a document that is cleaned while no other is: a page takes some 30 bytes of memory for each of its own."""

_SPENT = 0.8
"""Share of its memory from which on a worker is replaced: rules of ever more languages, and what libraries keep."""

_GARBAGE = 20_000
"""New objects after which cycles of garbage are looked for. A document makes tens of thousands and hardly a cycle: to look
every 700, as Python does of itself, takes one to three hundredths of a worker's time."""

_PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096


class Slot:
    """A place in the order of the output: a document, then what came of it.

    Attributes:
        task: the document; without its bytes once they are no longer wanted.
        alone: whether it is to be cleaned by itself, in a worker that is new, for the memory that it takes.
        outcome: what came of it, or None.
    """

    __slots__ = ("alone", "outcome", "task")

    def __init__(self, task: Task) -> None:
        self.task = task
        self.alone = (task.size if task.data is None else len(task.data)) > _LARGE
        self.outcome: Outcome | None = None

    @property
    def held(self) -> int:
        """Bytes that this process holds for it."""
        return len(self.task.data or b"") + len((self.outcome and self.outcome.data) or b"")

    def settle(self, outcome: Outcome) -> None:
        """Keeps what came of it, and lets its bytes go."""
        self.outcome = outcome
        if self.task.data is not None:
            self.task = replace(self.task, data=None)


class Worker:
    """A process that cleans one document after the other.

    Documents are sent by a thread of their own, so that this process never waits for one that is busy; the next one
    lies ready at the worker when it is done with the one before.

    Attributes:
        link: to be waited on for what it says.
        ready: whether it has started.
        hand: the documents that it has, in order; it is at the first of them.
        since: when it began with that one (time.monotonic), as far as is known here.
        spent: whether it should be replaced: it has taken much memory, and not all of that is ever given back.
        fresh: whether it has not cleaned anything yet.
    """

    def __init__(self, context: ForkServerContext | SpawnContext, work: Work, memory: int) -> None:
        self.link, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, work, memory), daemon=True)
        with held("SIGINT"):  # Ctrl-C reaches every process of a terminal, and ending the workers is our business
            self._process.start()
        far.close()
        self._mail: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()
        self.ready = False
        self.spent = False
        self.fresh = True
        self.hand: deque[Slot] = deque()
        self.since = 0.0

    def give(self, slot: Slot) -> None:
        """Sends it a document."""
        if not self.hand:
            self.since = time.monotonic()
        self.fresh = False
        self.hand.append(slot)
        self._mail.put(slot.task)

    def _send(self) -> None:
        with suppress(OSError, ValueError):  # it has died: `take` finds out
            while (task := self._mail.get()) is not None:
                # The bytes apart from the rest: pickling them would make a copy of each document.
                data = task.data
                self.link.send((replace(task, data=None), data is not None))
                if data is not None:
                    self.link.send_bytes(data)
                del task, data

    def take(self) -> tuple[Slot, Outcome] | None:
        """Receives what the worker sent.

        Returns:
            What came of the document that it was at, or None: it only said that it is ready.

        Raises:
            EOFError, OSError: if it has died instead.
        """
        said: tuple[Outcome, bool] | None = self.link.recv()
        if said is None:
            self.ready = True
            return None
        outcome, self.spent = said
        if outcome.data is not None:
            outcome.data = self.link.recv_bytes()
        self.since = time.monotonic()
        return self.hand.popleft(), outcome

    def died(self) -> CleanerError:
        """Ends what is left of the process; says how it went."""
        self._process.join(GRACE)
        self.end(0)
        code = self._process.exitcode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
        return CleanerError(
            f"The worker process that cleaned this document {how}.",
            hint="It may have run out of memory: give workers more with --memory. If it happens again, please report it.",
            code="worker-died",
        )

    def retire(self) -> None:
        """Lets the process end when it has done what it has in hand."""
        self._mail.put(None)
        if not self.hand:
            self._sender.join(GRACE)
            self.link.close()  # which the worker takes as the end of the work

    def end(self, grace: float) -> None:
        """Waits for the process to end; ends it after so many seconds."""
        self._mail.put(None)
        if grace:
            self._process.join(grace)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._sender.join()  # with the process gone it does not wait for anything
        self.link.close()


def _serve(link: Connection, work: Work, memory: int) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it cannot be held back
    _limit(memory)
    gc.set_threshold(_GARBAGE)
    with suppress(EOFError, OSError):  # the main process has ended, or ended the work
        link.send(None)
        while True:
            task, more = link.recv()
            if more:
                task.data = link.recv_bytes()
            outcome = work(task)
            data, outcome.data = outcome.data, b"" if outcome.data is not None else None
            del task
            link.send((outcome, _taken() > _SPENT * memory))
            if data is not None:
                link.send_bytes(data)
            del data, outcome


def _taken() -> int:
    """Bytes of memory that this process takes; 0 where that is not told."""
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * _PAGE
    return 0


def _limit(memory: int) -> None:
    """Makes the system refuse this process more memory than that: then one document fails, and not the machine."""
    with suppress(ImportError, OSError, ValueError):  # Windows; a lower limit that holds already
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, most))
