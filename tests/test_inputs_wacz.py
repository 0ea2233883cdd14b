"""WACZ: made by the wacz package, and made by hand to do harm."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.archives import SITE, bodies, by_warcio, fates, page, pages, read, tasks_of

PAGES = [part.body for part in pages(5)]
PACKED = by_warcio(pages(5))


def zipped(*entries: tuple[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def listed(*titles: tuple[str, str]) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    return b"".join(
        json.dumps(line).encode() + b"\n" for line in [head, *({"url": url, "title": title} for url, title in titles)]
    )


def test_what_the_wacz_package_makes(tmp_path: Path) -> None:
    (tmp_path / "log.warc.gz").write_bytes(PACKED)
    (tmp_path / "pages.jsonl").write_bytes(listed((f"{SITE}/3", "A title from the list")))
    command = [sys.executable, "-m", "wacz", "create", "-f", "log.warc.gz", "-o", "log.wacz", "-p", "pages.jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    if "No module named wacz.__main__" in done.stderr:
        command[1:3] = ["-c", "import sys; from wacz.main import main; main(sys.argv[1:])"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (tmp_path / "log.wacz").exists(), done.stderr
    tasks = tasks_of(tmp_path / "log.wacz")
    assert fates(tasks) == ["type-warcinfo"] + ["clean"] * 5 and bodies(tasks) == PAGES
    assert [task.title for task in tasks] == [None] * 4 + ["A title from the list", None]
    assert [task.source_path for task in tasks] == [f"{tmp_path}/log.wacz/log.warc.gz#{n}" for n in range(1, 7)]


def test_several_files_are_numbered_throughout(tmp_path: Path) -> None:
    data = zipped(("archive/a.warc.gz", PACKED), ("archive/b.warc", by_warcio(pages(2), gzip=False)), ("x.txt", b"no"))
    tasks = read(tmp_path, "log.wacz", data)
    assert bodies(tasks) == PAGES + PAGES[:2]
    assert [task.source_path.partition("log.wacz/")[2] for task in tasks][4:8] == [
        "a.warc.gz#5",
        "a.warc.gz#6",
        "b.warc#7",
        "b.warc#8",
    ]


@pytest.mark.parametrize(
    "name", ["../../../../tmp/evil.warc.gz", "/etc/evil.warc.gz", "archive/..\\..\\evil.warc.gz", "C:\\evil.warc.gz"]
)
def test_names_in_the_zip_are_only_names(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    tasks = read(inside, "log.wacz", zipped((name, PACKED)))
    assert bodies(tasks) == PAGES
    for task in tasks:
        assert task.source_path.startswith(f"{inside}/log.wacz/evil.warc.gz#")
        assert ".." not in task.relative and task.relative.startswith("log.wacz/")
    assert [path.name for path in tmp_path.rglob("*")] == ["inside", "log.wacz"]


def test_one_bad_file_costs_only_itself(tmp_path: Path) -> None:
    data = bytearray(zipped(("archive/a.warc.gz", PACKED), ("archive/b.warc.gz", by_warcio([*pages(1)], info=False))))
    place = data.index(b"archive/a.warc.gz") + 40
    data[place] ^= 0xFF  # within the first of its members
    tasks = read(tmp_path, "log.wacz", bytes(data))
    assert [fate for fate in fates(tasks) if fate == "clean"] == ["clean"] * 6
    assert any(task.problem is not None for task in tasks)


def test_a_wrong_checksum_is_told_of(tmp_path: Path) -> None:
    data = bytearray(zipped(("archive/a.warc", by_warcio(pages(3), gzip=False))))
    data[data.index(b"people to Norholm")] ^= 0x20
    assert fates(read(tmp_path, "log.wacz", bytes(data))) == ["type-warcinfo", *["clean"] * 3, "corrupt!"]


def test_no_wacz_at_all(tmp_path: Path) -> None:
    whole = zipped(("archive/a.warc.gz", PACKED))
    for data in (whole[:-30], whole[:100], b"PK\x03\x04", b"", zipped(("a.txt", b"x")), zipped()):
        (task,) = read(tmp_path, "log.wacz", data)
        assert task.problem is not None and task.problem.code in ("corrupt", "no-records") and task.problem.hint


def test_encrypted_files_are_told_of(tmp_path: Path) -> None:
    data = bytearray(zipped(("archive/a.warc.gz", PACKED)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    (task,) = read(tmp_path, "log.wacz", bytes(data))
    assert task.problem is not None and task.problem.code == "corrupt"


def test_lists_of_pages_that_are_none(tmp_path: Path) -> None:
    odd = (
        b'not json\n[1]\n{"url": 3}\n{"url": "u", "title": ["t"]}\n'
        + b"\xff" * 5_000_000
        + b"\n"
        + b"[" * 10**6
        + b"\n"
    )
    good = listed((f"{SITE}/0", "  Two \n words "), (f"{SITE}/0", "A later one"), (f"{SITE}/1", " "))
    data = zipped(("pages/pages.jsonl", odd + good), ("archive/a.warc.gz", PACKED), how=zipfile.ZIP_DEFLATED)
    tasks = read(tmp_path, "log.wacz", data)
    assert bodies(tasks) == PAGES and [task.title for task in tasks][:3] == [None, "Two words", None]


def test_a_title_is_taken_where_the_page_has_none() -> None:
    from cleaner.archive.task import Task, Work
    from cleaner.article import Article

    class Fixed:
        def __init__(self, title: str | None) -> None:
            self.title = title

        def clean(self, data: object, **told: object) -> Article:
            return Article(title=self.title)

    def titled(article: Article, task: Task) -> bytes:
        return repr((article.title, article.provenance.get("title"))).encode()

    task = Task("a", "a", data=page(1), title="From the list")
    assert b"From the list" in (Work(Fixed(None), titled)(task).data or b"")  # type: ignore[arg-type]
    assert (Work(Fixed("Its own"), titled)(task).data or b"").startswith(b"('Its own', None")  # type: ignore[arg-type]
