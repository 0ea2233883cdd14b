"""An element of a page while it is walked: the words of its names, and what it and its ancestors say of the text in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from cleaner.read.markup import HEADINGS, REGIONS, ROLES
from cleaner.text.tree import read_shipped

MAX_OWN = 24
"""Words kept of one element: pages built with utility classes ("md:px-4 lg:mt-2 ...") have hundreds."""

MAX_ANCESTORS = 40
MAX_NAMES = 96
"""Ancestors, and words of names, that are kept of a block, the nearest: evidence stays linear in the page's size."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PARTING = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""What stands for each character of ASCII: all of them, because to look up one that is not there costs an exception."""
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_KEEPING_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)(?![\w-])")
_BOX = re.compile(r"display\s*:\s*inline-(?:block|flex|grid|table)")
NAMING = frozenset(("class", "id", "role", "itemprop", "rel", "aria-label", "property", "typeof"))
TELLING = (
    "component", "label", "module", "name", "qa", "region", "role", "section", "test", "testid", "type", "widget"
)  # fmt: skip
"""data-* attributes, by the end of their name, whose value names a part of the page rather than carrying a payload."""
_LONGEST_VALUE = 40


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


def own_names(attrib: Mapping[str, str]) -> tuple[str, ...]:
    """Words of one element's names, in the order of its attributes.

    Class, id, role, itemprop, property, typeof, rel, aria-label; "aria hidden" where it is; the names of data-*
    attributes, and the values of those that name things (data-testid, data-component).

    Returns:
        24 words at most.
    """
    found: tuple[str, ...] = ()
    for key, value in attrib.items():
        if key in NAMING:
            found += words(value)
        elif key.startswith("data-"):
            found += words(key[5:])
            if len(value) <= _LONGEST_VALUE and key.endswith(TELLING):
                found += words(value)
        elif key == "aria-hidden" and value == "true":
            found += ("aria", "hidden")
        if len(found) >= MAX_OWN:
            break
    return found[:MAX_OWN]


@cache
def authors() -> tuple[frozenset[str], tuple[str, ...]]:
    """What class names, itemprop and rel call an author, and folders of authors' pages."""
    names = read_shipped("markup")["names"]
    return frozenset(names["credited"]), tuple(names["credited_paths"])


def credits_author(names: tuple[str, ...], link: str | None) -> bool:
    """Whether an inline element's names or the address that it links to say that its text is an author's name."""
    names_of, paths = authors()
    return not names_of.isdisjoint(names) or (link is not None and any([path in link for path in paths]))


class Style(NamedTuple):
    """What an inline style says.

    Attributes:
        hides: it takes the element off the page.
        keeps_space: line breaks are kept as they are written.
        is_block: an inline element is set on lines of its own; not a drop cap, which text flows around.
        is_boxed: an inline element is a box in its line.
    """

    hides: bool
    keeps_space: bool
    is_block: bool
    is_boxed: bool


@lru_cache(maxsize=4096)
def style_of(style: str) -> Style:
    style = style[:2000].lower()
    hides, keeps_space, is_block, is_boxed = [
        pattern.search(style) is not None for pattern in (_HIDING, _KEEPING_SPACE, _BLOCK, _BOX)
    ]
    return Style(hides, keeps_space, is_block and "float" not in style, is_boxed)


class Element:
    """An element that is open, or that holds text of a block.

    Attributes:
        tag, attrib, parent: as parsed; parent is None for the page itself.
        kind: one of the kinds in `markup`.
        block: the nearest ancestor that stands on lines of its own; None if the element itself does.
        depth: number of its ancestors.
        number: of the block-level elements so far.
        first: number of the first block that begins in it.
        direct: how many blocks it holds itself.
        link: target of the link it lies in, or None.
        pre: whether white space in it counts.
        in_lines: of a list: whether its last item was one line.
        children: of a list or row: how many items or cells it has so far.
        place: of an item or cell: its number among them.

        settled: whether what follows is set, which `settle` does for elements that blocks ask for it.
        names: words of the names of itself and its ancestors, nearest first.
        own_count: how many of `names` are its own or of ancestors up to `block`.
        path: tags of itself and its ancestors, nearest first, without html and body.
        regions: see Evidence.
        level: of the heading that it is or lies in, or 0.
    """

    __slots__ = (
        "attrib", "block", "children", "depth", "direct", "first", "in_lines", "kind", "level", "link", "names", "number",
        "own_count", "parent", "path", "place", "pre", "regions", "settled", "tag",
    )  # fmt: skip

    place: int
    names: tuple[str, ...]
    own_count: int
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
        self.in_lines = False
        self.children: int | None = None
        self.settled = parent is None
        if parent is not None:
            self.depth: int = parent.depth + 1
            self.link: str | None = parent.link
            self.pre: bool = parent.pre
            self.block: Element | None = None if kind else parent.block or parent
        else:
            self.depth = 0
            self.link = self.block = None
            self.pre = False
            self.names, self.path, self.regions = (), (), frozenset()
            self.own_count = self.level = 0

    def settle(self) -> None:
        """Works out what the element and its ancestors say of the text in it."""
        parent = self.parent
        assert parent is not None
        if not parent.settled:
            parent.settle()
        tag = self.tag
        self.level = HEADINGS.get(tag) or parent.level
        self.path = parent.path if tag in ("html", "body") else (tag, *parent.path)[:MAX_ANCESTORS]
        own = own_names(self.attrib)
        self.names = (own + parent.names)[:MAX_NAMES] if own else parent.names
        self.own_count = len(own) if self.kind else min(len(own) + parent.own_count, MAX_NAMES)
        self.regions = with_region(parent.regions, REGIONS[tag]) if tag in REGIONS else parent.regions
        if "role" in self.attrib or "itemprop" in self.attrib:
            add_roles(self)
        self.settled = True


@lru_cache(maxsize=4096)
def with_region(regions: frozenset[str], region: str) -> frozenset[str]:
    """Regions and one more: the same object for the same two."""
    return regions | {region}


def add_roles(element: Element) -> None:
    """Adds the regions that an element's ARIA role and itemprop make of it; a heading gets its level."""
    attrib = element.attrib
    roles = {ROLES.get(attrib.get(key, "").lower(), "") for key in ("role", "itemprop")} - {""}
    if "heading" in roles and not element.level:
        level = attrib.get("aria-level", "")
        element.level = int(level) if level in ("1", "2", "3", "4", "5", "6") else 2
    for region in roles:
        element.regions = with_region(element.regions, region)


def around(element: Element | None) -> Iterator[Element]:
    """An element and those that it lies in."""
    while element is not None:
        yield element
        element = element.parent


def count_child(element: Element) -> None:
    """Numbers an item or cell that begins, as its list counts it (`value`, `start`) or its row."""
    assert element.parent is not None
    holder = element.parent.block or element.parent
    last = holder.children
    if last is None:
        last = whole_number(holder.attrib.get("start"), 1) - 1 if holder.tag == "ol" else 0
    element.place = holder.children = whole_number(element.attrib.get("value"), last + 1)


def whole_number(value: str | None, otherwise: int) -> int:
    """The number that an attribute holds, of nine digits at most; `otherwise` where it holds none."""
    return int(value) if value and len(value) <= 9 and value.isascii() and value.isdigit() else otherwise


def in_comment(element: Element) -> bool:
    """Whether an element lies in the microdata of a comment or of a customer's review."""
    return any(
        "itemscope" in here.attrib
        and (
            here.attrib.get("itemprop", "").lower() in ("comment", "review")
            or here.attrib.get("itemtype", "").lower().endswith(("/comment", "/usercomments"))
        )
        for here in around(element)
    )
