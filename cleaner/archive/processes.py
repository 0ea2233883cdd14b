"""Worker processes, as the process that wants them sees them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler, send_handle

from cleaner.archive.outcome import Outcome, passed_over, set_aside
from cleaner.archive.task import Task
from cleaner.archive.work import NO_MEMORY, Work, no_memory
from cleaner.errors import CleanerError

_LARGE = 4_000_000
"""Bytes of a document that is cleaned while no other is: a page takes some 30 bytes of memory for each of its own."""

_GRACE = 2.0
"""Seconds that a worker has to end by itself."""


class Template:
    """The process that workers are forked of (`cleaner.archive.worker`).

    Attributes:
        owner: the process that it belongs to.
        ready: whether it has started.
    """

    def __init__(self, work: Work) -> None:
        self.owner = os.getpid()
        self.ready = False
        packed = ForkingPickler.dumps(work)
        near, far = socket.socketpair()
        program = (
            "import sys; sys.path[:] = sys.argv[2:]; from cleaner.archive.worker import main; main(int(sys.argv[1]))"
        )
        path = [folder for folder in sys.path if isinstance(folder, str)]
        try:
            with far, blocked_signals("SIGINT"):
                self._process = subprocess.Popen(
                    [sys.executable, "-c", program, str(far.fileno()), *path],
                    stdin=subprocess.DEVNULL,
                    stdout=2,  # the process that wants workers may be speaking with another over its stdout
                    env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # no thread: they do not survive a fork
                    pass_fds=[far.fileno()],
                )
        except OSError as error:
            raise _not_started() from error
        self._link = Connection(near.detach())
        self._finalizer = weakref.finalize(self, _end_template, self._process, self._link)
        with suppress(OSError):  # it has died: `worker` finds out
            self._link.send_bytes(packed)

    def worker(self, memory: int) -> Worker:
        """Forks a worker.

        Raises:
            CleanerError: code "no-worker".
        """
        near, far = socket.socketpair()
        try:
            with far:
                self.ready = self.ready or self._link.recv()
                self._link.send(("start", memory, 0))
                send_handle(self._link, far.fileno(), self._process.pid)
                process: int = self._link.recv()
        except (EOFError, OSError) as error:
            near.close()
            raise _not_started() from error
        return Worker(self, process, Connection(near.detach()))

    def end(self, process: int, grace: float) -> int | None:
        """Waits for a worker to end; ends it after so many seconds. Returns its exit code; None if nobody knows it."""
        try:
            self._link.send(("end", process, grace))
            code: int = self._link.recv()
        except (EOFError, OSError):  # somebody has ended the template
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
            return None
        return code

    def close(self) -> None:
        """Ends it, and with it all its workers."""
        self._finalizer()


def _not_started() -> CleanerError:
    return CleanerError(
        "The worker processes do not start.",
        hint="There may be no memory left, or too many processes. Try fewer workers (-j 1).",
        code="no-worker",
    )


def _end_template(process: subprocess.Popen[bytes], link: Connection) -> None:
    link.close()
    process.wait()  # in a child that was forked off its owner there is nothing to wait for, and this returns at once


class Worker:
    """A process that cleans one document after the other.

    Attributes:
        link: to be waited on for what it says.
        hand: the documents that it has, in order; it is at the first of them.
        since: when it began with that one (time.monotonic).
        spent: whether it should be replaced: it has taken much memory, and not all of that is ever given back.
        fresh: whether it has not cleaned anything yet.
    """

    def __init__(self, template: Template, process: int, link: Connection) -> None:
        self._template = template
        self._process = process
        self.link = link
        self.hand: deque[Slot] = deque()
        self.since = 0.0
        self.spent = False
        self.fresh = True

    def give(self, slot: Slot) -> None:
        """Sends it a document."""
        if not self.hand:
            self.since = time.monotonic()
        self.fresh = False
        self.hand.append(slot)
        with suppress(OSError):  # it has died: `take` finds out
            self.link.send_bytes(slot.head)
            if slot.data is not None:
                self.link.send_bytes(slot.data)

    def take(self) -> tuple[Slot, Outcome]:
        """Receives what came of the document that it was at.

        Raises:
            EOFError, OSError: if it has died instead.
        """
        outcome: Outcome
        outcome, self.spent = self.link.recv()
        if outcome.data is not None:
            outcome.data = self.link.recv_bytes()
        self.since = time.monotonic()
        return self.hand.popleft(), outcome

    def end(self, grace: float = 0) -> int | None:
        """Ends the process; returns its exit code, if that is known."""
        code = self._template.end(self._process, grace)
        self.link.close()
        return code

    def died(self) -> CleanerError:
        """How it ended, for people."""
        code = self.end(_GRACE)
        if code == NO_MEMORY:
            return no_memory()
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
        return CleanerError(
            f"The worker process that cleaned this document {how}.",
            hint="It may have run out of memory: give workers more with --memory. If it happens again, please report it.",
            code="worker-died",
        )


class Slot:
    """A place in the order of the output: a document, then what came of it.

    Attributes:
        task: the document, without its bytes.
        head, data: what a worker is sent; nothing once they are no longer wanted. The bytes are apart from the rest, since
            pickling would make a copy of them.
        alone: whether it is to be cleaned by itself, in a worker that is new, for the memory that it takes.
        outcome: what came of it, or None.
    """

    __slots__ = ("alone", "data", "head", "outcome", "task")

    def __init__(self, task: Task) -> None:
        self.data = task.data
        self.alone = (task.size if self.data is None else len(self.data)) > _LARGE
        self.task = task if self.data is None else replace(task, data=None)
        self.head = b""
        self.outcome: Outcome | None = None
        if task.problem is not None:
            self.settle(set_aside(self.task, task.problem))
        elif task.skip is not None:
            self.settle(passed_over(self.task, task.skip))
        else:
            self.head = bytes(ForkingPickler.dumps((self.task, self.data is not None)))

    @property
    def size(self) -> int:
        """Bytes that a worker is sent."""
        return len(self.head) + len(self.data or b"")

    @property
    def held(self) -> int:
        """Bytes that this process holds for it."""
        return self.size + len((self.outcome and self.outcome.data) or b"")

    def settle(self, outcome: Outcome) -> None:
        """Keeps what came of it, and lets its bytes go."""
        self.outcome, self.head, self.data = outcome, b"", None


@contextmanager
def blocked_signals(*names: str) -> Iterator[None]:
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
