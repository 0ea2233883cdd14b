"""An element while a page is walked, and the evidence that it and its ancestors give."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cleaner.read.markup import HEADINGS, REGIONS, ROLES
from cleaner.read.names import own_names

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
