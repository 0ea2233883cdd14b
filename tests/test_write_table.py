"""`clean --fields`: some fields of the records, as JSON Lines and as tables."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.article import Article
from cleaner.cli import main
from cleaner.errors import CleanerError
from cleaner.inputs import Task
from cleaner.write.encode import Records, field_names

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


def test_json_lines_hold_the_named_fields_in_their_order(pages: Path) -> None:
    lines = run("--fields", "published, title,authors", str(pages)).splitlines()
    assert len(lines) == 2
    assert list(json.loads(lines[0])) == ["published", "title", "authors"]
    assert json.loads(lines[0])["title"] == "Board votes"


def test_a_table_has_one_heading(pages: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("-f", "csv", "--fields", "title,authors,text", str(pages)))))
    assert rows[0] == ["title", "authors", "text"] and len(rows) == 3
    assert rows[1][:2] == ["Board votes", "Ilse Korhonen"] and "\n\n" in rows[1][2]
    rows = [line.split("\t") for line in run("-f", "tsv", str(pages)).splitlines()]
    assert len(rows) == 3 and {len(row) for row in rows} == {8}


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
