"""Boxes that a page does not show, or not at first: which of them are text of the page all the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, compress

from cleaner.document import Block, Picture
from cleaner.read.element import Element, style_of
from cleaner.read.formula import is_rendered
from cleaner.read.markup import called

LEAST_PAGE = 200
"""Characters that a hidden box must hold at least to be taken for the page itself."""

_NEAR = 30
_NEARER = 16
"""Words of its own and its ancestors' names that tell what a box is for."""

_FURNITURE = frozenset(("dialog", "footer", "form", "header", "nav"))
_PROSE = 80
_LEAST_PROSE = 0.2
_NUMBER = re.compile(r"(?<!\S)(?:\S+-)?(?:line[-_]?(?:no|num|number)s?|lnum|hljs-ln-n)(?!\S)", re.IGNORECASE)


def is_hidden(tag: str, attrib: Mapping[str, str]) -> bool:
    """Whether an element's own markup says that it is not shown."""
    if "hidden" in attrib:
        # React streams the parts of a page in boxes <div hidden id="S:0"> that its script moves into place.
        return attrib["hidden"].lower() != "until-found" and not attrib.get("id", "").startswith("S:")
    if tag == "dialog":
        return "open" not in attrib
    # What hides the whole page is there to be undone by a script.
    return "style" in attrib and style_of(attrib["style"]).hides and tag not in ("html", "body")


def is_unread(attrib: Mapping[str, str], top: Element, in_text: bool, beside_formula: bool) -> bool:
    """Whether a <span> is for the ears alone, the number of a line of code, or what a script made of a formula that is read as TeX."""
    if attrib["class"] in called("heard"):
        # By itself it may be all that a card says: a product's name beside its picture.
        return in_text and (top.link is not None or (top.block or top).tag == "p")
    return top.pre and numbers_line(attrib["class"]) or is_rendered(attrib, beside_formula)


def numbers_line(names: str) -> bool:
    """Whether a class says that an element is the number that a highlighter writes before a line of code.

    >>> numbers_line("react-line-number muted"), numbers_line("lineno"), numbers_line("line number-3")
    (True, True, False)
    """
    return _NUMBER.search(names) is not None


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
    if not all(stays):
        numbers = [0, *accumulate(stays)]
        stays.append(True)  # what stands behind the last block
        pictures[:] = [replace(it, before=numbers[it.before]) for it in pictures if stays[it.before]]
        blocks[:] = compress(blocks, stays)


def _unfolds(element: Element, blocks: list[Block], length: int) -> bool:
    if not element.settled:
        element.settle()
    told = [block.evidence for block in blocks if block.evidence is not None]
    names = element.names[:_NEAR] + told[0].names[:_NEAR]
    if (
        called("folds").isdisjoint(names)
        or not called("overlays").isdisjoint(element.names[:_NEARER])
        or not _FURNITURE.isdisjoint(element.regions)
    ):
        return False
    lengths = [(len(block.text), evidence) for block, evidence in zip(blocks, told)]
    prose = [size for size, it in lengths if (size > _PROSE or it.tag == "tr") and 3 * it.link_chars < size]
    return sum(prose) >= _LEAST_PROSE * length
