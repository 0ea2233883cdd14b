"""What the elements of a page make of its blocks: the lists, tables, quotes they lie in, the links and emphasis in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from cleaner.document import Mark
from cleaner.read.element import Element, around, whole_number

INLINE: dict[str, str] = {
    "b": "strong", "strong": "strong", "em": "em", "i": "em", "cite": "em", "dfn": "em", "var": "em",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "del": "del", "s": "del", "strike": "del",
    "sub": "sub", "sup": "sup", "math": "math",
}  # fmt: skip
"""Inline elements that are kept, and the one of those of a kind by which they are called."""

BOXES: dict[str, str] = {
    "blockquote": "blockquote", "ul": "ul", "menu": "ul", "dir": "ul", "ol": "ol", "li": "li", "dl": "dl", "dt": "dt", "dd": "dd",
    "table": "table", "tr": "tr", "td": "td", "th": "th", "pre": "pre", "xmp": "pre", "listing": "pre", "plaintext": "pre",
    "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6",
}  # fmt: skip
"""Elements that stand on lines of their own and are kept, likewise."""

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?|highlight-source|brush:\s*|sourceCode)[-:\s]\s*([\w+#.-]{1,30})", re.I
)
_MOST_CELLS = 1000
_NAME = re.compile(r"([\w+#.-]{1,30})")


class Shape(NamedTuple):
    """A block's elements.

    Attributes:
        holder: the innermost that holds all of it.
        pieces: its text as the parser gave it; of preformatted text one str; empty where there is nothing inside.
        owners: from which piece on which element holds the text.
    """

    holder: Element
    pieces: tuple[str, ...] | str
    owners: tuple[tuple[int, Element], ...]


class RowShape(NamedTuple):
    """The elements of a row of a table that is one block: of each cell that has text its blocks' texts and shapes."""

    holder: Element
    cells: tuple[list[tuple[str, object]], ...]


class Boxes(dict[Element, tuple[Element, ...]]):
    """The elements of `BOXES` around an element of a page, outermost first, itself among them."""

    def __missing__(self, element: Element) -> tuple[Element, ...]:
        outer = self[element.parent] if element.parent else ()  # a page is walked no deeper than 256 elements
        return self.setdefault(element, (*outer, element) if element.tag in BOXES else outer)


def box(element: Element) -> tuple[str, dict[str, Any]]:
    """What an element of `BOXES` is called, and what is kept of its attributes."""
    tag, attrib = BOXES[element.tag], element.attrib
    said: dict[str, Any] = {}
    if tag == "li":
        if element.parent is not None and (element.parent.block or element.parent).tag == "ol":
            said["number"] = element.place
    elif tag in ("td", "th"):
        said["column"] = element.place
        for name in ("colspan", "rowspan"):
            if (span := min(whole_number(attrib.get(name), 0), _MOST_CELLS)) > 1:
                said[name] = span
    return tag, said


def language(element: Element) -> str | None:
    """The programming language that the names of a code's element, or of one of the three around it, tell."""
    for here in islice(around(element), 4):
        told = here.attrib.get("data-lang") or here.attrib.get("data-language") or ""
        found = _LANGUAGE.search(here.attrib.get("class", "")) or _NAME.fullmatch(told)
        if found:
            return found[1].lower()
    return None


def stretches(shape: Shape, text: str, place: int) -> list[Mark]:
    """The links, emphasis and code in a block that is not preformatted, outer ones first.

    Args:
        text: of the block, as it stands in the source; it begins at `place`.
    """
    if not shape.owners:
        link = shape.holder.link
        return [] if link is None else [Mark(place, place + len(text), "a", {"href": link})]
    within = {id(owner): _inner(owner) for _, owner in shape.owners}
    held = list(runs(shape)) if any(within.values()) else []
    if not held or held[-1][1] != len(text):
        return []  # characters that nobody sees were taken from its ends
    found: dict[tuple[str, int], Mark] = {}
    for start, end, owner in held:
        for key in within[id(owner)]:
            if first := found.get(key):
                found[key] = Mark(first.start, place + end, *first[2:])
                continue
            tag = key[0]
            said = {"href": owner.link} if tag == "a" else {"display": True} if tag == "math" and owner.attrib else {}
            found[key] = Mark(place + start, place + end, tag, said)
    return list(found.values())


def runs(shape: Shape) -> Iterator[tuple[int, int, Element]]:
    """What each element holds itself of the text with its white space collapsed."""
    pieces, owners = shape.pieces, shape.owners
    place, space = 0, False
    for number, (first, owner) in enumerate(owners):
        until = owners[number + 1][0] if number + 1 < len(owners) else len(pieces)
        text = "".join(pieces[first:until])
        words = text.split()
        if not words:
            space = True
            continue
        if place and (space or text[0].isspace()):
            place += 1
        start = place
        place += len(" ".join(words))
        space = text[-1].isspace()
        yield start, place, owner


def _inner(owner: Element) -> list[tuple[str, int]]:
    """The inline elements around a text that are kept, outermost first, each with what tells it from others of its kind."""
    found: list[tuple[str, int]] = []
    linked = owner.link is not None
    here: Element | None = owner
    while here is not None and not here.kind:
        if kept := INLINE.get(here.tag) or (linked and here.tag == "a" and "href" in here.attrib and "a"):
            found.append((kept, id(here)))
            linked = linked and kept != "a"
        here = here.parent
    if linked:  # a link around the whole block
        found.append(("a", id(owner.link)))
    return found[::-1]
