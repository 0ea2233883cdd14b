"""JSON Lines and Parquet: documents in fields."""

from __future__ import annotations

import datetime
import decimal
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from cleaner.archive.tabular import json_value
from cleaner.archive.task import Task
from tests.archives import SITE, bodies, fates, read, tasks_of


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


TIDES: list[dict[str, Any]] = [
    {"text": f"High tide at {hour}.", "url": f"{SITE}/{hour}", "n": hour, "nested": {"a": [1, None]}}
    for hour in range(5)
]


@pytest.mark.parametrize("ending", ["jsonl", "ndjson", "jsonl.gz", "jsonl.zst", "none"])
def test_a_document_a_line(tmp_path: Path, ending: str) -> None:
    data = lines(*TIDES)
    packed = {"gz": gzip.compress, "zst": zstandard.compress}.get(ending.rpartition(".")[2], bytes)(data)
    tasks = read(tmp_path, f"tides.{ending}", packed)
    assert bodies(tasks) == [tide["text"].encode() for tide in TIDES]
    assert [task.url for task in tasks] == [tide["url"] for tide in TIDES]
    assert tasks[3].extra == {"n": 3, "nested": {"a": [1, None]}} and tasks[3].kind == "text"
    assert tasks[3].source_path.endswith("#4")
    assert tasks[3].record is not None and tasks[3].record.type == "line"
    if packed is data:
        assert data[tasks[3].record.offset or 0 :].startswith(b'{"text": "High tide at 3.')


@pytest.mark.parametrize(
    ("options", "record", "expected"),
    [
        ({}, {"text": "a", "html": "<p>b"}, (b"<p>b", "html", {"text": "a"})),
        ({}, {"text": "a", "html": None}, (b"a", "text", {"html": None})),
        ({"text_field": "text"}, {"text": "a", "html": "<p>b"}, (b"a", "text", {"html": "<p>b"})),
        ({"html_field": "raw"}, {"text": "a", "raw": "<p>b"}, (b"<p>b", "html", {"text": "a"})),
        ({"html_field": "raw", "text_field": "body"}, {"body": "a", "text": "x"}, (b"a", "text", {"text": "x"})),
        ({"url_field": "at"}, {"text": "a", "at": "u", "url": "v"}, (b"a", "text", {"url": "v"})),
        ({}, {"text": "a", "url": 7}, (b"a", "text", {"url": 7})),
        ({}, {"text": ""}, (b"", "text", None)),
        ({}, {"text": "\ud83d off"}, ("\ufffd off".encode(), "text", None)),
    ],
)
def test_which_field_is_the_document(tmp_path: Path, options: dict[str, Any], record: object, expected: object) -> None:
    (task,) = read(tmp_path, "a.jsonl", lines(record), **options)
    assert (task.data, task.kind, task.extra) == expected
    assert task.url == ("u" if "url_field" in options else None)


def test_a_field_that_holds_the_document_is_no_address(tmp_path: Path) -> None:
    tasks = read(tmp_path, "a.jsonl", lines({"text": "Low tide.", "n": 1}, {"text": "High tide."}), url_field="text")
    assert bodies(tasks) == [b"Low tide.", b"High tide."] and [task.url for task in tasks] == [None, None]
    assert tasks[0].extra == {"n": 1}


def test_lines_that_are_no_records(tmp_path: Path) -> None:
    good = '{"text": "Low tide."}'
    data = "\ufeff" + "\n".join([good, "{broken", "", "   ", "[1]", '{"n": 1}', '{"text": 5}', "\xff", "nan", good, "[" * 100_000, '{"text": "x", "deep": ' + "[" * 150 + "]" * 150 + "}", good])  # fmt: skip
    tasks = read(tmp_path, "a.jsonl", data.encode())
    assert fates(tasks) == [
        "clean", "bad-json!", "bad-json!", "no-field!", "no-field!", "bad-json!", "bad-json!", "clean", "bad-json!",
        "bad-json!", "clean",
    ]  # fmt: skip
    assert [int(task.source_path.rpartition("#")[2]) for task in tasks] == [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert "'n'" in str(tasks[3].problem) and "--text-field" in str(tasks[3].problem)


def test_numbers_that_json_cannot_say(tmp_path: Path) -> None:
    (task,) = read(tmp_path, "a.jsonl", b'{"text": "x", "a": NaN, "b": 123456789012345678901234567890, "c": 1e400}\r\n')
    assert task.extra == {"a": None, "b": 123456789012345678901234567890, "c": None}


def test_lines_cut_off(tmp_path: Path) -> None:
    data = lines(*TIDES)
    assert fates(read(tmp_path, "a.jsonl", data[:-5])) == ["clean"] * 4 + ["bad-json!"]
    assert fates(read(tmp_path, "a.jsonl", data[:-1])) == ["clean"] * 5
    noise = lines(*({"text": str(hash(str(at)) ** 3)} for at in range(2000)))
    tasks = read(tmp_path, "a.jsonl.gz", gzip.compress(noise)[:-900])
    assert set(fates(tasks)[:-1]) == {"clean"} and fates(tasks)[-1] == "truncated!"
    assert (
        len(tasks) > 1800
        and bodies(tasks) == [json.loads(line)["text"].encode() for line in noise.splitlines()][: len(tasks) - 1]
    )
    assert tasks[-1].source_path.endswith(f"#{len(tasks)}")


def test_an_empty_shard_is_counted(tmp_path: Path) -> None:
    assert fates(read(tmp_path, "a.jsonl", b"")) == ["no-records"]
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    assert fates(tasks_of(tmp_path / "a.parquet")) == ["no-records"]


WHEN = datetime.datetime(2024, 5, 17, 10, 20)
COLUMNS = {
    "text": [None if hour == 7 else f"High tide at {hour}." for hour in range(40)],
    "url": [f"{SITE}/{hour}" for hour in range(40)],
    "when": [WHEN] * 40,
    "raw": [b"\xff"] * 40,
    "nested": [{"a": [hour]} for hour in range(40)],
}


def test_a_document_a_row(tmp_path: Path) -> None:
    pq.write_table(pa.table(COLUMNS), tmp_path / "a.parquet", row_group_size=9)
    for name in ("a.parquet", "nameless"):
        (tmp_path / name).write_bytes((tmp_path / "a.parquet").read_bytes())
        tasks = tasks_of(tmp_path / name)
        assert fates(tasks) == ["clean"] * 7 + ["no-field!"] + ["clean"] * 32
        assert tasks[20].data == b"High tide at 20." and tasks[20].url == f"{SITE}/20"
        assert tasks[20].extra == {"when": "2024-05-17T10:20:00", "raw": "/w==", "nested": {"a": [20]}}
        assert tasks[20].source_path.endswith("#21")


def test_columns_of_bytes_and_dictionaries(tmp_path: Path) -> None:
    table = pa.table({"page": pa.array([b"<p>\xe9t\xe9", b"<p>b"]), "place": pa.array(["x", "x"]).dictionary_encode()})
    pq.write_table(table, tmp_path / "a.parquet")
    tasks = tasks_of(tmp_path / "a.parquet", html_field="page")
    assert bodies(tasks) == [b"<p>\xe9t\xe9", b"<p>b"] and {task.kind for task in tasks} == {"html"}
    assert tasks[0].extra == {"place": "x"}


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": COLUMNS["url"]}), tmp_path / "a.parquet", row_group_size=10, compression="none")
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    place = data.index(f"{SITE}/20".encode()) - 4
    data[place : place + 4] = b"\xff" * 4  # the length of a string
    tasks = read(tmp_path, "b.parquet", bytes(data))
    assert len(tasks) == 40 and fates(tasks)[:20] == ["clean"] * 20 and fates(tasks)[30:] == ["clean"] * 10
    assert set(fates(tasks)[20:30]) == {"corrupt!"}
    assert fates(read(tmp_path, "c.parquet", bytes(data[:-9]))) == ["corrupt!"]


def test_batches_are_bounded_by_bytes(tmp_path: Path) -> None:
    import tracemalloc

    table = pa.table({"text": [str(number) * 1000 for number in range(15_000)]})
    pq.write_table(table, tmp_path / "a.parquet", compression="none")
    del table
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    most = 0
    from cleaner.archive.sources import Inputs

    for _ in Inputs([str(tmp_path / "a.parquet")]).tasks():
        most = max(most, pa.total_allocated_bytes() - before)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "a.parquet").stat().st_size > 60_000_000
    assert most + peak < 30_000_000


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (decimal.Decimal("1.10"), "1.10"), (datetime.date(2024, 5, 17), "2024-05-17"), (datetime.time(1, 2), "01:02:00"),
        (float("inf"), None), (b"tide", "tide"), ((1, {2: "a"}), [1, {"2": "a"}]), (True, True),
        (datetime.timedelta(days=1), "1 day, 0:00:00"),
    ],
)  # fmt: skip
def test_values_as_json_can_say_them(value: object, said: object) -> None:
    assert json_value(value) == said


def test_records_carry_what_was_passed_through(tmp_path: Path) -> None:
    from cleaner.archive.encode import Records
    from cleaner.article import Article

    (task,) = read(tmp_path, "a.jsonl", lines({"text": "Low tide.", "shelf": "B 12", "html": None}))
    record = json.loads(Records("rules")(Article(text="Low tide.", source="Low tide."), task))
    assert record["extra"] == {"shelf": "B 12", "html": None} and record["record"]["type"] == "line"
    plain = json.loads(Records("rules")(Article(), Task("a.txt", "a.txt")))
    assert "extra" not in plain and "record" not in plain
