"""Generated documents: prose, furniture and hostile characters in any order, as text and as HTML."""

from __future__ import annotations

from hypothesis import strategies as st

PROSE = [
    "The harbour board voted on Tuesday to dredge the eastern channel before the winter storms, its chair said.",
    "“We have waited eleven years for this,” said Marta Lindqvist, who runs a bakery beside the old fish market.",
    "Engineers found cracks in two of the four piers. Repairs will cost about 3.2 million crowns and take until May.",
    "Nobody was hurt. The fire was out before noon, and the school opened again on Thursday with half its classes.",
    "Der Stadtrat von Ahrenswalde hat am Montag beschlossen, die alte Brücke noch vor dem Winter zu sperren.",
    "港の理事会は火曜日、冬の嵐が来る前に東の水路を掘り下げることを決めた。議長がそう述べた。",
]
FURNITURE = [
    "Advertisement", "Read more", "Sign up for our newsletter", "Share", "Follow @ilsekorhonen", "© 2023 Tarnholm Courier",
    "By Ilse Korhonen", "Photo: Jan Aldous/Northgate Wire", "0:00 / 3:14", "Image 2 of 7", "Updated 14 March 2023, 10:15",
    "Categories / Harbour, Council", "We use cookies to improve your experience.", "Leave a comment", "Related stories",
    "About the author", "Play Live Radio", "Copyright 2021 Vell & Sons. 0123456789abcdef0123456789abcdef", "Home", "Menu",
]  # fmt: skip
TITLES = [
    "Harbour board votes to dredge eastern channel before winter",
    "Old bridge to close",
    "WHAT THE ENGINEERS FOUND",
]
HOSTILE = [
    "\x00",
    "\ufeff",
    "\u200b",
    "\u202e",
    "\ud800",
    "\udc00\ud83d",
    "\r",
    "\x0c",
    "\u2028",
    "\xa0",
    "\u200d",
    "\xad",
    "￾",
]

line = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(FURNITURE),
    st.sampled_from(TITLES),
    st.text(max_size=60),
    st.lists(st.sampled_from([*HOSTILE, "word", " ", "Read more", ". "]), max_size=6).map("".join),
)
ends = st.sampled_from(["\n", "\n\n", "\n\n\n", "\r\n", "\n    ", "\n\t"])


@st.composite
def texts(draw: st.DrawFn, max_lines: int = 25) -> str:
    """A document of text."""
    lines = draw(st.lists(st.tuples(line, ends), max_size=max_lines))
    return "".join(words + end for words, end in lines)


_TAGS = [
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "span",
    "a",
    "td",
    "figcaption",
    "aside",
    "nav",
    "footer",
    "pre",
    "b",
    "blockquote",
]


@st.composite
def pages(draw: st.DrawFn, max_parts: int = 20) -> str:
    """A page, often broken: tags that do not close, stray ends, hostile characters, scripts."""
    parts = draw(
        st.lists(
            st.one_of(
                st.tuples(st.sampled_from(_TAGS), line).map(lambda p: f"<{p[0]}>{p[1]}</{p[0]}>"),
                st.tuples(st.sampled_from(_TAGS), line).map(lambda p: f"<{p[0]} class='share-bar'>{p[1]}"),
                st.sampled_from(
                    [
                        "</div>",
                        "<br>",
                        "<br><br>",
                        "<script>var a = 1;</script>",
                        "<!-- note -->",
                        "<table><tr>",
                        "&nbsp;&#0;&lt;",
                    ]
                ),
                line,
            ),
            max_size=max_parts,
        )
    )
    head = draw(st.sampled_from(["", "<!doctype html><title>Harbour news</title>", "<html><body>"]))
    return head + "".join(parts)


_ENTITIES = [
    "&amp;",
    "&nbsp;",
    "&#8217;",
    "&#x1F600;",
    "&bogus;",
    "&",
    "&#0;",
    "&#xD83D;",
    "&lt;p&gt;",
    "&copy",
    "&#150;",
    "&shy;",
]
_ATTRIBUTES = ["", " class='share-bar'", " hidden", " style='display:none'", " id=x class", " title='a > b'", " aria-hidden=true",
               " style='white-space:pre'", " class=\"sr-only\"", " itemprop=articleBody", " x='"]  # fmt: skip
_BOXES = [*_TAGS, "table", "tr", "ul", "ol", "dl", "dt", "dd", "section", "noscript", "template", "button", "details", "figure", "font",
          "center", "code", "h:p", "x-card", "select", "option", "textarea", "title", "style", "script", "svg", "th", "caption"]  # fmt: skip


@st.composite
def nested(draw: st.DrawFn) -> str:
    """A page whose boxes lie in each other: lists in tables in lists, code, entities; some ends are missing or wrong."""
    words = st.one_of(
        line, st.sampled_from(_ENTITIES), st.sampled_from(["cafÃ©", "donâ€™t", "\n\n  x\n", "  y", "{", "<", "-->"])
    )
    inside = st.recursive(
        words,
        lambda inner: st.tuples(
            st.sampled_from(_BOXES), st.sampled_from(_ATTRIBUTES), st.lists(inner, max_size=4), st.sampled_from(_BOXES), st.integers(0, 5)
        ).map(lambda box: f"<{box[0]}{box[1]}>{''.join(box[2])}" + (f"</{box[0] if box[4] else box[3]}>" if box[4] < 5 else "")),
        max_leaves=25,
    )  # fmt: skip
    head = draw(
        st.sampled_from(
            [
                "",
                "<!doctype html><title>Harbour news</title>",
                "<?xml version='1.0'?><html xmlns:h='http://www.w3.org/1999/xhtml'>",
            ]
        )
    )
    return head + "".join(draw(st.lists(inside, max_size=6)))


@st.composite
def encoded_pages(draw: st.DrawFn) -> bytes:
    """A page in bytes, in one charset, declared as another or cut anywhere."""
    charset, declared = (
        draw(
            st.sampled_from(
                [
                    "utf-8",
                    "cp1252",
                    "cp1251",
                    "shift_jis",
                    "gbk",
                    "euc_kr",
                    "koi8-r",
                    "utf-16",
                    "utf-16-le",
                    "iso2022_jp",
                ]
            )
        )
        for _ in range(2)
    )
    page = f"<meta charset={declared}>" + draw(st.one_of(pages(8), nested()))
    data = page.encode(charset, "replace")
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


_CELLS = ["td", "th", "td", "td colspan=2", "td hidden"]
_MEDIA = [
    "<img src=k.jpg alt=Kelp>", "<img data-src=/w/2.jpg>", "<figure><img src=k.jpg><figcaption>Kelp at low water</figcaption></figure>",
    "<div class=credit>Photo: Jan Aldous/Northgate Wire</div>", "<div hidden>not shown</div>", "<div style='display:none'><img src=h.jpg>x</div>",
    "<dialog>Sign up</dialog>", "<noscript><img src=n.jpg></noscript>", "<p hidden>" + PROSE[0], "<div class=faq hidden><p>" + PROSE[2] + "</p></div>",
    "<ul><li>rope<li><img src=r.jpg>lamps</ul>", "<div hidden><table><tr><td>a</td><td>b</td></tr></table></div>",
]  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A page of tables in tables with pictures, captions, credits and boxes that are not shown, in cells and between them."""
    word = st.one_of(st.sampled_from(["Kelp", "12 m", "", PROSE[1]]), st.sampled_from(_MEDIA))

    def table(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        cell = st.tuples(st.sampled_from(_CELLS), st.lists(inner, max_size=3).map("".join)).map(
            lambda c: f"<{c[0]}>{c[1]}"
        )
        row = st.tuples(st.sampled_from(["<tr>", "<tr hidden>"]), st.lists(cell, max_size=4).map("".join)).map("".join)
        caption = st.sampled_from(["", "<caption>What grows here</caption>", "<img src=t.jpg>"])
        return st.tuples(caption, st.lists(row, max_size=4).map("".join)).map(lambda t: f"<table>{t[0]}{t[1]}</table>")

    inside = st.recursive(word, table, max_leaves=20)
    return "".join(draw(st.lists(st.one_of(inside, table(word)), max_size=6)))


_SHREDS = [*HOSTILE, "\x85", "\x1c", "\x1f\xa0", "\n", "\n\n", "\n    ", " ", "\xa0", "\xc3\xbc", "\xc3\xa4", "\xc3\xa0", "Ã\xa0", "cafÃ© ", "donâ€™t", "Â",
           "Ð¿Ñ€Ð¸", "ü", "при", "и", ";", ", ", ") x y z", "’s end is near", "<", "&", '"', "a", "di", "text", "By ", "/", ">", "2021", *FURNITURE[:8], PROSE[0]]  # fmt: skip


@st.composite
def shreds(draw: st.DrawFn) -> str:
    """Short pieces of text that are repaired, joined, cut or wrapped, side by side."""
    return "".join(draw(st.lists(st.sampled_from(_SHREDS), max_size=25)))
