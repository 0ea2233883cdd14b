"""Worker processes: a template that loads rules, models and libraries once, and the workers that it forks, which share them.

A program's own run forks the template off itself. Any other process that wants workers may have threads, be daemonic or
large: there the template is a program of its own, in which its `__main__` is not imported again.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler, recv_handle, send_handle
from typing import NoReturn

from cleaner.archive.task import NO_MEMORY, Outcome, Task, Work, no_memory, settled
from cleaner.errors import CleanerError

_LARGE = (
    4_000_000  # bytes of a document that is cleaned alone: a page takes some 30 bytes of memory for each of its own
)
_SPENT = (
    0.8  # share of its memory from which on a worker is replaced: rules of ever more languages, and what libraries keep
)
_SEARCHED = 64
"""Documents after which a worker searches for cycles of garbage, of which they make hardly any, among what is new since. What Python searches
by itself grows with all that is remembered: 4% of the time of a first pass over pages of many sites."""

_FIRST = Task(
    "",
    "",
    data="<html><head><title>Ferry sails</title></head><body><h1>Ferry sails</h1><p>By Ada Norrby</p><p>4 May 2021</p>"
    + "<p>The ferry sailed again on Tuesday because the ice was gone, and the people of the island said that they had waited.</p>"
    * 3,
    kind="html",
)
"""Cleaned by the template, which so loads what nearly every page needs: an English article, of which the judge is sure. What other languages
need, and the second opinion, takes as long again."""

_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from cleaner.archive.worker import live; live(int(sys.argv[1]))"


class Template:
    """The process that workers are forked off; `fork`: it is forked off this one. `owner` is the process it belongs to."""

    def __init__(self, work: Work, *, fork: bool = False) -> None:
        self.owner = os.getpid()
        packed = b"" if fork else ForkingPickler.dumps(work)
        near, far = socket.socketpair()
        self._link = Connection(near.detach())
        try:
            with far, blocked_signals("SIGINT"):
                self.process, waited = _forked(far, work) if fork else _started(far)
        except OSError as error:
            raise _not_started() from error
        self.close = weakref.finalize(self, _end_template, self._link, waited)  # and with it all its workers
        with suppress(OSError):  # it has died: `worker` finds out
            if packed:
                self._link.send_bytes(packed)

    def worker(self, memory: int) -> Worker:
        """Forks a worker, or raises a CleanerError, code "no-worker"."""
        near, far = socket.socketpair()
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        room = near.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 4  # the system counts its own needs in
        link = Connection(near.detach())
        with far:
            process = self._ask(0, memory, far)
        if process is None:
            raise _not_started()
        return Worker(self, process, link, room)

    def end(self, process: int, grace: float) -> int | None:
        """Ends a worker that has not ended in so many seconds. Returns its exit code; None if nobody knows it."""
        code = self._ask(process, grace)
        if code is None:
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
        return code

    def _ask(self, process: int, given: float, far: socket.socket | None = None) -> int | None:
        """The template's answer; None if somebody has ended it."""
        with suppress(EOFError, OSError):
            self._link.send((process, given))
            if far is not None:
                send_handle(self._link, far.fileno(), self.process)
            answer: int = self._link.recv()
            return answer
        return None


def _forked(far: socket.socket, work: Work) -> tuple[int, Callable[[], object]]:
    process = os.fork()
    if not process:
        try:
            handle = far.detach()
            os.closerange(3, handle)
            os.closerange(handle + 1, os.sysconf("SC_OPEN_MAX"))
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(2, 1)
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            live(handle, work)
        finally:
            os._exit(1)  # nothing of what this process was at may go on here
    return process, partial(os.waitpid, process, 0)


def _started(far: socket.socket) -> tuple[int, Callable[[], object]]:
    path = [folder for folder in sys.path if isinstance(folder, str)]
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(far.fileno()), *path],
        stdin=subprocess.DEVNULL,
        stdout=2,  # the process that wants workers may be speaking with another over its stdout
        pass_fds=[far.fileno()],
    )
    return process.pid, process.wait


def _end_template(link: Connection, waited: Callable[[], object]) -> None:
    link.close()
    with suppress(ChildProcessError):  # in a child that was forked off its owner there is nothing to wait for
        waited()


def _not_started() -> CleanerError:
    hint = "There may be no memory left, or too many processes. Try fewer workers (-j 1)."
    return CleanerError("The worker processes do not start.", hint=hint, code="no-worker")


class Slot:
    """A place in the order of the output: a document, without its bytes, then what came of it.

    Attributes:
        sent: what a worker is sent. held: bytes that are kept of it, or of what came back.
        alone: whether it is to be cleaned by itself, in a worker that is new, for the memory that it takes.
    """

    __slots__ = ("alone", "held", "outcome", "sent", "task")

    def __init__(self, task: Task) -> None:
        self.task = replace(task, data=None)
        self.alone = (task.size if task.data is None else len(task.data)) > _LARGE
        self.outcome = settled(task)
        self.sent = memoryview(b"") if self.outcome else ForkingPickler.dumps(task)
        self.held = len(self.sent)

    def settle(self, outcome: Outcome) -> None:
        self.outcome, self.sent, self.held = outcome, memoryview(b""), len(outcome.data or b"")


@dataclass(eq=False)
class Worker:
    """A process that cleans one document after the other.

    Attributes:
        room: bytes that its socket takes without anybody reading them.
        hand: the documents that it has, in order; it is at the first of them. since: when it began with that one.
        spent: whether it has taken much memory; not all of that is ever given back. fresh: it has not cleaned anything yet.
    """

    template: Template
    process: int
    link: Connection
    room: int
    hand: deque[Slot] = field(default_factory=deque)
    since: float = 0.0
    spent: bool = False
    fresh: bool = True

    def takes(self, size: int) -> bool:
        """Whether a document of that size can be sent at once: to be cleaned, or to lie in the socket till then."""
        return not self.hand or (len(self.hand) < 2 and size < self.room)

    def give(self, slot: Slot) -> None:
        """Sends it a document."""
        if not self.hand:
            self.since = time.monotonic()
        self.fresh = False
        self.hand.append(slot)
        with suppress(OSError):  # it has died: `take` finds out
            self.link.send_bytes(slot.sent)

    def take(self) -> tuple[Slot, Outcome]:
        """Receives what came of the document that it was at; raises EOFError or OSError if it has died instead."""
        outcome: Outcome
        outcome, self.spent = self.link.recv()
        self.since = time.monotonic()
        return self.hand.popleft(), outcome

    def end(self, grace: float = 0) -> int | None:
        """Ends the process; returns its exit code, if that is known."""
        code = self.template.end(self.process, grace)
        self.link.close()
        return code

    def died(self) -> CleanerError:
        """How it ended, for people."""
        code = self.end(grace=2)
        if code == NO_MEMORY:
            return no_memory()
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
        return CleanerError(
            f"The worker process that cleaned this document {how}.",
            hint="It may have run out of memory: give workers more with --memory. If it happens again, please report it.",
            code="worker-died",
        )


@contextmanager
def blocked_signals(*names: str) -> Iterator[None]:
    """While in it, signals wait, those that the system has. Processes started in it never hear them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    numbers = {getattr(signal, name) for name in names if hasattr(signal, name)}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# The side of the template and its workers


def live(handle: int, work: Work | None = None) -> NoReturn:
    """The life of the template: it forks and ends workers, as it is told through a socket, until nobody is there."""
    link, workers = Connection(handle), dict[int, BaseProcess]()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # no thread: they do not survive a fork
    try:
        # Ctrl-C reaches every process of a terminal, and ending the workers is the business of the one that wants them.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        work = work or link.recv()
        work(_FIRST)
        gc.freeze()
        while True:
            number, given = link.recv()
            if number:
                link.send(_end(workers.pop(number), given))
                continue
            far = recv_handle(link)
            worker = get_context("fork").Process(target=_serve, args=(link, far, work, given))
            worker.start()
            os.close(far)
            workers[worker.pid or 0] = worker
            link.send(worker.pid)
    except (EOFError, OSError):
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        for left in workers.values():
            _end(left, 0)
        os._exit(0)


def _end(worker: BaseProcess, grace: float) -> int | None:
    """Waits for a worker to end, and ends it if it has not; returns its exit code, below 0 for a signal's."""
    worker.join(grace)
    if worker.exitcode is None:
        worker.kill()
        worker.join()
    return worker.exitcode


def _serve(template: Connection, handle: int, work: Work, memory: int) -> None:
    """The life of a worker."""
    template.close()
    link = Connection(handle)
    _limit(memory)
    gc.disable()
    try:
        for number in count(1):
            outcome = work(link.recv())
            link.send((outcome, memory_taken() > _SPENT * memory))
            del outcome
            if number % _SEARCHED == 0:
                gc.collect(1)
    except (EOFError, OSError):
        pass  # the main process has ended, or ended the work
    except MemoryError:
        sys.exit(NO_MEMORY)


def memory_taken() -> int:
    """Bytes of memory that this process has for its data, which is what is limited; 0 where that is not told."""
    with suppress(OSError), open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[5]) * os.sysconf("SC_PAGESIZE")
    return 0


def _limit(memory: int) -> None:
    """Makes the system refuse this process more memory than that: then one document fails, and not the machine."""
    import resource

    with suppress(OSError, ValueError):  # a lower limit that holds already
        resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
