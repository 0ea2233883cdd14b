"""Processes that are killed at a step of their work that they count themselves, so that no clock decides where."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def kill_at_step(step: int, report: str | None = None) -> None:
    """Kills this process as it makes its `step`-th call of a function of `cleaner.archive`.

    Args:
        step: 0 for never.
        report: path of a file that is told, if the process ends by itself, how many such calls there were.
    """
    import atexit
    from pathlib import Path

    import cleaner.archive

    folder = os.path.dirname(cleaner.archive.__file__)
    steps, process = 0, os.getpid()

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal steps
        # Workers that are forked off this process are none of its steps.
        if event == "call" and frame.f_code.co_filename.startswith(folder) and os.getpid() == process:
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)  # nothing is told, nothing is tidied up

    if report is not None:
        atexit.register(lambda: Path(report).write_text(str(steps)))
    sys.setprofile(count)


def kill_in_shard(path: str, documents: int, once: str | None = None) -> None:
    """Kills this process when it has taken so many documents into the file of an output.

    Args:
        path: how the file's name ends.
        documents: how many.
        once: path of a file that the first process that dies leaves, so that no other does.
    """
    from cleaner.archive.session import Session

    take: Callable[..., None] = Session.take
    taken = 0

    def counted(session: Any, outcome: Any) -> None:
        nonlocal taken
        take(session, outcome)
        if session._layout.path.endswith(path):
            taken += 1
            if taken == documents and _first(once):
                os.kill(os.getpid(), signal.SIGKILL)

    Session.take = counted  # type: ignore[method-assign]


def _first(once: str | None) -> bool:
    """Whether nobody was here before."""
    if once is None:
        return True
    try:
        os.close(os.open(once, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True
