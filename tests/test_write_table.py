"""Formats of `clean`: by the name of the output, tables, and some fields of the records."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pyarrow.parquet
import pytest
from click.testing import CliRunner

from cleaner.archive.encode import Records, field_names
from cleaner.archive.task import Task
from cleaner.article import Article
from cleaner.cli import main
from cleaner.errors import CleanerError

PAGE = "<html lang=en><head><title>Board votes</title></head><body><article><h1>Board votes</h1><p>By Ilse Korhonen</p>"
TEXT = """<p>The harbour board of Tarnholm voted on Tuesday to dredge the eastern channel before winter.</p>
<p>Engineers found cracks in two of the four piers of the harbour, and repairs will take until May.</p>"""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["clean", "-q", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(PAGE + TEXT)
    return tmp_path


@pytest.mark.usefixtures("no_workers")
def test_json_lines_hold_the_named_fields_in_their_order(pages: Path) -> None:
    lines = run("--fields", "published, title,authors", str(pages)).splitlines()
    assert len(lines) == 2
    assert list(json.loads(lines[0])) == ["published", "title", "authors"]
    assert json.loads(lines[0])["title"] == "Board votes"


@pytest.mark.usefixtures("no_workers")
def test_a_table_has_one_heading(pages: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("-f", "csv", "--fields", "title,authors,text", str(pages)))))
    assert rows[0] == ["title", "authors", "text"] and len(rows) == 3
    assert rows[1][:2] == ["Board votes", "Ilse Korhonen"] and "\n\n" in rows[1][2]
    rows = [line.split("\t") for line in run("-f", "tsv", str(pages)).splitlines()]
    assert len(rows) == 3 and {len(row) for row in rows} == {8}


@pytest.mark.long
def test_workers_write_the_same_table(pages: Path) -> None:
    one = run("-f", "tsv", "--fields", "title,id", str(pages))
    assert one == run("-j", "2", "-f", "tsv", "--fields", "title,id", str(pages))


def test_cells() -> None:
    article = Article(title='A "b",\tc\nd', tags=["x", "y"], copyright={"holder": None, "year": 2021})
    fields = field_names("title,tags,copyright,site,images")
    task = Task("p", "p")
    row = Records("r", fields, "csv")(article, task).decode()
    assert next(csv.reader(io.StringIO(row))) == ['A "b",\tc\nd', "x; y", '{"holder": null, "year": 2021}', "", ""]
    assert Records("r", fields, "tsv")(article, task).decode().split("\t")[0] == 'A "b", c d'


@pytest.mark.parametrize("text", ["", " , ", "titel", "title,provenances"])
def test_fields_that_there_are_not(text: str) -> None:
    with pytest.raises(CleanerError) as error:
        field_names(text)
    assert error.value.code == "bad-field"


def test_text_has_no_fields(pages: Path) -> None:
    result = CliRunner().invoke(main, ["clean", "-f", "text", "--fields", "title", str(pages)])
    assert result.exit_code == 2 and "--fields" in result.output


def test_a_table_holds_the_text_unless_fields_are_named(pages: Path) -> None:
    assert run("-o", str(pages / "out.csv"), str(pages / "a.html")) == ""
    heading, row = csv.reader(io.StringIO((pages / "out.csv").read_bytes().decode(), newline=""))
    assert heading[-1] == "text" and "dredge the eastern channel" in dict(zip(heading, row))["text"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-cmd", "'-cmd"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        ("\rx", "'\rx"), ("  =1", "'  =1"), ("\uff1d1", "'\uff1d1"), ("- Yes, he said.", "'- Yes, he said."),
        ("-5", "-5"), ("+4.5", "+4.5"), ("-", "-"), ("", ""), ("a=b", "a=b"), ("1-2", "1-2"), ("'t", "'t"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(value: str, cell: str) -> None:
    task = Task("p", "p")
    row = Records("r", ("title", "tags"), "csv")(Article(title=value, tags=[value]), task).decode()
    assert next(csv.reader(io.StringIO(row, newline=""))) == [cell, cell]


@pytest.mark.parametrize(
    ("value", "cell"), [("=1", "'=1"), ("\t=1", "'=1"), (" \n@x", "'@x"), ("\rx", "x"), ("-5", "-5")]
)
def test_no_cell_of_tabs_is_a_formula(value: str, cell: str) -> None:
    row = Records("r", ("title", "tags"), "tsv")(Article(title=value, tags=[value]), Task("p", "p")).decode()
    assert row == f"{cell}\t{cell}\n"


def test_cells_that_other_locales_part_are_quoted() -> None:
    row = Records("r", ("title",), "csv")(Article(title='a;=1+1 "x"'), Task("p", "p")).decode()
    assert row == '"a;=1+1 ""x"""\r\n'
    assert Records("r", ("title",), "csv")(Article(), Task("p", "p")) == b'""\r\n'


def test_parquet_of_the_named_fields(pages: Path) -> None:
    run("--fields", "title,removed,reasons,provenance", "-o", str(pages / "out.parquet"), str(pages / "a.html"))
    table = pyarrow.parquet.read_table(pages / "out.parquet")
    assert table.schema.names == ["title", "removed", "reasons", "provenance"]
    (row,) = table.to_pylist()
    assert row["title"] == "Board votes" and json.loads(row["provenance"])["title"]
    assert row["removed"][0]["reason"] < len(row["reasons"])


def named(name: str, *arguments: str) -> str:
    """What is said of an output's name that is refused."""
    result = CliRunner().invoke(main, ["clean", "-o", name, *arguments, "-"], input="A sentence.")
    assert result.exit_code == 2, result.output
    return result.stderr


@pytest.mark.parametrize("name", ["page.rtf", "page.tex", "page.json", "x.pdf", "x.jsonl.bz2", "x.txt.xz", "x.rtf.gz"])
def test_endings_that_are_not_written_are_refused(tmp_path: Path, name: str) -> None:
    said = named(str(tmp_path / name))
    assert ".jsonl" in said and ".txt" in said and ".parquet" in said and ".gz" in said
    assert list(tmp_path.iterdir()) == []


def test_f_decides_where_the_ending_says_nothing(tmp_path: Path) -> None:
    out = tmp_path / "page.dat"
    for form, start in (("text", "A sentence."), ("jsonl", "{"), ("csv", "source_path,")):
        done = CliRunner().invoke(main, ["clean", "-f", form, "-o", str(out), "--force", "-"], input="A sentence.")
        assert done.exit_code == 0 and out.read_text().startswith(start)
    assert "packed with .gz or .zst" in named(str(tmp_path / "x.bz2"), "-f", "jsonl")
    assert "--errors" in named(str(tmp_path / "x.jsonl"), "--errors", "e.jsonl.bz2")
    assert "--manifest" in named(str(tmp_path / "x.jsonl"), "--manifest", "m.json.gz")


@pytest.mark.usefixtures("no_workers")
def test_txt_is_text(pages: Path) -> None:
    run("-o", str(pages / "out.TXT"), str(pages / "a.html"))
    assert (pages / "out.TXT").read_text().startswith("The harbour board of Tarnholm")
    run("-o", str(pages / "all.txt.gz"), str(pages / "a.html"), str(pages / "b.html"))
    assert gzip.decompress((pages / "all.txt.gz").read_bytes()).decode().count("==> ") == 2


@pytest.mark.parametrize("arguments", [[], ["-f", "jsonl"], ["-f", "parquet"]])
def test_a_folder_gets_texts_only(tmp_path: Path, arguments: list[str]) -> None:
    for name in (f"{tmp_path}/new/", str(tmp_path)):
        said = " ".join(named(name, *arguments).split())
        assert "is a folder" in said and "-f text" in said and "clean.jsonl" in said
    assert list(tmp_path.iterdir()) == []


def test_errors_of_a_stream_are_packed_by_their_name(tmp_path: Path) -> None:
    failed = tmp_path / "failed.jsonl.gz"
    done = CliRunner().invoke(main, ["clean", "gone.txt", "--errors", str(failed)])
    assert done.exit_code == 1
    assert json.loads(gzip.decompress(failed.read_bytes()))["code"] == "not-found"
