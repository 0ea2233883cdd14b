"""Runs that are killed and gone on with: the output is that of a run that nobody stopped, byte for byte."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
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


def start(*arguments: str, double: bool = True) -> subprocess.Popen[bytes]:
    module = "tests.doubles" if double else "cleaner"
    return subprocess.Popen(
        [sys.executable, "-m", module, "clean", "in", *arguments],
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=ENVIRONMENT,
    )


def ended(running: subprocess.Popen[bytes], code: int) -> str:
    _, said = running.communicate(timeout=120)
    assert running.returncode == code, said.decode()
    return said.decode()


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def killed(arguments: list[str], times: int, code: int, most: int, *, double: bool = True) -> list[str]:
    """Starts and kills a run so often, then lets it end; a log of what happened.

    A moment is some checkpoints and some milliseconds after the start, so that it falls into the work on a slow machine
    and a quick one.
    """
    chance = random.Random(" ".join(arguments))
    log = []
    for _ in range(times):
        checkpoints, wait, before = chance.randrange(most), chance.uniform(0, 0.1), len(journal())
        running = start(*arguments, "--resume", double=double)
        while running.poll() is None and len(journal()) < before + checkpoints:
            time.sleep(0.002)
        time.sleep(wait)
        running.send_signal(signal.SIGKILL)  # nothing is told, nothing is tidied up
        running.communicate(timeout=60)
        log.append(f"killed {checkpoints} checkpoints and {1000 * wait:.0f} ms later: {safe():,} documents safe")
        assert running.returncode == -signal.SIGKILL
    said = ended(start(*arguments, "--resume", double=double), code)
    return [*log, said.splitlines()[-1]]


def journal() -> list[bytes]:
    return [line for name in os.listdir() if name.endswith(".journal") for line in Path(name).read_bytes().splitlines()]


def safe() -> int:
    """How many documents the last checkpoint holds."""
    told = [json.loads(line.partition(b" ")[2]) for line in journal() if line.endswith(b"}")]
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
    said = ended(start("-o", output, *more), 1)
    assert "1,000 inputs = 989 written + 0 skipped + 11 set aside" in said
    whole = written(folder)
    assert f"{output}.manifest.json" in whole and f"{output}.errors.jsonl" in whole
    for name in whole:
        (folder / name).unlink()
    log = killed(["-o", output, *more], 2, 1, 2 if "--shards" in more else 7)
    print(*log, sep="\n")
    assert written(folder) == whole


def test_the_whole_cleaner_killed(folder: Path) -> None:
    fill(folder, 500)
    fine = ended(start("-o", "out.jsonl.gz", "-j", "2", double=False), 0)
    assert fine.startswith("500 documents")
    whole = written(folder)
    for name in whole:
        (folder / name).unlink()
    log = killed(["-o", "out.jsonl.gz", "-j", "1"], 1, 0, 2, double=False)
    print(*log, sep="\n")
    assert written(folder) == whole
    records = [json.loads(line) for line in gzip.decompress(whole["out.jsonl.gz"]).splitlines()]
    assert [record["source_path"] for record in records] == [f"in/{number:05}.txt" for number in range(500)]
