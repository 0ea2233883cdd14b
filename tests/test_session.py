"""Runs into files: what is written, that nothing vanishes, and crashes between any two steps."""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleaner.archive.session
from cleaner.archive.pool import run
from cleaner.archive.session import Session
from cleaner.archive.sources import Inputs
from cleaner.archive.task import Outcome, Record, Task, Work
from cleaner.cli.target import Target
from cleaner.errors import CleanerError
from cleaner.render import Options
from tests.doubles import Quick

COMMAND = {"inputs": ["in"], "options": {"form": "jsonl"}, "versions": {"cleaner": "0", "rules": "double"}}


class Fake(Inputs):
    """Inputs that were put together by hand."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._all_tasks = tasks

    def tasks(self) -> Iterator[Task]:
        return iter(self._all_tasks)


def document(number: int) -> Task:
    text = f"cut {number}\nThe ferry runs again, {number} weeks later, said Jan Aldous.\n"
    record = Record(id=f"urn:uuid:{number}", type="response", captured="2020-05-06T07:08:09Z", offset=number * 100)
    return Task(f"in.warc#{number + 1}", "in", data=text.encode(), url=f"https://a.example/{number}", record=record)


def documents(count: int) -> list[Task]:
    return [document(number) for number in range(count)]


def outcomes(target: Target, tasks: Sequence[Task]) -> list[Outcome]:
    work = Work(Quick(), target.encoder("double", headed=True))
    return [work(task) for task in tasks]


def target(path: str, **options: Any) -> Target:
    names = ("form", "fields", "shards", "shard_size", "errors", "manifest", *Options.__dataclass_fields__)
    given = {**dict.fromkeys(names), "output": path}
    return Target.of({**given, **options})


def drive(into: Target, done: list[Outcome], *, resume: bool = False, force: bool = False) -> Session:
    """A run from its beginning, or from where it was stopped, to its end."""
    session = Session(into.layout, resume=resume, force=force)
    session.begin(COMMAND, into.encoder("double", headed=True))
    by_name = {outcome.source_path: outcome for outcome in done}
    for task in session.remaining(Fake([Task(outcome.source_path, "in") for outcome in done])):
        session.take(by_name[task.source_path])
    session.finish([])
    return session


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture(autouse=True)
def short_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaner.archive.session, "FRAME_DOCUMENTS", 8)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# What is written


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_json_lines_by_the_name_of_the_output(folder: Path, ending: str) -> None:
    into = target(f"out.jsonl{ending}")
    done = outcomes(into, documents(50))
    drive(into, done)
    data = (folder / f"out.jsonl{ending}").read_bytes()
    if ending == ".gz":
        assert data[4:8] == bytes(4)  # no time
        data = gzip.decompress(data)
    elif ending == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    assert data == b"".join(outcome.data or b"" for outcome in done)


@pytest.mark.parametrize(
    "name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet", "out.warc.gz", "out.txt"]
)
def test_an_output_of_nothing_is_one_that_can_be_read(folder: Path, name: str) -> None:
    into = target(name)
    drive(into, [])
    data = (folder / name).read_bytes()
    if name.endswith(".jsonl.gz"):
        assert gzip.decompress(data) == b"" and data
    elif name.endswith(".zst"):
        assert zstandard.ZstdDecompressor().decompressobj().decompress(data) == b"" and data
    elif name.endswith(".parquet"):
        assert pyarrow.parquet.read_table(folder / name).num_rows == 0
    assert sorted(written(folder)) == sorted([name, f"{name}.manifest.json"])


def test_parquet_holds_what_json_lines_hold(folder: Path) -> None:
    done = outcomes(target("out.parquet"), documents(50))
    drive(target("out.parquet"), done)
    file = pyarrow.parquet.ParquetFile(folder / "out.parquet")
    assert file.num_row_groups == 7  # 8 documents each
    rows = file.read().to_pylist()
    lines = [json.loads(outcome.data or b"") for outcome in done]
    assert len(rows) == 50
    for row, line in zip(rows, lines):
        for name in ("provenance", "structure"):
            assert json.loads(row.pop(name)) == line.pop(name)
        assert {name: row[name] for name in line} == line
    assert rows[3]["removed"][0]["rule"] == "double.cut"


def test_parquet_takes_what_has_no_utf8(folder: Path) -> None:
    odd = Task("odd.txt", "odd", data="Before \ud800 after.".encode("utf-8", "surrogatepass"))

    class Odd(Quick):
        def clean(self, data: Any, *arguments: Any, **told: Any) -> Any:
            return super().clean(data.decode("utf-8", "surrogatepass"))

    into = target("out.parquet")
    drive(into, [Work(Odd(), into.encoder("double", headed=False))(odd)])
    assert pyarrow.parquet.read_table(folder / "out.parquet").to_pylist()[0]["text"] == "Before ? after."


def test_shards_are_dealt_in_turn(folder: Path) -> None:
    into = target("crawl.jsonl.gz", shards=3)
    done = outcomes(into, documents(50))
    drive(into, done)
    for shard in range(3):
        lines = gzip.decompress((folder / f"crawl-{shard:05}.jsonl.gz").read_bytes())
        assert lines == b"".join(outcome.data or b"" for outcome in done[shard::3])
    told = json.loads((folder / "crawl.jsonl.gz.manifest.json").read_text())
    assert [(file["path"], file["records"]) for file in told["outputs"]] == [
        ("crawl-00000.jsonl.gz", 17), ("crawl-00001.jsonl.gz", 17), ("crawl-00002.jsonl.gz", 16),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["crawl.jsonl", "crawl.jsonl.zst", "crawl.parquet", "crawl.warc"])
def test_shards_by_size(folder: Path, name: str) -> None:
    into = target(name, shard_size=4000)
    done = outcomes(into, documents(100))
    drive(into, done)
    told = json.loads((folder / f"{name}.manifest.json").read_text())
    assert len(told["outputs"]) > 2 and sum(file["records"] for file in told["outputs"]) == 100
    assert all(file["records"] for file in told["outputs"])
    assert all(file["bytes"] >= 4000 for file in told["outputs"][:-1])
    for file in told["outputs"]:
        assert (folder / file["path"]).stat().st_size == file["bytes"]
    if name == "crawl.jsonl":
        whole = b"".join((folder / file["path"]).read_bytes() for file in told["outputs"])
        assert whole == b"".join(outcome.data or b"" for outcome in done)


# That nothing vanishes

_FATES = st.sampled_from(["write", "refuse", "skip", "problem", "empty"])


def fated(number: int, fate: str) -> Task:
    task = document(number)
    if fate == "refuse":
        task.data = b"no text"
    elif fate == "skip":
        task.data, task.skip = None, f"status-{number % 3}"
    elif fate == "problem":
        task.data, task.problem = None, CleanerError("Torn.", hint="Fetch it again.", code="torn")
    elif fate == "empty":
        task.data = b""
    return task


@given(st.lists(_FATES, max_size=60))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sums_of_the_manifest(folder: Path, fates: list[str]) -> None:
    into = target("out.jsonl")
    session = drive(into, outcomes(into, [fated(*pair) for pair in enumerate(fates)]), force=True)
    told = json.loads((folder / "out.jsonl.manifest.json").read_text())
    counts = told["counts"]
    assert counts["inputs"] == len(fates) == counts["written"] + counts["skipped"] + counts["set_aside"]
    assert counts["skipped"] == sum(counts["skipped_by_reason"].values()) == fates.count("skip")
    assert counts["set_aside"] == sum(counts["set_aside_by_code"].values())
    assert counts["written"] == told["outputs"][0]["records"] == len((folder / "out.jsonl").read_bytes().splitlines())
    failed = folder / "out.jsonl.errors.jsonl"
    assert failed.exists() == bool(counts["set_aside"]) == (told["errors"] is not None)
    if failed.exists():
        assert len(failed.read_bytes().splitlines()) == counts["set_aside"] == told["errors"]["records"]
        for line in map(json.loads, failed.read_bytes().splitlines()):
            assert line["hint"] and line["record_id"] and line["source_path"] and line["offset"] is not None
    if fates:
        assert session.tally.summary(1).endswith(
            f"{counts['set_aside']} error{'' if counts['set_aside'] == 1 else 's'}"
        )


def test_a_document_that_vanished_is_noticed(folder: Path) -> None:
    into = target("out.jsonl")
    done = outcomes(into, documents(3))
    done[1].data = None
    with pytest.raises(AssertionError, match="3 documents were cleaned, 2 written"):
        drive(into, done)


# Crashes


class Crash(BaseException):
    """The power went."""


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("out.jsonl.gz", {}),
        ("out.jsonl", {"shard_size": 6000}),
        ("out.jsonl.zst", {"shards": 2}),
        ("out.parquet", {"shard_size": 8000}),
        ("no-errors.jsonl", {}),
    ],
)
def test_a_crash_between_any_two_steps(folder: Path, name: str, options: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    into = target(name, **options)
    tasks = [fated(number, "refuse" if number % 7 == 3 and name[0] == "o" else "write") for number in range(45)]
    done = outcomes(into, tasks)
    drive(into, done)
    whole = written(folder)
    left = 0

    def counted(step: Any) -> Any:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crash
            return step(*arguments, **named)

        return wrapped

    for name in ("fsync", "replace", "link", "unlink", "rename"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    crashes = 0
    for after in range(1, 1000):
        left = 0
        for path in list(folder.iterdir()):
            path.unlink()
        left = after
        try:
            drive(into, done, resume=True)
        except Crash:
            crashes += 1
        else:
            break
        left = 0
        gc.collect()  # the lock goes with what held it, as it does with a process
        drive(into, done, resume=True)
        assert written(folder) == whole, after
    assert crashes > 15


def test_an_unfinished_run_is_not_written_over(folder: Path) -> None:
    into = target("out.jsonl")
    done = outcomes(into, documents(40))

    def stopped() -> None:
        session = Session(into.layout, resume=False, force=False)
        session.begin(COMMAND, into.encoder("double", headed=True))
        for outcome in done[:20]:
            session.take(outcome)
        assert session.stop() == 16

    stopped()
    left = written(folder)
    assert sorted(left) == [".out.jsonl.errors.jsonl.part", ".out.jsonl.journal", ".out.jsonl.part"]
    with pytest.raises(CleanerError) as raised:
        drive(into, done)
    assert raised.value.code == "unfinished" and "--resume" in str(raised.value) and "--force" in str(raised.value)
    assert written(folder) == left
    drive(into, done, force=True)
    assert (folder / "out.jsonl").read_bytes() == b"".join(outcome.data or b"" for outcome in done)
    assert sorted(written(folder)) == ["out.jsonl", "out.jsonl.manifest.json"]


def stop_after(into: Target, done: list[Outcome]) -> None:
    """A run that is stopped when so much is done."""
    session = Session(into.layout, resume=False, force=False)
    session.begin(COMMAND, into.encoder("double", headed=True))
    for outcome in done:
        session.take(outcome)
    session.stop()


def test_another_command_does_not_go_on(folder: Path) -> None:
    into = target("out.jsonl")
    done = outcomes(into, documents(40))
    stop_after(into, done[:20])
    session = Session(into.layout, resume=True, force=False)
    with pytest.raises(CleanerError) as raised:
        session.begin({**COMMAND, "options": {"form": "text"}}, into.encoder("double", headed=True))
    assert raised.value.code == "another-run"
    assert 'options form was "jsonl", is "text"' in str(raised.value)
    session.stop()
    changed = [done[0], *done]
    with pytest.raises(CleanerError) as raised:
        drive(into, changed, resume=True)
    assert raised.value.code == "another-run" and "document 16 was in.warc#16, is in.warc#15" in str(raised.value)


def test_a_finished_run_is_finished(folder: Path) -> None:
    into = target("out.jsonl")
    done = outcomes(into, [*documents(20), fated(20, "refuse")])
    drive(into, done)
    whole = written(folder)
    session = drive(into, done, resume=True)
    assert session.finished and (session.tally.inputs, session.tally.set_aside) == (21, 1)
    assert session.stop() == 0  # as a command that fails afterwards does
    assert written(folder) == whole
    with pytest.raises(CleanerError) as raised:
        drive(into, done)
    assert raised.value.code == "exists"


def test_one_run_at_a_time(folder: Path) -> None:
    into = target("out.jsonl")
    session = Session(into.layout, resume=False, force=False)
    with pytest.raises(CleanerError) as raised:
        Session(into.layout, resume=True, force=False)
    assert raised.value.code == "busy"
    session.stop()
    assert written(folder) == {}


def test_what_was_tampered_with_is_noticed(folder: Path) -> None:
    into = target("out.jsonl")
    done = outcomes(into, documents(40))
    stop_after(into, done[:20])
    part = folder / ".out.jsonl.part"
    part.write_bytes(b"X" + part.read_bytes()[1:])
    with pytest.raises(CleanerError) as raised:
        drive(into, done, resume=True)
    assert raised.value.code == "journal"
    part.unlink()
    with pytest.raises(CleanerError) as raised:
        drive(into, done, resume=True)
    assert raised.value.code == "journal"


def test_parts_are_not_gone_on_with_through_links(folder: Path) -> None:
    into = target("out.jsonl")
    done = outcomes(into, documents(40))
    stop_after(into, done[:20])
    part = folder / ".out.jsonl.part"
    (folder / "theirs").write_bytes(part.read_bytes() + b"more")
    part.unlink()
    part.symlink_to(folder / "theirs")
    with pytest.raises(CleanerError) as raised:
        drive(into, done, resume=True)
    assert raised.value.code == "output" and part.name in str(raised.value)
    assert (folder / "theirs").read_bytes().endswith(b"more")


def test_a_torn_line_of_the_journal_does_not_count(folder: Path) -> None:
    into = target("out.jsonl")
    done = outcomes(into, documents(40))
    drive(into, done)
    whole = written(folder)
    for path in list(folder.iterdir()):
        path.unlink()
    stop_after(into, done[:20])
    journal = folder / ".out.jsonl.journal"
    journal.write_bytes(journal.read_bytes()[:-5])
    drive(into, done, resume=True)
    assert written(folder) == whole


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet", "out.warc.gz"])
def test_any_number_of_workers_writes_the_same_files(folder: Path, name: str) -> None:
    tasks = [fated(number, ["write", "write", "skip", "refuse"][number % 4]) for number in range(60)]
    made = []
    for workers in (1, 2, 3):
        into = target(name)
        work = Work(Quick(), into.encoder("double", headed=True))
        drive(into, list(run(work, tasks, workers)), force=True)
        made.append(written(folder))
    assert made[0] == made[1] == made[2]
