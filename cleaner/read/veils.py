"""Boxes that a page does not show, or not at first: which of them are text of the page all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, compress

from cleaner.document import Block, Picture
from cleaner.read.element import Element, hides
from cleaner.read.formula import is_rendered
from cleaner.read.line import numbers_line

LEAST_PAGE = 200
"""Characters that a hidden box must hold at least to be taken for the page itself."""

_NEAR = 30
_NEARER = 16
"""Words of its own and its ancestors' names that tell what a box is for."""

_FOLDS = frozenset(
    ("accordian", "accordion", "accordions", "answer", "collapse", "collapsed", "collapsible", "disclosure", "expand",
     "expandable", "expanded", "expander", "faq", "faqs", "fold", "folded", "paywall", "tab", "tabcontent", "tabpanel",
     "tabs", "toggle")
)  # fmt: skip
_OVERLAYS = frozenset(
    ("alert", "banner", "consent", "cookie", "cookies", "dialog", "dropdown", "lightbox", "login", "menu", "modal",
     "nav", "navigation", "newsletter", "overlay", "popup", "search", "warning")
)  # fmt: skip
_FURNITURE = frozenset(("dialog", "footer", "form", "header", "nav"))
_PROSE = 80
_LEAST_PROSE = 0.2

ONLY_HEARD = frozenset(
    ("a11y-only", "element-invisible", "hidden-visually", "is-visually-hidden", "screen-reader", "screen-reader-only",
     "screen-reader-text", "screenreader", "show-for-sr", "sr-only", "sr-text", "u-visually-hidden", "visually-hidden",
     "visuallyhidden")
)  # fmt: skip
"""Classes of Bootstrap, WordPress, Drupal, Foundation and others for what is only read out ("opens in a new window"). On
288 news pages nothing of 13,000 characters in such elements is in the gold."""


def is_hidden(tag: str, attrib: Mapping[str, str]) -> bool:
    """Whether an element's own markup says that it is not shown."""
    if "hidden" in attrib:
        # React streams the parts of a page in boxes <div hidden id="S:0"> that its script moves into place.
        return attrib["hidden"].lower() != "until-found" and not attrib.get("id", "").startswith("S:")
    if tag == "dialog":
        return "open" not in attrib
    style = attrib.get("style")
    # What hides the whole page is there to be undone by a script.
    return style is not None and hides(style) and tag != "html" and tag != "body"


def is_unread(attrib: Mapping[str, str], top: Element, in_text: bool, beside_formula: bool) -> bool:
    """Whether a <span> is for the ears alone, the number of a line of code, or what a script made of a formula that is read as TeX."""
    if attrib["class"] in ONLY_HEARD:
        # By itself it may be all that a card says: a product's name beside its picture.
        return in_text and (top.link is not None or (top.block or top).tag == "p")
    return top.pre and numbers_line(attrib["class"]) or is_rendered(attrib, beside_formula)


class Veil:
    """A box that is not shown: its element and blocks, which are marked as folded."""

    __slots__ = ("blocks", "element")

    def __init__(self, element: Element, blocks: list[Block]) -> None:
        self.element = element
        self.blocks = blocks
        for block in blocks:
            assert block.evidence is not None
            block.evidence.folded = True


def unveil(blocks: list[Block], pictures: list[Picture], veils: list[Veil]) -> None:
    """Drops what is not shown, but for two kinds of boxes, whose blocks stay marked as folded.

    One is the page itself: a box that holds more text than everything that is shown. So where a forum gives its posts
    in <noscript>, and where a script shows a page when it has loaded. The other unfolds when a reader asks for it:
    tabs, accordions, answers and what a paywall covers, by their names, if a fifth of them is prose or table. Measured
    on 1,785 pages, 68% of the characters of such boxes are in the gold, against 9% of those of the other hidden boxes.
    """
    shown = sum(len(block.text) for block in blocks if block.evidence is not None and not block.evidence.folded)
    dropped: set[int] = set()
    for veil in veils:
        length = sum(len(block.text) for block in veil.blocks)
        if length <= max(shown, LEAST_PAGE) and not _unfolds(veil.element, veil.blocks, length):
            dropped.update(map(id, veil.blocks))
    stays = [id(block) not in dropped for block in blocks]
    if all(stays):
        return
    numbers = [0, *accumulate(stays)]
    pictures[:] = [
        replace(picture, before=numbers[picture.before])
        for picture in pictures
        if picture.before >= len(stays) or stays[picture.before]
    ]
    blocks[:] = compress(blocks, stays)


def _unfolds(element: Element, blocks: list[Block], length: int) -> bool:
    if not element.settled:
        element.settle()
    assert blocks[0].evidence is not None
    names = element.names[:_NEAR] + blocks[0].evidence.names[:_NEAR]
    if (
        _FOLDS.isdisjoint(names)
        or not _OVERLAYS.isdisjoint(element.names[:_NEARER])
        or not _FURNITURE.isdisjoint(element.regions)
    ):
        return False
    prose = 0
    for block in blocks:
        assert block.evidence is not None
        if (len(block.text) > _PROSE or block.evidence.tag == "tr") and 3 * block.evidence.link_chars < len(block.text):
            prose += len(block.text)
    return prose >= _LEAST_PROSE * length
