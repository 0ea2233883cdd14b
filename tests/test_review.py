"""The review page, the report, and what is made of a reader's marks; in a browser: test_review_browser.py."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import re
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.archive.encode import json_line
from cleaner.article import Cut
from cleaner.cli import main
from cleaner.cli.worth import read_samples
from cleaner.document import LABELS
from cleaner.errors import CleanerError
from cleaner.review.apply import read_marks
from cleaner.review.charts import charts
from cleaner.review.counts import Counts
from cleaner.review.draft import drafts
from cleaner.review.entry import doubt
from cleaner.review.gold import Judged, Missed, gold_of_page, gold_of_text, judged
from cleaner.review.page import review_page
from cleaner.review.records import whole_records
from cleaner.review.report import report_page
from cleaner.review.sample import Sample, groups_of
from cleaner.rules.book import RuleBook
from cleaner.rules.examples import self_test
from cleaner.rules.skeleton import LOOKALIKES
from tests.golden import DOCUMENTS, PAGE, review_page_of
from tests.review_records import HOSTILE, TEXT, ferry, hostile, made

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("no_workers")]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def counted(records: list[dict[str, Any]]) -> Counts:
    counts = Counts()
    for record in records:
        counts.add(record)
    return counts


def page_of(*records: dict[str, Any]) -> str:
    return review_page(records, counted(list(records)), "run.jsonl")


def unpacked(page: str) -> list[dict[str, Any]]:
    found = re.search(r'<script id="records" type="text/plain">(.*?)</script>', page, re.DOTALL)
    assert found
    return [json.loads(zlib.decompress(base64.b64decode(line))) for line in found[1].split()]


class Seen(html.parser.HTMLParser):
    """The elements and attributes of a page, as a browser's parser finds them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.content: dict[str, list[str]] = {"style": [], "script": []}
        self._last = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes.update(name for name, _ in attrs)
        self._last = tag

    def handle_data(self, data: str) -> None:
        if self._last in self.content:
            self.content[self._last].append(data)
        self._last = ""


# ---- the sample ----


def sampled(records: list[dict[str, Any]], size: int, by: Any) -> list[str]:
    sample = Sample(size, by)
    for record in records:
        sample.add(record)
    assert sample.seen == len(records)
    return [record["id"] for record in sample.records()]


@settings(max_examples=30)
@given(st.lists(st.sampled_from("abcde"), max_size=120), st.integers(1, 20), st.randoms())
def test_every_group_gives_one_before_any_gives_two(sites: list[str], size: int, random: Any) -> None:
    records = [
        made("A line.", {}, f"{number}.txt", url=f"https://{site}.example/") for number, site in enumerate(sites)
    ]
    chosen = sampled(records, size, "site")
    assert len(chosen) == min(size, len(records))
    shuffled = list(records)
    random.shuffle(shuffled)
    assert sorted(sampled(shuffled, size, "site")) == sorted(chosen)
    of = {record["id"]: record["url"] for record in records}
    taken, there = Counter(of[name] for name in chosen), Counter(of.values())
    most = max(taken.values(), default=0)
    assert all(count >= min(most - 1, there[site]) for site, count in taken.items())
    assert len(taken) == min(size, len(there))


def test_groups_are_what_the_option_says() -> None:
    record = ferry(url="https://norholm.example/a")
    assert list(groups_of(record, "label")) == ["headline", "byline", "related"]
    assert list(groups_of(record, "confidence")) == ["0.55-0.60"]
    assert list(groups_of(record, "language")) == ["en"]
    assert list(groups_of(record, "site")) == ["norholm.example"]
    assert list(groups_of(made("A line.", {}), "rule")) == ["(nothing cut)"]


def test_doubt_is_of_unsure_cuts_and_of_kept_lines_that_end_no_sentence() -> None:
    source = "The ramp was mended.\nthree\nMore of the pier"
    sure = made(source, {"three": ("related", 0.99), "More of the pier": ("related", 0.99)})
    unsure = made(source, {"three": ("related", 0.6), "More of the pier": ("related", 0.99)})
    missed = made(source, {"three": ("related", 0.6)})
    whole = len(source)
    assert doubt(sure) == pytest.approx(0.01 * 21 / whole)
    assert doubt(unsure) == pytest.approx((0.4 * 5 + 0.01 * 16) / whole)
    assert doubt(missed) == pytest.approx((0.4 * 5 + 16) / whole)
    index = unpacked(page_of(sure, unsure, missed))[0]
    assert [entry["doubts"] for entry in index["documents"]] == ["over 30%", "3-10%", "up to 3%"]
    assert [entry["confidence"] for entry in index["documents"]] == ["0.60-0.65", "0.60-0.65", "0.95-1.00"]
    assert doubt(made("", {})) == 0


# ---- the page ----


def test_the_page_holds_its_records_and_asks_for_nothing() -> None:
    page = page_of(ferry(), hostile(1))
    index, *bodies = unpacked(page)
    assert {body["source_path"] for body in bodies} >= {"ferry.txt"} and index["name"] == "run.jsonl"
    assert all(body["source"] for body in bodies) and all("text" not in body for body in bodies)
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import""", Seen(page).content["style"][0])
    assert not {"src", "href", "style", "onerror", "onclick"} & set(Seen(page).attributes)


@pytest.mark.parametrize("make", [lambda records: page_of(*records), None], ids=["review", "report"])
def test_hostile_names_add_no_element_and_no_policy(make: Any, tmp_path: Path) -> None:
    pages = []
    for records in ([ferry()], [hostile(1), hostile(2), ferry()]):
        if make is not None:
            pages.append(make(records))
            continue
        out = tmp_path / "run.jsonl"
        out.write_bytes(b"".join(map(json_line, records)))
        told = {
            "counts": {"skipped_by_reason": {HOSTILE: 1}, "set_aside_by_code": {}, "inputs": 3}, "versions": {HOSTILE: HOSTILE},
            "inputs": [HOSTILE], "read": [{"path": HOSTILE, "bytes": HOSTILE}], "outputs": [],
        }  # fmt: skip
        Path(f"{out}.manifest.json").write_text(json.dumps(told))
        Path(f"{out}.errors.jsonl").write_text(json.dumps({"source_path": HOSTILE, "error": HOSTILE, "code": HOSTILE}))
        pages.append(report_page([str(out)], HOSTILE))
    for page in pages:
        seen = Seen(page)
        assert seen.elements["script"] == (2 if make else 0) and seen.elements["img"] == seen.elements["a"] == 0
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
        assert policy and policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
        digests = re.findall(r"&#39;(sha256-[^&]*)&#39;", policy[1])
        contents = [seen.content["style"][0], *seen.content["script"][1:]]
        assert digests == [
            "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents
        ]
        assert "unsafe" not in policy[1] and not re.search("[\u202e\u200b\ufeff\0]", page)
        assert (
            "49" not in re.sub("[0-9.,-]{3,}|sha256-[^&]*", "", page.split("</style>")[1].split("<script")[0]) or make
        )


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=4000), st.text(max_size=200))
def test_a_record_costs_at_most_half_again_its_json(source: str, title: str) -> None:
    record = made(source, {}, title=title)
    few, many = (len(page_of(*[{**record, "id": str(number)} for number in range(count)])) for count in (1, 9))
    assert (many - few) / 8 <= 1.5 * len(json_line(record))


def test_plots_tell_what_was_counted() -> None:
    records = [ferry(url=f"https://{'long.' * 30}{number}.example/") for number in range(20)]
    drawn = {chart.title: chart for chart in charts(counted(records))}
    assert [bar.dark for bar in drawn["Characters cut, by label"].bars] == [20 * 125, 20 * 27, 20 * 16]
    sites = drawn["Characters kept and cut, by site"].bars
    assert len(sites) == 13 and sites[-1].name == "(8 others)" and all(len(bar.name) <= 26 for bar in sites)
    assert sum(bar.dark + bar.light for bar in sites) == 20 * len(TEXT)
    assert [(bar.name, bar.dark) for bar in drawn["Cuts by confidence"].bars] == [("0.55-0.60", 20), ("0.95-1.00", 60)]
    page = page_of(*records)
    assert Seen(page).elements["svg"] == 6 and "</svg>" in page


def test_every_format_gives_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / f"in/{number}.txt").write_text(TEXT.replace("Monday", f"Monday the {number}th"))
    pages = []
    for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"):
        assert call("clean", "in", "-o", name, "-q").exit_code == 0
        done = call("review", name, "-o", f"{name}.html")
        assert done.exit_code == 0, done.output
        _, *bodies = unpacked((tmp_path / f"{name}.html").read_text())
        pages.append([{key: body[key] for key in ("source", "removed", "reasons", "provenance")} for body in bodies])
    assert all(page == pages[0] for page in pages) and len(pages[0]) == 3
    assert call("review", "a.jsonl", "-o", "a.jsonl.html").exit_code == 3
    assert call("review", "a.jsonl", "-o", "a.jsonl.html", "--force", "--sample", "2", "--by", "label").exit_code == 0
    assert len(unpacked((tmp_path / "a.jsonl.html").read_text())) == 3


def test_a_folder_of_part_files_is_an_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Spark writes one: parts of a table, where what varies from record to record is a string of JSON, marks and checksums."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "out" / "language=en"
    folder.mkdir(parents=True)
    rows = [{**row, "provenance": json.dumps(row["provenance"])} for row in (ferry("a.txt"), ferry("b.txt"))]
    (folder / "part-00001.json").write_bytes(b"".join(map(json_line, rows)))
    (tmp_path / "c.txt").write_text(TEXT)
    assert call("clean", "c.txt", "-o", "c.parquet", "-q").exit_code == 0
    (tmp_path / "c.parquet").rename(tmp_path / "out" / "part-00000.parquet")
    for name in ("_SUCCESS", ".part-00000.parquet.crc"):
        (tmp_path / "out" / name).write_text("no record")
    found = list(whole_records(["out/"]))
    assert [record["source_path"] for record in found] == ["a.txt", "b.txt", "c.txt"]
    assert all(isinstance(record["provenance"], dict) for record in found)
    for command in (("review", "out/"), ("report", "out/"), ("stats", "out/"), ("dedup", "out/", "-o", "one.jsonl")):
        done = call(*command)
        assert done.exit_code == 0, done.output
    assert "Review of out" in Path("review.html").read_text()
    (tmp_path / "empty").mkdir()
    refused = call("review", "empty", "-o", "none.html")
    assert refused.exit_code == 1 and "There is no output in this folder" in refused.stderr


def test_records_in_part_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT)
    call("clean", "a.txt", "-o", "a.jsonl", "--fields", "title,removed", "-q")
    done = call("review", "a.jsonl")
    assert done.exit_code == 1 and "Record 1 has no source" in done.stderr and not Path("review.html").exists()
    assert call("review").exit_code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("removed", [{"start": 0}]), ("removed", [7]), ("removed", None), ("source", 7), ("text", None), ("reasons", "Because."),
        ("repairs", None), ("repairs", [{"start": 0, "end": 10**9, "before": "", "after": "", "rule": ""}]), ("title", {"a": 1}),
        ("provenance", "[7]"), ("url", 7),
    ],
)  # fmt: skip
def test_damaged_records_are_named(name: str, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_bytes(json_line(ferry()) + json_line({**ferry(), name: value}))
    for command in ("review", "report"):
        done = call(command, "a.jsonl")
        assert (
            done.exit_code == 1 and done.stderr.startswith("cleaner: a.jsonl") and not Path(f"{command}.html").exists()
        )


@pytest.mark.parametrize(
    "change",
    [
        {"start": -5},
        {"start": 0},
        {"end": 10**9},
        {"confidence": "high"},
        {"confidence": float("nan")},
        {"label": None},
        {"reason": 99},
    ],
)
def test_damaged_cuts_are_named(change: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = ferry()
    record["removed"][1].update(change)
    Path("a.jsonl").write_text(json.dumps(record))
    of_its_own = change.keys() & {"end", "reason"} or change == {"start": 0}  # `stats` reads no source
    for command in ("review", "report", *(() if of_its_own else ("stats",))):
        done = call(command, "a.jsonl")
        assert done.exit_code == 1 and "cleaner: a.jsonl: " in done.stderr and "ecord" in done.stderr


@pytest.mark.parametrize("library", ["jinja2", "leather"])
def test_a_missing_library_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(CleanerError, match=library.replace("jinja", "(?i)jinja")) as caught:
        page_of(ferry())
    assert caught.value.code == "missing-library" and "unfurnish[review]" in (caught.value.hint or "")


# ---- the report ----


def test_the_report_tells_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(TEXT)
    (tmp_path / "in/b.txt").write_text(TEXT * 30)
    (tmp_path / "in/c.png").write_bytes(b"\x89PNG")
    assert call("clean", "in", "-o", "a.jsonl", "--max-size", "1KB").exit_code == 1
    assert call("report", "a.jsonl", "-o", "r.html").exit_code == 0
    page = (tmp_path / "r.html").read_text()
    record = json.loads((tmp_path / "a.jsonl").read_text())
    digest = hashlib.sha256((tmp_path / "in/a.txt").read_bytes()).hexdigest()
    for told in ("in/b.txt", "too-large 1", "1 set aside", digest, record["cleaner_version"], record["rules_version"]):
        assert told in page, told
    for cut in record["removed"]:
        assert cut["rule"] in page
    assert call("report", "a.jsonl", "-o", "r.html").exit_code == 3
    (tmp_path / "a.jsonl.manifest.json").write_text('{"counts": [], "inputs": 3}')
    assert "No manifest lies beside a.jsonl" in report_page(["a.jsonl"], "a.jsonl")


def test_the_least_sure_and_the_surest_cuts_are_shown(tmp_path: Path) -> None:
    records = [made(f"Line {n}\nstays", {f"Line {n}": ("related", 0.5 + n / 100)}, f"{n}.txt") for n in range(40)]
    out = tmp_path / "a.jsonl"
    shown = []
    for order in (records, records[::-1]):
        out.write_bytes(b"".join(map(json_line, order)))
        shown.append(re.findall(r">(Line \d+)<", report_page([str(out)], "a")))
    assert shown[0] == shown[1] == [*(f"Line {n}" for n in range(12)), "Line 39"]


def test_the_page_of_the_samples_shows_them_as_they_come_out() -> None:
    """`python -m tests.regold` writes it anew."""
    page = PAGE.read_text(encoding="utf-8")
    built = review_page_of({path: cleaner.clean(path.read_bytes()) for path in DOCUMENTS})
    assert unpacked(page) == unpacked(built)
    assert re.findall("sha256-[^&]*", page)[:2] == re.findall("sha256-[^&]*", built)[:2]  # style and script
    assert "samples/review/page.html" in (PAGE.parents[2] / "README.md").read_text(encoding="utf-8")


# ---- what comes back ----


def saved(tmp_path: Path, *documents: tuple[dict[str, Any], dict[str, Any]]) -> str:
    empty: dict[str, Any] = {"accepted": False, "wrong": [], "missed": [], "fields": {}}
    told = [{"record": record, "marks": {**empty, **marks}} for record, marks in documents]
    path = tmp_path / "run.review.json"
    path.write_text(json.dumps({"cleaner_review": 1, "documents": told}), encoding="utf-8")
    return str(path)


def span(source: str, line: str, label: str = "social") -> dict[str, Any]:
    start = source.index(line)
    return {"start": start, "end": start + len(line), "label": label}


WRONG = "The harbour board met on Tuesday and found the ramp to be sound, as it had been told to."
MISSED = "Wave at the harbour when you pass by!"


def test_marks_come_back_as_gold_that_scores_and_a_pack_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    marks = {
        "accepted": True, "wrong": [TEXT.index(WRONG)], "missed": [span(TEXT, MISSED)], "fields": {"authors": "Ilse Korhonen; Jan Aldous"},
    }  # fmt: skip
    done = call("review", "--apply", saved(tmp_path, (ferry(url="https://norholm.example/a"), marks)), "-o", "gold")
    assert done.exit_code == 0, done.output
    gold = json.loads(Path("gold/ferry.gold.json").read_text())
    assert gold["cut"] == {"1": "headline", "3": "byline", "7": "social", "11": "related"}
    assert gold["metadata"]["authors"] == ["Ilse Korhonen", "Jan Aldous"] and gold["url"] == "https://norholm.example/a"
    assert Path("gold/ferry.txt").read_text() == TEXT
    pack = Path("gold/en/review-norholm-example.yaml").read_text()
    assert WRONG in pack and MISSED in pack and "hosts:\n- norholm.example" in pack
    tried = call("rules", "test", "--rules", "gold", "--gold", "gold", "--json")
    assert tried.exit_code == 0, tried.output
    worth = {rule["id"]: rule for rule in json.loads(tried.stdout)["gold"]["rules"]}
    assert worth["en.social.review-norholm-example"]["right"] == 1
    assert not any(rule["wrong"] for rule in worth.values())
    assert call("review", "--apply", "run.review.json", "-o", "gold").exit_code == 3
    assert call("review", "--apply", "run.review.json", "-o", "gold", "--force").exit_code == 0


def test_a_page_comes_back_as_a_page_where_it_still_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = f"<html><body><article><h1>{TEXT.splitlines()[0]}</h1>" + "".join(
        f"<p>{line}</p>" for line in TEXT.splitlines()[2:] if line
    )
    Path("page.html").write_text(page)
    call("clean", "page.html", "-o", "a.jsonl", "-q")
    [record] = whole_records(["a.jsonl"])
    marks = {"missed": [span(record["source"], MISSED)] if MISSED not in _cut(record) else []}
    saved(tmp_path, (record, {**marks, "accepted": True}))
    assert call("review", "--apply", "run.review.json", "-o", "gold").exit_code == 0
    assert Path("gold/page.html").read_text() == page
    gold = json.loads(Path("gold/page.gold.json").read_text())
    assert WRONG in gold["keep"] and MISSED not in gold["keep"] and MISSED in gold["cut"]
    Path("page.html").write_text(page + "<p>Another line that was not there.</p>")
    done = call("review", "--apply", "run.review.json", "-o", "text")
    assert "its visible text stands for it: page.html" in done.output and Path("text/page.txt").exists()
    assert call("rules", "test", "en/social", "--gold", "text").exit_code == 0


def _cut(record: dict[str, Any]) -> str:
    return "".join(record["source"][cut["start"] : cut["end"]] for cut in record["removed"])


def test_a_line_that_was_cut_wrongly_stays_under_the_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT)
    call("clean", "a.txt", "-o", "a.jsonl", "--url", "https://norholm.example/a", "-q")
    [record] = whole_records(["a.jsonl"])
    line = "Read more: The pier that nobody built"
    assert line in _cut(record)
    saved(tmp_path, (record, {"wrong": [record["source"].index(line)]}))
    call("review", "--apply", "run.review.json", "-o", "gold")
    call("clean", "a.txt", "-o", "b.jsonl", "--url", "https://norholm.example/a", "--rules", "gold", "-q")
    [again] = whole_records(["b.jsonl"])
    assert line not in _cut(again) and line in again["text"]


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "a/../../b.txt", "-", "\x00\x1b", "x" * 9000, ".hidden"]
)
def test_no_name_leads_out_of_the_folder(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = {**ferry(kind="html"), "source_path": path}
    saved(tmp_path, (record, {"accepted": True}), (record, {"accepted": True}))
    assert call("review", "--apply", "run.review.json", "-o", "gold").exit_code == 0
    names = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert len(names) == 5 and all(re.fullmatch(r"gold/[\w.-]{1,80}|run\.review\.json", name) for name in names)


@pytest.mark.parametrize(
    "marks",
    [{"wrong": [3]}, {"wrong": "x"}, {"missed": [span(TEXT, MISSED, "nonsense")]}, {"missed": [{"start": 5, "end": 99999, "label": "social"}]},
     {"fields": {"nonsense": "x"}}, {"missed": [{}]}],
)  # fmt: skip
def test_marks_that_do_not_fit_are_refused(marks: dict[str, Any], tmp_path: Path) -> None:
    path = saved(tmp_path, (ferry(), {}), (ferry(), marks))
    done = call("review", "--apply", path, "-o", str(tmp_path / "gold"))
    assert done.exit_code == 1 and done.stderr.startswith("cleaner: ") and not (tmp_path / "gold").exists()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"cleaner_review": 1, "documents": []}', '{"cleaner_review": 1, "documents": [{}]}', "[" * 9999],
)
def test_what_is_no_file_of_marks(text: str, tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    path.write_text(text)
    with pytest.raises(CleanerError) as caught:
        read_marks(str(path))
    assert caught.value.code == "bad-marks"


pieces = st.sampled_from(
    [
        "Wave now",
        "the ferry",
        "* * *",
        "a: b",
        "no",
        "– ",
        "§ 5?",
        "\u200b",
        "東京の港",
        "\x1b",
        "12:30",
        "'",
        '"',
        "#x",
        "\ud800",
    ]
)
documents = st.lists(st.lists(pieces, max_size=6).map(" ".join), max_size=12).flatmap(
    lambda lines: st.tuples(
        st.just(lines), st.lists(st.tuples(st.integers(0, 2), st.sampled_from(LABELS)), min_size=len(lines), max_size=len(lines)),
        st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    )
)  # fmt: skip


def from_lines(lines: list[str], fates: list[tuple[int, str]], end: str) -> Judged:
    """A document whose lines stay, were cut wrongly, or were missed."""
    source = end.join(lines)
    record = made(source, {}, language="en", url="https://norholm.example/")
    document = judged({"record": record, "marks": {"accepted": True, "wrong": [], "missed": [], "fields": {}}})
    at = 0
    for line, (fate, label) in zip(lines, fates):
        if fate and line.strip():
            cut = Cut(at, at + len(line), label, "model.text", 0.6, "Because.", line)
            if fate == 1:
                document.article.removed.append(cut)
                document.wrong.append(cut)
            else:
                document.missed.append(Missed(at, at + len(line), label))
        at += len(line) + len(end)
    return document


def words(text: str) -> Counter[str]:
    return Counter(text.split())


@settings(max_examples=100)
@given(documents)
def test_gold_wants_what_the_marks_leave(tmp_path_factory: pytest.TempPathFactory, lines: Any) -> None:
    document = from_lines(*lines)
    wanted = "\n".join(line for line, (fate, _) in zip(*lines[:2]) if fate != 2).encode("utf-8", "replace").decode()
    folder = tmp_path_factory.mktemp("gold")
    (folder / "a.txt").write_bytes(document.source.encode())
    (folder / "a.gold.json").write_text(json.dumps(gold_of_text(document)), encoding="utf-8")
    [sample] = read_samples(folder)
    assert words(sample.wanted) == words(wanted)
    assert words("\n".join(gold_of_page(document)["keep"])) == words(wanted)


def test_gold_cuts_parts_of_lines() -> None:
    source = "Wave at the ferry. Share it. Wave again.\nMore."
    record = made(source, {"Share it. ": ("social", 0.9)})
    document = judged(
        {
            "record": record,
            "marks": {
                "accepted": False,
                "wrong": [],
                "missed": [],
                "fields": {"genre": "forum", "title": "", "images": " | \n\n| Jan"},
            },
        }
    )
    assert gold_of_text(document) == {
        "cut": {}, "cut_inline": [{"line": 1, "text": "Share it.", "label": "social"}], "metadata": {"title": None, "images": [{"caption": None, "credit": "Jan"}]}, "genre": "forum",
    }  # fmt: skip
    assert gold_of_page(document)["keep"] == ["Wave at the ferry. Wave again.", "More."]


@settings(max_examples=60)
@given(st.lists(documents, min_size=1, max_size=3))
def test_every_draft_is_accepted(tmp_path_factory: pytest.TempPathFactory, made_of: list[Any]) -> None:
    from cleaner.review.apply import _yaml

    folder = tmp_path_factory.mktemp("packs")
    packs = list(drafts([from_lines(*lines) for lines in made_of], BOOK))
    for name, pack in packs:
        (folder / f"{name}.yaml").parent.mkdir(exist_ok=True)
        (folder / f"{name}.yaml").write_bytes(_yaml(pack))
    if packs:
        book = RuleBook([folder], packs=None)
        assert self_test(book) == []


def test_no_line_that_a_rule_knows_is_a_lookalike() -> None:
    known = "Sign up for our weekly newsletter about the harbour"
    lines = [known, "The weekly harbour board met and said no more.", "Ice held on the river for a third day.", MISSED]
    assert BOOK.match_lines([known], "en")
    fates = [(0, "other")] * 3 + [(2, "newsletter")]
    [(name, pack)] = drafts([from_lines(lines, fates, "\n")], BOOK)
    assert name == "en/review-norholm-example"
    assert sorted(pack["rules"][0]["keep"]) == sorted(lines[1:3])
    [(_, alone)] = drafts([from_lines([known, MISSED], [(0, "other"), (2, "newsletter")], "\n")], BOOK)
    assert alone["rules"][0]["keep"] == list(LOOKALIKES)


BOOK = RuleBook()
