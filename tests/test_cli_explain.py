"""`cleaner explain`: cuts that can be seen without colour, and no terminal steered by a document."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from rich.cells import cell_len
from rich.text import Text

import cleaner
from cleaner.article import Article, Cut, Story
from cleaner.cli import main
from cleaner.cli.sheet import Sheet, wrap
from cleaner.document import Repair
from cleaner.text.printable import one_line, printable
from tests.strategies import pages, texts

ENGINE = cleaner.Cleaner()
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def article(*parts: tuple[str, str] | str, repairs: list[Repair] | None = None, **fields: object) -> Article:
    """An article whose source is the parts; (text, label) is cut."""
    source, removed = "", []
    for part in parts:
        text, label = (part, None) if isinstance(part, str) else part
        if label:
            cut = Cut(len(source), len(source) + len(text), label, f"en.{label}.test", 0.8, f"Why {label}.", text)
            removed.append(cut)
        source += text
    return Article(source=source, removed=removed, repairs=repairs or [], **fields)  # type: ignore[arg-type]


def sheet(
    given: Article,
    width: int = 80,
    *,
    beside: bool = False,
    coloured: bool = False,
    labels: str = "",
    verbose: bool = False,
) -> list[str]:
    page = Sheet(given, coloured=coloured, labels=frozenset(labels.split()), verbose=verbose)
    return list(page.lines(width, beside=beside))


def body(given: Article, width: int = 80, *, labels: str = "", verbose: bool = False) -> list[str]:
    """The document without its metadata."""
    lines = sheet(given, width, labels=labels, verbose=verbose)
    return lines[lines.index("") + 1 :]


SAMPLE = article(
    ("Home  News  Sport", "navigation"), "\n\n", ("Mill to open", "headline"), "\n\n\n",
    "The mill opens in May, the town said. ", ("Ring 0900 123.", "contact"), " Nobody minds.\n",
    ("Photo: Jan Aldous", "credit"), "\n",
)  # fmt: skip


def test_cuts_have_their_label_and_rule_beside_them() -> None:
    assert body(SAMPLE) == [
        "[-navigation-]   Home  News  Sport (en.navigation.test)",
        "",
        "[-headline-]     Mill to open (en.headline.test)",
        "",
        "[-contact-]      The mill opens in May, the town said. [-Ring 0900 123.-] Nobody",
        "[-contact-]      minds. (en.contact.test)",
        "[-credit-]       Photo: Jan Aldous (en.credit.test)",
    ]


def test_a_document_without_cuts_has_no_margin() -> None:
    assert body(article("Only a sentence.\n\nAnd another.\n")) == ["Only a sentence.", "", "And another."]
    assert body(article("")) == ["(nothing)"]


def test_cuts_of_several_labels_in_one_line() -> None:
    lines = body(article("Said ", ("one", "hash"), " and ", ("two", "social"), "."))
    assert lines == ["[-hash+-]    Said [-one-] and [-two-]. (en.hash.test) (en.social.test)"]


def test_a_cut_over_several_lines_is_marked_on_each() -> None:
    lines = body(article(("First comment\n\nSecond comment\n", "comments"), "Kept.", " "))
    assert lines == ["[-comments-]   First comment", "", "[-comments-]   Second comment (en.comments.test)",
                     "               Kept."]  # fmt: skip


def test_reasons_are_told_when_asked_for() -> None:
    lines = body(SAMPLE, verbose=True)
    assert "                     headline, 0.80: Why headline." in lines
    assert not any("Why" in line for line in body(SAMPLE))


def test_one_label_with_its_neighbours() -> None:
    long = article(
        "One.\n\nTwo.\n\nThree.\n\n", ("Cut.", "hash"), "\n\nFour.\n\nFive.\n\n", ("Other.", "form"), "\n\nSix."
    )
    assert body(long, labels="hash") == [
        "...",
        "           Three.",
        "[-hash-]   Cut. (en.hash.test)",
        "           Four.",
    ]
    assert body(long, labels="hash form")[2:] == [
        "[-hash-]   Cut. (en.hash.test)", "           Four.", "           Five.", "[-form-]   Other. (en.form.test)",
        "           Six.",
    ]  # fmt: skip
    assert body(long, labels="error") == ["(no cut has this label)"]


def test_repairs_are_shown_in_place_and_counted() -> None:
    source = "Bad\x00 luck\x00, twice."
    repairs = [Repair(at, at + 1, "\x00", "", "repair.invisible") for at in (3, 9)]
    assert body(article(source, repairs=repairs)) == [
        "Bad{\\x00=>} luck{\\x00=>}, twice.", "", "repairs", '  repair.invisible: "\\x00" => ""  2 times',
    ]  # fmt: skip


def test_repairs_over_line_ends_and_over_cuts() -> None:
    joined = article("One", "\n\n", ", two. Three", "\n", ("AD", "advertisement"), "\n", ", four.")
    joined.repairs = [Repair(3, 5, "\n\n", "", "r.join"), Repair(17, 21, "\nAD\n", "", "r.join")]
    assert body(joined) == [
        "                    One{\\n\\n=>}, two. Three",
        "[-advertisement-]   AD (en.advertisement.test)",
        "                    , four.",
        "",
        "repairs",
        '  r.join: "\\n\\n" => ""',
        '  r.join: "\\nAD\\n" => ""  at 17-21, around cuts',
    ]


def test_metadata_above_and_beside() -> None:
    known = article(
        "Text. " * 30, ("By Ilse Korhonen", "byline"),
        title="Mill to open", authors=["Ilse Korhonen", "Jan Aldous"], copyright={"holder": "Courier", "year": 2023},
        images=[{"caption": "The mill", "credit": None}], stories=[Story("Mill to open", 0, 5, "Text."), Story(None, 6, 11, "Text.")],
        provenance={"title": {"source": "block", "key": "h1", "rule": "headline.line",
                              "candidates": [{"value": "Mill", "source": "meta", "key": "og:title"}]}},
    )  # fmt: skip
    above = sheet(known)
    assert above[:8] == [
        "title      Mill to open", "authors    Ilse Korhonen; Jan Aldous", "copyright  2023 Courier",
        "image      caption: The mill", "story      Mill to open", "story      (no title)", "kept       180 characters",
        "cut        16 characters (8.2%): byline 1",
    ]  # fmt: skip
    beside = sheet(known, 120, beside=True)
    assert beside[0][:80].startswith("[-byline-]   Text. Text.") and beside[0][80:] == "title      Mill to open"
    assert beside[1][80:] == "authors    Ilse Korhonen; Jan Aldous"
    assert max(map(len, beside)) <= 120
    told = sheet(known, verbose=True)
    assert told[1:3] == [
        "           - from block h1, cut by headline.line",
        "           - not 'Mill' from meta og:title",
    ]


def test_colours_show_what_marks_show() -> None:
    shown = "\n".join(sheet(SAMPLE, coloured=True))
    # 2 is dim, 9 is struck through; the marks are not needed then.
    struck = re.findall(r"\x1b\[2;9;3\dm(.*?)\x1b\[0m", shown)
    assert struck == ["Home  News  Sport", "Mill to open", "Ring 0900 123.", "Photo: Jan Aldous"]
    assert "[-" not in ESCAPE.sub("", shown)
    assert "credit       Photo: Jan Aldous (en.credit.test)" in ESCAPE.sub("", shown).splitlines()
    assert "\n\x1b[34mcredit" in shown  # in the colour of its label


HOSTILE = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eevil \ud800 [bold]rich[/bold] \x7f\x08 \r over"


def test_no_terminal_is_steered() -> None:
    bad = article(HOSTILE + " ", (HOSTILE, "other"), title=HOSTILE, authors=[HOSTILE])
    bad.removed[0].rule = bad.removed[0].reason = HOSTILE
    bad.repairs = [Repair(0, 1, HOSTILE, HOSTILE, HOSTILE)]
    for coloured in (True, False):
        for line in sheet(bad, 120, beside=True, coloured=coloured, verbose=True):
            assert not UNSAFE.search(ESCAPE.sub("", line) if coloured else line)
            assert "\x1b]" not in line and "\x1b[31mred" not in line
    assert any("[bold]rich[/bold]" in line for line in sheet(bad, 500))
    assert printable("a\tb\nc\x1b\U000e0041") == "a    b\nc\\x1b\\U000e0041"
    assert one_line("a\nb\u200b") == "a\\nb\\u200b"


def letters(text: str) -> str:
    return "".join(text.split())


def check(given: Article) -> None:
    """Nothing is left out, nothing is too wide, nothing steers the terminal."""
    for width in (40, 80):
        lines = sheet(given, width)
        assert all(cell_len(line) <= width for line in lines)
        assert not any(UNSAFE.search(line) for line in lines)
    shown = iter(letters("".join(lines)))
    told = re.sub(r"[\r\x0b\x0c\x85\u2028\u2029]", "\n", given.restore())  # these end lines, and are not shown
    assert all(letter in shown for letter in letters(printable(told)))


@given(texts())
@example("ʰ\r\u200c\n")  # a joiner that joins nothing, since a line ends before it
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_shown(source: str) -> None:
    check(ENGINE.clean(source, kind="text"))


@given(pages())
@settings(max_examples=40, deadline=None)
def test_any_page_can_be_shown(page: str) -> None:
    check(ENGINE.clean(page, kind="html"))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two ", "three"]),
        ("    indented words", 12, ["    indented", "words"]),
        ("abcdefghijkl mn", 5, ["abcde", "fghij", "kl mn"]),
        ("ab cdefghijk", 5, ["ab ", "cdefg", "hijk"]),
        ("港の理事会", 4, ["港の", "理事", "会"]),
        ("a港の", 4, ["a港", "の"]),
        (" " * 10 + "x", 5, ["     ", "     ", "x"]),
    ],
)
def test_wrapping(text: str, width: int, lines: list[str]) -> None:
    assert [row.plain for row in wrap(Text(text), width)] == lines


# As a command


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(
        "Ferry runs again\n\nBy Ilse Korhonen\n\nThe ferry to Norholm runs again from Monday, eleven weeks after it "
        "struck the pier at Vesterlund, the line said.\n\nDivers found a crack in the hull that nobody had seen yet.\n"
    )
    return path


def call(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], input=stdin)


def test_explain_a_file_and_stdin(story: Path) -> None:
    done = call(str(story))
    assert done.exit_code == 0
    assert re.search(r"^authors +Ilse Korhonen$", done.stdout, re.M)
    assert re.search(r"^\[-byline-\] +By Ilse Korhonen \(en\.byline\.[a-z-]+\)$", done.stdout, re.M)
    assert "crack in the hull" in done.stdout
    assert "\x1b" not in done.stdout and max(map(len, done.stdout.splitlines())) <= 80
    assert call("-", stdin=story.read_text()).stdout == done.stdout
    assert max(map(len, call(str(story), "--width", "40").stdout.splitlines())) <= 40
    assert "crack" not in call(str(story), "--label", "byline").stdout


def test_what_explain_refuses(story: Path) -> None:
    assert call(str(story.parent)).exit_code == 2
    assert call(str(story), "--label", "poem").exit_code == 2
    assert call(str(story), "--width", "10").exit_code == 2
    gone = call("nowhere.txt")
    assert gone.exit_code == 1 and gone.stderr.startswith("cleaner: nowhere.txt: ") and "no such file" in gone.stderr
    for name in ("nowhere.warc.gz#2", f"{story.parent}/nowhere.warc.gz#2"):
        assert call(name).stderr.startswith(f"cleaner: {name.removesuffix('#2')}: There is no such file")
    (story.parent / "odd.txt").write_bytes(bytes(range(256)) * 9)
    assert f"{story.parent / 'odd.txt'}: " in call(str(story.parent / "odd.txt")).stderr
    assert "too-large" not in call(str(story)).stderr
    assert call(str(story), "--max-size", "10").exit_code == 1


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_on_a_terminal_unless_unwanted(story: Path, no_color: str, coloured: bool) -> None:
    pty = pytest.importorskip("pty")
    outer, inner = pty.openpty()
    root = str(Path(cleaner.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root, "TERM": "xterm-256color", "NO_COLOR": no_color, "COLUMNS": "90"}
    running = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "explain", str(story)], stdout=inner, stderr=subprocess.PIPE, env=environment
    )
    os.close(inner)
    shown = b""
    while True:
        try:
            shown += os.read(outer, 4096)
        except OSError:
            break
    os.close(outer)
    running.communicate(timeout=60)
    assert running.returncode == 0
    assert (b"\x1b[" in shown) is coloured
    assert (b"[-byline-]" in shown) is not coloured
