"""Where containers come from: folders, globs, lists, stdin, other machines; and the command line around them."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cleaner.archive.paths import read_list
from cleaner.archive.sources import Inputs, format_of_content, format_of_name, one_task
from cleaner.archive.task import Reading, Task
from cleaner.cli import main
from cleaner.cli.opts import statuses
from cleaner.errors import CleanerError
from tests.archives import SITE, Part, arc, bodies, by_warcio, fates, page, pages

PAGES = [part.body for part in pages(3)]
pytestmark = pytest.mark.usefixtures("no_workers")

PACKED = by_warcio(pages(3), info=False)


def parquet(path: Path) -> bytes:
    pq.write_table(pa.table({"text": ["Low tide.", "High tide."]}), path)
    return path.read_bytes()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a container of each kind, and what is none."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(PACKED)
    (folder / "b.arc").write_bytes(arc(pages(1)))
    (folder / "c.jsonl").write_bytes(b'{"text": "Low tide."}\n')
    parquet(folder / "d.parquet")
    (folder / "e.txt").write_bytes(b"WARC/1.0 is a format, says a text file.")
    (folder / "f.json").write_bytes(b'{"text": "of a page"}\n')
    (folder / "g.css.gz").write_bytes(gzip.compress(b"p {}"))
    (folder / "nameless").write_bytes(PACKED)
    (folder / "notes").write_bytes(b'{"text": "a note that begins like JSON"}\n')
    return folder


def names(tasks: list[Task]) -> list[str]:
    return [task.source_path for task in tasks]


def test_containers_in_folders_are_inputs(shelf: Path) -> None:
    tasks = list(Inputs(["shelf"]).tasks())
    assert names(tasks) == [
        "shelf/a.warc.gz#1", "shelf/a.warc.gz#2", "shelf/a.warc.gz#3", "shelf/b.arc#1", "shelf/b.arc#2",
        "shelf/c.jsonl#1", "shelf/d.parquet#1", "shelf/d.parquet#2", "shelf/e.txt", "shelf/f.json", "shelf/g.css.gz",
        "shelf/nameless#1", "shelf/nameless#2", "shelf/nameless#3", "shelf/notes",
    ]  # fmt: skip
    assert fates(tasks)[9:11] == ["not-a-document!"] * 2
    assert [task.relative for task in tasks[:3]] == [f"a.warc.gz/0000000{n}" for n in (1, 2, 3)]


def test_containers_by_glob(shelf: Path) -> None:
    assert names(list(Inputs(["shelf/*.arc", "shelf/?.jsonl"]).tasks())) == [
        "shelf/b.arc#1",
        "shelf/b.arc#2",
        "shelf/c.jsonl#1",
    ]


def test_a_file_that_is_named_is_looked_at_for_lines_too(shelf: Path) -> None:
    assert [task.extra for task in Inputs(["shelf/notes"]).tasks()] == [None]
    assert names(list(Inputs(["shelf/notes"]).tasks())) == ["shelf/notes#1"]
    assert names(list(Inputs(["shelf/notes"], Reading("text")).tasks())) == ["shelf/notes"]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.warc", "warc"), ("a.WARC.GZ", "warc"), ("a.warc.wet.gz", "warc"), ("a.wet.zst", "warc"),
        ("a.warc.gz.open", "warc"), ("a.arc.gz", "arc"), ("a.jsonl", "jsonl"), ("a.ndjson.zst", "jsonl"),
        ("a.parquet", "parquet"), ("a.wacz", "wacz"), ("a.txt", None), ("warc", None), ("a.warc.txt", None),
        ("a.gz", None), ("march.gz", None), ("a.json", None),
    ],
)  # fmt: skip
def test_formats_by_name(name: str, form: str | None) -> None:
    assert format_of_name(name) == form


def test_formats_by_content(tmp_path: Path) -> None:
    assert format_of_content(PACKED, lines=False) == "warc"
    assert (
        format_of_content(arc(pages(1)), lines=False)
        == format_of_content(gzip.compress(arc(pages(1))), lines=False)
        == "arc"
    )
    assert format_of_content(parquet(tmp_path / "a"), lines=False) == "parquet"
    for line in (b'{"text": 1}\n', b'{"text": "' + b"x" * 70_000, gzip.compress(b'\xef\xbb\xbf {"a": 1}\nx')):
        assert format_of_content(line[:65536], lines=True) == "jsonl" and format_of_content(line, lines=False) is None
    for text in (
        b"",
        b"{curly} words",
        b"{",
        b"[1]\n",
        b"WARC/x",
        gzip.compress(b"words"),
        b"PK\x03\x04docx",
        b"\x1f\x8b",
    ):
        assert format_of_content(text, lines=True) is None


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (PACKED, 3),
        (gzip.compress(PACKED), 0),
        (arc(pages(2)), 3),
        (b'{"text": "a"}\n{"text": "b"}\n', 2),
        (b"Just words.", 1),
    ],
)
def test_containers_on_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes, count: int) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    tasks = list(Inputs(["-"]).tasks())
    if count:
        assert names(tasks) == (["-"] if count == 1 else [f"-#{n}" for n in range(1, count + 1)])
    assert all(task.data is not None or task.skip or task.problem for task in tasks)


class Pipe(io.BytesIO):
    """A stream that cannot be sought in, and gives what it likes."""

    def seekable(self) -> bool:
        return False

    def seek(self, *where: int) -> int:
        raise OSError("not in a pipe")

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 777) if size and size > 0 else size)


@pytest.mark.parametrize("kind", ["warc", "parquet", "wacz"])
def test_containers_through_pipes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str) -> None:
    import zipfile

    data = PACKED if kind == "warc" else parquet(tmp_path / "a.parquet")
    if kind == "wacz":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("archive/a.warc.gz", PACKED)
        data = out.getvalue()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Pipe(data)))
    expected = [b"Low tide.", b"High tide."] if kind == "parquet" else PAGES
    assert bodies(list(Inputs(["-"]).tasks())) == expected


def test_lists_of_inputs(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shelf / "list").write_bytes(b"shelf/a.warc.gz\r\n\n  \nshelf/*.arc\nno such\xff file\n")
    assert read_list("shelf/list") == ["shelf/a.warc.gz", "shelf/*.arc", os.fsdecode(b"no such\xff file")]
    (shelf / "list").write_bytes(b"one\nline\0two\0")
    assert read_list("shelf/list") == ["one\nline", "two"]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"x\ny")))
    assert read_list("-") == ["x", "y"]
    with pytest.raises(CleanerError, match="no such file"):
        read_list("nowhere")


def test_other_machines_by_fsspec(shelf: Path) -> None:
    import fsspec

    system = fsspec.filesystem("memory")
    for name, data in {"a.warc.gz": PACKED, "b.parquet": parquet(shelf / "x"), "c.txt": b"Words."}.items():
        system.pipe(f"/far/{name}", data)
    tasks = list(Inputs(["memory://far/a.warc.gz", "memory://far/b.parquet", "memory://far/c.txt"]).tasks())
    assert bodies(tasks) == [*PAGES, b"Low tide.", b"High tide.", b"Words."]
    assert names(tasks)[0] == "memory://far/a.warc.gz#1" and names(tasks)[-1] == "memory://far/c.txt"
    assert tasks[-1].kind == "text" and tasks[0].relative == "a.warc.gz/00000001"
    assert len(list(Inputs(["memory://far/*"]).tasks())) == 6
    problems = [task.problem for task in Inputs(["memory://far/no", "memory://no/*", "nosuch://x"]).tasks()]
    assert [problem and problem.code for problem in problems] == ["not-found", "not-found", "unreadable"]
    assert problems[1] and problems[1].message == "No file fits this pattern."


def test_addresses_in_data_are_never_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("something opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    data = by_warcio(
        [
            Part(page(1), "memory://far/a.warc.gz"),
            Part(b"", type="revisit", headers={"WARC-Refers-To-Target-URI": SITE}),
        ]
    )
    (tmp_path / "a.warc.gz").write_bytes(data)
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "x", "url": "https://norholm.example/a.warc.gz"}\n')
    assert fates(Inputs([str(tmp_path)]).tasks()) == ["type-warcinfo", "clean", "revisit", "clean"]


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("shelf/d.parquet", "pyarrow", "parquet"), ("s3://x/a.warc", "fsspec", "remote"), ("z.warc.zst", "zstandard", "warc"),
    ],
)  # fmt: skip
def test_a_library_that_is_missing_is_named(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, extra: str
) -> None:
    Path("z.warc.zst").write_bytes(b"\x28\xb5\x2f\xfd" + bytes(50))
    monkeypatch.setitem(sys.modules, module, None)
    (task,) = Inputs([name]).tasks()
    assert task.problem is not None and task.problem.code == "missing-library"
    assert f"pip install 'unfurnish[{extra}]'" in str(task.problem) and task.source_path == name


def test_the_readers_are_not_loaded_before_they_are_needed() -> None:
    program = "import sys, cleaner, cleaner.cli, cleaner.cli.clean; print([m for m in sys.modules if m.partition('.')[0] in {'fastwarc', 'warcio', 'pyarrow', 'zstandard', 'brotli', 'fsspec', 'zipfile'}])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# The command line.


def clean(*arguments: str, stdin: bytes | None = None) -> tuple[list[dict[str, Any]], str, int]:
    done = CliRunner().invoke(main, ["clean", *arguments], input=stdin)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.exit_code


def test_records_on_the_command_line(shelf: Path) -> None:
    records, said, code = clean("shelf/a.warc.gz", "-q")
    assert code == 0 and said == ""
    assert [record["url"] for record in records] == [f"{SITE}/{number}" for number in range(3)]
    assert records[0]["captured"] == "2024-05-17T10:20:30Z" == records[0]["record"]["captured"]
    assert records[0]["record"]["status"] == 200 and records[0]["record"]["offset"] == 0
    assert records[0]["text"].startswith("On day 0 the ferry carried 0 people")


def test_options_of_the_command_line(shelf: Path) -> None:
    (shelf / "list").write_bytes(b"shelf/c.jsonl\n")
    records, _, _ = clean("--files-from", "shelf/list", "-q")
    assert [record["source_path"] for record in records] == ["shelf/c.jsonl#1"]
    records, _, _ = clean("--files-from", "-", "shelf/e.txt", "-q", stdin=b"shelf/c.jsonl\n")
    assert [record["source_path"] for record in records] == ["shelf/e.txt", "shelf/c.jsonl#1"]
    Path("odd.jsonl").write_bytes(b'{"body": "<p>The tide is low tonight.</p>", "at": "u:1", "n": 1}\n')
    records, _, _ = clean("odd.jsonl", "--html-field", "body", "--url-field", "at", "-q")
    assert records[0]["kind"] == "html" and records[0]["url"] == "u:1" and records[0]["extra"] == {"n": 1}
    _, said, code = clean("shelf/a.warc.gz", "--max-record", "500")
    assert code == 1 and "--max-record" in said
    _, said, code = clean("shelf/a.warc.gz", "--status", "404")
    assert code == 0 and "status-200 3" in said


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--status", "ok", "x"),
        ("--files-from", "nowhere"),
        ("--files-from", "-", "-"),
        ("--url", "u", "shelf/a.warc.gz"),
        ("--max-record", "much", "x"),
    ],
)
def test_what_the_command_line_refuses(shelf: Path, arguments: tuple[str, ...]) -> None:
    assert clean(*arguments)[2] == 2


def test_statuses() -> None:
    assert statuses("200") == {200} and statuses("203, 200") == {200, 203}
    assert len(statuses("200-299")) == 100


def test_texts_of_records_have_headings(shelf: Path) -> None:
    done = CliRunner().invoke(main, ["clean", "shelf/c.jsonl", "-f", "text", "-q"])
    assert done.stdout == "==> shelf/c.jsonl#1 <==\nLow tide.\n\n"
    CliRunner().invoke(main, ["clean", "shelf/c.jsonl", "-f", "text", "-q", "-o", "out/"])
    assert Path("out/c.jsonl/00000001.txt").read_text() == "Low tide.\n"


def test_what_http_and_the_container_say_reaches_the_article() -> None:
    import cleaner

    data = "<p>Die Fähre fährt täglich über die Förde, sagt Jörg Ößel.</p>".encode("cp1252")
    article = cleaner.clean(data, "html", charset="windows-1252", captured="2024-05-17T10:20:30Z")
    assert "Fähre fährt" in article.text and article.captured == "2024-05-17T10:20:30Z"
    assert article.provenance["captured"]["source"] == "record"
    assert cleaner.clean("Words.").captured is None
    assert Reading().max_record == 32_000_000


def test_explain_shows_a_record(shelf: Path) -> None:
    def shown(document: str) -> str:
        return CliRunner().invoke(main, ["explain", document]).output

    assert "On day 2 the ferry" in shown("shelf/a.warc.gz#3")
    assert "On day 0 the ferry" in shown("shelf/a.warc.gz") and "On day 0 the ferry" in shown("shelf/b.arc")
    assert "There is no record 9" in shown("shelf/a.warc.gz#9")
    assert "type-warcinfo" in shown("shelf/b.arc#1")


def test_one_document_of_a_folder_that_holds_none(shelf: Path) -> None:
    (shelf / "empty").mkdir()
    with pytest.raises(CleanerError, match="There is no document in shelf/empty"):
        one_task("shelf/empty")
