"""What a command costs: time on the wall, of processors, and memory, with all processes that it starts (Linux)."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SET_CHILD_SUBREAPER = 36  # prctl(2): orphans of a command become children of this process, which can then count them
_SAMPLE = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """wall, processor: seconds. peak: bytes of memory, shared pages counted once (PSS), at the worst moment seen."""

    wall: float
    processor: float
    peak: int


def cost(command: Sequence[str | Path], **options: object) -> Cost:
    """Runs a command.

    Raises:
        CalledProcessError: if it fails.
    """
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    running = subprocess.Popen(command, start_new_session=True, **options)  # type: ignore[call-overload]
    watch = _Watch(running.pid)
    watch.start()
    code = running.wait()
    wall = time.monotonic() - began
    watch.over.set()
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code:
        raise subprocess.CalledProcessError(code, [str(part) for part in command])
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, watch.peak)


class _Watch(threading.Thread):
    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(_SAMPLE):
            self.peak = max(self.peak, sum(map(_memory, self._processes())))

    def _processes(self) -> list[str]:
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError, ValueError, IndexError):
                if os.getsid(int(name)) == self._session:
                    found.append(name)
        return found


def _memory(process: str) -> int:
    with suppress(OSError), open(f"/proc/{process}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
