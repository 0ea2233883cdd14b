"""The review page in a real browser: what a reader does with it, and what a document cannot do to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cleaner.archive.encode import json_line
from cleaner.cli import main
from cleaner.document import LABELS
from tests.review_records import ferry, hostile, made

sync_api = pytest.importorskip("playwright.sync_api", reason="no browser: playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no browser: axe is not installed")

pytestmark = pytest.mark.long

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WAIT = 60_000  # milliseconds: a machine may be busy
COUNTER = """
    window.unpacked = 0;
    const stream = DecompressionStream;
    DecompressionStream = class extends stream { constructor(...how) { super(...how); window.unpacked++; } };
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no browser: chromium is not installed, the review page was not tried in one")
    with sync_api.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=WAIT)
        yield chromium
        chromium.close()


class Reader:
    """Somebody who looks at a page, and what the page did meanwhile."""

    def __init__(self, browser: Any, path: Path, **looks: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **looks})
        self.context.set_default_timeout(WAIT)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.path = path
        self.page.add_init_script(COUNTER)
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("body[data-ready], main.report", state="attached")

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, without a look at the page, and waits until it did all that they ask for."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settles()

    def settles(self) -> None:
        self.page.wait_for_selector("article:not([aria-busy])", state="attached")

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def waits_for(self, selector: str, text: str) -> None:
        self.page.wait_for_function(
            "([where, what]) => document.querySelector(where)?.innerText.includes(what)", arg=[selector, text]
        )

    def titles(self) -> list[str]:
        return [str(item).split("\n")[0] for item in self.page.locator("#documents button").all_inner_texts()]

    def saves(self, folder: Path) -> Path:
        with self.page.expect_download() as download:
            self.press("s")
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def leaves(self) -> None:
        """Nothing was asked for, nothing complained."""
        assert self.requests == [self.path.as_uri()] * len(self.requests) and self.complaints == []
        self.context.close()


def built(folder: Path, records: list[dict[str, Any]], *options: str) -> Path:
    (folder / "run.jsonl").write_bytes(b"".join(map(json_line, records)))
    done = CliRunner().invoke(main, ["review", str(folder / "run.jsonl"), "-o", str(folder / "page.html"), *options])
    assert done.exit_code == 0, done.output
    return folder / "page.html"


def some() -> list[dict[str, Any]]:
    menu = "\n".join(f"Menu {number}" for number in range(40))
    source = f"{menu}\nThe ramp was mended on Friday, the board said.\nIce held on the river.\nOne more thing is to be read.\n"
    cuts = {f"Menu {number}": ("navigation", 0.99) for number in range(40)}
    return [
        made(source, cuts, "menu.html", title="The ramp was mended", url="https://tarnholm.example/a", language="de"),
        ferry(url="https://norholm.example/a"),
        made("Nothing is cut here, not a word.", {}, "plain.txt", title="Nothing is cut", site="Tarnholm"),
        made("Ice.\nOne more thing to read", {"One more thing to read": ("related", 0.95)}, "ice.txt", title="Ice"),
    ]


def is_usable(reader: Reader) -> None:
    found = axe.Axe().run(reader.page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"


def test_keys_lead_through_documents_and_cuts(browser: Any, tmp_path: Path) -> None:
    reader = Reader(browser, built(tmp_path, some()))
    assert reader.titles() == [
        "Ferry to Norholm runs again",
        "Ice",
        "The ramp was mended",
        "Nothing is cut",
    ]  # by doubt
    assert reader.text("#title") == "Ferry to Norholm runs again" and "Ilse Korhonen" in reader.text("#facts")
    reader.press("n", "n", "n")
    assert "related by en.related.own at 0.55" in reader.text("#reason") and "Because of related." in reader.text(
        "#reason"
    )
    reader.press("p")
    assert "byline by" in reader.text("#reason")
    reader.press("j", "j")
    assert reader.text("#title") == "The ramp was mended"
    assert "40 lines cut: navigation 40" in reader.text("#rows") and not reader.page.is_visible("text=Menu 7")
    reader.press("n")
    assert reader.page.is_visible("text=Menu 7")
    reader.press("ArrowDown")
    assert (
        "navigation by" in reader.text("#reason")
        and reader.page.evaluate("document.activeElement.closest('.row').dataset.row") == "1"
    )
    reader.press("k")
    assert reader.text("#title") == "Ice"
    reader.page.hover("text=One more thing to read")
    reader.waits_for("#reason", "at 0.95")
    reader.press("?")
    assert reader.page.is_visible("#keys")
    reader.page.uncheck("#single")
    reader.page.click("#keys button")
    reader.press("j")
    assert reader.text("#title") == "Ice"  # single keys are switched off
    reader.leaves()


def test_no_key_or_click_is_lost_while_a_document_opens(browser: Any, tmp_path: Path) -> None:
    """All come before the page has opened the first one; each is about the document that those before it lead to."""
    reader = Reader(browser, built(tmp_path, some()))
    reader.page.evaluate(
        """() => {
          for (const key of "jjnwk") document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          for (const id of ["previous", "next", "next"]) document.getElementById(id).click();
          document.querySelector("#documents li:last-child button").click();
          document.getElementById("previous").click();
        }"""
    )
    reader.settles()
    assert reader.text("#title") == "The ramp was mended" and "marked" in reader.text("#documents [aria-current=true]")
    assert "1 marked" in reader.text("header") and reader.page.locator(".row.wrong").count() == 1
    reader.leaves()


def test_pointing_tells_of_a_line_and_moves_nothing(browser: Any, tmp_path: Path) -> None:
    """The panel once grew and shrank under the pointer, so that no button of it could be met."""
    reader = Reader(browser, built(tmp_path, some()))
    reader.page.click("text=Wave at the harbour")
    before = reader.page.locator("#why").bounding_box()
    for row, told in ((1, "byline by"), (0, "headline by"), (2, "stays")):
        reader.page.hover(f"[data-row='{row}'] p")
        reader.waits_for("#reason", told)
        assert reader.page.locator("#why").bounding_box() == before
        assert reader.page.is_visible("#missed") and not reader.page.is_visible(
            "#wrong"
        )  # they are about the chosen line
    reader.leaves()


def test_filters_and_orders(browser: Any, tmp_path: Path) -> None:
    reader = Reader(browser, built(tmp_path, some(), "--by", "site"))
    assert reader.page.input_value("#sort") == "site"
    assert reader.titles() == ["Ice", "Nothing is cut", "Ferry to Norholm runs again", "The ramp was mended"]
    reader.page.click("#filters > summary")
    for facet, value, titles in (
        ("site", "norholm.example", ["Ferry to Norholm runs again"]),
        ("label", "related", ["Ice", "Ferry to Norholm runs again"]),
        ("rule", "en.navigation.own", ["The ramp was mended"]),
        ("language", "de", ["The ramp was mended"]),
        ("share", "nothing", ["Nothing is cut"]),
        ("confidence", "0.55-0.60", ["Ferry to Norholm runs again"]),
        ("doubts", "none", ["Nothing is cut"]),
        ("genre", "article", reader.titles()),
    ):
        reader.page.select_option(f"#facets [name={facet}]", json.dumps(value))
        assert reader.titles() == titles, facet
        assert f"{len(titles)} of 4" in reader.text("#count")
        reader.page.select_option(f"#facets [name={facet}]", "")
    reader.page.select_option("#sort", "cut")
    assert reader.titles()[-1] == "Nothing is cut" and reader.titles()[0] in ("The ramp was mended", "Ice")
    reader.page.locator("body").click(position={"x": 640, "y": 5})
    reader.press("/")
    reader.page.keyboard.type("plain.txt")
    assert reader.titles() == ["Nothing is cut"]
    reader.leaves()


def test_a_marked_document_comes_back_as_gold_that_scores(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pictured = ferry(images=[{"caption": "The pier |\nin ice", "credit": "Ilse Korhonen"}])
    reader = Reader(browser, built(tmp_path, [pictured, *some()[2:]]))
    reader.press("n", "n", "n", "w")
    assert reader.page.get_attribute("#wrong", "aria-pressed") == "true"
    reader.page.click("text=Wave at the harbour")
    reader.page.select_option("#label", "social")
    reader.press("m")
    assert "missed: social" in reader.text("#rows")
    reader.page.click("[data-field=authors] button")
    reader.page.keyboard.type("Ilse Korhonen; Jan Aldous")
    reader.page.click("[data-field=images] button")
    assert reader.page.input_value("textarea") == "The pier in ice | Ilse Korhonen"
    reader.page.fill("textarea", "The pier in ice | Jan Aldous\n\nA wave")
    reader.page.locator("#accept").click()
    reader.waits_for("#title", "Ice")
    assert "1 marked" in reader.text("header") and "accepted" in reader.text("#documents")
    reader.page.reload()
    reader.page.wait_for_selector("body[data-ready]", state="attached")
    assert "accepted" in reader.text("#documents") and "missed: social" in reader.text("#rows")  # the browser kept them
    path = reader.saves(tmp_path)
    reader.leaves()
    assert path.name == "run.jsonl.review.json"
    done = CliRunner().invoke(main, ["review", "--apply", str(path), "-o", "judged"])
    assert done.exit_code == 0, done.output
    gold = json.loads((tmp_path / "judged/ferry.gold.json").read_text())
    assert gold["cut"] == {"1": "headline", "3": "byline", "7": "social", "11": "related"}
    assert gold["metadata"]["authors"] == ["Ilse Korhonen", "Jan Aldous"]
    assert gold["metadata"]["images"] == [
        {"caption": "The pier in ice", "credit": "Jan Aldous"},
        {"caption": "A wave", "credit": None},
    ]
    tried = CliRunner().invoke(main, ["rules", "test", "--rules", "judged", "--gold", "judged", "--json"])
    assert tried.exit_code == 0, tried.output
    assert not any(rule["wrong"] for rule in json.loads(tried.stdout)["gold"]["rules"])


def test_marks_can_be_taken_back(browser: Any, tmp_path: Path) -> None:
    reader = Reader(browser, built(tmp_path, some()))
    reader.press("n", "w", "w")
    reader.page.click("text=Wave at the harbour")
    reader.press("m", "m", "f", "Enter")
    reader.page.click("[data-field=title] button")
    assert reader.page.locator("#facts input").count() == 0
    assert "marked" not in reader.text("#documents") and "marked" not in reader.text("header")
    reader.press("s")
    reader.waits_for("#said", "Nothing is marked yet.")
    reader.leaves()


def test_hostile_records_do_nothing_and_hide_nothing(browser: Any, tmp_path: Path) -> None:
    reader = Reader(browser, built(tmp_path, [hostile(1), hostile(2), ferry()]))
    for _ in range(3):
        assert reader.page.evaluate("window.harmed") is None
        reader.press("n", "w", "j")
    for selector in ("#rows", "#facts", "#documents", "#title", "#reason"):
        assert not set("\u202e\u200b\ufeff\u2028") & set(reader.page.text_content(selector)), selector
    reader.page.locator("#documents button").first.click()
    reader.waits_for("#rows", "window.harmed = 1")
    assert "U+202E" in reader.text("#rows") and "U+200B" in reader.text("#rows") and "U+D800" in reader.text("#rows")
    assert reader.page.locator("a, img, iframe, #rows script, #facts script").count() == 0
    assert reader.page.evaluate("window.harmed") is None
    is_usable(reader)
    path = reader.saves(tmp_path)
    done = CliRunner().invoke(main, ["review", "--apply", str(path), "-o", str(tmp_path / "judged")])
    assert done.exit_code == 0, done.output
    reader.leaves()


@pytest.mark.parametrize(
    "looks",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},  # 1280 pixels at 200%
        {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"},
    ],
    ids=["light", "dark", "zoom", "phone"],
)  # fmt: skip
def test_everybody_can_use_it(browser: Any, tmp_path: Path, looks: dict[str, Any]) -> None:
    labels = "\n".join(f"A line of {label}" for label in LABELS)
    cuts = {f"A line of {label}": (label, 0.5 + number / 50) for number, label in enumerate(LABELS)}
    every = made(f"{labels}\nThe ramp was mended.", cuts, "labels.txt", title="Every label")
    reader = Reader(browser, built(tmp_path, [every, *some()]), **looks)
    reader.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    is_usable(reader)
    tap = reader.page.tap if looks.get("has_touch") else reader.page.click
    tap("text=A line of newsletter")
    tap("#wrong")
    tap("text=The ramp was mended.")
    tap("#missed")
    tap("[data-field=title] button")
    is_usable(reader)
    tap("#help")
    is_usable(reader)
    reader.leaves()


def test_a_thousand_records_are_listed_and_one_is_unpacked(browser: Any, tmp_path: Path) -> None:
    body = "\n".join(
        f"The ferry to Norholm sailed at {hour} with {hour * 7} people on board, the line said." for hour in range(60)
    )
    menu = "\n".join(f"Menu {number}" for number in range(100))
    cuts = {f"Menu {number}\n": ("navigation", 0.98) for number in range(99)}
    records = [
        made(f"{menu}\n{body}\n{number}", cuts, f"{number}.html", title=f"Ferry {number}") for number in range(1000)
    ]
    path = built(tmp_path, records, "--sample", "1000")
    assert path.stat().st_size < 1.5 * (tmp_path / "run.jsonl").stat().st_size
    reader = Reader(browser, path)
    assert len(reader.titles()) == 1000
    # What is known of all, and the first document; `benchmarks.review_page` has the seconds.
    assert reader.page.evaluate("unpacked") == 2
    assert reader.page.locator("*").count() < 10 * 1000
    reader.leaves()


def test_a_long_document_is_shown_in_part(browser: Any, tmp_path: Path) -> None:
    source = "\n".join(f"Line {number} stays." for number in range(5000)) + "\n" + "\u200b" * 300_000 + "end"
    reader = Reader(browser, built(tmp_path, [made(source, {}, "long.txt")]))
    assert reader.page.locator(".row").count() == 3000
    reader.page.click("text=Show the other 2,001 lines")
    assert reader.page.locator(".row").count() == 5001
    assert "(50000 signs)" in reader.text(".row:last-child") and "250,003 more characters" in reader.text(
        ".row:last-child"
    )
    reader.leaves()


def test_it_prints_the_document(browser: Any, tmp_path: Path) -> None:
    reader = Reader(browser, built(tmp_path, some()))
    reader.page.emulate_media(media="print")
    assert reader.page.is_visible("#rows") and reader.page.is_visible("#facts")
    assert reader.page.is_visible("h1")
    unprinted = ("nav", "#why", "#save", "#facts button", "#plots", "#facts details")
    assert not any(reader.page.is_visible(selector) for selector in unprinted)
    assert len(reader.page.pdf()) > 10_000
    reader.leaves()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_report_in_a_browser(browser: Any, tmp_path: Path, width: int) -> None:
    built(tmp_path, [hostile(1), *some()])
    done = CliRunner().invoke(main, ["report", str(tmp_path / "run.jsonl"), "-o", str(tmp_path / "report.html")])
    assert done.exit_code == 0, done.output
    reader = Reader(browser, tmp_path / "report.html", viewport={"width": width, "height": 800})
    is_usable(reader)
    assert reader.page.evaluate("window.harmed") is None and "least sure" in reader.text("main")
    reader.leaves()
