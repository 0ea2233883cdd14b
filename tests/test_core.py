"""The compiled core: which of the two runs, how it is built, and that it gives what its twins in Python give."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from html import escape
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleaner import CleanerError, _core
from cleaner.document import LABELS, Block, Document, Evidence, Head
from cleaner.judge.facts import TEXT, Rows, text_facts
from cleaner.judge.genre import GENRE, genre_facts
from cleaner.judge.lines import HEAD, Lines, lines_of
from cleaner.judge.page_facts import PAGE, REGIONS, page_facts
from cleaner.judge.phrases import BITS, Phrases
from cleaner.read import html as reader
from cleaner.read.markup import CELL, ITEM
from cleaner.read.outline import RowShape
from cleaner.read.walk import Page
from cleaner.rules.search import Strings
from cleaner.trees import LEAVES, Trees
from tests.broken_pages import BROKEN, LAYOUTS, Build
from tests.strategies import nested, pages, shreds, tables

ROOT = Path(__file__).parents[1]
needs_core = pytest.mark.skipif(_core.native is None, reason="the compiled core was not built, or is not asked for")


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_the_core_runs_that_is_asked_for() -> None:
    wanted = os.environ.get("CLEANER_CORE") or _core.NAME
    assert _core.NAME == wanted == ("native" if _core.native else "python")


# --- which of the two runs ---


def test_python_can_be_forced() -> None:
    assert _core.load("python") is None
    assert "(core: python)" in run("-m", "cleaner", "--version", CLEANER_CORE="python").stdout


@pytest.mark.parametrize("found", [None, ModuleType("native")], ids=["missing", "of older sources"])
def test_where_the_core_is_missing_its_twins_run_unless_it_is_forced(
    found: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cleaner._core.native", found)
    monkeypatch.delattr(_core, "native")  # else the import finds it there
    assert _core.load(None) is None
    with pytest.raises(CleanerError, match=r"cannot be loaded.*Install cleaner where a C\+\+ compiler is") as caught:
        _core.load("native")
    assert caught.value.code == "no-core"


def test_another_name_is_an_error_of_the_command_line() -> None:
    told = run("-m", "cleaner", "--version", CLEANER_CORE="quick")
    assert told.returncode != 0 and not told.stdout
    assert 'CLEANER_CORE is "quick". It can be "native" or "python"' in told.stderr
    assert "Traceback" not in told.stderr


@needs_core
def test_the_core_is_taken_where_it_is() -> None:
    assert "(core: native)" in run("-m", "cleaner", "--version", CLEANER_CORE="native").stdout


# --- strings ---

BYTES = ("read more", "more", "read", "ore", "e", "2", "für", "登録", "sign up for ours", "»", "x")
NEEDLES = st.lists(
    st.tuples(st.sampled_from(("", "\n", "\x01")), st.sampled_from(BYTES), st.sampled_from(("", "\n", "\x01"))).map(
        "".join
    )
)
SEARCHED = st.lists(st.lists(st.sampled_from((*BYTES, " ", "x", "\0", "é", "🌊", "_"))).map("".join), max_size=6)


@needs_core
@given(st.lists(NEEDLES), SEARCHED, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_strings_are_found_as_by_the_twin(needles: list[list[str]], lines: list[str], pick: random.Random) -> None:
    most, spaces = ([pick.choice((0, 1, 2, sys.maxsize)) for _ in some] for some in (needles, lines))
    found = _core.native.Strings(needles, most).find(lines, spaces)
    assert found == Strings(needles, most).find(lines, spaces)


@needs_core
def test_strings_take_what_they_are_for() -> None:
    for needles in ([""], ["\x01"], [5]):
        with pytest.raises((ValueError, TypeError)):
            _core.native.Strings([needles], [1])
    with pytest.raises(ValueError):
        _core.native.Strings([["pier"]], [])
    with pytest.raises(TypeError):
        _core.native.Strings([["pier"]], [1]).find([b"pier"], [0])
    many = _core.native.Strings([["a" * length] for length in range(1, 17)], [1] * 16)
    assert many.find(["a" * 1_000_000], [0]) == {number: [0] for number in range(16)}


# --- trees ---

Node = Any
NAMES = ("length", "links", "words")
NUMBERS = st.sampled_from(
    (-(1 << 40), -(1 << 31), -40000, -32768, -1, 0, 1, 7, 32766, 32767, 32768, 40000, (1 << 31) - 1, 1 << 40)
)


def grow(seed: int, leaves: int, limits: tuple[int, ...]) -> Node:
    """A tree: a leaf's points, or (name, limit, subtree of what is not above it, subtree of what is)."""
    pick = random.Random(seed)

    def part(leaves: int) -> Node:
        if leaves == 1:
            return pick.randrange(-500, 500)
        left = pick.randrange(1, leaves)
        return pick.choice(NAMES), pick.choice(limits), part(left), part(leaves - left)

    return part(leaves)


def as_data(tree: Node) -> dict[str, Any]:
    """The tree as the models keep it."""
    questions: list[Any] = []
    points: list[int] = []

    def walk(node: Node) -> int:
        if isinstance(node, int):
            points.append(node)
            return int(1 << (len(points) - 1))
        place = len(questions)
        questions.append(None)
        left = walk(node[2])
        questions[place] = [node[0], node[1], left]
        return left | walk(node[3])

    walk(tree)
    return {"questions": questions, "points": points}


def answer(tree: Node, facts: dict[str, int]) -> int:
    while not isinstance(tree, int):
        tree = tree[3 if facts[tree[0]] > tree[1] else 2]
    return tree


@st.composite
def forests(draw: st.DrawFn) -> list[Node]:
    most = draw(st.sampled_from((1, 16, 17, LEAVES)))
    limits = draw(st.sampled_from(((-3, 0, 7), (-32768, 32766), (-40000, 5), (32767, 1 << 30))))
    seeds = draw(st.lists(st.integers(0, 1 << 20), min_size=1, max_size=5))
    return [grow(seed, random.Random(seed).randrange(1, most + 1), limits) for seed in seeds]


@given(forests(), st.lists(st.fixed_dictionaries({name: NUMBERS for name in NAMES}), max_size=70))
@settings(max_examples=60, deadline=None)
def test_trees_answer_as_if_they_were_walked(trees: list[Node], things: list[dict[str, int]]) -> None:
    data = [as_data(tree) for tree in trees]
    wanted = [[answer(tree, facts) for tree in trees] for facts in things]
    table = np.array([[facts[name] for facts in things] for name in NAMES], np.int64).reshape(len(NAMES), len(things))
    narrow = table.clip(-(1 << 31), (1 << 31) - 1).astype(np.int32)
    for kind in (Trees, *((_core.native.Trees,) if _core.native else ())):
        made = kind(data, NAMES)
        assert made.score(table) == made.score(narrow) == made.score_rows(things) == [sum(points) for points in wanted]
        assert [made.points([facts[name] for name in NAMES]) for facts in things] == wanted


@needs_core
def test_the_core_refuses_trees_and_tables_that_do_not_fit() -> None:
    assert _core.native is not None
    kind = _core.native.Trees
    with pytest.raises(ValueError, match="32"):
        kind([as_data(grow(1, LEAVES + 1, (0,)))], NAMES)
    with pytest.raises(ValueError, match="rules all of them out"):
        kind([{"questions": [["words", 0, 3]], "points": [1, 2]}], NAMES)
    with pytest.raises(KeyError):
        kind([{"questions": [["unknown", 0, 1]], "points": [1, 2]}], NAMES)
    made = kind([as_data(grow(1, 4, (0,)))], NAMES)
    for table in (np.zeros((2, 5), np.int32), np.zeros((3, 5), np.float64), np.zeros(3, np.int32)):
        with pytest.raises(ValueError, match="3 rows"):
            made.score(table)
    with pytest.raises(ValueError, match="3 facts"):
        made.points([1, 2])


def test_trees_with_too_many_leaves_are_refused() -> None:
    with pytest.raises(ValueError, match="33 leaves"):
        Trees([as_data(grow(1, LEAVES + 1, (0,)))], NAMES)


# --- facts of lines ---

MARKS = "".join(chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] in "PZ") + "\n\t\u200b"
LINE = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.lists(
        st.sampled_from(
            [
                "Marta",
                "left",
                "U.S.",
                "3.5",
                "港は静かだった。",
                "船が来た。」",
                "เรือ ออก",
                "«",
                "» ",
                "(",
                ").",
                "”",
                "😀",
                "𠀀",
                "ĲSSEL",
                "http",
                "www.",
                "@desk",
                "Home »",
                "Why?",
                "12:30",
                "5 May 2021",
                "ǅ",
            ]
        )
        | st.text(MARKS, max_size=2),
        max_size=9,
    ).map(" ".join),
    st.text("ab. ”\nก", max_size=6).map(("The pier was closed. " * 12)[: HEAD - 3].__add__),
)
LINES = st.lists(LINE, max_size=9)
WEIGHTS = np.random.default_rng(7).integers(-127, 128, 1 << 20, np.int8)


@needs_core
@given(LINES)
@settings(max_examples=300, deadline=None)
def test_lines_are_the_same_numbers(texts: list[str]) -> None:
    mine, twin = lines_of(texts), Lines(texts)
    assert type(mine) is not Lines and mine.n == twin.n
    for name in ("counts", "words"):
        found, wanted = getattr(mine, name), getattr(twin, name)
        assert (name, found.dtype, found.tolist()) == (name, wanted.dtype, wanted.tolist())
    assert mine.measured() == twin.measured()


@needs_core
@given(st.lists(st.tuples(LINE, st.integers(0, 24), st.integers(0, 24), st.integers(0, 8)), min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
def test_lines_have_the_same_facts(told: list[tuple[str, int, int, int]]) -> None:
    texts, hits, edge_hits, forms = (list(column) for column in zip(*told))
    nothing = [0] * len(told)
    breaks = [1 + number % 2 for number in range(len(told))]
    rows = Rows(texts, breaks, hits, edge_hits, nothing, forms)
    phrases = Phrases(np.zeros(1 << BITS, np.int8))
    phrases.table = WEIGHTS
    mine, twin = text_facts(lines_of(texts), rows, phrases), text_facts(Lines(texts), rows, phrases)
    assert mine.dtype == twin.dtype == np.int32
    assert dict(zip(TEXT, mine.tolist(), strict=True)) == dict(zip(TEXT, twin.tolist(), strict=True))


@needs_core
def test_the_core_refuses_what_are_no_lines_and_tables_that_do_not_fit() -> None:
    assert _core.native is not None
    for texts in ([b"bytes"], [None], [1]):
        with pytest.raises(TypeError):
            lines_of(texts)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="65538 characters"):
        _core.native.Lines(["text"], b"", b"", b"", str.isspace)
    lines: Any = lines_of(["one", "two"])
    for numbers, table in (([[0] * 3] * 7, WEIGHTS), ([[0] * 2] * 7, WEIGHTS[1:])):
        with pytest.raises(ValueError, match="7 numbers a line"):
            lines.text_facts(numbers, table)


# --- the walk of a page ---


def chain(element: Any) -> list[tuple[object, ...]]:
    """An element and what it lies in, as later steps see them."""
    found = []
    while element is not None:
        place = element.place if element.kind in (ITEM, CELL) else None
        holder = (element.block or element).number
        said = {key: "" if value == key else value for key, value in element.attrib.items()}  # <p nowrap> in a tree
        found.append((element.tag, said, element.kind, element.number, element.link, place, holder))
        element = element.parent
    return found


def shaped(shape: Any) -> object:
    if isinstance(shape, RowShape):
        return chain(shape.holder), [[(text, shaped(inner)) for text, inner in cell] for cell in shape.cells]
    return chain(shape.holder), shape.pieces, [(first, chain(owner)) for first, owner in shape.owners]


def walked(html: str, walk: Callable[[Any], Page] | None) -> list[object]:
    """What a page is read into, in a tree or by the parser's events."""
    with patch.object(reader, "_walk_tree", walk):
        page = reader.parse(html)
    blocks = [(block, shaped(block.shape)) for block in page.blocks]
    return [blocks, page.head, page.structured, page.frames]


RUBY = "<p>It says <ruby>港<rt>minato</ruby>, 10<sup>6</sup> m<sub>2</sub>, <a href='#n'><sup class=fn>3</sup></a>there.</p>"
FORMULAS = (
    "<p>Where <math alttext='{x}'><mi>x</mi></math><span class=katex-html>x</span> is <script type=math/tex>y</script>.</p>"
    "<p>A <img class=tex alt='$z$'><span class=MathJax_Preview>z</span><img src=a.png alt=pier> pier</p>"
)
PARTED = (
    "<div><a href=1>Home</a><a href=2>News</a><span>7</span><b>Ferries</b></div><p><span class=sr-only>New</span>By <a rel=author"
    " href=/people/1>Ilse Korhonen</a><time datetime=2021-03-04>4 March</time><span class=sr-only>window</span></p>"
    "<dl><dt>Pier<dd>shut<dd hidden>not shown</dl><ol start=4><li>One<li value=9>Two<li><p>Three</p><p>and more</p></ol>"
)
HIDDEN = (
    "<div class=tabs hidden><p>The pier was shut on Monday after the storm had torn two of its planks away and broken a rail.</p></div>"
    "<noscript><p>No scripts</p></noscript><dialog>Ask</dialog><pre>a\n\n  b</pre><p style='white-space: pre'>c\n d"
    "<h2>Two<br>lines</h2>one<br><br>two<br>three<span style='display:block'>four</span>"
    "<span style='display: inline-block'>5</span><span style='display: inline-block'>six</span><p>\u2003wide \xa0 spaces\x85 here"
)
ODD = st.sampled_from(
    (
        RUBY,
        FORMULAS,
        PARTED,
        HIDDEN,
        "\U0001f600  港\t町 é\xa0",
        "<div>" * 300 + "<p>deep</p>" + "</div>" * 280,
        "<x-a>",
        "<html lang=sv id=late><head class=no><title>Pier</title><body class=second><p>shut</body></html>",
    )
)


@needs_core
@given(st.lists(st.one_of(ODD, pages(max_parts=6), nested(), tables(), shreds()), min_size=1, max_size=4).map("".join))
@settings(max_examples=150, deadline=None)
def test_a_page_is_walked_alike(html: str) -> None:
    assert walked(html, _core.native.walk_tree) == walked(html, None)


@needs_core
@pytest.mark.parametrize("build", [*BROKEN, *LAYOUTS], ids=lambda build: build.__name__)
def test_a_broken_page_is_walked_alike(build: Build) -> None:
    assert walked(build(), _core.native.walk_tree) == walked(build(), None)


NAMED = st.sampled_from(
    ("true", "", "a-b" * 20, "heading", "articleBody__HTMLWrap col2", "-" * 498 + "ABc", "-" * 499 + "é")
)
KEYS = st.sampled_from(
    ("class", "id", "data-testid", "data-hookName", "aria-hidden", "itemprop", "role", "href", "style")
)


@needs_core
@given(st.dictionaries(KEYS, st.one_of(NAMED, st.text(max_size=60), st.text("abXYZ09 -é", max_size=30))))
def test_the_names_of_an_element_are_the_same(attrib: dict[str, str]) -> None:
    html = "<p " + " ".join(f'{key}="{escape(value)}"' for key, value in attrib.items()) + ">Ferry<b>s</b> sail"
    assert walked(html, _core.native.walk_tree) == walked(html, None)


@needs_core
def test_trees_of_another_lxml_are_not_walked() -> None:
    assert _core.native.fits(etree)
    major, minor, *_ = etree.LIBXML_VERSION
    assert not _core.native.fits(SimpleNamespace(LIBXML_VERSION=(major, minor + 1, 0), _Element=etree._Element))
    assert not _core.native.fits(SimpleNamespace(LIBXML_VERSION=etree.LIBXML_VERSION, _Element=object))


@needs_core
def test_the_compiled_walk_bears_any_tree() -> None:
    here = root = etree.Element("div")
    for level in range(100_000):
        here = etree.SubElement(here, "div" if level % 2 else "i")
    here.text, here.tail = "deep", "er"
    here.append(etree.Comment("no text"))
    here.append(etree.ProcessingInstruction("no", "text"))
    assert [block.text for block in _core.native.walk_tree(root).blocks] == ["deep", "er"]
    assert _core.native.walk_tree(etree.Element("br")) == Page()
    for wrong in (None, b"<p>", etree.ElementTree(root)):
        with pytest.raises(TypeError):
            _core.native.walk_tree(wrong)


@needs_core
def test_what_is_kept_of_a_page_outlives_its_tree() -> None:
    shapes = [reader.parse(f'<p id="n{number}">pier').blocks[0].shape for number in range(50)]
    gc.collect()
    assert [shape.holder.attrib for shape in shapes] == [{"id": f"n{number}"} for number in range(50)]


# --- whole documents ---

CLEAN_ALL = """
import gzip, hashlib, json, sys
import cleaner
engine = cleaner.Cleaner()
for name in sys.stdin.read().split("\\n"):
    with (gzip.open if name.endswith(".gz") else open)(name, "rb") as file:
        data = file.read()
    kind = "text" if name.endswith(".txt") else "html"
    try:
        told = json.dumps(engine.clean(data, kind=kind).to_dict(), sort_keys=True)
    except cleaner.CleanerError as error:
        told = repr(error)
    print(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest(), name)
"""


def documents() -> list[str]:
    """The samples, and of the evaluation's pages, where they are, a few; with CLEANER_SLOW=1 all that anybody may open."""
    found = [path for kind in ("txt", "html") for path in sorted((ROOT / "samples").glob(f"*.{kind}"))]
    evaluation = ROOT.parent / "shared" / "eval"
    opened = [path for path in sorted(evaluation.glob("*/html/*")) if path.parts[-3] != "blind"]
    return list(map(str, [*found, *opened[:: 1 if os.environ.get("CLEANER_SLOW") else 400]]))


@needs_core
@pytest.mark.long
def test_an_article_is_the_same_with_and_without_the_core() -> None:
    names = "\n".join(documents())
    told = [
        subprocess.run(
            [sys.executable, "-c", CLEAN_ALL], env={**os.environ, "CLEANER_CORE": core, "PYTHONPATH": str(ROOT)},
            input=names, capture_output=True, text=True, check=True,
        ).stdout
        for core in ("python", "native")
    ]  # fmt: skip
    assert told[0].splitlines() == told[1].splitlines() != []


# --- how it is built ---


@pytest.mark.long
def test_without_a_compiler_the_core_is_left_out_with_one_line(tmp_path: Path) -> None:
    if not (ROOT / "setup.py").exists():
        pytest.skip("no checkout")
    folders = "--build-temp", str(tmp_path / "temp"), "--build-lib", str(tmp_path / "lib")
    told = run("setup.py", "-q", "build_ext", *folders, CC="false", CXX="false", CLEANER_CORE="")
    assert told.returncode == 0, told.stderr
    (line,) = [line for line in told.stdout.splitlines() if line.startswith("cleaner: ")]
    assert line.startswith("cleaner: built without the compiled core, which needs a C++ compiler")
    assert not list((tmp_path / "lib").rglob("native*"))


# --- pages ---

BOXES = ("article", "body", "promo", "share", "nav", "post", "board", "Größe", "")
WEIGHED = st.dictionaries(st.sampled_from(BOXES[1:]), st.integers(-900, 900), max_size=5)
BLOCK = st.builds(
    Evidence,
    tag=st.sampled_from(("p", "li", "h1", "x-a")),
    ancestors=st.lists(st.just("div"), max_size=70).map(tuple),
    names=st.lists(st.sampled_from(BOXES), max_size=50).map(tuple),
    own_names=st.integers(0, 60),
    regions=st.frozensets(st.sampled_from((*REGIONS, "elsewhere"))),
    level=st.integers(0, 6),
    link_chars=st.integers(0, 300),
    links=st.lists(st.just("/pier"), max_size=4).map(tuple),
    container=st.sampled_from((0, 1, 2, 70000)),
    folded=st.booleans(),
    repeats=st.frozensets(st.sampled_from(("headline", "body", "description", "author", "site", "date", "tag"))),
)
LABELLED = st.integers(0, len(LABELS))


@needs_core
@given(
    st.lists(st.tuples(LINE, BLOCK, LABELLED, LABELLED, LABELLED, st.integers(-500, 500)), min_size=1, max_size=12),
    st.lists(LINE, max_size=2),
    WEIGHED,
)
@settings(max_examples=200, deadline=None)
def test_a_page_has_the_same_facts(told: list[Any], titles: list[str], weights: dict[str, int]) -> None:
    texts, evidence, hits, edge_hits, boxes, scores = (list(column) for column in zip(*told))
    rows = Rows(texts, [2] * len(told), hits, edge_hits, boxes, [number % 5 for number in range(len(told))])
    blocks = [Block(0, 0, text, evidence=one) for text, one in zip(texts, evidence)]
    head = Head(meta=[("og:title", title) for title in titles])
    phrases = Phrases(np.zeros(1 << BITS, np.int8))
    tables = []
    for core in (_core.native, None):
        with patch.object(_core, "native", core):
            lines = lines_of(texts)
            facts = text_facts(lines, rows, phrases)
            tables.append(np.concatenate((facts, page_facts(blocks, lines, head, facts, rows, weights))))
    mine, twin = tables
    assert mine.dtype == twin.dtype == np.int32
    assert dict(zip((*TEXT, *PAGE), mine.tolist(), strict=True)) == dict(
        zip((*TEXT, *PAGE), twin.tolist(), strict=True)
    )
    document = Document("", "html", blocks, head=head)
    found = genre_facts(document, mine, scores)
    with patch.object(_core, "native", None):
        assert dict(zip(GENRE, found, strict=True)) == dict(
            zip(GENRE, genre_facts(document, twin, scores), strict=True)
        )


@needs_core
def test_the_core_refuses_facts_and_evidence_that_do_not_fit() -> None:
    lines: Any = lines_of(["one", "two"])
    text, says, regions = np.zeros((len(TEXT), 2), np.int32), [frozenset("a")] * 4, ["nav"] * len(REGIONS)
    two = [Evidence("p"), Evidence("p", names=("a",), own_names=-3)]
    assert lines.page_facts(two, lines, text, [0, 1], {}, {}, says, regions).shape == (len(PAGE), 2)
    for evidence, table, boxes, sets in (
        (two[:1], text, [0, 1], says),
        (two, text[1:], [0, 1], says),
        (two, text.astype(np.int64), [0, 1], says),
        (two, text, [0, -1], says),
        (two, text, [0, 256], says),
        (two, text, [0], says),
        (two, text, [0, 1], says[1:]),
    ):
        with pytest.raises(ValueError):
            lines.page_facts(evidence, lines, table, boxes, {}, {}, sets, regions)
    with pytest.raises(OverflowError):
        lines.page_facts([Evidence("p", level=1 << 40), two[0]], lines, text, [0, 1], {}, {}, says, regions)
    with pytest.raises(AttributeError):
        lines.page_facts([None, two[0]], lines, text, [0, 1], {}, {}, says, regions)
    asked, core = list(range(12)), cast(Any, _core.native)
    for table, scores, evidence, rows in (
        (text, [1], two, asked),
        (text, [1, 2], two[:1], asked),
        (text, [1, 2], two, asked[1:]),
        (text, [1, 2], two, [*asked, len(TEXT)]),
        (text.astype(np.int64), [1, 2], two, asked),
    ):
        with pytest.raises(ValueError):
            core.genre_facts(table, scores, evidence, rows, 24, 9, {})
