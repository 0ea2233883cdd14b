"""Worker processes wherever they are wanted: beside others, within others, again and again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.archive.pool import Guard
from cleaner.archive.task import Work
from tests.test_run import WORK, Trouble, task, tasks, told

HARD = ("one", "die", "two", "slow 600", "three")
EXPECTED = [b"one\n", "worker-died", b"two\n", "timeout", b"three\n"]


def hard(guard: Guard | None = None) -> list[object]:
    """What comes of documents that kill and hang a worker."""
    one = guard or Guard(WORK, timeout=5)
    try:
        return [told(outcome) for outcome in one.outcomes(tasks(*HARD))]
    finally:
        if guard is None:
            one.close()


def in_a_daemonic_pool(call: Callable[[], list[object]]) -> list[object]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(call)


def in_a_thread(call: Callable[[], list[object]]) -> list[object]:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.extend(call()))
    thread.start()
    thread.join()
    return found


def in_a_forked_child(call: Callable[[], list[object]]) -> list[object]:
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, repr(call()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    return list(eval(said))


@pytest.mark.long
@pytest.mark.parametrize("process", [in_a_daemonic_pool, in_a_thread, in_a_forked_child])
def test_a_bad_document_costs_only_itself_wherever_workers_are_wanted(
    process: Callable[[Callable[[], list[object]]], list[object]],
) -> None:
    assert process(hard) == EXPECTED


@pytest.mark.long
def test_a_forked_child_of_a_process_that_used_it_has_workers_of_its_own() -> None:
    guard = Guard(WORK, timeout=5)
    (mine,) = guard.outcomes([task("process")])
    theirs = in_a_forked_child(lambda: [*map(told, guard.outcomes([task("process")])), *hard(guard)])
    assert theirs[1:] == EXPECTED and theirs[0] != mine.data
    assert [told(outcome) for outcome in guard.outcomes([task("process")])] == [mine.data]
    guard.close()


def test_workers_stay_between_calls_and_are_made_anew_after_a_close() -> None:
    guard = Guard(WORK)
    (one,), (two,) = guard.outcomes([task("process")]), guard.outcomes([task("process")])
    guard.close()
    (three,) = guard.outcomes([task("process")])
    assert one.data == two.data != three.data
    guard.close()


def test_a_call_that_is_broken_off_leaves_a_pool_that_works() -> None:
    guard = Guard(WORK)
    outcomes = guard.outcomes(tasks("process", "slow 600", "two"))
    worker = next(outcomes).data
    assert worker is not None and _lives(int(worker))
    outcomes.close()
    assert not _lives(int(worker))
    assert [told(outcome) for outcome in guard.outcomes(tasks("three", "four"))] == [b"three\n", b"four\n"]
    guard.close()


def test_a_template_that_was_killed_is_started_again() -> None:
    guard = Guard(WORK, 2)
    list(guard.outcomes([task("one")]))
    assert guard.template is not None
    os.kill(guard.template.process, signal.SIGKILL)
    os.waitid(os.P_PID, guard.template.process, os.WEXITED | os.WNOWAIT)
    assert [told(outcome) for outcome in guard.outcomes(tasks("die", "two"))] == ["worker-died", b"two\n"]
    guard.close()


def test_fields_that_are_passed_through_may_be_large() -> None:
    """They are sent with the document's name; a socket that nobody reads does not hold them."""
    given = [task("large 3000000", number) for number in range(6)]
    for one in given:
        one.extra = {"note": "x" * 3_000_000}
    guard = Guard(WORK, timeout=30)
    assert {len(outcome.data or b"") for outcome in guard.outcomes(given)} == {3_000_001}
    guard.close()


PROGRAM = """
import sys
sys.path.append({folder!r})
import elsewhere
from cleaner.archive.encode import Rendered
from cleaner.archive.pool import Guard
from cleaner.archive.task import Task
from cleaner.archive.task import Work

print("main")
guard = Guard(Work(elsewhere.Odd(), Rendered()))
for outcome in guard.outcomes([Task("a", "a", data=b"x"), Task("b", "b", data=b"y")]):
    print(outcome.data)
print("asleep", outcome.data.decode().strip(), flush=True)
print(sys.stdin.read())
"""

ELSEWHERE = """
import os, sys
from cleaner.article import Article

class Odd:
    def clean(self, data, kind=None, url=None, **told):
        print("to stderr", flush=True)
        return Article(text=f"{os.getpid()} {sys.stdin.read()!r}", source="")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "elsewhere.py").write_text(ELSEWHERE)
    (tmp_path / "program.py").write_text(PROGRAM.format(folder=str(tmp_path / "elsewhere")))
    return tmp_path / "program.py"


def test_workers_have_the_path_of_the_process_but_not_its_main_module_nor_its_streams(program: Path) -> None:
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, input="not for workers", timeout=120
    )
    lines = done.stdout.splitlines()
    assert lines[0] == "main" and len(lines) == 5 and "''" in lines[1] and lines[-1] == "not for workers"
    assert set(done.stderr.split("\n")) == {"to stderr", ""}


def test_workers_end_with_a_process_that_is_killed(program: Path) -> None:
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, program], text=True, **streams) as running:
        assert running.stdout is not None and running.stderr is not None
        assert any(line.startswith("asleep") for line in running.stdout)
        running.kill()
        running.stderr.read()  # ends when nobody has it any more, and the workers have it


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_work_that_cannot_be_sent_is_an_error_of_the_caller() -> None:
    with pytest.raises((AttributeError, TypeError)):
        list(Guard(Work(Trouble(), lambda article, task: b"")).outcomes([task("one")]))


def test_a_worker_is_not_asked_for_where_there_is_no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    guard = Guard(WORK)
    assert [told(outcome) for outcome in guard.outcomes(tasks("process", "refuse"))] == [
        f"{os.getpid()}\n".encode(), "binary-input",
    ]  # fmt: skip


def test_what_ends_a_worker_is_told() -> None:
    guard = Guard(WORK)
    died, left = guard.outcomes(tasks("die", "exit"))
    assert died.error is not None and f"signal {int(signal.SIGKILL)}" in died.error["error"]
    assert left.error is not None and "code 7" in left.error["error"]
    guard.close()
