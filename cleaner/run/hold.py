"""Signals kept waiting while something must not be torn in two."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


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
