"""Markdown: its words are the text's, its marks are the page's, and what looks like a mark is none."""

from __future__ import annotations

import re
import sys
from xml.sax.saxutils import escape

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.article import Article
from cleaner.document import Mark
from tests import reading_markdown as reading
from tests.strategies import nested, pages, texts

PARAGRAPH = "The ferry to Oskelund lies in the ice for the third day, and the board of the harbour hopes for a thaw."
LAST = "The board meets again on Friday, when the forecast for the coming week will be known to everybody."


def page(inner: str) -> Article:
    """An article of two paragraphs with something between them."""
    article = cleaner.clean(
        f"<html><body><article><h1>Ferry in ice</h1><p>{PARAGRAPH}</p>{inner}<p>{LAST}</p></article></body></html>",
        kind="html",
        url="https://courier.example/news/ferry.html",
    )
    assert PARAGRAPH in article.text and LAST in article.text
    return article


def middle(inner: str) -> str:
    """What Markdown writes for the part between the two paragraphs."""
    markdown = page(inner).markdown()
    return markdown.partition(PARAGRAPH)[2].rpartition(LAST)[0].strip("\n")


def article(text: str, *marks: tuple[int, int, str] | tuple[int, int, str, dict[str, object]]) -> Article:
    """An article of a text and its marks."""
    return Article.from_dict({"text": text, "kind": "html", "structure": [list(mark) for mark in marks]})


def test_headings_lists_and_quotes() -> None:
    assert middle("<h2>What the board says</h2><p>Nothing yet was said about the cost of the ice breaker.</p>") == (
        "## What the board says\n\nNothing yet was said about the cost of the ice breaker."
    )
    listed = (
        "<ol start=3><li>Ferries that go to the north island<ul><li>Vessel Marta</li><li>Vessel Ilse</li></ul></li>"
        "<li value=7>Ferries that go to the south island</li></ol>"
    )
    assert middle(listed) == (
        "3. Ferries that go to the north island\n   - Vessel Marta\n   - Vessel Ilse\n7. Ferries that go to the south island"
    )
    assert middle(
        "<blockquote><p>We have bread until Friday, and then we bake what we find in the house.</p></blockquote>"
    ) == ("> We have bread until Friday, and then we bake what we find in the house.")


def test_links_and_emphasis() -> None:
    text = 'The <a href="/board">harbour <b>board</b></a> asked for <i>every</i> boat, <a href="javascript:x()">it said</a>.'
    assert middle(f"<p>{text}</p>") == (
        "The [harbour **board**](https://courier.example/board) asked for _every_ boat, it said."
    )
    assert "](" not in page(f"<p>{text}</p>").markdown(links=False)


def test_a_footnotes_mark_links_to_its_note() -> None:
    made = page(
        '<p>The ice is older than the ferry.<sup><a href="#note-1">1</a></sup> So <a href="#">the board</a> said.</p>'
    )
    assert "ferry. [1](https://courier.example/news/ferry.html#note-1) So the board said." in made.markdown().replace(
        "<sup>", ""
    ).replace("</sup>", "")


def test_emphasis_within_a_word_is_still_emphasis() -> None:
    """Markdown takes no _ for a mark within a word, and no ** between a letter and a sign."""
    assert middle(
        "<p>The un<em>believ</em>able ice of the winter is there, <b>(thick)</b>er than in other years.</p>"
    ) == ("The un<em>believ</em>able ice of the winter is there, <strong>(thick)</strong>er than in other years.")


def test_code_beside_code_is_one_stretch() -> None:
    made = page(
        "<p>Its signal: <code>**</code><code>*</code>, and <b><code>-</code></b><code>-</code> at night, all year.</p>"
    )
    assert "`***`, and **`-`**`-` at night" in made.markdown()
    assert reading.words(made.markdown()) == made.text.split()


def test_code_keeps_its_language_and_white_space() -> None:
    code = "def thaw(ice):\n  while ice:\n\n\n    ice -= 1  # ``` <b>\n"
    markdown = page(f'<pre><code class="language-python">{code.replace("<", "&lt;")}</code></pre>').markdown()
    assert ("code python", code) in reading.blocks(markdown)


@pytest.mark.parametrize(
    ("formula", "tex"),
    [
        ("<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>", "$E = m c^{2}$"),
        (
            '<math display="block"><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>',
            r"$$\frac{a}{b + 1}$$",
        ),
        ('<math alttext="{\\displaystyle v_{x}}"><mi>v</mi></math>', "$v_{x}$"),
        (
            '<span class="katex"><span class="katex-mathml"><math><semantics><mi>v</mi><annotation encoding="application/x-tex">'
            'v_1 \\cdot t</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">v1t</span></span>',
            r"$v_1 \cdot t$",
        ),
        (
            '<span class="MathJax_Preview">[v]</span><span class="MathJax" id="MathJax-Element-1-Frame" style="x">v1</span>'
            '<script type="math/tex; mode=display">v_1 < 3</script>',
            "$$v_1 < 3$$",
        ),
        ('<img class="mwe-math-fallback-image-inline" src="/v" alt="{\\displaystyle v_{1}}">', "$v_{1}$"),
        (
            "<math><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd>c</mtd></mtr></mtable></math>",
            r"$\begin{matrix} a & b \\ c \end{matrix}$",
        ),
    ],
)
def test_formulas_are_tex(formula: str, tex: str) -> None:
    made = page(f"<p>The ice has the speed {formula} of a boat, which is worth $5 or more to the harbour board.</p>")
    assert f"The ice has the speed {tex} of a boat, which is worth \\$5 or" in made.markdown()
    bare = tex.strip("$")
    assert f"speed {bare} of a boat, which is worth $5 or" in made.text
    assert reading.words(made.markdown(), reading.MATH) == made.text.split()
    assert lxml.html.fromstring(made.html()).find_class("math")[0].text == bare
    assert f'<formula notation="TeX">{escape(bare)}</formula>' in made.tei()


def test_formulas_between_delimiters_of_mathjax_are_marked() -> None:
    made = page(
        r"<p>The <b>ice \(v_1 < 3\) of</b> the harbour is \[x^{2}\] tons, \(not\) a formula, and <code>\(a_1\)</code> is code worth $5.</p>"
    )
    assert (
        r"The ice \(v_1 < 3\) of the harbour is \[x^{2}\] tons, \(not\) a formula, and \(a_1\) is code worth $5."
        in made.text
    )
    assert (
        r"The **ice $v_1 < 3$ of** the harbour is $$x^{2}$$ tons, \\(not\\) a formula, and `\(a_1\)` is code worth \$5."
        in made.markdown()
    )
    assert r'<formula notation="TeX">v_1 &lt; 3</formula>' in made.tei()
    assert '<span class="math display">x^{2}</span>' in made.html()


def test_a_formula_beside_another_or_a_number_is_code() -> None:
    made = page(
        r"<p>The ice is \(v_1\)\(v_2\) and <math><mi>a</mi></math><math><mi>b</mi></math> or \(v_3\)4 tons heavy.</p>"
    )
    assert "The ice is $v_1$`v_2` and $a$`b` or `v_3`4 tons" in made.markdown()


def test_a_formula_nested_deep_is_read_in_linear_time() -> None:
    deep = page(f"<p>The ice has the speed <math>{'<msqrt>' * 5000}v{'</msqrt>' * 5000}</math> of a boat.</p>")
    assert re.search(r"speed (\\sqrt\{){63}v\}{63} of", deep.text)


def test_tables_are_read_back_cell_by_cell() -> None:
    rows = [["Boat", "Tons", "Ice"], ["Marta | Ilse", "1,200", "no"], ["Old `Grete`", "", "a\\b"]]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    assert reading.tables(middle(f"<table>{cells}</table>")) == [[["", "", ""], *rows]]
    headed = "<table><tr><th>Boat<th>Tons</tr><tr><td>Marta<td>1,200</tr><tr><td>Ilse<td>90</tr></table>"
    assert reading.tables(middle(headed)) == [[["Boat", "Tons"], ["Marta", "1,200"], ["Ilse", "90"]]]
    spanned = f"<table><tr><th colspan=100>All boats</tr>{cells}<tr><td>Ilse<td colspan=65534>90</tr></table>"
    assert reading.tables(middle(spanned)) == [[["All boats", "", ""], *rows, ["Ilse", "90", ""]]]


@pytest.mark.parametrize(
    "boats", ["Two boats", "Two boats that went down in the storm of the last winter, and one crane " * 2]
)
def test_lists_and_code_in_cells_stay_apart(boats: str) -> None:
    """GFM has no mark for a list in a cell: it stands there in HTML, whether the row is one line of the text or many."""
    boats = boats.strip()
    cells = [f"<ul><li>Sound ramp<li>{boats}</ul>", "<ol><li>Thin <b>ice</b><li>A crane</ol>", "<pre>sail(a|b)</pre>"]
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    made = page(f"<table><tr><th>Good<th>Bad<th>Code</tr><tr>{row}</tr></table>")
    assert (
        f"| <ul><li>Sound ramp</li><li>{boats}</li></ul> | <ol><li>Thin **ice**</li><li>A crane</li></ol> | `sail(a\\|b)` |"
    ) in made.markdown()
    assert reading.words(made.markdown()) == made.text.split()


MARKS = st.sampled_from(
    ["ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "table", "tr", "td", "th", "h2", "a", "strong", "em", "code",
     "del", "sub", "sup", "math", "p", "unknown"]
)  # fmt: skip
HOSTILE = st.sampled_from(
    ["*", "**", "_", "__", "`", "```", "~~", "#", "# ", "> ", "- ", "+ ", "1. ", "2) ", "[", "]", "](", "](x)", "![", "[^1]", "[a]: b",
     "|", "||", "---", "===", "***", "<b>", "<!--", "&amp;", "&", "\\", "\n", "\n\n", " ", "word", "ice", "é", "港", ".", "!", "$", "\t", "[ ] "]
)  # fmt: skip


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Articles of hostile text and marks that lie within one another."""
    text = "".join(draw(st.lists(HOSTILE, max_size=30))).strip()
    marks: list[tuple[int, int, str, dict[str, object]]] = []

    def mark(start: int, end: int, depth: int) -> None:
        here = start
        while here < end and depth < 5 and draw(st.booleans()):
            first = draw(st.integers(here, end - 1))
            last = draw(st.integers(first + 1, end))
            attributes: dict[str, object] = {"href": draw(st.sampled_from(["https://a.example/b(c)_d_`", "x y", "#n"]))}
            marks.append((first, last, draw(MARKS), attributes))
            mark(first, last, depth + 1)
            here = last

    mark(0, len(text), 0)
    return article(text, *marks)


@given(articles())
def test_markdown_without_its_marks_is_the_text(made: Article) -> None:
    reader = reading.MATH if any(mark.tag == "math" for mark in made.structure) else reading.READER
    assert "".join(reading.words(made.markdown(), reader)) == "".join(made.text.split())


@pytest.mark.long
@given(pages() | nested())
def test_markdown_of_any_page_is_its_text(source: str) -> None:
    made = cleaner.clean(source, kind="html")
    assert reading.words(made.markdown()) == made.text.split()
    assert Article.from_dict(made.to_dict()).markdown() == made.markdown()


@given(texts())
def test_markdown_of_any_text_is_the_text(source: str) -> None:
    made = cleaner.clean(source, kind="text")
    assert re.findall(r"\w+", made.markdown().replace("\\", "")) == re.findall(r"\w+", made.text.replace("\\", ""))


def test_a_paragraph_that_keeps_its_spaces_keeps_its_links() -> None:
    """Site builders write style="white-space: pre-wrap" on every paragraph."""
    text = 'The <a href="/board">harbour board</a> asked for <b>every</b> boat that can break the ice.'
    assert middle(f'<p style="white-space:pre-wrap">{text}</p>') == (
        "The [harbour board](https://courier.example/board) asked for **every** boat that can break the ice."
    )


def test_a_box_in_preformatted_text_keeps_its_lines() -> None:
    made = article("Ice\n\nBread\n\nMilk", (0, 16, "pre"), (5, 16, "blockquote"))
    assert reading.words(made.markdown()) == ["Ice", "Bread", "Milk"]


def test_a_sentence_that_goes_on_in_the_next_item_is_one_item() -> None:
    first, rest = (
        "The work will cost 3.2 million crowns in the first of two winters",
        ", said the treasurer, and two more in the second.",
    )
    made = page(f"<ul><li>{first}</li><li>{rest}</li></ul>")
    start = made.text.index(first)
    assert [mark[:3] for mark in made.structure if mark.tag == "li"] == [(start, start + len(first + rest), "li")]


def test_items_without_a_list_are_one() -> None:
    made = article("Bread\nMilk\n\nEnd.", (0, 5, "li"), (6, 10, "li"))
    assert made.markdown() == "- Bread\n- Milk\n\nEnd."


def test_a_text_shows_its_structure() -> None:
    text = f"{PARAGRAPH}\n\nWhat is left\n\n{LAST}\n\n- Bread\n- Milk\n\n3. Boats\n4. Nets\n\nBoat\tTons\nMarta\t90\n\n# Ice\n\nA rose\nis a rose"
    assert Article(text=text).markdown() == (
        f"{PARAGRAPH}\n\n## What is left\n\n{LAST}\n\n- Bread\n- Milk\n\n3. Boats\n4. Nets\n\n|  |  |\n| --- | --- |\n| Boat | Tons |\n"
        "| Marta | 90 |\n\n# Ice\n\nA rose  \nis a rose"
    )


@pytest.mark.parametrize("tag", ["ul", "blockquote", "dl", "table", "strong", "li"])
def test_deep_nesting_loses_nothing(tag: str) -> None:
    deep = article(f"{'word ' * 3}", *[(0, 14, tag)] * 1000)
    assert reading.words(deep.markdown()) == ["word"] * 3


@pytest.mark.long
def test_large_tables_take_linear_time() -> None:
    def calls(rows: int) -> int:
        text = "\n".join(["a\tb"] * rows)
        marks: list[Mark] = [Mark(0, len(text), "table", {})]
        for at in range(0, 4 * rows, 4):
            marks.append(Mark(at, at + 3, "tr", {}))
            marks += [Mark(at + 2 * n, at + 2 * n + 1, "td", {"colspan": 65534, "rowspan": 65534}) for n in (0, 1)]
        large, count = Article(text=text, structure=marks), 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(counted)
        try:
            written = large.markdown()
        finally:
            sys.setprofile(None)
        assert written.count("a") == rows
        return count

    assert calls(10_000) < 11 * calls(1_000)


def test_code_makes_no_definition_of_a_link() -> None:
    """`[a]: b` at the beginning of a paragraph is one, before anybody looks for code."""
    for marks in ([(1, 6, "code")], [(0, 6, "a", {"href": "https://a.example"}), (1, 6, "code")]):
        assert reading.words(article("[a]: b", *marks).markdown()) == ["[a]:", "b"]


def test_marks_stand_right_where_a_repair_changed_the_line() -> None:
    """What stands in the text as in the source has its marks placed by one sum, any other line piece by piece."""
    made = page("<p>The board donâ€™t expect <b>thin ice</b> before <a href='/ramp'>the ramp</a> is mended again.</p>")
    assert "The board don’t expect **thin ice** before" in made.markdown()
    marked = {mark.tag: made.text[mark.start : mark.end] for mark in made.structure}
    assert (marked["strong"], marked["a"]) == ("thin ice", "the ramp")
