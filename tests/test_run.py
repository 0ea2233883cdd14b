"""The run over many documents: order, bounds, and documents that bring down what cleans them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from cleaner.archive.encode import Rendered
from cleaner.archive.manifest import Tally
from cleaner.archive.pool import Guard, run
from cleaner.archive.task import Outcome, Record, Task, Work
from cleaner.article import Article, Cut
from cleaner.document import Kind
from cleaner.engines import options as engine_options
from cleaner.errors import CleanerError

HELD: list[bytearray] = []
"""What a worker does not give back."""


class Trouble:
    """Cleans like a Cleaner, and does what the document says."""

    def clean(self, data: str | bytes, kind: Kind | None = None, url: str | None = None, **told: str | None) -> Article:
        text = data if isinstance(data, str) else data.decode()
        word, _, rest = text.partition(" ")
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "exit":
            os._exit(7)
        elif word == "refuse":
            raise CleanerError("This is no text.", hint="Send text.", code="binary-input")
        elif word == "bug":
            raise KeyError("a secret\nof two lines")
        elif word == "memory":
            raise MemoryError
        elif word == "library":
            raise ValueError(rest)
        elif word == "slow":
            time.sleep(float(rest))
        elif word == "worn" and HELD:
            raise MemoryError
        elif word == "hold":
            HELD.append(bytearray(b"x" * int(rest)))
        elif word == "process":
            text = str(os.getpid())
        elif word == "files":
            text = " ".join(os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd"))
        elif word == "large":
            text = "x" * int(rest)
        cuts = [Cut(0, 3, "credit", "test.rule", 0.9, "For the test.", text[:3])] if text.startswith("cut") else []
        return Article(text=text, source=text, removed=cuts)


class Unpickled:
    """Cannot be brought to a worker."""

    def clean(self, data: str | bytes, kind: Kind | None = None, url: str | None = None, **told: str | None) -> Article:
        raise AssertionError("never asked")

    def __reduce__(self) -> tuple[object, ...]:
        return (_explode, ())


def _explode() -> NoReturn:
    os._exit(3)


WORK = Work(Trouble(), Rendered())


@pytest.fixture(autouse=True, scope="module")
def none_before() -> None:
    """The workers that tests of the engines keep for their next call are ended: they are not those of a run."""
    for guards in engine_options._IDLE.values():
        for guard in guards:
            guard.close()


def workers_left() -> list[str]:
    """The processes of this one that run workers."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    ).stdout
    others = ("ps -ww", "resource_tracker")  # the second: what other tests use of multiprocessing
    return [line for line in listed.splitlines() if not any(other in line for other in others)]


def task(text: str, number: int = 0) -> Task:
    return Task(f"{number}.txt", f"{number}.txt", data=text.encode())


def tasks(*texts: str) -> list[Task]:
    return [task(text, number) for number, text in enumerate(texts)]


def apart(given: list[Task], workers: int = 1, *, memory: int) -> list[Outcome]:
    """What comes of documents in workers that share nothing with this process, which may be large."""
    with closing(Guard(WORK, workers, memory=memory)) as guard:
        return list(guard.outcomes(given))


def told(outcome: Outcome) -> str | bytes | None:
    return outcome.error["code"] if outcome.error else outcome.data


@pytest.mark.parametrize("workers", [1, 3])
def test_the_order_is_that_of_the_tasks(workers: int) -> None:
    given = tasks("slow 0.4", *(f"document {number}" for number in range(40)), "slow 0.1", "last")
    outcomes = list(run(WORK, given, workers))
    assert [outcome.source_path for outcome in outcomes] == [task.source_path for task in given]
    assert [outcome.data for outcome in outcomes][1:4] == [b"document 0\n", b"document 1\n", b"document 2\n"]


def test_workers_give_what_one_process_gives() -> None:
    given = tasks("cut this", "refuse", "", "memory", "bug", "plain words")
    assert list(run(WORK, given, 2)) == [WORK(task) for task in given]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_dies_costs_its_document_only(workers: int) -> None:
    outcomes = list(run(WORK, tasks("one", "die", "two", "exit", "die", "three"), workers))
    assert [told(outcome) for outcome in outcomes] == [
        b"one\n", "worker-died", b"two\n", "worker-died", "worker-died", b"three\n",
    ]  # fmt: skip
    assert outcomes[1].error is not None and "signal 9" in outcomes[1].error["error"]
    assert outcomes[3].error is not None and "code 7" in outcomes[3].error["error"]


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_takes_too_long_is_set_aside(workers: int) -> None:
    # A busy machine may take a second for a document of nothing, so the limit is well above that, and what is too long
    # is so by any clock.
    outcomes = list(run(WORK, tasks("one", "slow 6000", "two", "slow 6000", "three"), workers, timeout=5))
    assert [told(outcome) for outcome in outcomes] == [b"one\n", "timeout", b"two\n", "timeout", b"three\n"]
    assert outcomes[1].error is not None and "5 seconds" in outcomes[1].error["error"]
    assert "--timeout" in str(outcomes[1].error["hint"])
    assert not workers_left()


def test_the_time_of_a_document_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: seconds)
    with closing(Guard(WORK, timeout=7)) as guard:  # whose workers have clocks of their own
        for outcome in guard.outcomes(tasks(*"abcdefgh")):
            assert outcome.error is None
            seconds += 6


@pytest.mark.parametrize("workers", [1, 2])
def test_memory_is_limited_for_each_worker(workers: int) -> None:
    outcomes = apart(tasks("one", "large 300000000", "two"), workers, memory=200_000_000)
    assert [told(outcome) for outcome in outcomes] == [b"one\n", "out-of-memory", b"two\n"]


def test_a_document_that_a_worker_has_no_room_for_is_set_aside(capfd: pytest.CaptureFixture[str]) -> None:
    outcomes = apart(tasks("one", "x" * 250_000_000, "two"), memory=200_000_000)
    assert [told(outcome) for outcome in outcomes] == [b"one\n", "out-of-memory", b"two\n"]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("library Not enough memory for a buffer", "out-of-memory"), ("library Memory allocation failed", "out-of-memory"),
        ("library a memoryview of no bytes", "internal-error"), ("memory", "out-of-memory"), ("bug", "internal-error"),
    ],
)  # fmt: skip
def test_libraries_have_words_of_their_own_for_a_lack_of_memory(said: str, code: str) -> None:
    assert told(WORK(task(said))) == code


LACKING = """
import re, resource
from cleaner.read.html import parse
from cleaner.archive.encode import json_line

def within(megabytes, call, value):
    resource.setrlimit(resource.RLIMIT_DATA, (2**40, -1))
    taken = int(re.search(r"VmData:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) << 10
    resource.setrlimit(resource.RLIMIT_DATA, (taken + megabytes * 1_000_000, -1))
    try:
        return call(value)
    except MemoryError:
        return None

def letters(page):
    return sum(len(block.text) for block in parse(page).blocks)

line, page = {"text": "x" * 20_000_000}, "<p>" + "ferry " * 5_000_000
letters("<p>ferry")
print(within(10, json_line, line), len(within(130, json_line, line)))
print(*(within(megabytes, letters, page) for megabytes in (*range(30, 90, 4), 1000)))
"""


@pytest.mark.long
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="there is no telling how much a process takes")
def test_a_lack_of_memory_ends_no_process_and_no_page_early() -> None:
    """orjson's dumps takes eight times a text's bytes or crashes; lxml gave a page that libxml2 had no room for as ""."""
    done = subprocess.run([sys.executable, "-c", LACKING], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    told, pages = done.stdout.splitlines()
    assert told == "None 20000012"
    assert set(pages.split()) == {"None", "29999999"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the workers are those of a program of its own")
def test_workers_that_are_forked_off_a_program_have_nothing_of_it_open(tmp_path: Path) -> None:
    """Else the lock of a run's journal would outlive the run, and a worker could read what is typed."""
    with open(tmp_path / "held", "w") as held:
        told_of = [told(outcome) for outcome in run(WORK, tasks("files", "files"), memory=10**12)]
        assert held.name not in str(told_of) and str(told_of).count("/dev/null") >= 2


def test_what_comes_of_a_document_does_not_depend_on_what_came_before() -> None:
    outcomes = list(run(WORK, tasks("one", "hold 1000", "worn", "two"), 1))
    assert [told(outcome) for outcome in outcomes] == [b"one\n", b"hold 1000\n", b"worn\n", b"two\n"]


def test_a_worker_that_has_taken_much_memory_is_replaced() -> None:
    given = ["process", "hold 1000", "process", "hold 170000000", "process", "process"]
    one, _, two, _, three, four = map(told, apart(tasks(*given), memory=250_000_000))
    assert one == two != four and three in (one, four)


def test_large_documents_are_cleaned_alone() -> None:
    small = [task(f"small {number}", number) for number in range(20)]
    large = [task(f"note {'x' * 5_000_000}", 100 + number) for number in range(3)]
    given = [*small[:10], large[0], *small[10:], *large[1:]]
    names = [task.source_path for task in given]
    sizes = [len(task.data or b"") for task in given]
    outcomes = list(run(WORK, given, 2))
    assert [outcome.source_path for outcome in outcomes] == names
    assert [len(outcome.data or b"") for outcome in outcomes] == [size + 1 for size in sizes]


def test_records_that_are_only_counted_keep_their_place() -> None:
    given = [task("one"), Task("a#2", "a", skip="revisit"), task("two"), *[Task("a#9", "a", skip="not-text")] * 500]
    outcomes = list(run(WORK, given, 2))
    assert [outcome.skipped for outcome in outcomes] == [None, "revisit", None, *["not-text"] * 500]
    assert [WORK(given) == outcome for given, outcome in zip(given[1:2], outcomes[1:2])] == [True]


def test_an_error_names_the_record() -> None:
    bad = task("refuse")
    bad.url, bad.record = "https://tarnholm.example/", Record(id="urn:uuid:1", offset=77)
    outcome = WORK(bad)
    assert outcome.error is not None
    assert outcome.error["record_id"] == "urn:uuid:1"
    assert (outcome.error["url"], outcome.error["offset"]) == ("https://tarnholm.example/", 77)


def test_what_goes_wrong_with_a_document_stays_with_it() -> None:
    refused, bug, memory, good = map(WORK, tasks("refuse", "bug", "memory", "good"))
    assert refused.error == {
        "source_path": "0.txt", "code": "binary-input", "error": "This is no text.", "hint": "Send text.",
    }  # fmt: skip
    assert bug.error is not None and bug.error["code"] == "internal-error"
    assert "KeyError" in bug.error["error"] and "test_run.py:" in bug.error["error"]
    assert bug.error["hint"] is not None and "report" in bug.error["hint"]
    assert memory.error is not None and memory.error["code"] == "out-of-memory"
    assert good.error is None and good.data == b"good\n"


def test_an_encoder_that_fails_is_a_bug_too() -> None:
    def broken(article: Article, task: Task) -> bytes:
        raise ValueError("no such thing")

    outcome = Work(Trouble(), broken)(task("good"))
    assert outcome.error is not None and outcome.error["code"] == "internal-error"


def test_interruption_is_not_held_back() -> None:
    def interrupted(article: Article, task: Task) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Work(Trouble(), interrupted)(task("good"))


def test_problems_known_beforehand_keep_their_place() -> None:
    missing = Task("gone.txt", "gone.txt", problem=CleanerError("Gone.", code="not-found"))
    outcomes = list(run(WORK, [missing, *tasks("one"), missing], 2))
    assert [told(outcome) for outcome in outcomes] == ["not-found", b"one\n", "not-found"]


def test_a_guess_that_is_no_document_is_skipped() -> None:
    guess = task("refuse")
    guess.guessed = True
    assert WORK(guess).skipped and WORK(guess).error is None
    bug = task("bug")
    bug.guessed = True
    assert not WORK(bug).skipped and WORK(bug).error is not None


def test_tasks_are_drawn_as_there_is_room() -> None:
    drawn = 0

    def endless() -> Iterator[Task]:
        nonlocal drawn
        while True:
            drawn += 1
            yield task("slow 1" if drawn == 1 else "quick", drawn)

    outcomes = run(WORK, endless(), 2)
    next(outcomes)
    assert drawn <= 2 * 64 + 2
    outcomes.close()
    assert not workers_left()


@pytest.mark.long
def test_finished_documents_that_wait_are_bounded_in_bytes() -> None:
    drawn = 0

    def large() -> Iterator[Task]:
        nonlocal drawn
        for drawn in range(1, 30):
            yield task("slow 3" if drawn == 1 else "large 30000000", drawn)

    outcomes = run(WORK, large(), 2)
    next(outcomes)
    assert drawn <= 5  # 32 MB, and what each worker had in hand
    outcomes.close()


def test_no_worker_is_left_behind() -> None:
    outcomes = run(WORK, tasks("one", "slow 6000", "slow 6000"), 2)
    next(outcomes)
    outcomes.close()  # or it would wait for hours
    assert not workers_left()
    list(run(WORK, tasks("one", "two"), 2))
    assert not workers_left()


def test_workers_that_do_not_start_are_an_error_not_a_hang() -> None:
    with pytest.raises(CleanerError) as raised, closing(Guard(Work(Unpickled(), Rendered()), 2)) as guard:
        list(guard.outcomes(tasks("one", "two")))
    assert raised.value.code == "no-worker"
    assert not workers_left()


def test_one_document_needs_no_worker() -> None:
    assert [told(outcome) for outcome in run(Work(Trouble(), lambda article, task: b"here"), tasks("one"), 8)] == [
        b"here"
    ]
    assert list(run(WORK, [], 2)) == []


def test_the_tally_adds_up() -> None:
    tally = Tally()
    guess = task("refuse")
    guess.guessed = True
    for given in [*tasks("cut one", "cut two", "plain", "refuse"), guess, *tasks(*["bug"] * 9)]:
        tally.add(WORK(given))
    assert (tally.written, tally.skipped, tally.set_aside) == (3, 1, 10)
    assert (tally.characters_kept, tally.characters_cut) == (len(" one two") + len("plain"), 6)
    assert tally.cuts_by_label == {"credit": 2}
    assert [error["code"] for error in tally.first_errors] == ["binary-input", *["internal-error"] * 4]
    line = tally.summary(75.4)
    assert line == (
        "3 documents in 1 min 15 s; 13 characters kept, 6 cut (31.6%); cuts: credit 2; "
        "14 inputs = 3 written + 1 skipped (no-document 1) + 10 set aside; 10 errors"
    )
    assert Tally().summary(0.04) == "0 documents in 0.0 s; 0 characters kept, 0 cut; 0 errors"
    assert Tally(written=1).summary(7322).startswith("1 document in 2 h 02 min;")
