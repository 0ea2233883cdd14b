"""`cleaner clean` from an archive into files: formats, shards, manifest, resume and what is said."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import cleaner
from cleaner.cli import main
from tests.test_write import VALIDATOR

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("no_workers")]

PAGE = """<!doctype html><html lang="en"><head><title>Old mill {0} to open - Tarnholm Courier</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Old mill {0} to open</h1>
<p>The old mill at Tarnholm opens to visitors in May, after {0} years in which its wheel stood still, the town said.</p>
<p>Millers will grind rye there on Sundays. "It smells as it did in my childhood," said Rut Eklund, who is ninety.</p>
</article><footer>© 2023 Tarnholm Courier</footer></body></html>"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive: seven pages, one of them not found, one no text, and their requests."""
    monkeypatch.chdir(tmp_path)
    with open("in.warc.gz", "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(7):
            status = "404 Not Found" if number == 3 else "200 OK"
            kind = "image/png" if number == 5 else "text/html; charset=utf-8"
            body = b"\x89PNG\r\n\x1a\n" + bytes(50) if number == 5 else PAGE.format(number).encode()
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "courier.example")], is_http_request=True)
            url = f"https://courier.example/mill/{number}"
            dated = {"WARC-Date": f"2024-05-0{number + 1}T10:20:30Z"}
            for record in (
                writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=dated),
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=dated
                ),
            ):
                writer.write_record(record)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["clean", *arguments])


def told(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(Path(f"{name}.manifest.json").read_text())
    return value


def sources() -> dict[str, str]:
    with open("in.warc.gz", "rb") as file:
        return {
            record.rec_headers.get_header("WARC-Target-URI"): record.rec_headers.get_header("WARC-Record-ID")
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        }


def test_the_last_line_and_the_manifest_say_the_same(folder: Path) -> None:
    done = call("in.warc.gz", "-o", "out.jsonl")
    counts = told("out.jsonl")["counts"]
    assert counts["written"] == 5 and counts["inputs"] == counts["written"] + counts["skipped"] + counts["set_aside"]
    line = done.stderr.splitlines()[-1]
    assert f"{counts['inputs']} inputs = 5 written + {counts['skipped']} skipped (" in line
    for reason, count in counts["skipped_by_reason"].items():
        assert f"{reason} {count}" in line
    for value in map(json.loads, Path("out.jsonl").read_text().splitlines()):
        VALIDATOR.validate(value)


def test_the_manifest_names_what_was_read_and_written(folder: Path) -> None:
    call("in.warc.gz", "-o", "out.jsonl.gz")
    said = told("out.jsonl.gz")
    data = Path("in.warc.gz").read_bytes()
    assert said["read"] == [{"path": "in.warc.gz", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}]
    data = Path("out.jsonl.gz").read_bytes()
    assert said["outputs"] == [
        {"path": "out.jsonl.gz", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "records": 5}
    ]
    assert said["versions"]["cleaner"] == cleaner.__version__
    assert said["versions"]["rules"] == cleaner.Cleaner().rules_version
    assert said["inputs"] == ["in.warc.gz"] and said["options"]["max_size"] == 200_000_000
    assert "jobs" not in said["options"]


@pytest.mark.parametrize("name", ["out.warc", "out.warc.gz", "out.wet.gz"])
def test_other_tools_read_the_warc(folder: Path, name: str) -> None:
    assert call("in.warc.gz", "-o", name).exit_code == 0
    ids = sources()
    texts = {}
    with open(name, "rb") as file:
        info, *records = list(fields(ArchiveIterator(file, check_digests="raise")))
    assert info["headers"]["WARC-Type"] == "warcinfo" and info["headers"]["WARC-Filename"] == name
    assert f"software: cleaner/{cleaner.__version__}" in info["text"]
    assert len(records) == 5
    for record in records:
        headers = record["headers"]
        number = headers["WARC-Target-URI"].rpartition("/")[2]
        assert headers["WARC-Type"] == "conversion"
        assert headers["WARC-Refers-To"] == ids[headers["WARC-Target-URI"]]
        assert headers["WARC-Date"] == f"2024-05-0{int(number) + 1}T10:20:30Z"
        assert headers["Content-Type"].startswith("text/plain")
        assert headers["WARC-Identified-Content-Language"] == "eng" and headers["Content-Language"] == "en"
        digest = base64.b32encode(hashlib.sha1(record["text"].encode()).digest()).decode()
        assert headers["WARC-Block-Digest"] == f"sha1:{digest}"
        assert record["text"].startswith("The old mill at Tarnholm") and "Home" not in record["text"]
        texts[headers["WARC-Record-ID"]] = record["text"]
    assert len(texts) == 5
    with open(name, "rb") as file:
        found = {
            record.record_id: record.reader.read().decode()
            for record in FastIterator(file, record_types=WarcRecordType.conversion)
            if record.verify_block_digest()
        }
    assert found == texts


def fields(archive: Any) -> Any:
    for record in archive:
        text = record.content_stream().read().decode()
        yield {"headers": dict(record.rec_headers.headers), "text": text}


def test_wet_is_an_input_too(folder: Path) -> None:
    call("in.warc.gz", "-o", "out.warc.gz")
    assert call("out.warc.gz", "-o", "again.warc.gz").exit_code == 0
    first, again = Path("out.warc.gz").read_bytes(), Path("again.warc.gz").read_bytes()
    texts = [[item["text"] for item in fields(ArchiveIterator(io.BytesIO(data)))][1:] for data in (first, again)]
    assert texts[0] == texts[1]


def test_parquet_by_the_name(folder: Path) -> None:
    call("in.warc.gz", "-o", "out.jsonl")
    assert call("in.warc.gz", "-o", "out.parquet").exit_code == 0
    rows = pyarrow.parquet.read_table("out.parquet").to_pylist()
    lines = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    for row, line in zip(rows, lines):
        assert row["removed"] == line["removed"] and row["record"] == {**dict.fromkeys(row["record"]), **line["record"]}
        assert json.loads(row["provenance"]) == line["provenance"] and row["authors"] == line["authors"]


def test_shards_and_their_names(folder: Path) -> None:
    call("in.warc.gz", "-o", "whole.jsonl")
    assert call("in.warc.gz", "-o", "out.jsonl.zst", "--shards", "2").exit_code == 0
    assert [file["path"] for file in told("out.jsonl.zst")["outputs"]] == ["out-00000.jsonl.zst", "out-00001.jsonl.zst"]
    assert [file["records"] for file in told("out.jsonl.zst")["outputs"]] == [3, 2]
    refused = call("in.warc.gz", "-o", "out.jsonl.zst", "--shards", "3")
    assert refused.exit_code == 3 and "--force" in refused.stderr
    assert call("in.warc.gz", "-o", "out.jsonl.zst", "--shards", "1", "--force").exit_code == 0
    assert sorted(name for name in os.listdir() if name.startswith("out-")) == ["out-00000.jsonl.zst"]


def test_the_output_is_no_input(folder: Path) -> None:
    Path("bad.jsonl").write_text("no json\n")
    for force in ([], ["--force"]):
        assert call(".", "-o", "out.jsonl", "--shards", "2", *force).exit_code == 1
        assert [file["path"] for file in told("out.jsonl")["read"]] == ["./bad.jsonl", "./in.warc.gz"]
        assert told("out.jsonl")["counts"]["set_aside"] == 1


def test_what_failed_is_told_beside_the_output(folder: Path) -> None:
    with open("in.warc.gz", "ab") as file:
        file.write(b"\x1f\x8b\x08\x00\x00torn")
    done = call("in.warc.gz", "-o", "out.jsonl")
    assert done.exit_code == 1
    (error,) = map(json.loads, Path("out.jsonl.errors.jsonl").read_text().splitlines())
    assert error["hint"] and error["source_path"].startswith("in.warc.gz") and isinstance(error["offset"], int)
    assert told("out.jsonl")["counts"]["set_aside_by_code"] == {error["code"]: 1}
    assert told("out.jsonl")["errors"]["path"] == "out.jsonl.errors.jsonl"
    Path("in.warc.gz").write_bytes(Path("in.warc.gz").read_bytes()[:-9])
    assert call("in.warc.gz", "-o", "out.jsonl", "--force").exit_code == 0
    assert not Path("out.jsonl.errors.jsonl").exists() and told("out.jsonl")["errors"] is None


def test_a_finished_run_has_nothing_to_go_on_with(folder: Path) -> None:
    assert call("in.warc.gz", "-o", "out.jsonl", "--resume").exit_code == 0
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = call("in.warc.gz", "-o", "out.jsonl", "--resume")
    assert done.exit_code == 0 and "finished before" in done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    other = call("in.warc.gz", "-o", "out.jsonl", "--resume", "--status", "200,404")
    assert other.exit_code == 3 and "status" in other.stderr and "--force" in other.stderr


def test_a_manifest_for_a_stream_if_asked_for(folder: Path) -> None:
    done = call("in.warc.gz", "--manifest", "what.json")
    said = json.loads(Path("what.json").read_text())
    assert said["counts"]["written"] == 5 == len(done.stdout.splitlines())
    assert sorted(os.listdir()) == ["in.warc.gz", "what.json"]


def test_warc_to_a_stream(folder: Path) -> None:
    done = call("in.warc.gz", "-f", "warc")
    kinds = [item["headers"]["WARC-Type"] for item in fields(ArchiveIterator(io.BytesIO(done.stdout_bytes)))]
    assert kinds == ["warcinfo", *["conversion"] * 5]


@pytest.mark.parametrize(
    "arguments",
    [
        ["-f", "parquet"],
        ["-o", "out.parquet.gz"],
        ["-o", "out.warc.zst"],
        ["--shards", "2"],
        ["-o", "out.jsonl", "--shards", "2", "--shard-size", "1MB"],
        ["-o", "out.jsonl", "--shards", "0"],
        ["-o", "out.jsonl", "--timeout", "0"],
        ["-o", "out.jsonl", "--resume", "--force"],
        ["--resume"],
        ["-f", "text", "-o", "out/", "--resume"],
        ["-o", "out.jsonl", "--manifest", "out.jsonl"],
        [".", "-o", "out.jsonl", "--shard-size", "1MB"],
    ],
)
def test_options_that_contradict_each_other(folder: Path, arguments: list[str]) -> None:
    done = call("in.warc.gz", *arguments)
    assert done.exit_code == 2 and done.stderr
    assert os.listdir() == ["in.warc.gz"]


@pytest.mark.parametrize(
    ("name", "library"),
    [("a.parquet", "pyarrow.parquet"), ("a.warc", "warcio.warcwriter"), ("a.jsonl.zst", "zstandard")],
)
def test_a_library_that_is_not_there(folder: Path, name: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    done = call("in.warc.gz", "-o", name)
    assert done.exit_code == 3 and "pip install" in done.stderr and library.partition(".")[0] in done.stderr
    assert os.listdir() == ["in.warc.gz"]


def test_the_manifest_of_a_schema_that_holds(folder: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    call("in.warc.gz", "-o", "out.jsonl")
    assert set(told("out.jsonl")) == {
        "manifest_version", "inputs", "options", "versions", "cores", "counts", "read", "outputs", "errors",
    }  # fmt: skip
