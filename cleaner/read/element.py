"""A page while it is walked: an element, the words of its names, and the evidence that it and its ancestors give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from cleaner.document import Block, Head, Picture
from cleaner.read.markup import HEADINGS, REGIONS, ROLES, SEPARATE
from cleaner.text.tree import read_shipped

MAX_OWN = 24
"""Words kept of one element: pages built with utility classes ("md:px-4 lg:mt-2 ...") have hundreds."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PARTING = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""What stands for each character of ASCII: all of them, because to look up one that is not there costs an exception."""
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_KEEPING_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)(?![\w-])", re.IGNORECASE)
_BOX = re.compile(r"display\s*:\s*inline-(?:block|flex|grid|table)", re.IGNORECASE)
_NAMING = frozenset(("class", "id", "role", "itemprop", "rel", "aria-label", "property", "typeof"))
_TELLING = (
    "component", "label", "module", "name", "qa", "region", "role", "section", "test", "testid", "type", "widget"
)  # fmt: skip
"""data-* attributes, by the end of their name, whose value names a part of the page rather than carrying a payload."""


def credits_author(names: tuple[str, ...], link: str | None) -> bool:
    """Whether an inline element's names or the address that it links to say that its text is an author's name."""
    authors, paths = _authors()
    return not authors.isdisjoint(names) or (link is not None and any([path in link for path in paths]))


@cache
def _authors() -> tuple[frozenset[str], tuple[str, ...]]:
    """What class names, itemprop and rel call an author, and folders of authors' pages."""
    names = read_shipped("markup.yaml")["names"]
    return frozenset(names["credited"]), tuple(names["credited_paths"])


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """Lower-cased words of a name, split at whatever is no letter or digit and at camelCase humps; 24 at most.

    >>> words("article-body articleBody__HTMLWrap col2")
    ('article', 'body', 'article', 'body', 'html', 'wrap', 'col2')
    """
    text = text[:500]
    lower = text.lower()
    if lower != text:
        lower = _HUMP.sub(" ", text).lower()
    return tuple(lower.translate(_PARTING).split()[:MAX_OWN])


@lru_cache(maxsize=4096)
def reading(key: str) -> tuple[tuple[str, ...], int]:
    """How an attribute is read: the words of its own name, and up to what length its value's words count (0: never)."""
    if key in _NAMING:
        return (), 1 << 30
    if key.startswith("data-"):
        return words(key[5:]), 40 if key.endswith(_TELLING) else 0
    return (), 0


def own_names(attrib: Mapping[str, str]) -> tuple[str, ...]:
    """Words of one element's names, in the order of its attributes.

    Class, id, role, itemprop, property, typeof, rel, aria-label; "aria hidden" where it is; the names of data-*
    attributes, and the values of those that name things (data-testid, data-component).

    Returns:
        24 words at most.
    """
    if len(attrib) == 1:  # most elements with names have a class and nothing else
        value = attrib.get("class")
        if value is not None:
            return words(value) if value else ()
    found: tuple[str, ...] = ()
    for key, value in attrib.items():
        if key == "class" or key == "id":
            if value:
                found += words(value)
            continue
        if key == "href" or key == "style" or key == "src":
            continue
        own, longest = reading(key)
        if own:
            found += own
        if longest and value and len(value) <= longest:
            found += words(value)
        elif key == "aria-hidden" and value == "true":
            found += ("aria", "hidden")
        if len(found) >= MAX_OWN:
            break
    return found[:MAX_OWN]


@lru_cache(maxsize=4096)
def hides(style: str) -> bool:
    """Whether an inline style takes its element off the page."""
    return _HIDING.search(style[:2000]) is not None


@lru_cache(maxsize=4096)
def keeps_space(style: str) -> bool:
    """Whether an inline style keeps line breaks as they are written."""
    return _KEEPING_SPACE.search(style[:2000]) is not None


@lru_cache(maxsize=4096)
def is_block(style: str) -> bool:
    """Whether an inline style sets an inline element on lines of its own; a drop cap that text flows around is in its line."""
    return _BLOCK.search(style[:2000]) is not None and "float" not in style[:2000]


def is_boxed(attrib: Mapping[str, str]) -> bool:
    """Whether an inline style makes a box of an element that stands in a line."""
    return "style" in attrib and _BOX.search(attrib["style"][:2000]) is not None


MAX_ANCESTORS = 40
MAX_NAMES = 96
"""Ancestors, and words of names, that are kept of a block, the nearest: evidence stays linear in the page's size."""

_NO_REGIONS: frozenset[str] = frozenset()


class Element:
    """An element that is open, or that holds text of a block.

    The last group of attributes is set by `settle`, only for elements that blocks ask for it.

    Attributes:
        tag, attrib, parent: as parsed; parent is None for the page itself.
        kind: one of the kinds in `markup`.
        block: the nearest ancestor that stands on lines of its own; None if the element itself does.
        depth: number of its ancestors.
        number: of the block-level elements so far.
        first: number of the first block that begins in it.
        direct: how many blocks it holds itself.
        is_open: whether its end tag is still to come.
        link: target of the link it lies in, or None.
        pre: whether white space in it counts.
        in_lines: of a list: whether its last item was one line.
        children: of a list or row: how many items or cells it has so far; not set before the first.
        place: of an item or cell: its number among them; set for these only.

        settled: whether what follows is set.
        own_count: how many of `names` are its own or of ancestors up to `block`.
        names: words of the names of itself and its ancestors, nearest first.
        path: tags of itself and its ancestors, nearest first, without html and body.
        regions: see Evidence.
        level: of the heading that it is or lies in, or 0.
    """

    __slots__ = (
        "attrib", "block", "children", "depth", "direct", "first", "in_lines", "is_open", "kind", "level", "link", "names",
        "number", "own_count", "parent", "path", "place", "pre", "regions", "settled", "tag",
    )  # fmt: skip

    block: Element | None
    children: int
    link: str | None
    own_count: int
    place: int
    names: tuple[str, ...]
    path: tuple[str, ...]
    regions: frozenset[str]
    level: int

    def __init__(
        self, tag: str, attrib: Mapping[str, str], parent: Element | None, kind: int, number: int, first: int
    ) -> None:
        self.tag = tag
        self.attrib = attrib
        self.parent = parent
        self.kind = kind
        self.number = number
        self.first = first
        self.direct = 0
        self.is_open = True
        self.in_lines = False
        if parent is not None:
            self.depth: int = parent.depth + 1
            self.link = parent.link
            self.pre: bool = parent.pre
            self.block = None if kind else (parent.block or parent)
            self.settled = False
        else:
            self.depth = 0
            self.link = self.block = None
            self.pre = False
            self.settled = True
            self.names = self.path = ()
            self.own_count = self.level = 0
            self.regions = _NO_REGIONS

    def settle(self) -> None:
        """Works out what the element and its ancestors say of the text in it."""
        parent = self.parent
        assert parent is not None
        if not parent.settled:
            parent.settle()
        tag, attrib, regions = self.tag, self.attrib, parent.regions
        self.level = HEADINGS.get(tag) or parent.level
        self.path = with_tag(tag, parent.path)
        region = REGIONS.get(tag)
        if region is not None and region not in regions:
            regions = among(region, regions)
        own: tuple[str, ...] = ()
        self.names = parent.names
        if attrib:
            own = own_names(attrib)
            if own:
                names = own + self.names
                self.names = names if len(names) <= MAX_NAMES else names[:MAX_NAMES]
            if "role" in attrib or "itemprop" in attrib:
                regions = with_roles(self, regions)
        self.own_count = len(own) if self.kind else min(len(own) + parent.own_count, MAX_NAMES)
        self.regions = regions
        self.settled = True


def with_roles(element: Element, regions: frozenset[str]) -> frozenset[str]:
    """The regions with those that the element's ARIA role and itemprop make; a heading gets its level."""
    attrib = element.attrib
    roles = {ROLES.get(attrib.get(key, "").lower()) for key in ("role", "itemprop")} - {None}
    if "heading" in roles and not element.level:
        level = attrib.get("aria-level", "")
        element.level = int(level) if level in ("1", "2", "3", "4", "5", "6") else 2
    return regions.union(role for role in roles if role)


def count_child(element: Element) -> None:
    """Numbers an item or cell that begins, as its list counts it (`value`, `start`) or its row."""
    assert element.parent is not None
    around = element.parent.block or element.parent
    try:
        last = around.children
    except AttributeError:
        last = whole_number(around.attrib.get("start"), 1) - 1 if around.tag == "ol" else 0
    element.place = around.children = whole_number(element.attrib.get("value"), last + 1)


def whole_number(value: str | None, otherwise: int) -> int:
    """The number that an attribute holds, of nine digits at most; `otherwise` where it holds none."""
    return int(value) if value and len(value) <= 9 and value.isascii() and value.isdigit() else otherwise


def in_comment(element: Element) -> bool:
    """Whether an element lies in the microdata of a comment or of a customer's review, within `MAX_ANCESTORS` ancestors."""
    here: Element | None = element
    for _ in range(MAX_ANCESTORS):
        if here is None:
            return False
        if "itemscope" in here.attrib and (
            here.attrib.get("itemprop", "").lower() in ("comment", "review")
            or here.attrib.get("itemtype", "").lower().endswith(("/comment", "/usercomments"))
        ):
            return True
        here = here.parent
    return False


# Pages nest the same elements in the same ways again and again.


@lru_cache(maxsize=8192)
def with_tag(tag: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """The path of an element within another one of this path."""
    return path if tag == "html" or tag == "body" else (tag, *path)[:MAX_ANCESTORS]


@lru_cache(maxsize=1024)
def among(region: str, regions: frozenset[str]) -> frozenset[str]:
    return regions | {region}


@dataclass(slots=True)
class Page:
    """A page that was walked.

    Attributes:
        blocks: the blocks, spans not yet set.
        head: what the page says about itself, but for JSON-LD.
        structured: its JSON-LD scripts, as written.
        frames: what it shows to browsers without frames, as written.
    """

    blocks: list[Block] = field(default_factory=list)
    head: Head = field(default_factory=Head)
    structured: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)


MAX_PICTURES = 1000


def add_to_head(head: Head, tag: str, attrib: Mapping[str, str], top: Element) -> None:
    """Notes a <meta>, <link> or <base> that stands in `top`."""
    if tag == "meta":
        name = attrib.get("name") or attrib.get("property") or attrib.get("itemprop") or attrib.get("http-equiv")
        content = attrib.get("content", attrib.get("value"))  # which some templates write
        if name and content is not None and not ("itemprop" in attrib and in_comment(top)):
            head.meta.append((name.strip().lower(), content))
        return
    rel = attrib.get("rel") if tag == "link" else tag
    if rel and attrib.get("href"):
        head.links.append((rel.lower(), attrib["href"]))


def add_picture(pictures: list[Picture], attrib: Mapping[str, str], before: int, container: int) -> None:
    """Notes an image that has an address."""
    url = attrib.get("data-src") or attrib.get("data-lazy-src") or attrib.get("src") or ""
    if url and not url.startswith("data:") and len(pictures) < MAX_PICTURES:
        pictures.append(Picture(url, attrib.get("alt") or None, before, container))


def is_separate(tag: str) -> bool:
    """Whether an inline element may be a thing of its own: a link, a stretch of type, or an element of the page's own making."""
    return tag in SEPARATE or "-" in tag
