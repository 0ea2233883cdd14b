"""What a source becomes before it is judged: blocks of visible text with their spans and evidence.

Text and HTML give the same `Document`. A `Block` of text carries its words and its place; a block of HTML carries
`Evidence` besides. Nothing in here decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["text", "html"]

LABELS: tuple[str, ...] = (
    "consent", "navigation", "player", "headline", "byline", "timestamp", "caption", "credit", "author_bio", "social",
    "taxonomy", "newsletter", "contact", "copyright", "hash", "related", "advertisement", "paywall", "comments",
    "donation", "form", "error", "duplicate", "other",
)  # fmt: skip
"""Every label that a cut can have, in the order of the contract (design.md)."""


@dataclass(slots=True)
class Repair:
    """A change made to a stretch of the source that stays in the text.

    Attributes:
        start, end: code points of `source`; `start == end` where something is only inserted.
        before: the stretch as it stands in the source.
        after: what stands in the text in its place.
        rule: id of what decided.
    """

    start: int
    end: int
    before: str
    after: str
    rule: str


class Mark(NamedTuple):
    """What markup makes of a stretch of the text: an element of HTML, without its tags.

    Attributes:
        start, end: code points of `Article.text`; marks lie within one another or apart.
        tag: name of the element: h1 to h6, ul, ol, li, dl, dt, dd, blockquote, pre, table, tr, td, th, img; a, strong, em,
            code, del, sub, sup, math. A paragraph has none: blank lines part them.
        attributes: href of a link; src and alt of an image; number of an item; display, where a formula (math) stands on a
            line of its own; mark, how many characters around a formula, or before an item or heading, are its mark in the text; column, colspan, rowspan of a cell; language of code, and its text ("code") where its white
            space is not that of the article's text.
    """

    start: int
    end: int
    tag: str
    attributes: dict[str, Any]


@dataclass(slots=True)
class Evidence:
    """What markup says of a block.

    Attributes:
        tag: name of the element that holds the block ("p", "h2", "li"; "div" for bare text).
        ancestors: names of the elements around it, nearest first, without html and body.
        names: lower-cased words of class, id, role, itemprop and data-* names of the element and its ancestors, nearest
            first, split at anything but letters and digits and at camelCase humps.
        own_names: how many of `names` are its element's own, or those of inline elements that hold all of its text.
        inner: the same of inline elements that hold a part of its text, 16 at most.
        credits: of a short block, the texts of inline elements that markup calls an author's or that link to one.
        times: machine-readable dates of its <time> and other elements.
        regions: in which of nav, header, footer, aside, main, article, figure, caption, form, button, table, list, quote,
            code, dialog, heading, address, time it lies, by element, ARIA role or itemprop.
        level: 1 to 6 in a heading, else 0.
        link_chars, links: characters of it inside links, and their targets as written, 20 at most.
        container: number of the nearest block-level ancestor; siblings share it.
        folded: whether the page hides it at first (an unopened accordion, a tab that is not chosen).
        repeats: which structured data say the same: "headline", "body", "description", "author", "site", "date",
            "section", "tag", "caption".
        witness: whether the other extractor would keep it; None where none was asked.
    """

    tag: str
    ancestors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    own_names: int = 0
    inner: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    regions: frozenset[str] = frozenset()
    level: int = 0
    link_chars: int = 0
    links: tuple[str, ...] = ()
    container: int = 0
    folded: bool = False
    repeats: frozenset[str] = frozenset()
    witness: bool | None = None
    credits: tuple[str, ...] = ()


@dataclass(slots=True)
class Block:
    """A line or paragraph of visible text.

    Attributes:
        start, end: its span in `Document.source`, without white space at either end.
        text: the span's text after its repairs; inner line breaks are kept.
        breaks: 1 if it is on the next line of the block before it, list or table; 2 if a paragraph of its own.
        indent: white space before it that means something (code, nested lists).
        evidence: what markup says of it; None for text.
        shape: what the HTML reader keeps of its elements for `cleaner.read.outline`.
    """

    start: int
    end: int
    text: str
    breaks: int = 2
    evidence: Evidence | None = None
    indent: str = ""
    shape: object = field(default=None, repr=False, compare=False)


class Picture(NamedTuple):
    """An image that a page shows: its address and alternative text as written, the number of the block after it, and that of
    its nearest block-level ancestor, as in `Evidence.container`."""

    url: str
    alt: str | None
    before: int
    container: int


@dataclass(slots=True)
class Head:
    """What a page says about itself outside its visible text.

    Attributes:
        title, language: content of <title>, and `lang` of <html>.
        meta: (name, property, itemprop or http-equiv in lower case; content) of each <meta>, in order.
        links: (rel, href) of each <link> that has both; ("base", href) of a <base>.
        items: the objects of its JSON-LD, @graph unrolled, in order.
        pictures: the images in its body, in order, 1000 at most.
        scripts: number of <script> elements.
        stored: what holds the article of a page that shows none: an element, and keys of its JSON.
    """

    title: str | None = None
    language: str | None = None
    meta: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    scripts: int = 0
    stored: str | None = None


@dataclass(slots=True)
class Document:
    """A source read into blocks.

    Attributes:
        source: the visible text; for text input the input itself.
        blocks: in reading order, apart, with only white space between them.
        repairs: made while reading (control characters, double encoding), by position.
        url, captured: where the document comes from, and when it was fetched (ISO 8601), or None.
        head: what an HTML page says about itself; None for text.
    """

    source: str
    kind: Kind
    blocks: list[Block]
    repairs: list[Repair] = field(default_factory=list)
    url: str | None = None
    head: Head | None = None
    captured: str | None = None
