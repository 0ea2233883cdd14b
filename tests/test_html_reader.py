"""How the lines of a page are read: broken markup, odd characters, layouts of all ages."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import cleaner
from cleaner.document import Document
from cleaner.read.formula import Formula
from cleaner.read.html import read_html
from cleaner.read.outline import Shape, runs
from tests import broken_pages as pages
from tests.broken_pages import HEADLINE, NAVIGATION, PARAGRAPHS


def lines(html: str | bytes) -> list[str]:
    """The lines of the source; each block gives one or more."""
    return [line for line in read_html(html).source.split("\n") if line]


def test_pages_are_read_side_by_side_in_threads() -> None:
    texts = [f"<p>Pier {number}</p><table><tr><td>{number}<td>b<tr><td>c<td>d</table>" * 30 for number in range(40)]
    wanted = [read_html(text).source for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda text: read_html(text).source, texts)) == wanted


def test_a_page_that_was_broken_off_leaves_nothing_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Formula, "tex", break_off)
        with pytest.raises(KeyboardInterrupt):
            read_html("<title>One</title><script type=ld+json>{}</script><p>Kelp <math><mi>x</mi></math> and salt")
    document = read_html("<title>Two</title><p>Salt")
    assert document.source == "Salt"
    assert document.head and document.head.title == "Two" and not document.head.scripts


def check_spans(document: Document) -> None:
    """Blocks stand in order in the source, with white space between them."""
    here = 0
    for block in document.blocks:
        assert not document.source[here : block.start].strip()
        assert document.source[block.start : block.end].strip() == document.source[block.start : block.end] != ""
        here = block.end
    assert not document.source[here:].strip()


@pytest.mark.parametrize("build", pages.BROKEN, ids=lambda build: build.__name__)
def test_broken_markup_loses_no_paragraph(build: pages.Build) -> None:
    document = read_html(build())
    check_spans(document)
    assert [line for line in document.source.split("\n") if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert HEADLINE in document.source
    assert not {"<", ">", "{", "function", "xmlns"} & set(document.source)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_open_quote_takes_what_stands_before_the_next(quote: str) -> None:
    """As in browsers: the attribute's value goes on to the next quote; the rest of the page is there."""
    found = lines(pages.open_quote(quote))
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in found] == [PARAGRAPHS[1]]


def test_what_a_page_begins_and_is_cut_off_in_is_not_shown() -> None:
    """A crawl's limit of size cuts pages anywhere."""
    page = pages.page(pages.article()).partition("</article>")[0]
    for rest in (
        "<!-- the footer <p>of",
        "<style>p { color",
        "<script>var a = '<p>b</p>'",
        "<p class='a",
        "<",
        "</",
        "&am",
        "<!",
        "<![CDATA[",
    ):
        found = lines(page + rest)
        assert found[-1] in (PARAGRAPHS[-1], "&am", "<", "</"), rest


def test_cdata_in_a_script_and_around_text() -> None:
    assert lines(pages.xhtml_with_cdata())[len(NAVIGATION) :] == [HEADLINE, *PARAGRAPHS, pages.RIGHTS]


def test_text_is_read_from_tag_to_tag_whatever_is_written_as_a_reference_or_lies_between() -> None:
    (block,) = read_html("<p>The <a href=/b>Brennholm&nbsp;ferry&#32;&amp;<!-- no --> its crew</a> sail").blocks
    assert block.text == "The Brennholm ferry & its crew sail"
    assert block.evidence and block.evidence.link_chars == len("Brennholm ferry & its crew")


def test_a_second_body_gives_the_first_one_no_names() -> None:
    page = "<body class=first><p>The ferry sails.<body class=second id=late><p>The pier is shut."
    assert [block.evidence and block.evidence.names for block in read_html(page).blocks] == [("first",)] * 2


# --- layouts ---


@pytest.mark.parametrize("build", pages.LAYOUTS, ids=lambda build: build.__name__)
def test_paragraphs_of_every_age(build: pages.Build) -> None:
    document = read_html(build())
    check_spans(document)
    texts = [block.text for block in document.blocks]
    assert [text for text in texts if text in PARAGRAPHS] == list(PARAGRAPHS)
    for block in document.blocks[1:]:
        if block.text in PARAGRAPHS[1:]:
            assert block.breaks == 2, block.text


def test_table_layout_of_1999_keeps_its_columns_apart() -> None:
    found = lines(pages.layout_of_1999())
    assert found[:4] == ["Home", "News", "Weather", "Ferries"]
    assert found[-3:] == ["Sponsored by", "Vell & Sons", "© 1999 The Brennholm Tidings"]
    for block in read_html(pages.layout_of_1999()).blocks:
        assert block.evidence and "table" not in block.evidence.regions


def test_a_line_break_in_a_heading_is_a_space() -> None:
    assert lines("<h1>Salt works<br>to reopen</h1><p>Verse<br>of two lines</p>") == [
        "Salt works to reopen",
        "Verse",
        "of two lines",
    ]


def test_frames() -> None:
    assert lines(pages.frameset(pages.article())) == [HEADLINE, *PARAGRAPHS]
    document = read_html(pages.frameset(""))
    assert document.source == "" and not document.blocks and document.head and document.head.title == HEADLINE


# --- what is shown and what is not ---


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'><p>SECRET</p></div>", "<p hidden>SECRET</p>", "<p style='visibility: hidden'>SECRET</p>",
        "<div style='color:red;DISPLAY : NONE'>SECRET</div>", "<template><p>SECRET</p></template>",
        "<script type='text/template'><p>SECRET</p></script>", "<noscript>SECRET</noscript>", "<dialog>SECRET</dialog>",
        "<textarea>SECRET</textarea>", "<select><option>SECRET</select>", "<!-- SECRET -->", "<object>SECRET</object>",
        "<video src='a.mp4'>SECRET</video>", "<iframe src='a.html'>SECRET</iframe>", "<svg><text>SECRET</text></svg>",
        "<amp-ad><div fallback>SECRET</div></amp-ad>", "<amp-list><template type='amp-mustache'>SECRET</template></amp-list>",
        "<input value='SECRET'>", "<img alt='SECRET'>", "<noscript><img alt='SECRET' src='a.png'></noscript>",
        "<p>Read <a href='/b'>the rest<span class='visually-hidden'> SECRET</span></a>.</p>",
        "<p>Read<span class='sr-only'> SECRET</span> on.</p>", "<audio controls>SECRET</audio>",
    ],
)  # fmt: skip
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    source = read_html(pages.page(pages.article() + hidden)).source
    assert "SECRET" not in source and PARAGRAPHS[-1] in source and pages.RIGHTS in source


@pytest.mark.parametrize(
    "shown",
    [
        "<p aria-hidden='true'>SHOWN</p>", "<div data-nosnippet><p>SHOWN</p></div>", "<dialog open>SHOWN</dialog>",
        "<p style='display:block'>SHOWN</p>", "<details><summary>SHOWN</summary></details>", "<p hidden=until-found>SHOWN</p>",
        "<label>SHOWN</label>", "<button>SHOWN</button>", "<marquee>SHOWN</marquee>", "<blink>SHOWN</blink>",
        "<x-card><p>SHOWN</p></x-card>", "<custom>SHOWN</custom>",
    ],
)  # fmt: skip
def test_what_is_shown_is_read(shown: str) -> None:
    assert "SHOWN" in lines(pages.page(pages.article() + shown))


def test_noscript_that_holds_the_page_is_read() -> None:
    document = read_html(f"<div id=app></div><script src=a.js></script><noscript>{pages.article()}</noscript>")
    assert [block.text for block in document.blocks] == [HEADLINE, *PARAGRAPHS]
    assert all(block.evidence and block.evidence.folded for block in document.blocks)


# --- lines that mean something ---


def test_lists_keep_their_lines() -> None:
    html = (
        "<p>Bring:</p><ul><li>gloves</li><li>two <b>buckets</b></li><li>for the pans<ul><li>a rake</li><li>a rope</li>"
        "</ul></li></ul><ol><li>Rake</li><li>Dry</li></ol><dl><dt>Pan</dt><dd>A basin.</dd></dl>"
    )
    assert read_html(html).source == (
        "Bring:\n\ngloves\ntwo buckets\nfor the pans\na rake\na rope\n\nRake\nDry\n\nPan\nA basin."
    )


def test_a_list_without_end_tags() -> None:
    assert read_html("<ul><li>gloves<li>buckets<li>rope</ul>").source == "gloves\nbuckets\nrope"


def test_tables_are_read_row_by_row() -> None:
    document = read_html(pages.data_table())
    assert document.source == "Harvest by year\n\nYear\tPans\tTonnes\n2009\t6\t41.5\n2010\t6\t39\n2011\t\t22".replace(
        "\t\t", "\t"
    )
    rows = [block for block in document.blocks if block.evidence and "table" in block.evidence.regions]
    assert len(rows) == 5 and all("caption" not in (row.evidence.regions if row.evidence else ()) for row in rows)


def test_quotes_and_verse_keep_their_lines() -> None:
    html = "<blockquote><p>The herons were first.</p><p>So was the salt.</p></blockquote><p>Grey salt,<br>white salt,<br><br>mine.</p>"
    assert read_html(html).source == "The herons were first.\n\nSo was the salt.\n\nGrey salt,\nwhite salt,\n\nmine."


def test_preformatted_text_keeps_lines_and_indents() -> None:
    html = "<pre>Tides at Brennholm\n\nday    high    low\n 1     04:12   10:31\n 2     05:01   11:22</pre>"
    assert (
        read_html(html).source == "Tides at Brennholm\n\nday    high    low\n 1     04:12   10:31\n 2     05:01   11:22"
    )


def test_code_keeps_its_lines_in_one_block() -> None:
    code = "def rake(pan):\n  for row in pan:\n    row.take()\n\n    row.dry()\n\n  return pan"
    (block,) = read_html(f"<pre><code>{code}</code></pre>").blocks
    assert block.text == code


@pytest.mark.parametrize(
    "html",
    [
        '<div class="highlight"><pre>rake(pan)\n\n  dry(pan)\nsell(salt)</pre></div>',
        '<pre><span class="k">rake</span>(<i>pan</i>)\n\n  <span class="k">dry</span>(<i>pan</i>)\n<span class="k">sell</span>(<i>salt</i>)</pre>',
        "<pre><code><div>rake(pan)<br/></div><div><br/></div><div>  dry(pan)</div><div>sell(salt)</div></code></pre>",
        '<pre class="prettyprint"><ol class="linenums"><li>rake(pan)</li><li>\n</li><li>  dry(pan)</li><li>sell(salt)</ol></pre>',
    ],
)
def test_code_that_a_highlighter_made_is_one_block(html: str) -> None:
    (block,) = read_html(f"<p>Salt:</p>{html}<p>So it goes.</p>").blocks[1:-1]
    assert block.text.split("\n") in (
        ["rake(pan)", "  dry(pan)", "sell(salt)"],
        ["rake(pan)", "", "  dry(pan)", "sell(salt)"],
    )


def test_code_beside_its_line_numbers_is_code_to_the_letter() -> None:
    lines = ["rake(pan)", "  dry(pan)", "sell(salt)"]
    beside = "".join(
        f'<td class="{name}"><pre>{text}</pre></td>'
        for name, text in (("gutter", "1\n2\n3"), ("code", "\n".join(lines)))
    )
    numbered = "\n".join(f'<span class="line-number">{n} </span>{line}' for n, line in enumerate(lines, 1))
    for html in (f'<table class="highlight"><tr>{beside}</tr></table>', f"<pre><code>{numbered}</code></pre>"):
        *_, code, end = read_html(f"<p>Salt:</p>{html}<p>So it goes.</p>").blocks
        assert (code.text.split("\n"), end.text) == (lines, "So it goes.")


def test_a_page_of_the_nineties_in_preformatted_text_is_paragraphs() -> None:
    html = "<pre><span>p. 3</span>\nThe pans were\nraked in May.\n\nThe <b>salt</b> was sold.<div>Sold in June.</div>All of it.</pre>"
    assert [block.text for block in read_html(html).blocks] == [
        "p. 3\nThe pans were\nraked in May.", "The salt was sold.", "Sold in June.", "All of it.",
    ]  # fmt: skip


def test_posts_of_a_forum_are_paragraphs_apart_from_their_profiles() -> None:
    texts = [block.text for block in read_html(pages.forum()).blocks]
    posts = [line for post in pages.POSTS for line in post.split("<br><br>")]
    assert [text for text in texts if text in posts] == posts
    assert texts[2:5] == ["Marn", "Posts: 37", "by Marn » 1 Jun 2011 10:11"]


# --- characters ---


def test_entities() -> None:
    assert lines(
        "<p>Salt &amp; clay&nbsp;&mdash; caf&eacute; &#8220;x&#8221; &lt;p&gt; &copy 2021 &#x1F600; &bogus; &#0;&#xD800;</p>"
    )[0].startswith("Salt & clay — café “x” <p> © 2021 \U0001f600 &bogus;")
    assert lines("<p>&ldquo;Price&rdquo; 5 &euro; &#150; &#146;s</p>") == ["“Price” 5 € – ’s"]


@pytest.mark.parametrize(("name", "html"), pages.encoded(), ids=lambda value: value if isinstance(value, str) else "")
def test_charsets_declared_wrongly_or_twice(name: str, html: bytes) -> None:
    language = name.partition(":")[0]
    document = read_html(html)
    assert document.blocks[-1].text == pages.TEXTS[language]
    assert document.head and document.head.title == pages.TITLES[language]
    assert not document.repairs


# --- size and depth ---


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "deep" + "</div>" * 100_000, "<b><i>" * 50_000 + "deep", "<table><tr><td>" * 5_000 + "deep",
        "<ul><li>" * 20_000 + "deep", "<p" * 100_000 + ">deep", "<a href=x>" * 50_000 + "deep", "&#" * 200_000 + " deep",
        "<p>" + "<" * 200_000 + " deep", "<!--" * 100_000 + "-->deep", "<p " + "a=1 " * 100_000 + ">deep</p>",
        "<p>deep" + "</p></div>" * 100_000, "<title>" * 50_000 + "</title><p>deep",
        "<pre>" + "\n" * 300_000 + "deep</pre>", "<p>" + "Ã©" * 200_000 + " deep</p>", "<p>" + "Ã© " * 100_000 + " deep</p>",
    ],
    ids=lambda html: html[:24],
)  # fmt: skip
def test_hostile_pages_take_linear_time(html: str) -> None:
    start = time.process_time()
    source = read_html(html).source
    assert time.process_time() - start < 60  # a page that took the square of its size would take an hour
    assert "deep" in source or html.startswith(("<p<p", "<!--"))


@pytest.mark.long
def test_a_large_page_is_read_in_linear_time_and_bounded_memory() -> None:
    """A page of 4 MB; of 50 MB where CLEANER_SLOW is set (tox -e slow)."""
    megabytes = 50 if os.environ.get("CLEANER_SLOW") else 4
    small, large = pages.large(megabytes / 4), pages.large(megabytes)
    times = []
    for page in (small, large):
        start = time.process_time()
        document = read_html(page)
        times.append(time.process_time() - start)
        assert document.blocks[-1].text == "The end of the ledger."
    assert times[1] < 10 * times[0] + 1
    assert sum(sys.getsizeof(block.text) for block in document.blocks) < 3 * len(large)


@pytest.mark.skipif(not os.environ.get("CLEANER_SLOW"), reason="slow: set CLEANER_SLOW=1")
def test_a_page_of_50_mb_is_cleaned() -> None:
    code = (
        "import resource, cleaner; from tests import broken_pages as pages\n"
        "article = cleaner.clean(pages.large(50), kind='html')\n"
        "assert article.restore() == article.source and article.text.endswith('The end of the ledger.')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=900)
    assert int(done.stdout) < 8000 and time.monotonic() - start < 600, (done.stdout, time.monotonic() - start)


def test_preformatted_lines_without_a_blank_line_settle() -> None:
    """Found by test_invariants: text parts a long line from the next one where nothing shows how paragraphs are parted."""
    long = "The harbour board voted on Tuesday to dredge the eastern channel before the winter storms, its chair said"
    for page in (
        f"<pre>{long}.0\n0</pre>",
        f"<p style='white-space:pre'>{long}.0\r0</p>",
        "<pre>a verse\nof lines</pre>",
    ):
        text = cleaner.clean(page, kind="html").text
        assert cleaner.clean(text, kind="text").text == text


@pytest.mark.parametrize(
    ("row", "read", "before"),
    [
        ("<td>Kelp<td>12 m<td><img src=k.jpg>", "Kelp\t12 m", 2),
        ("<td><img src=k.jpg>Kelp<td>12 m", "Kelp\t12 m", 1),
        ("<td>Kelp<td><img src=k.jpg>12 m", "Kelp\t12 m", 1),
        ("<td>Kelp<div hidden>a weed</div><td>12 m<img src=k.jpg>", "Kelp\t12 m", 2),
        ("<td hidden>7<td>Kelp<td>12 m<img src=k.jpg>", "Kelp\t12 m", 2),
    ],
)
def test_a_row_of_data_with_a_picture_or_a_hidden_box(row: str, read: str, before: int) -> None:
    document = read_html(f"<div hidden>x</div><p>The ferry sails.</p><table><tr>{row}</table><p>The end.</p>")
    assert [block.text for block in document.blocks] == ["The ferry sails.", read, "The end."]
    assert document.head is not None
    assert [picture.before for picture in document.head.pictures] == [before]


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("Hemp was dear in 1862<sup><a href='#n1'>3</a></sup> too.", "Hemp was dear in 1862 3 too."),
        ("Nobody paid<a href='#n4'><sup>4</sup></a>.", "Nobody paid 4."),
        ("In seven parishes<sup>12</sup> it rained.", "In seven parishes 12 it rained."),
        ("Nobody paid<sup class='footnote-ref'>b</sup>.", "Nobody paid b."),
        ("About 10<sup>9</sup> herrings, 10<sup>-3</sup> crowns, 40 km<sup>2</sup>.", "About 10⁹ herrings, 10⁻³ crowns, 40 km²."),
        ("The 1<sup>st</sup> of May, M<sup>me</sup> Aune, H<sub>2</sub>O.", "The 1st of May, Mme Aune, H2O."),
        ("Rain fell.<sup>[7]</sup> It stopped <sup>8</sup>.", "Rain fell.[7] It stopped 8."),
        ("<ruby>潮<rt>しお</rt></ruby>が<ruby>満<rp>(</rp><rt>み</rt><rp>)</rp></ruby>ちる", "潮（しお）が満(み)ちる"),
        ("<ruby>船乗<rt>ふな<rt>の</ruby>り", "船乗（ふな）（の）り"),
        ("<span>3 June 2024</span><span>Read On</span>", "3 June 2024 Read On"),
        ("<span>Mend</span><span>ed 19</span><span>62</span>", "Mended 1962"),
        ("It burnt.<sup>3</sup> They say<sup>4, 5</sup> so<sup>6–8</sup>. He fled<sup>a</sup>.", "It burnt. 3 They say 4, 5 so 6–8. He fled a."),
        ("It costs $8.<sup>95</sup> at Brim<sup>TM</sup>, in 10<sup>n</sup> of mol<sup>-1</sup>.", "It costs $8.95 at Brim™, in 10ⁿ of mol⁻¹."),
        ("At 101<sub>2</sub>, CO<sub>2</sub>, n<sup>o</sup> 7, XIX<sup>e</sup>.", "At 101₂, CO2, no 7, XIXe."),
        ("<strong>By Ida Holm</strong><em>4 May 2021</em>", "By Ida Holm 4 May 2021"),
        ("Press <button>Keep</button><button>Send</button>.", "Press Keep Send."),
        ("<b>Mc</b><i>Cann</i> re<b>boil</b><i>ed</i> <span>Mc</span><span>Cann</span> <code>row</code><span>s</span>", "McCann reboiled McCann rows"),
        ("<span>31</span><span>replies</span>, the <span>31</span><span>st</span>", "31 replies, the 31st"),
        ("<time>4 May</time><span>ida holm</span> <tide-day>Monday</tide-day><tide-hour>Nine</tide-hour>", "4 May ida holm Monday Nine"),
        ("<tide-term>barge</tide-term>s <span style='display:inline-block'>ebb</span><span style='display:inline-block'>flow</span>", "barges ebb flow"),
        ("Begun<time datetime='2021-05-04'>4 May</time>", "Begun 4 May"),
        ("Ebb<span style='display: block'>Flow</span>", "Ebb\n\nFlow"),
        ("<span style='display:block;float:left'>E</span>bb", "Ebb"),
        ("Seen 4 May 2021<a href=a>Read on</a>, 3 boats<span class=mark>New</span> <a href=b>Tides</a>Boats", "Seen 4 May 2021 Read on, 3 boats New Tides Boats"),
        ("<span>2</span><a href=a>Tides</a>, <span class=n>3</span><span class=t>Boats</span>", "2 Tides, 3 Boats"),
        ("Mc<span>Cann</span>, i<a href=a>Boat</a>, <a href=a>ferry</a>man, <a href=a>F</a>erry, 3<span>D</span>, 2<a href=a>nd</a>, W7<a href=a>Bus</a>",
         "McCann, iBoat, ferryman, Ferry, 3D, 2nd, W7Bus"),
        ("Kelp<span>19</span>, 1990<a href=a>s</a>, Har<b>Bour</b>", "Kelp19, 1990s, HarBour"),
        ("<ruby>港<rtc>みなと</rtc></ruby>へ", "港（みなと）へ"),
        ("tide<wbr>tables of the Har&shy;bour", "tidetables of the Har\u00adbour"),
    ],
)  # fmt: skip
def test_what_style_sheets_set_apart_is_apart(page: str, read: str) -> None:
    assert read_html(f"<p>{page}</p>").source == read


@pytest.mark.parametrize(
    ("box", "read"),
    [
        ("<span>3 June 2024</span><span>Read On</span>", ["3 June 2024", "Read On"]),
        ("<b>Weight</b><b>Price</b><i>Length</i>", ["Weight", "Price", "Length"]),
        ("<a href=a>Tides</a><a href=b>Boats</a>", ["Tides Boats"]),
        ("It is <span>3 June</span><span>Today</span>", ["It is 3 June Today"]),
        ("Tides<span>12</span> Kelp<span>bed 7</span>", ["Tides 12 Kelpbed 7"]),
        ("<h2 style='display:block'>Tides <span style='display:block'>of June</span></h2>", ["Tides of June"]),
    ],
)
def test_parts_of_a_box_are_lines(box: str, read: list[str]) -> None:
    assert [block.text for block in read_html(f"<div>{box}</div>").blocks] == read


SAID = "The harbour board voted on Tuesday to dredge the eastern channel before the winter storms come in."


def test_small_indents_at_the_beginning_of_old_pages_mean_nothing() -> None:
    found = read_html("<pre>  Two first.\n\nThe rest.</pre>").blocks
    assert [(block.text, block.indent) for block in found] == [("Two first.", ""), ("The rest.", "")]


def test_code_keeps_its_double_encoding() -> None:
    wrong = "Grüße aus Köln über Straßen für Bücher".encode().decode("cp1252")
    found = read_html(f"<p>{wrong}</p><pre><code>print('{wrong}')</code></pre><p>{wrong}</p>").blocks
    assert [wrong in block.text for block in found] == [False, True, False]


@pytest.mark.parametrize(("others", "is_table"), [(3, True), (4, False)])
def test_a_table_of_data_is_one_by_half_of_its_rows(others: int, is_table: bool) -> None:
    data = "".join(f"<tr><td>Berth {number}<td>{number} m" for number in range(3))
    layout = f"<tr><td>{SAID * 6}<td>{SAID}" * others
    blocks = read_html(f"<table>{data}{layout}</table>").blocks
    assert {"table" in block.evidence.regions for block in blocks if block.evidence} == {is_table}


@pytest.mark.parametrize(("shown", "blocks"), [(1, 4), (4, 4)])
def test_a_hidden_box_is_the_page_if_it_holds_more_than_what_is_shown(shown: int, blocks: int) -> None:
    hidden = f"<div style='display:none'>{f'<p>{SAID}</p>' * 3}</div>"
    assert len(read_html(f"<p>{SAID}</p>" * shown + hidden).blocks) == blocks


def test_a_few_words_are_not_looked_for_in_the_body() -> None:
    body = '{"@type": "NewsArticle", "articleBody": "The ferry sails again on Monday from the pier."}'
    script = f'<script type="application/ld+json">{body}</script>'
    found = read_html(f"{script}<p>The ferry</p><p>The ferry sails again on Monday</p>").blocks
    assert [set(block.evidence.repeats) for block in found if block.evidence] == [set(), {"body"}]


def test_spaces_at_a_blocks_beginning_shift_no_stretch() -> None:
    shape = read_html("<p><b> Ada</b> rows</p>").blocks[0].shape
    assert isinstance(shape, Shape) and [(start, end) for start, end, _ in runs(shape)] == [(0, 3), (4, 8)]


def test_a_box_two_around_code_tells_its_language() -> None:
    code = "<div class='highlight language-python'><div><pre><code>a = 1\nb = 2</code></pre></div></div>"
    page = f"<h1>Head of it</h1><p>{SAID}</p>{code}<p>{SAID}</p>"
    assert "```python\n" in cleaner.clean(page, kind="html").markdown()


def test_an_authors_name_in_several_pieces_is_one() -> None:
    page = "<p>Text <span>by</span> <span class=author><b>Ilse</b><i> Maria</i> <b>Korhonen</b></span></p>"
    assert [block.evidence.credits for block in read_html(page).blocks if block.evidence] == [("Ilse Maria Korhonen",)]


def test_items_below_an_item_with_a_list_in_it_stand_on_lines_of_one_list() -> None:
    page = "<ul><li>One<ul><li>a</ul></li><li><p>Two</p></li><li><p>Three</p></ul>"
    assert [block.breaks for block in read_html(page).blocks] == [2, 1, 1, 1]


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", " \u2060"])
def test_a_mark_ends_with_its_text(unseen: str) -> None:
    """A heading that ended in what nobody sees took the blank line below it along."""
    said = "The pilots of Hestnes have bought a rope that is as long as the street they live in, and hung it over the pier."
    page = f"<article><h1>Rope</h1><p>{said}</p><h2>Ice{unseen}</h2><p>{said} It held.</p><ul><li>Eels{unseen}<li>Cod</ul></article>"
    article = cleaner.clean(page, kind="html")
    marked = {article.text[mark.start : mark.end] for mark in article.structure}
    assert {"Ice", "Eels", "Cod"} <= marked and not any(text != text.strip() for text in marked)
