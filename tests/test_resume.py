"""Runs that are killed and gone on with: the output is that of a run that nobody stopped, byte for byte."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner

pytestmark = pytest.mark.long

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(cleaner.__file__).parents[1])}
STORY = """cut this line {0}
The ferry to Norholm runs again from Monday, {0} weeks after it struck the pier at Vesterlund, the line said.

Crossings cost as much as before, and bicycles go free until the end of the summer, said its manager, Jan Aldous.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(folder: Path, documents: int) -> None:
    inputs = folder / "in"
    inputs.mkdir()
    chance = random.Random(6)
    for number in range(documents):
        text = STORY.format(number) * chance.randrange(1, 4)
        (inputs / f"{number:05}.txt").write_text(text if number % 97 else "no text at all")


def run(*arguments: str, code: int, **told: str) -> str:
    command = [sys.executable, "-m", "tests.doubles", "clean", "in", *arguments]
    done = subprocess.run(command, stderr=subprocess.PIPE, env={**ENVIRONMENT, **told})
    assert done.returncode == code, done.stderr.decode()
    return done.stderr.decode()


def steps(folder: Path, *arguments: str, code: int, **told: str) -> int:
    """How many steps a run takes that nobody stops."""
    report = folder.parent / f"{folder.name}.steps"
    run(*arguments, code=code, STEP="0", REPORT=str(report), **told)
    return int(report.read_text())


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def killed(arguments: list[str], moments: list[int], code: int, **told: str) -> None:
    """Kills a run at each of these steps, goes on with it, and lets it end."""
    for step in moments:
        run(*arguments, "--resume", code=-signal.SIGKILL, STEP=str(step), **told)
        print(f"killed at step {step:,}: {safe():,} documents safe")
    print(run(*arguments, "--resume", code=code, **told))


def journal() -> list[bytes]:
    return [line for name in os.listdir() if name.endswith(".journal") for line in Path(name).read_bytes().splitlines()]


def safe() -> int:
    """How many documents the last checkpoint holds."""
    told = [json.loads(line) for line in journal() if line.endswith(b"}")]
    return int(told[-1]["tally"]["inputs"]) if len(told) > 1 else 0


@pytest.mark.parametrize(
    ("output", "more"),
    [
        ("out.jsonl", []),
        ("out.jsonl.gz", ["--shards", "3"]),
        ("out.jsonl.zst", ["--shard-size", "50KB"]),
        ("out.parquet", ["--shard-size", "100KB"]),
        ("out.warc.gz", ["-j", "2"]),
        ("out.txt.gz", ["-f", "text", "-j", "3"]),
    ],
)
def test_killed_at_random_moments(folder: Path, output: str, more: list[str]) -> None:
    fill(folder, 1000)
    total = steps(folder, "-o", output, *more, code=1)
    whole = written(folder)
    counts = json.loads(whole[f"{output}.manifest.json"])["counts"]
    assert (counts["inputs"], counts["written"], counts["set_aside"]) == (1000, 989, 11)
    assert f"{output}.errors.jsonl" in whole
    for name in whole:
        (folder / name).unlink()
    chance = random.Random(output)
    killed(["-o", output, *more], [chance.randrange(total // 2), chance.randrange(total // 3)], 1)
    assert written(folder) == whole


def test_the_whole_cleaner_killed(folder: Path) -> None:
    fill(folder, 500)
    total = steps(folder, "-o", "out.jsonl.gz", "-j", "2", code=0, CLEANER="real")
    whole = written(folder)
    for name in whole:
        (folder / name).unlink()
    killed(["-o", "out.jsonl.gz", "-j", "1"], [total // 2], 0, CLEANER="real")
    assert written(folder) == whole
    records = [json.loads(line) for line in gzip.decompress(whole["out.jsonl.gz"]).splitlines()]
    assert [record["source_path"] for record in records] == [f"in/{number:05}.txt" for number in range(500)]
