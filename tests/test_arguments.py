"""What `clean`, `clean_file` and `Cleaner` take, what they refuse, and what the package shows of itself."""

from __future__ import annotations

import configparser
import gc
import gzip
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner.arguments import instant
from cleaner.article import Story
from cleaner.errors import need

ROOT = Path(__file__).resolve().parent.parent
PROSE = "The ferry to Norholm sailed on Monday, the harbour board said."


def refusal(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(cleaner.CleanerError) as caught:
        call(*arguments, **named)
    assert caught.value.code == "bad-argument" and caught.value.hint
    return str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "/srv/crawl/page.html",
        "page.html",
        "./crawl/a",
        "../a b/c.txt",
        "~/pages/x",
        r"C:\My pages\b.htm",
        "a.warc.gz\n",
    ],
)
def test_a_path_is_not_cleaned_as_text(line: str) -> None:
    said = refusal(cleaner.clean, line)
    assert "a path" in said and repr(line.strip()) in said and "cleaner.clean_file(...)" in said
    assert cleaner.clean(line, kind="text").text == line.strip() == cleaner.clean(line.encode()).text


@pytest.mark.parametrize("line", ["https://tarnholm.example/harbour", " s3://bucket/a/b", "www.tarnholm.example"])
def test_an_address_is_not_cleaned_as_text(line: str) -> None:
    said = refusal(cleaner.clean, line)
    assert "an address" in said and 'kind="text"' in said
    assert cleaner.clean(line, kind="text").source == line


@pytest.mark.parametrize(
    "line",
    [
        "See https://tarnholm.example/harbour",
        "/shrug",
        "and/or",
        "It is in page.html",
        "/ or page.html",
        "3/4",
        "1.txt!",
    ],
)
def test_words_about_paths_are_text(line: str) -> None:
    assert cleaner.clean(line).source == line


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_bytes_of_all_kinds_are_data(kind: Any) -> None:
    page = f"<html><body><p>{PROSE}</p></body></html>".encode()
    assert cleaner.clean(kind(page)) == cleaner.clean(page)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"url": 5}, "url is a str or None, not int"),
        ({"charset": b"utf-8"}, "charset is a str or None, not bytes"),
        ({"kind": "foo"}, "There is no kind 'foo'"),
        ({"kind": ["text"]}, "There is no kind ['text']"),
        ({"captured": "yesterday"}, "captured is no date in ISO 8601: 'yesterday'"),
        ({"captured": "2019-02-29"}, "captured is no date in ISO 8601"),
        ({"captured": datetime(2019, 5, 3)}, "captured is no date in ISO 8601"),
    ],
)
def test_wrong_arguments_are_named(named: dict[str, Any], said: str) -> None:
    assert said in refusal(cleaner.clean, PROSE, **named)
    assert said in refusal(cleaner.clean, PROSE.encode(), **named)


def test_data_of_a_wrong_type() -> None:
    assert "not PosixPath" in refusal(cleaner.clean, Path("/srv")) or sys.platform == "win32"
    assert "clean_file(path)" in refusal(cleaner.clean, None)


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("2019", "2019-01-01T00:00:00"),
        ("2019-05", "2019-05-01T00:00:00"),
        ("2019-05-03", "2019-05-03T00:00:00"),
        ("2019-05-03T10:20Z", "2019-05-03T10:20:00"),
        ("2016-12-31T23:59:60.123456789Z", "2016-12-31T23:59:59"),
        ("2019-05-03T00:20:30+02:30", "2019-05-02T21:50:30"),
        ("2019-05-03T23:20:30-0230", "2019-05-04T01:50:30"),
    ],
)
def test_dates_in_iso_8601(value: str, utc: str) -> None:
    moment = instant(value)
    assert moment is not None and moment.isoformat() == f"{utc}+00:00"
    assert cleaner.clean(PROSE, captured=value).captured == value


@pytest.mark.parametrize(
    "value", ["", "0000", "2019-13", "2019-05-03T24:61", "٢٠١٩", "2019-05-03Z", "0001-01-01T00:00+05"]
)
def test_what_is_no_date_in_iso_8601(value: str) -> None:
    assert instant(value) is None


def test_clean_file(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(f"<html><body><p>{PROSE}</p></body></html>".encode())
    for path in (page, str(page)):
        assert (
            cleaner.clean_file(path) == cleaner.Cleaner().clean_file(path) == cleaner.clean(page.read_bytes(), "html")
        )
    assert cleaner.clean_file(page, url="https://tarnholm.example/x").url == "https://tarnholm.example/x"
    assert cleaner.clean_file(page, kind="text").kind == "text"


def test_clean_file_takes_one_document(tmp_path: Path) -> None:
    lines = tmp_path / "pages.jsonl.gz"
    lines.write_bytes(gzip.compress(b"".join(json.dumps({"text": f"{PROSE} {n}"}).encode() + b"\n" for n in "12")))
    assert cleaner.clean_file(f"{lines}#2").text == f"{PROSE} 2"
    for several in (lines, tmp_path, tmp_path / "*.gz"):
        said = refusal(cleaner.clean_file, several)
        assert said.startswith(f"{several}: ") and "several documents" in said
    assert "not int" in refusal(cleaner.clean_file, 5)
    with pytest.raises(cleaner.CleanerError, match=r"nowhere\.txt: There is no such file") as caught:
        cleaner.clean_file(tmp_path / "nowhere.txt")
    assert caught.value.code == "not-found"


def test_rules_are_a_folder_or_several(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes(
        b"language: en\nlabel: social\nrules:\n  - {id: en.social.wave, what: A wave., lines: [wave at the harbour],\n"
        b"     cut: [Wave at the harbour!, wave at the harbour], keep: [They wave at the harbour., She waves.]}\n"
    )
    versions = {cleaner.Cleaner(rules=rules).rules_version for rules in (tmp_path, str(tmp_path), [tmp_path])}
    assert len(versions) == 1 and cleaner.Cleaner().rules_version not in versions
    with pytest.raises(cleaner.CleanerError, match=r"nope' does not exist\. Name a folder"):
        cleaner.Cleaner(rules=str(tmp_path / "nope"))
    with pytest.raises(cleaner.CleanerError, match="is a file, not a folder"):
        cleaner.Cleaner(rules=tmp_path / "mine.yaml")
    assert "rules are folders, not 5" in refusal(cleaner.Cleaner, rules=5)
    assert "rules are folders, not 5" in refusal(cleaner.Cleaner, rules=["a", 5])


def test_the_package_shows_what_is_public() -> None:
    assert {"Article", "Cleaner", "CleanerError", "clean", "clean_file"} <= set(dir(cleaner))
    assert all(getattr(cleaner, name) for name in dir(cleaner))
    # In a new process: what is shown is still loaded only when asked for.
    code = "import sys, cleaner; dir(cleaner); print([n for n in sys.modules if n.startswith('cleaner.')])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "['cleaner.errors', 'cleaner.version']"


def test_an_article_is_shown_on_one_short_line() -> None:
    article = cleaner.Article(text="Thaw. " * 4000, title="Ferry sails again", stories=[Story(None, 0, 5, "Thaw.")])
    assert repr(article) == "<Article 'Ferry sails again': text, 24,000 characters, 1 story, 0 cuts, 0 repairs>"
    article.title = "Ferry " * 50
    assert "\n" not in repr(article) and len(repr(article)) < 160


def test_the_hint_of_a_missing_library_installs_an_extra_of_our_own() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    name, extras = setup["metadata"]["name"], set(setup["options.extras_require"])
    assert name != "cleaner", "that name is another project's on PyPI"
    with pytest.raises(cleaner.CleanerError, match=f"pip install '{name}\\[warc\\]'"):
        need("cleaner_has_no_such_library", "warc")
    used = {
        line.split('"')[-2]
        for file in (ROOT / "cleaner").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if " need(" in line and "def " not in line
    }
    assert used and used <= extras


@pytest.mark.parametrize("searched", [True, False])
def test_garbage_is_searched_for_after_a_document_as_before_it(searched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    within: list[bool] = []

    def reads(*_: object) -> object:
        within.append(gc.isenabled())
        raise cleaner.CleanerError("No document.", hint="Give one.", code="bad-argument")

    monkeypatch.setattr("cleaner.engine.read", reads)
    before = gc.isenabled()
    try:
        (gc.enable if searched else gc.disable)()
        with pytest.raises(cleaner.CleanerError):
            cleaner.clean("The ferry sails at six.")
        assert within == [False] and gc.isenabled() == searched
    finally:
        (gc.enable if before else gc.disable)()
