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
