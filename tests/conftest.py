"""What holds for all tests, on whatever machine and from whatever shell they are run."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from cleaner.archive.pool import Guard
from cleaner.archive.task import Outcome, Task

# How long an example takes says more of the machine than of the code. The examples are the same in each run, so that a failure is the
# change's; CLEANER_NEW_EXAMPLES=1 looks for new ones, and what they find becomes an @example.
settings.register_profile(
    "any-machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not os.environ.get("CLEANER_NEW_EXAMPLES"),
)
settings.load_profile("any-machine")

# A shell ignores SIGINT for what it runs in the background (`bash .ci/test &`), nohup SIGHUP, and processes inherit that:
# then nothing here, and nothing that the tests start, would hear it.
for _name, _handler in (
    ("SIGINT", signal.default_int_handler),
    ("SIGTERM", signal.SIG_DFL),
    ("SIGHUP", signal.SIG_DFL),
):
    if _number := getattr(signal, _name, None):
        signal.signal(_number, _handler)


@pytest.fixture
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are cleaned in this process. Starting workers takes over a second a run: it is for tests of the workers."""

    def outcomes(guard: Guard, tasks: Iterable[Task]) -> Iterator[Outcome]:
        yield from map(guard.work, tasks)

    monkeypatch.setattr(Guard, "outcomes", outcomes)
    monkeypatch.setattr("cleaner.archive.pool.memory_taken", lambda: sys.maxsize)  # a process so large is not forked
