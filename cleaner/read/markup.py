"""What the elements of HTML are to a reader of text: which ones stand on lines of their own, which ones are not shown.

After the rendering section of the HTML standard (https://html.spec.whatwg.org/#rendering), with the elements of the
1990s that archives are full of.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from cleaner.text.tree import read_shipped

INLINE, BLOCK, LIST, TABLE, PRE, CONTROL, ITEM, ROW, CELL = range(9)
"""Elements that hold text: from BLOCK on they stand on lines of their own (CONTROL: except in a <p>), up to CONTROL
as paragraphs of their own; lists and tables see to their items, rows and cells."""

VOID, BREAK, RULE, IMAGE, META, LINK = range(20, 26)
"""Elements without content; from VOID on, but for NOSCRIPT, an element is never open."""

UNSEEN, SCRIPT, STYLE, TITLE, RAW, FORMULA, NOSCRIPT = range(30, 37)
"""Elements whose content is not shown; from UNSEEN on. RAW: markup that the parser hands over as text;
FORMULA: what is shown is read as TeX."""

KINDS: dict[str, int] = {
    **dict.fromkeys(
        (
            "address", "article", "aside", "blockquote", "body", "caption", "center", "details", "dialog", "div",
            "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
            "header", "hgroup", "html", "layer", "legend", "main", "marquee", "multicol", "nav", "optgroup", "p",
            "search", "section", "summary", "tbody", "tfoot", "thead",
        ),
        BLOCK,
    ),
    **dict.fromkeys(("dir", "dl", "menu", "ol", "ul"), LIST),
    **dict.fromkeys(("dd", "dt", "li"), ITEM),
    "table": TABLE,
    "tr": ROW,
    **dict.fromkeys(("td", "th"), CELL),
    **dict.fromkeys(("listing", "plaintext", "pre", "xmp"), PRE),
    **dict.fromkeys(("button", "label"), CONTROL),
    **dict.fromkeys(
        ("area", "basefont", "bgsound", "col", "embed", "frame", "input", "keygen", "param", "source", "spacer",
         "track", "wbr"),
        VOID,
    ),
    "br": BREAK,
    "hr": RULE,
    **dict.fromkeys(("amp-img", "image", "img"), IMAGE),
    "meta": META,
    **dict.fromkeys(("base", "link"), LINK),
    # Not shown: what scripts and styles are for, stored markup, what stands in for a medium, the values of a control.
    **dict.fromkeys(
        (
            "amp-ad", "amp-analytics", "amp-embed", "amp-state", "annotation", "annotation-xml", "applet", "audio", "canvas", "colgroup", "datalist", "iframe",
            "noembed", "object", "select", "svg", "template", "textarea", "video",
        ),
        UNSEEN,
    ),
    "script": SCRIPT,
    "style": STYLE,
    "title": TITLE,
    "noframes": RAW,
    "math": FORMULA,
    "noscript": NOSCRIPT,
}  # fmt: skip

REGIONS: dict[str, str] = {
    "nav": "nav", "header": "header", "footer": "footer", "aside": "aside", "main": "main", "article": "article",
    "figure": "figure", "figcaption": "caption", "form": "form", "fieldset": "form",
    "button": "button", "label": "form", "legend": "form", "ul": "list", "ol": "list", "dl": "list", "menu": "list",
    "dir": "list", "blockquote": "quote", "q": "quote", "code": "code", "pre": "code", "samp": "code", "kbd": "code",
    "xmp": "code", "listing": "code", "dialog": "dialog", "address": "address", "time": "time", "search": "form",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
}  # fmt: skip
"""Region that an element makes of its content; "table" is not among them, because many tables are mere layout, and
neither is <caption>: what a table shows belongs to the article, as the table does."""

ROLES: dict[str, str] = {
    "navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside", "main": "main",
    "article": "article", "figure": "figure", "form": "form", "search": "form", "button": "button", "list": "list",
    "dialog": "dialog", "alertdialog": "dialog", "heading": "heading", "articlebody": "article", "caption": "caption",
}  # fmt: skip
"""Region that an ARIA role, or an itemprop in lower case, makes of an element's content."""

PHRASING_ONLY: frozenset[str] = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "td", "th", "pre", "figcaption", "caption", "summary",
     "legend", "blockquote", "button", "label", "tr", "address", "xmp", "listing")
)  # fmt: skip
"""Elements that are a piece of text rather than a box of pieces: their neighbours are the children of their parent."""

STYLES: frozenset[str] = frozenset(("b", "em", "font", "i", "strong", "u"))
"""Elements that set a part of a word, too, in another type."""

SEPARATE: frozenset[str] = STYLES | {"a", "button", "cite", "label", "span", "time"}
"""Inline elements that may be things of their own."""

RAISED: frozenset[str] = frozenset(("rt", "rtc", "sub", "sup"))
"""Elements that are set higher or lower than their line."""

SHORT = 300
"""Characters of the longest block whose authors are marked: a line with a byline."""

HEADINGS: dict[str, int] = {f"h{level}": level for level in range(1, 7)}


def is_separate(tag: str) -> bool:
    """Whether an inline element may be a thing of its own: a link, a stretch of type, or an element of the page's own making."""
    return tag in SEPARATE or "-" in tag


class Claim(NamedTuple):
    """What a tag or property of the head says: of which field, from which source, and how sure it is."""

    field: str
    source: str
    confidence: float


@cache
def called(kind: str) -> frozenset[str]:
    """The names of one kind: "author", "comments"."""
    return frozenset(read_shipped("markup")["names"][kind])


@cache
def claims(kind: str) -> dict[str, Claim]:
    """Claims by name: of "json-ld", the properties; of "html", the links and attributes; of "meta", the tags, whatever their source is called."""
    rows = read_shipped("markup")["claims"]
    return {
        name: Claim(field, source, float(sure))
        for field, source, sure, *known in rows
        for name in known
        if (source if source in ("json-ld", "html") else "meta") == kind
    }


@cache
def genres(kind: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Genres with the types that name them: JSON-LD's ("genres") or Open Graph's ("og_types")."""
    return tuple((genre, frozenset(types)) for genre, *types in read_shipped("markup")[kind])
