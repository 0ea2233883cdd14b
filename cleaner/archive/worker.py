"""The side of the worker processes: a template that loads everything once, and the workers that it forks.

What is loaded (rules, models, libraries) is shared by all workers, and one is there in some milliseconds. The template is
a program of its own rather than a fork of the process that wants workers: that one may have threads, may be a daemonic
process of `multiprocessing`, and its `__main__` is not imported again. It knows of no document, so none can harm it.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import NoReturn

from cleaner.archive.task import Task
from cleaner.archive.work import NO_MEMORY, Work

_SPENT = 0.8
"""Share of its memory from which on a worker is replaced: rules of ever more languages, and what libraries keep."""

_GARBAGE = 20_000
"""New objects after which cycles of garbage are looked for. A document makes tens of thousands and hardly a cycle: to look
every 700, as Python does of itself, takes one to three hundredths of a worker's time."""

_PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096

_FIRST = Task("", "", data=b"<html><body><p>The ferry sails at six.</p></body></html>", kind="html")
"""Cleaned by the template, which so loads what is only loaded when it is needed."""


def main(handle: int) -> None:
    """The life of the template: it forks workers and ends them, as it is told, until nobody is there to tell it.

    Args:
        handle: of the socket to the process that wants workers.
    """
    # Ctrl-C reaches every process of a terminal, and ending the workers is the business of the one that wants them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    link = Connection(handle)
    work: Work = link.recv()
    work(_FIRST)
    gc.freeze()
    children: set[int] = set()
    with suppress(EOFError, OSError):
        link.send(True)
        while True:
            asked, number, patience = link.recv()
            if asked == "start":
                children.add(_fork(link, work, memory=number))
            else:
                children.discard(number)
                link.send(_end(number, time.monotonic() + patience))
    for child in children:
        _end(child, 0)


def _fork(link: Connection, work: Work, memory: int) -> int:
    handle = recv_handle(link)
    child = os.fork()
    if not child:
        link.close()
        _serve(Connection(handle), work, memory)
    os.close(handle)
    link.send(child)
    return child


def _end(child: int, ends: float) -> int:
    """Waits for a worker to end, and ends it at a time if it has not; returns its exit code, below 0 for a signal's."""
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= ends:
            os.kill(child, signal.SIGKILL)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        time.sleep(0.005)


def _serve(link: Connection, work: Work, memory: int) -> NoReturn:
    """The life of a worker."""
    code = 1
    try:
        _limit(memory)
        gc.set_threshold(_GARBAGE)
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
    except (EOFError, OSError):  # the main process has ended, or ended the work
        code = 0
    except MemoryError:
        code = NO_MEMORY
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)  # nothing of what the template set up is to be taken down here


def _taken() -> int:
    """Bytes of memory that this process takes; 0 where that is not told."""
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * _PAGE
    return 0


def _limit(memory: int) -> None:
    """Makes the system refuse this process more memory than that: then one document fails, and not the machine."""
    with suppress(ImportError, OSError, ValueError):  # a lower limit that holds already
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, most))
