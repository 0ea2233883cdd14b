"""Documents that are packed one by one, are not what their name says, or are not there at all."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import tarfile
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from cleaner.archive.sources import Inputs
from cleaner.archive.task import Reading, Task
from cleaner.cli import main
from cleaner.engine import Cleaner
from cleaner.errors import CleanerError
from cleaner.read.source import plain_kind
from tests.archives import page

PACKERS = {"gz": gzip.compress, "zst": zstandard.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_documents_are_read_named_and_in_folders(tmp_path: Path, ending: str) -> None:
    pack = PACKERS[ending]
    (tmp_path / f"a.html.{ending}").write_bytes(pack(page(1)))
    (tmp_path / f"b.TXT.{ending}").write_bytes(pack(b"Low tide at noon."))
    (tmp_path / "c.htm").write_bytes(pack(page(2)))  # as some tools save what a server sent
    (tmp_path / f"d.css.{ending}").write_bytes(pack(b"p {}"))
    (tmp_path / f"e.{ending}").write_bytes(pack(b"High tide at six."))
    tasks = list(Inputs([str(tmp_path)]).tasks())
    assert [task.problem and task.problem.code for task in tasks] == [None, None, None, "not-a-document", None]
    got = [task.read() for task in tasks if task.problem is None]
    assert got == [page(1), b"Low tide at noon.", page(2), b"High tide at six."]
    assert [task.kind for task in tasks] == ["html", "text", "html", None, None]
    (named,) = Inputs([str(tmp_path / f"d.css.{ending}")]).tasks()
    assert named.read() == b"p {}"


@pytest.mark.parametrize("ending", PACKERS)
def test_what_cannot_be_unpacked_says_so(tmp_path: Path, ending: str) -> None:
    whole = PACKERS[ending](page(1) * 50)
    path = tmp_path / f"a.html.{ending}"
    for data, codes in (
        (whole[: len(whole) // 2], {"truncated"}),
        (whole[:40] + b"\xff\0\xff" * 20 + whole[100:], {"corrupt", "truncated"}),
        (PACKERS[ending](bytes(3_000_000)), {"too-large"}),
    ):
        path.write_bytes(data)
        (task,) = Inputs([str(path)], Reading(max_size=1_000_000)).tasks()
        with pytest.raises(CleanerError) as caught:
            task.read()
        assert caught.value.code in codes and caught.value.hint


TEXT = b"The ferry left at nine.\n\nIt came back at ten & was late, as 3 < 4."
pytestmark = pytest.mark.usefixtures("no_workers")

BLOCK = b'<div class="log"><p>The ferry left at nine.</p></div>'


@pytest.mark.parametrize(
    ("data", "told", "plain"),
    [
        (page(1), "text", "html"), (b"\n<!-- saved --><html><p>x</p></html>", "text", "html"), (BLOCK, "text", "html"),
        (page(1).decode().encode("utf-16"), "text", "html"), (TEXT, "html", "text"), (TEXT.decode().encode("utf-16"), "html", "text"),
        # What is not plain is left to the name.
        (b"<b>Late</b> ferry", "text", "text"), (b"<p> is a tag; </p> ends it", "text", "text"), (TEXT, "text", "text"),
        (b"<s>a</s>", "text", "text"), (TEXT + b"<br>", "html", "html"), (b"Tom &amp; Ann", "html", "html"), (b" ", "html", "html"),
        (page(1), "html", "html"), ("<p>x".encode("utf-16"), "html", "html"),
    ],
)  # fmt: skip
def test_content_that_plainly_is_the_other_kind(data: bytes, told: str, plain: str) -> None:
    assert plain_kind(data, told) == plain  # type: ignore[arg-type]


def test_the_name_is_believed_where_the_user_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(page(1))
    engine = Cleaner()
    (task,) = Inputs([str(tmp_path / "a.txt")]).tasks()
    article = task.clean(engine)
    assert article.kind == "html" and "<" not in article.text
    assert article.provenance["kind"]["candidates"] == [{"source": "name", "value": "text"}]
    (task,) = Inputs([str(tmp_path / "a.txt")], Reading("text")).tasks()
    article = task.clean(engine)
    assert article.kind == "text" and "kind" not in article.provenance
    assert Task("x", "x", data=TEXT, kind="html").clean(engine).kind == "text"


@pytest.mark.parametrize("what", ["empty", "*.pdf", "gone.txt", "pictures"])
def test_nothing_to_clean_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("pictures").mkdir()
    Path("pictures/a.png").write_bytes(b"\x89PNG\0\0")
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(main, ["clean", what, "-o", "out.jsonl"])
    assert done.exit_code == 1 and "Nothing was cleaned." in done.output
    assert sorted(tmp_path.rglob("*")) == before
    assert CliRunner().invoke(main, ["clean", what]).exit_code == 1
    Path("ferry.txt").write_bytes(TEXT)
    done = CliRunner().invoke(main, ["clean", what, "ferry.txt", "-o", "out.jsonl"])
    assert done.exit_code == (what in ("*.pdf", "gone.txt")) and json.loads(Path("out.jsonl").read_bytes())["text"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_a_tar_archive_is_no_text(tmp_path: Path, mode: str) -> None:
    (tmp_path / "ferry.txt").write_bytes(TEXT)
    with tarfile.open(tmp_path / "a.tar", mode) as archive:  # type: ignore[call-overload]
        archive.add(tmp_path / "ferry.txt", "ferry.txt")
    (task,) = Inputs([str(tmp_path / "a.tar")]).tasks()
    with pytest.raises(CleanerError, match="a tar archive: extract") as caught:
        task.clean(Cleaner())
    assert caught.value.code == "binary-input"
