"""`cleaner stats` over what `cleaner clean` wrote."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from cleaner.review import counts

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("no_workers")]

STORY = """Ferry to Norholm runs again

By Ilse Korhonen

The ferry to Norholm runs again from Monday, eleven weeks after it struck the pier at Vesterlund, the line said.

Photo: Jan Aldous/Northgate Wire
"""
TEXT = "Die Fähre nach Norholm fährt ab Montag wieder, elf Wochen nachdem sie den Anleger gerammt hatte, hieß es dort."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / f"in/{number}.txt").write_text(STORY)
    (tmp_path / "in/9.txt").write_text(TEXT)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def counted(*arguments: str) -> dict[str, Any]:
    done = call("stats", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def test_every_format_gives_the_same_counts(folder: Path) -> None:
    names = ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"]
    for name in names:
        assert call("clean", "in", "-o", name).exit_code == 0
    assert call("clean", "in", "-o", "parts.jsonl.gz", "--shards", "3").exit_code == 0
    first = counted("a.jsonl")
    assert all(counted(name) == first for name in [*names, "parts.jsonl.gz"])
    told = json.loads((folder / "a.jsonl.manifest.json").read_text())["counts"]
    assert first["total"] == {
        "documents": 4, "kept": told["characters_kept"], "cut": told["characters_cut"],
    }  # fmt: skip
    assert {label: cuts["cuts"] for label, cuts in first["labels"].items()} == told["cuts_by_label"]
    assert sum(cuts["characters"] for cuts in first["rules"].values()) == told["characters_cut"]
    assert first["languages"]["de"]["documents"] == 1 and first["languages"]["en"]["documents"] == 3
    assert first["sites"]["(unknown)"]["documents"] == 4
    assert counted("a.jsonl", "a.parquet")["total"]["documents"] == 8


def test_the_table_fits_a_terminal(folder: Path) -> None:
    call("clean", "in", "-o", "a.jsonl")
    record = json.loads((folder / "a.jsonl").read_text().splitlines()[0])
    record["url"], record["language"] = "https://" + "long." * 30 + "example/[red]", "e\x1bn"
    (folder / "b.jsonl").write_text(json.dumps(record) + "\n")
    done = call("stats", "a.jsonl", "b.jsonl")
    assert done.exit_code == 0
    assert done.stdout.startswith("5 documents; ")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "byline" in done.stdout and "\x1b" not in done.stdout and "e\\x1bn" in done.stdout
    assert "more: --top N" in call("stats", "a.jsonl", "--top", "1").stdout


def test_plots_are_bars_as_long_as_their_numbers(folder: Path) -> None:
    call("clean", "in", "-o", "a.jsonl")
    record = json.loads((folder / "a.jsonl").read_text().splitlines()[0])
    record["site"] = "\x1b[31m" + "long " * 40
    (folder / "b.jsonl").write_text(json.dumps(record) + "\n")
    done = call("stats", "a.jsonl", "b.jsonl", "--plot")
    assert done.exit_code == 0
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    bars = {name: max(line.count("█"), line.count("#")) for name, line in rows.items()}
    assert bars["en"] == 24 and bars["de"] == 6  # four documents and one
    assert rows["en"].split()[-1] == "4" and rows["nothing"].split()[-1] == "1"
    assert max(map(len, done.stdout.splitlines())) <= 80 and "\x1b" not in done.stdout


def test_bands_hold_what_they_say() -> None:
    assert doctest.testmod(counts).failed == 0
    for confidence in (0.5, 0.55, 0.6, 0.7, 0.75, 0.95, 0.99, 1.0):
        low, high = map(float, counts.confidence_band(confidence).split("-"))
        assert low <= confidence < high or confidence == high == 1


@pytest.mark.parametrize(
    "data", [b"{}\n", b"no json\n", b"[1]\n", b"\x1f\x8b\x08torn", b"PAR1 torn", b"\x28\xb5\x2f\xfd"]
)
def test_what_is_no_output(folder: Path, data: bytes) -> None:
    (folder / "odd").write_bytes(data)
    done = call("stats", "odd")
    assert done.exit_code == 1 and done.stderr.startswith("cleaner: odd: ")
    assert "Traceback" not in done.stderr


def test_what_is_not_there(folder: Path) -> None:
    assert call("stats", "gone").exit_code == 1
    assert call("stats").exit_code == 2
