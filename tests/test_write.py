"""Records, their schema, and files that are whole or not there."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings

import cleaner
from cleaner.archive.encode import json_line, record, sha256
from cleaner.archive.files import atomic, create, reopen
from cleaner.archive.manifest import LIBRARIES, versions
from cleaner.archive.output import to_folder, to_stream
from cleaner.archive.task import Task
from cleaner.article import Article, Cut
from cleaner.document import LABELS
from cleaner.errors import CleanerError
from tests.strategies import pages, texts

SCHEMA = json.loads(files("cleaner").joinpath("data/record.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ENGINE = cleaner.Cleaner()


def made(source: str, kind: str = "text", path: str = "a.txt") -> dict[str, Any]:
    article = ENGINE.clean(source, kind=kind)  # type: ignore[arg-type]
    return record(article, Task(path, path), ENGINE.rules_version)


def check(line: bytes) -> dict[str, Any]:
    """A written line is one line and fits the schema."""
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    value: dict[str, Any] = json.loads(line)
    VALIDATOR.validate(value)
    return value


LATER = ("licence", "speakers")
"""Fields that the records of earlier releases lack: they are not required, so that those records are valid still."""


def test_the_schema_is_one_and_names_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    fields = list(made("A sentence."))
    # These only of records of containers, with --signals, and after `cleaner dedup`.
    assert sorted(SCHEMA["properties"]) == sorted([*fields, "record", "extra", "signals", "near"])
    assert sorted([*SCHEMA["required"], *LATER]) == sorted(fields)
    assert tuple(SCHEMA["properties"]["removed"]["items"]["properties"]["label"]["enum"]) == LABELS


def described(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, bool]]:
    for name, part in schema.get("properties", {}).items():
        yield f"{path}.{name}", "description" in part or "$ref" in part
        for inner in (part, part.get("items", {}), *part.get("anyOf", [])):
            yield from described(inner, f"{path}.{name}")


def test_every_field_is_described() -> None:
    fields = dict(described(SCHEMA))
    assert ".removed.rule" in fields and ".copyright.holder" in fields and ".images.alt" in fields
    assert [name for name, told in fields.items() if not told] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "xyz"), ("published", "last Tuesday"), ("genre", "poem"), ("kind", "pdf"), ("schema_version", 1),
        ("authors", [None]), ("authors", None), ("copyright", {"holder": "Someone"}), ("images", [{"caption": "x"}]),
        ("removed", [{"start": 0, "end": 1}]), ("sha256", "0"), ("surprise", 1),
    ],
)  # fmt: skip
def test_the_schema_refuses(field: str, value: object) -> None:
    good = made("A sentence.")
    VALIDATOR.validate(good)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({**good, field: value})


@given(texts())
@settings(max_examples=40, deadline=None)
def test_every_record_of_a_text_fits(source: str) -> None:
    assume(not re.search("[\ud800-\udbff][\udc00-\udfff]", source))  # see json_line
    value = check(json_line(made(source)))
    assert value["source"] == source
    article = Article.from_dict(value)
    assert article.restore() == source
    assert article == ENGINE.clean(source, kind="text")


@given(pages())
@settings(max_examples=40, deadline=None)
def test_every_record_of_a_page_fits(page: str) -> None:
    check(json_line(made(page, "html")))


def test_records_say_what_they_are_of() -> None:
    value = made("Łódź has a harbour.", path="news/1.txt")
    digest = hashlib.sha256("Łódź has a harbour.".encode()).hexdigest()
    assert value["sha256"] == digest
    assert value["id"] == hashlib.sha256(f"news/1.txt\n{digest}".encode()).hexdigest()[:32]
    assert made("Łódź has a harbour.", path="news/1.txt")["id"] == value["id"]
    assert made("Łódź has a harbour.", path="news/2.txt")["id"] != value["id"]
    assert made("Łódź had a harbour.", path="news/1.txt")["id"] != value["id"]
    assert (value["cleaner_version"], value["schema_version"]) == (cleaner.__version__, 2)
    assert value["rules_version"] == ENGINE.rules_version


def test_lone_surrogates_survive() -> None:
    assert sha256("\ud800") == hashlib.sha256(b"\xed\xa0\x80").hexdigest()
    value = made("Before \ud800 after.", path="odd-\udcff.txt")
    back = check(json_line(value))
    assert back == value


def test_json_lines_hold_what_json_can() -> None:
    assert json.loads(json_line({"year": 10**30, "text": "é\u2028\n"})) == {"year": 10**30, "text": "é\u2028\n"}
    assert json_line({"text": "é"}) == '{"text":"é"}\n'.encode()
    with pytest.raises(TypeError):
        json_line({"text": object()})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with atomic(str(target)) as write:
        write(b"one")
        assert not target.exists()
        assert all(name.startswith(".") for name in names(tmp_path))
    assert target.read_bytes() == b"one"
    assert names(tmp_path) == ["out.jsonl"]
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~umask


def test_nothing_is_left_of_a_file_that_failed(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), atomic(str(tmp_path / "out.jsonl")) as write:
        write(b"half")
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_what_exists_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    with pytest.raises(CleanerError) as raised, atomic(str(target)):
        raise AssertionError("opened")
    assert raised.value.code == "exists" and "--force" in str(raised.value)
    with pytest.raises(ZeroDivisionError), atomic(str(target), force=True) as write:
        write(b"half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    with atomic(str(target), force=True) as write:
        write(b"new")
    assert target.read_bytes() == b"new" and names(tmp_path) == ["out.jsonl"]


@pytest.mark.parametrize("linked", [True, False])
def test_what_comes_up_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool) -> None:
    def no_links(*paths: str) -> None:
        raise PermissionError("This file system has no links.")

    if not linked:
        monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "out.jsonl"
    with pytest.raises(CleanerError) as raised, atomic(str(target)) as write:
        write(b"mine")
        target.write_bytes(b"theirs")
    assert raised.value.code == "exists"
    assert target.read_bytes() == b"theirs" and names(tmp_path) == ["out.jsonl"]
    with atomic(str(tmp_path / "other")) as write:
        write(b"mine")
    assert (tmp_path / "other").read_bytes() == b"mine"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with atomic(str(tmp_path / "link"), force=True) as write:
        write(b"new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"new"


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path / "no/such/folder/out", tmp_path):
        with pytest.raises(CleanerError) as raised, atomic(str(path)):
            raise AssertionError("opened")
        assert raised.value.code == "output"


def test_a_device_is_written_to_as_it_is() -> None:
    with atomic(os.devnull) as write:
        write(b"gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


FULL = """
import resource, sys
from cleaner.archive.files import atomic
from cleaner.errors import CleanerError
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with atomic(sys.argv[1], force=True) as write:
        for _ in range(int(sys.argv[2])):
            write(b"x" * 1000)
except CleanerError as error:
    print(error.code, error)
"""


@pytest.mark.parametrize("thousands", [101, 500])  # the last write fails, or one in the middle
def test_a_disk_that_is_full_leaves_nothing_half_written(tmp_path: Path, thousands: int) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(target), str(thousands)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(cleaner.__file__).parents[1])},
    )
    assert done.stdout.startswith("output ") and "File too large" in done.stdout
    assert target.read_bytes() == b"old" and names(tmp_path) == ["out.jsonl"]


def test_a_folder_mirrors_its_inputs(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with to_folder(str(out)) as sink:
        for number, name in enumerate(["a/b.html", "a/b.txt", "A/B.txt", "a/b-2.txt", "c", "d.e.f"]):
            sink(name, str(number).encode())
    written = {str(path.relative_to(out)): path.read_text() for path in out.rglob("*") if path.is_file()}
    assert written == {
        "a/b.txt": "0", "a/b-2.txt": "1", "A/B-3.txt": "2", "a/b-2-2.txt": "3", "c.txt": "4", "d.e.txt": "5",
    }  # fmt: skip


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    with to_folder(str(tmp_path / "out")) as sink:
        sink("a.txt", b"old")
    with pytest.raises(CleanerError) as raised, to_folder(str(tmp_path / "out")):
        raise AssertionError("opened")
    assert raised.value.code == "exists"
    with to_folder(str(tmp_path / "out"), force=True) as sink:
        sink("a.txt", b"new")
    assert (tmp_path / "out/a.txt").read_bytes() == b"new"
    with pytest.raises(CleanerError) as raised, to_folder(str(tmp_path / "out/a.txt")):
        raise AssertionError("opened")
    assert raised.value.code == "output"


def test_streams_take_documents_in_order() -> None:
    out = io.BytesIO()
    with to_stream(out) as sink:
        sink("a", b"1\n")
        sink("b", b"2\n")
    assert out.getvalue() == b"1\n2\n"
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(CleanerError) as raised, to_stream(full) as sink:
        sink("a", b"1\n")
    assert raised.value.code == "output" and "not complete" in str(raised.value)


# Links that somebody laid where hidden files go


def test_new_hidden_files_replace_links(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"theirs")
    (tmp_path / ".out.part").symlink_to(theirs)
    with create(str(tmp_path / ".out.part")) as file:
        file.write(b"ours")
    assert theirs.read_bytes() == b"theirs"
    assert (tmp_path / ".out.part").read_bytes() == b"ours" and not (tmp_path / ".out.part").is_symlink()


def test_hidden_files_are_not_reopened_through_links_and_pipes(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    (tmp_path / "dangling").symlink_to(tmp_path / "made")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "dangling", "pipe"):
        with pytest.raises(CleanerError) as raised:
            reopen(str(tmp_path / name), os.O_CREAT)
        assert raised.value.code == "output" and name in str(raised.value) and "Remove it" in str(raised.value)
    assert (tmp_path / "theirs").read_bytes() == b"theirs" and not (tmp_path / "made").exists()


def listed(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def fill(out: Path, *names: str, force: bool = False) -> None:
    with to_folder(str(out), force=force) as sink:
        for name in names:
            sink(name, b"text\n")


def test_texts_that_a_run_has_no_document_for_any_more_go(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fill(out, "a.html", "deep/er/b.html", "deep/c.html")
    (out / "mine.txt").write_text("the user's own")
    fill(out, "A.html", "deep/c.html", force=True)
    kept = ["A.txt", "a.txt"] if (out / "a.txt").exists() and not (out / "A.txt").samefile(out / "a.txt") else ["A.txt"]
    assert listed(out) == [*kept, "deep", "deep/c.txt", "mine.txt"]
    fill(out, "d.html", force=True)
    assert listed(out) == [*kept[1:], "d.txt", "mine.txt"]


def test_folders_above_the_folder_are_made(tmp_path: Path) -> None:
    fill(tmp_path / "new/deep/out", "a.html")
    assert listed(tmp_path / "new/deep/out") == ["a.txt"]


def test_a_folder_whose_neighbours_cannot_be_written_gets_its_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("cleaner.archive.output.reopen", refused)
    fill(tmp_path / "out", "a.html", "b.html")
    fill(tmp_path / "out", "a.html", force=True)
    assert listed(tmp_path / "out") == ["a.txt", "b.txt"]


def test_a_run_that_failed_takes_nothing_away(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fill(out, "a.html", "b.html")
    with pytest.raises(KeyboardInterrupt), to_folder(str(out), force=True) as sink:
        sink("c.html", b"text\n")
        raise KeyboardInterrupt
    assert listed(out) == ["a.txt", "b.txt", "c.txt"]
    fill(out, "a.html", force=True)
    assert listed(out) == ["a.txt"]


def test_only_texts_in_the_folder_are_taken_away(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    fill(out, "a.html")
    other.mkdir()
    for path in (tmp_path / "beside.txt", other / "theirs.txt", out / "page.html"):
        path.write_text("theirs")
    (out / "way").symlink_to(other)
    with open(tmp_path / ".out.files", "ab") as file:
        file.write(b"../beside.txt\0way/theirs.txt\0page.html\0" + os.fsencode(other / "theirs.txt") + b"\0")
    fill(out, "b.html", force=True)
    assert listed(out) == ["b.txt", "page.html", "way"]
    assert (tmp_path / "beside.txt").exists() and (other / "theirs.txt").exists()


def test_a_link_in_the_folder_is_replaced(tmp_path: Path) -> None:
    out, theirs = tmp_path / "out", tmp_path / "theirs"
    theirs.write_text("theirs")
    out.mkdir()
    (out / "a.txt").symlink_to(theirs)
    fill(out, "a.html", force=True)
    assert theirs.read_text() == "theirs" and (out / "a.txt").read_text() == "text\n"


# Each text once


PAIR = """Ferry to Norholm runs again

The ferry to Norholm runs again from Monday, eleven weeks after it struck the pier at Vesterlund, the line said.

Subscribe to our newsletter
"""


def test_a_record_says_each_text_once() -> None:
    line = json_line(made(PAIR)).decode()
    value = check(line.encode())
    assert line.count("eleven weeks") == 2  # text and source
    assert line.count("Subscribe to our newsletter") == 1
    assert value["stories"] == [{"title": "Ferry to Norholm runs again", "start": 0, "end": len(value["text"])}]
    assert value["removed"] and all("text" not in cut for cut in value["removed"])
    assert sorted({cut["reason"] for cut in value["removed"]}) == list(range(len(value["reasons"])))
    article = Article.from_dict(value)
    assert article.stories[0].text == article.text and article.stories[0].title == "Ferry to Norholm runs again"
    assert [cut.text for cut in article.removed] == [PAIR[cut["start"] : cut["end"]] for cut in value["removed"]]
    assert all(cut.reason.endswith((".", ")", "”")) for cut in article.removed)


def test_equal_reasons_are_one() -> None:
    cuts = [Cut(0, 1, "other", "a.b", 1.0, "Why.", "x"), Cut(2, 3, "other", "a.c", 1.0, "Why.", "z")]
    told = Article(source="xyz", removed=cuts).to_dict()
    assert told["reasons"] == ["Why."] and [cut["reason"] for cut in told["removed"]] == [0, 0]
    assert Article.from_dict(told).removed == cuts


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 1},
        {"reasons": []},
        {"removed": [{"start": 0, "end": 1}]},
        {"stories": [{"title": None, "text": "of an older record"}]},
        {"repairs": [{"surprise": 1}]},
    ],
)
def test_records_that_cannot_be_read_back(change: dict[str, Any]) -> None:
    value = made(PAIR)
    assert Article.from_dict(value).restore() == PAIR
    with pytest.raises(CleanerError) as raised:
        Article.from_dict({**value, **change})
    assert raised.value.code == "damaged-record" and raised.value.hint


# The manifest


HARMLESS = {
    "click", "rich", "Jinja2", "leather", "rensa", "ray", "pyspark", "pandas", "datasets", "datatrove",
}  # fmt: skip
"""Dependencies that change no byte of what is written: commands, pages, engines, and tables beside the records."""


def test_every_dependency_is_known_to_change_the_bytes_or_not() -> None:
    setup = ConfigParser()
    setup.read(Path(__file__).parents[1] / "setup.cfg")
    extras = setup["options.extras_require"]
    wanted = [
        setup["options"]["install_requires"],
        *(text for name, text in extras.items() if name not in {"test", "long", "train"}),
    ]
    names = {re.split(r"[ \[<>=;]", line, maxsplit=1)[0] for text in wanted for line in text.split("\n") if line}
    dependencies = names - {setup["metadata"]["name"]}
    assert {"ftfy", "brotli", "lxml"} <= dependencies
    assert dependencies - HARMLESS - set(LIBRARIES) == set()
    assert HARMLESS & set(LIBRARIES) == set() and dependencies >= HARMLESS


def test_the_manifest_names_the_versions_of_what_is_installed() -> None:
    told = versions("r")
    assert told["rules"] == "r" and told["ftfy"] and told["brotli"]
    assert {name for name in LIBRARIES if name not in told} == set()
