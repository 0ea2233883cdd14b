"""`cleaner learn-site` and `clean --learn`: collections of sites, mirrors, captures, in any order and with any number of workers."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from cleaner.corpus import collection as collections
from cleaner.corpus.collection import Collection, site_name
from cleaner.engine import Cleaner
from tests.test_learn_site import _NOTE, _STORIES, _text


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def _records() -> list[dict[str, str]]:
    """Five pages of a site, each captured twice; its mirror; a site of one page; one in another language; one without an address."""
    found = []
    for host in ("www.vessmark.example", "mirror.example"):
        for number, story in enumerate(_STORIES):
            for capture in ("", "?again"):
                text = _text(story, number) + f"Seen {capture}{number}"
                found.append({"text": text, "url": f"https://{host}/{number}{capture}"})
    found.append({"text": _text(_STORIES[0]), "url": "https://single.example/a"})
    found.append(
        {
            "text": "Der Hafen bleibt bis Ende März gesperrt, sagte die Stadt.\n\nWetter und Gezeiten",
            "url": "https://vessmark.example/de",
        }
    )
    found.append({"text": _text(_STORIES[1]), "url": ""})
    found.append({"text": "", "url": "https://vessmark.example/empty"})
    return found


def _write(path: Path, records: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_site_name() -> None:
    assert site_name("https://www.Tarn.example:80/a") == site_name("http://tarn.example./") == "tarn.example"
    for url in (None, "", "http://localhost/", "http://[::1/", "file:///a/b", "http://" + "a." * 200 + "example/"):
        assert site_name(url) == ""


@pytest.mark.usefixtures("no_workers")
def test_packs_of_a_collection(tmp_path: Path) -> None:
    result = _run("learn-site", _write(tmp_path / "all.jsonl", _records()), "-o", tmp_path / "packs")
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "packs").iterdir()) == [
        "mirror.example.yaml",
        "vessmark.example.yaml",
    ]
    pack = (tmp_path / "packs" / "vessmark.example.yaml").read_text(encoding="utf-8")
    assert 'hosts: ["vessmark.example"]' in pack and "pages: 6" in pack
    assert not any(story[:30].lower() in pack for story in _STORIES)
    assert "24 documents = 24 looked at + 0 not looked at + 0 skipped + 0 set aside; 2 sites repeat" in result.stderr

    page = tmp_path / "page.txt"
    page.write_text(_text(_STORIES[2]), encoding="utf-8")
    shown = _run("explain", "--rules", tmp_path / "packs", "--url", "https://vessmark.example/2", page)
    assert "site.line" in shown.stdout and _NOTE[:20] in shown.stdout

    assert _run("learn-site", tmp_path / "all.jsonl", "-o", tmp_path / "packs").exit_code == 3
    named = _run(
        "learn-site", page, tmp_path / "all.jsonl", "-o", tmp_path / "packs", "--host", "single.example", "--force"
    )
    assert (
        named.exit_code == 0 and (tmp_path / "packs" / "single.example.yaml").exists()
    )  # with those that have no address


@pytest.mark.long
def test_order_and_workers_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collections, "MOST_PAGES", 8)
    records = _records()
    outs = []
    for number, jobs in enumerate((1, 2)):
        random.Random(number).shuffle(records)
        result = _run(
            "learn-site", _write(tmp_path / "all.jsonl", records), "-o", tmp_path / f"packs{number}", "-j", jobs
        )
        assert result.exit_code == 0, result.stderr
        outs.append({path.name: path.read_bytes() for path in (tmp_path / f"packs{number}").iterdir()})
    assert outs[0] == outs[1] != {}


@pytest.mark.usefixtures("no_workers")
def test_clean_learns_first(tmp_path: Path) -> None:
    source = _write(tmp_path / "all.jsonl", _records())
    plain, learned = tmp_path / "plain.jsonl", tmp_path / "learned.jsonl"
    assert _run("clean", source, "-o", plain, "-q").exit_code == 0
    result = _run("clean", source, "-o", learned, "--learn")
    assert result.exit_code == 0 and "2 sites repeat" in result.stderr
    before, after = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in (plain, learned)
    )
    assert any(_NOTE in record["text"] for record in before)
    for record in after:
        known = "single" not in record["url"] if record["url"] else False
        assert (_NOTE in record["text"]) <= (not known)
    assert before[0]["rules_version"] != after[0]["rules_version"]


@pytest.mark.usefixtures("no_workers")
def test_what_cannot_be_read_teaches_nothing_and_is_told(tmp_path: Path) -> None:
    source = _write(tmp_path / "all.jsonl", _records())
    (tmp_path / "bad.jsonl").write_text('{"text": 1}\nno json\n', encoding="utf-8")
    result = _run("learn-site", source, tmp_path / "bad.jsonl", "-o", tmp_path / "packs")
    assert result.exit_code == 1 and "not read:" in result.stderr and "2 set aside; 2 sites" in result.stderr
    assert len(list((tmp_path / "packs").iterdir())) == 2


def test_a_large_host_costs_a_bounded_number_of_looks(tmp_path: Path) -> None:
    from cleaner.archive.sources import Inputs

    source = _write(tmp_path / "a.jsonl", [{"text": "x", "url": f"https://big.example/{n}"} for n in range(20_000)])
    with Collection(Cleaner()) as collection:
        handed: list[object] = list(collection._chosen(Inputs([str(source)]).tasks(), collections.deque()))
    assert collections.MOST_PAGES <= len(handed) < 1000
    assert len(handed) + collection.passed_over == 20_000
