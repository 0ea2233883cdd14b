"""A run as jobs: archives cut between records, jobs that are lost and done again, manifests merged."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import pickle
import random
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner.engine
from cleaner.archive.paths import Found, Range
from cleaner.archive.sources import Inputs
from cleaner.archive.task import Reading, Task
from cleaner.cli import clean, main
from cleaner.engines.merge import load, merge
from cleaner.engines.ranges import cut
from cleaner.errors import CleanerError
from tests.archives import by_warcio, page, pages
from tests.doubles import Quick

pytestmark = pytest.mark.usefixtures("no_workers")

RECORDS = by_warcio(pages(60), info=True)
PLAIN = by_warcio(pages(60), gzip=False)


def in_frames(packed: bytes, dictionary: bytes | None = None) -> bytes:
    """A WARC file whose records are frames of Zstandard; the dictionary stands first in a frame that is skipped."""
    head = b"" if dictionary is None else struct.pack("<II", 0x184D2A5D, len(dictionary)) + dictionary
    given = None if dictionary is None else zstandard.ZstdCompressionDict(dictionary)
    packer = zstandard.ZstdCompressor(dict_data=given, write_checksum=True)
    out = head
    while packed:
        member = zlib.decompressobj(31)
        out += packer.compress(member.decompress(packed))
        packed = member.unused_data
    return out


FRAMES = in_frames(RECORDS)
BY_DICTIONARY = in_frames(RECORDS, zstandard.train_dictionary(3000, [page(number) for number in range(60)]).as_bytes())


def fate(task: Task) -> tuple[Any, ...]:
    problem = task.problem and (task.problem.code, task.problem.message)
    return task.source_path, task.url, task.data, task.kind, task.charset, task.record, task.skip, problem


def whole(path: Path) -> list[tuple[Any, ...]]:
    return [fate(task) for task in Inputs([str(path)]).tasks()]


def in_ranges(path: Path, size: int) -> list[tuple[Any, ...]]:
    reading = Reading()
    found = cut(Found(str(path), named=True), size, reading)
    return [fate(task) for part in found for task in Inputs([], reading, found=[part]).tasks()]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc.gz", RECORDS),
        ("a.warc", PLAIN),
        ("a", RECORDS),
        ("a.warc.zst", FRAMES),
        ("a.zst", BY_DICTIONARY),
    ],
)
def test_ranges_are_the_file(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = cut(Found(str(path), named=True), len(data) // 7 + 1, Reading())
    ranges = [part.range for part in found if part.range]
    assert len(ranges) == 7
    assert [part.offset for part in ranges[1:]] == [part.end for part in ranges[:-1]]
    assert in_ranges(path, len(data) // 7 + 1) == whole(path)
    rest = islice(Inputs([], found=found[-1:]).tasks(), 3, None)
    assert [fate(task) for task in rest] == whole(path)[ranges[-1].first + 2 :]


@settings(max_examples=60)
@given(st.data())
def test_ranges_of_a_damaged_file_are_the_file(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    good = data.draw(st.sampled_from([RECORDS, PLAIN, FRAMES, BY_DICTIONARY]))
    place = data.draw(st.integers(0, len(good) - 1))
    length = data.draw(st.integers(0, 3000))
    stuff = data.draw(
        st.sampled_from([b"", b"\0" * 700, b"WARC/1.0\r\n", b"\x1f\x8b\x08", random.Random(3).randbytes(900)])
    )
    path = tmp_path_factory.mktemp("damaged") / "a.warc"
    path.write_bytes(good[:place] + stuff + good[place + length :])
    assert in_ranges(path, data.draw(st.integers(1, len(good)))) == whole(path)


def test_a_record_that_says_it_is_longer_than_the_file(tmp_path: Path) -> None:
    head, length, rest = PLAIN.rpartition(b"Content-Length: ")
    (tmp_path / "a.warc").write_bytes(head + length + b"9" * 10 + rest.lstrip(b"0123456789"))
    assert in_ranges(tmp_path / "a.warc", len(PLAIN) // 7 + 1) == whole(tmp_path / "a.warc")


def test_what_cannot_be_cut_is_one_range(tmp_path: Path) -> None:
    for name, data in {
        "one-stream.warc.gz": gzip.compress(PLAIN),
        "blocks.warc.bz2": bz2.compress(PLAIN),
        "page.html": page(1),
        "lines.jsonl": b'{"text": "a"}\n' * 99,
        "empty.warc": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
        found = Found(str(tmp_path / name), named=True)
        assert cut(found, 10, Reading()) == [found]
    found = Found(str(tmp_path / "none.warc"), named=True)
    assert cut(found, 10, Reading()) == [found]


def test_a_range_of_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    found = Found(str(tmp_path / "a.warc"), named=True, range=Range(100, None, 3, None))
    tasks = list(Inputs([], found=[found]).tasks())
    assert [task.problem and task.problem.code for task in tasks] == ["not-found"]


def at_once(function: Callable[[Any], Any], values: Sequence[Any]) -> Iterator[Any]:
    """An engine of one worker: this process, to which everything goes by way of a pickle."""
    for value in values:
        call, argument = pickle.loads(pickle.dumps((function, value)))
        yield call(argument)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Inputs of several kinds, and an engine that is none."""
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl/a.warc.gz").write_bytes(by_warcio(pages(30)))
    (tmp_path / "crawl/b.html").write_bytes(page(1))
    (tmp_path / "crawl/c.bin").write_bytes(b"\0\1\2" * 99)
    (tmp_path / "crawl/d.txt").write_text("The ferry runs again from Monday.\n")
    (tmp_path / "crawl/e.warc.gz").write_bytes(by_warcio(pages(4))[:-60])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clean, "_each", lambda engine: at_once)
    monkeypatch.setattr(cleaner.engine, "Cleaner", Quick)
    return tmp_path


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["clean", "crawl", "missing.warc", *arguments])
    assert done.exit_code == code, done.output
    return done.output


ENGINE = ("--engine", "ray", "--task-size", "4KB")


def shards(folder: Path, pattern: str = "out-?????.jsonl") -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob(pattern)))


def test_the_files_of_all_tasks_are_the_file_of_one_run(folder: Path) -> None:
    run("-o", "plain.jsonl", code=1)
    printed = run(*ENGINE, "-o", "out.jsonl", code=1)
    assert shards(folder) == (folder / "plain.jsonl").read_bytes()
    assert shards(folder, "out-*.errors.jsonl") == (folder / "plain.jsonl.errors.jsonl").read_bytes()
    assert len(list(folder.glob("out-?????.jsonl"))) >= 4
    one, all_ = (json.loads((folder / f"{name}.jsonl.manifest.json").read_text()) for name in ("plain", "out"))
    assert all_["counts"] == one["counts"]
    assert all_["versions"] == one["versions"]
    assert "= 35 written + 3 skipped" in printed and "+ 2 set aside" in printed
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "out.warc.gz", "out.jsonl.zst"])
def test_every_format_of_files(folder: Path, name: str) -> None:
    run(*ENGINE, "-o", name, code=1)
    said = json.loads((folder / f"{name}.manifest.json").read_text())
    assert sum(output["records"] for output in said["outputs"]) == said["counts"]["written"] == 35
    assert all((folder / output["path"]).stat().st_size == output["bytes"] for output in said["outputs"])


def test_stats_reads_the_files_of_all_tasks(folder: Path) -> None:
    run(*ENGINE, "-o", "out.jsonl", code=1)
    done = CliRunner().invoke(main, ["stats", "out.jsonl", "--json"])
    assert json.loads(done.output)["total"]["documents"] == 35


def test_what_is_done_is_not_done_again_and_what_is_lost_is(folder: Path) -> None:
    run(*ENGINE, "-o", "out.jsonl", code=1)
    before = shards(folder)
    assert "--resume" in run(*ENGINE, "-o", "out.jsonl", code=3)
    kept = folder / "out-00000.jsonl"
    for path in folder.glob("out-00002.jsonl*"):
        path.unlink()
    at = kept.stat().st_mtime_ns
    run(*ENGINE, "-o", "out.jsonl", "--resume", code=1)
    assert shards(folder) == before and kept.stat().st_mtime_ns == at
    assert "task_size" in run("--engine", "ray", "--task-size", "9MB", "-o", "out.jsonl", "--resume", code=3)
    run("--engine", "ray", "--task-size", "9MB", "-o", "out.jsonl", "--force", code=1)
    assert len(list(folder.glob("out-?????.jsonl"))) == 1 and shards(folder) == before


def test_a_task_whose_input_is_another_now_is_not_taken_for_done(folder: Path) -> None:
    run(*ENGINE, "-o", "out.jsonl", code=1)
    (folder / "crawl/0.html").write_bytes(page(9))
    assert "could not be done" in run(*ENGINE, "-o", "out.jsonl", "--resume", code=3)


def test_options_hold_with_an_engine_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr(cleaner.engine, "Cleaner", lambda **told: given.append(told["favour"]) or Quick())
    run(*ENGINE, "-o", "out.jsonl", "--recall", code=1)
    assert given == ["recall"]
    for more in (["-o", "one.txt"], ["-o", "out.txt", *ENGINE]):
        assert CliRunner().invoke(main, ["clean", "crawl/d.txt", *more]).exit_code == 0
    assert (folder / "out-00000.txt").read_bytes() == (folder / "one.txt").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--engine", "ray"), "into files"),
        (("--engine", "ray", "-o", "out.jsonl", "--shards", "3"), "--shards"),
        (("--task-size", "3MB", "-o", "out.jsonl"), "--engine"),
    ],
)
def test_what_does_not_go_together_is_said(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments, code=2)


KILLED = """
import os, sys
from tests.test_engines_plan import at_once
import cleaner.engine
from cleaner.cli import clean, main
from tests.doubles import Quick
from tests.victims import kill_in_shard

if "--resume" not in sys.argv:
    kill_in_shard("out-00003.jsonl.gz", 70)
cleaner.engine.Cleaner = Quick
clean._each = lambda engine: at_once
main(["clean", "crawl.warc.gz", "--engine", "ray", "--task-size", sys.argv[1], "-o", "out.jsonl.gz", *sys.argv[2:]])
"""


@pytest.mark.long
def test_a_thousand_records_in_seven_tasks_one_of_them_killed(tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(data := by_warcio(pages(999, lines=2)))
    size = str(len(data) // 7 + 1)
    command = [sys.executable, "-c", KILLED, size]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    victim = subprocess.run(command, cwd=tmp_path, env=environment)
    assert victim.returncode == -signal.SIGKILL
    assert (tmp_path / ".out-00003.jsonl.gz.part").exists()
    assert (tmp_path / "out-00002.jsonl.gz.manifest.json").exists()
    assert not (tmp_path / "out-00003.jsonl.gz").exists()
    subprocess.run([*command, "--resume"], cwd=tmp_path, env=environment, check=True)
    plain = [sys.executable, "-m", "tests.doubles", "clean", "crawl.warc.gz", "-o", "plain.jsonl"]
    subprocess.run(plain, cwd=tmp_path, env=environment, check=True)
    written = [gzip.decompress(path.read_bytes()) for path in sorted(tmp_path.glob("out-*.gz"))]
    assert len(written) == 7
    assert b"".join(written) == (tmp_path / "plain.jsonl").read_bytes()
    manifests = sorted(map(str, tmp_path.glob("out-*.manifest.json")))
    done = CliRunner().invoke(main, ["merge-manifests", *manifests])
    assert done.output == "1,000 inputs = 999 written + 1 skipped (type-warcinfo 1) + 0 set aside\n"


def merged(folder: Path, *names: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["merge-manifests", *names])
    assert done.exit_code == code, done.output
    return done.output


def test_manifests_that_do_not_fit_are_refused(folder: Path) -> None:
    run(*ENGINE, "-o", "out.jsonl", code=1)
    names = sorted(path.name for path in folder.glob("out-*.manifest.json"))
    assert "= 35 written" in merged(folder, *names, "-o", "all.json")
    assert json.loads((folder / "all.json").read_text()) == json.loads((folder / "out.jsonl.manifest.json").read_text())
    assert f"1 of {len(names)} tasks are missing: 3." in merged(folder, *names[:3], *names[4:], code=3)
    assert "task 0 is there twice" in merged(folder, *names, names[0], code=3)
    assert "no manifest" in merged(folder, "crawl/d.txt", code=3)
    run("-o", "plain.jsonl", code=1)
    assert "options" in merged(folder, *names, "plain.jsonl.manifest.json", code=3)
    (folder / "out-00000.jsonl").unlink()
    assert "out-00000.jsonl: This output is not there" in merged(folder, *names, code=3)


def test_runs_of_one_kind_are_merged_and_none_counts_twice(folder: Path) -> None:
    for name in ("a.warc.gz", "b.html"):
        assert CliRunner().invoke(main, ["clean", f"crawl/{name}", "-o", f"{name}.jsonl"]).exit_code == 0
    names = ("a.warc.gz.jsonl.manifest.json", "b.html.jsonl.manifest.json")
    assert merged(folder, *names).startswith("32 inputs = 31 written + 1 skipped")
    assert "read twice" in merged(folder, *names, names[0], code=3)


def test_a_hole_between_ranges_is_noticed() -> None:
    def part(offset: int, length: int) -> dict[str, Any]:
        counts = {"inputs": 0, "written": 0, "skipped": 0, "set_aside": 0, "characters_kept": 0, "characters_cut": 0}
        named = {"skipped_by_reason": {}, "set_aside_by_code": {}, "cuts_by_label": {}}
        read = [{"path": "a.warc", "offset": offset, "bytes": length, "sha256": ""}]
        same = {"manifest_version": 1, "options": {}, "versions": {}, "inputs": ["a.warc"], "where": "m"}
        same["cores"] = ["python" if offset else "native"]
        return {**same, "counts": {**counts, **named}, "read": read, "outputs": [], "errors": None}

    both = merge([part(0, 10), part(10, 5)], "")
    assert both["counts"]["inputs"] == 0 and both["cores"] == ["native", "python"]
    for second in (part(11, 5), part(9, 5), part(0, 10)):
        with pytest.raises(CleanerError, match="read twice, or has a hole"):
            merge([part(0, 10), second], "")


def test_a_manifest_says_where_it_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"outputs": []}')
    with pytest.raises(CleanerError, match="This is no manifest"):
        load(str(tmp_path / "m.json"))
