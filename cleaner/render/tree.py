"""The text and its marks as a tree, which every format is written from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.document import Mark

INLINE = frozenset(("a", "strong", "em", "code", "del", "sub", "sup", "math"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}

MAX_DEPTH = 64
"""Marks within one another; what is nested deeper has the text of those around it."""

_PARAGRAPH = re.compile(r"\n\s*\n")


class Node:
    """An element, or with the tag "p" a paragraph, which is what blank lines part.

    Attributes:
        tag: as of `Mark`, "p", or "body".
        attributes: as of `Mark`.
        children: its elements and texts, in order.
    """

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, Any] | None = None) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        self.children: list[Node | str] = []

    def nodes(self, *tags: str) -> Iterator[Node]:
        """Its children that are elements, or those with one of the tags."""
        for child in self.children:
            if isinstance(child, Node) and (not tags or child.tag in tags):
                yield child

    def text(self) -> str:
        """All the text in it."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            here = stack.pop()
            if isinstance(here, str):
                parts.append(here)
            else:
                stack.extend(reversed(here.children))
        return "".join(parts)


def build(text: str, marks: Sequence[Mark]) -> Node:
    """The tree of a text.

    Args:
        marks: outer ones before those in them. One that does not lie within the one that is open ends with it.
    """
    body = Node("body")
    stack: list[tuple[Node, int]] = [(body, len(text))]
    here = 0
    for mark in marks:
        start = max(here, min(mark.start, len(text)))
        while len(stack) > 1 and stack[-1][1] <= start:
            here = _close(text, here, stack)
        if len(stack) > MAX_DEPTH:
            continue
        end = max(start, min(mark.end, stack[-1][1]))
        if start > here:
            stack[-1][0].children.append(text[here:start])
            here = start
        node = Node(mark.tag, mark.attributes)
        stack[-1][0].children.append(node)
        width = int(mark.attributes.get("mark", 0))
        if mark.tag == "math" and width:
            node.children.append(text[start + width : end - width])
            here = end
            continue
        stack.append((node, end))
        here = min(here + width, end)
    while stack:
        here = _close(text, here, stack)
    _settle(body)
    return body


def without(body: Node, tags: set[str]) -> None:
    """Takes out elements: tables and images with all that is in them, of links the mark alone."""
    stack = [body]
    while stack:
        node = stack.pop()
        kept: list[Node | str] = []
        for child in node.children:
            if isinstance(child, str) or child.tag not in tags:
                kept.append(child)
            elif child.tag == "a":
                kept += child.children
        node.children = kept
        stack.extend(node.nodes())


def _close(text: str, here: int, stack: list[tuple[Node, int]]) -> int:
    node, end = stack.pop()
    if end > here:
        node.children.append(text[here:end])
    return max(here, end)


def _settle(body: Node) -> None:
    """Puts what stands in boxes into paragraphs."""
    stack = [body]
    while stack:
        node = stack.pop()
        if node.tag in HEADINGS or node.tag in ("pre", "img"):
            continue  # what lies in them is text, with its white space
        node.children = _listed(list(_paragraphs(node.children)), node.tag)
        if node.tag == "tr":
            node.children = [_cell(child) for child in node.nodes()]
        stack.extend(child for child in node.nodes() if child.tag not in INLINE and child.tag != "p")
    _prune(body)


def _prune(body: Node) -> None:
    """Takes out lists, tables and rows with nothing in them, from the inside out."""
    order = [body]
    for node in order:
        order.extend(child for child in node.nodes() if child.tag not in INLINE and child.tag != "p")
    for node in reversed(order):
        node.children = [
            child for child in node.children if isinstance(child, str) or child.tag not in _HOLLOW or child.children
        ]


_HOLLOW = frozenset(("ul", "ol", "dl", "table", "tr"))
_LISTS = {"li": "ul", "dt": "dl", "dd": "dl"}


def _listed(children: list[Node], around: str) -> list[Node | str]:
    """Puts items that lie in no list into one: pages forget to begin it."""
    made: list[Node | str] = []
    for child in children:
        box = _LISTS.get(child.tag)
        if box is None or around in ("ul", "ol", "dl"):
            made.append(child)
            continue
        last = made[-1] if made else None
        if not isinstance(last, Node) or last.tag != box or last.attributes:
            last = Node(box)
            made.append(last)
        last.children.append(child)
    return made


def _cell(node: Node) -> Node:
    """A child of a row as a cell of it."""
    if node.tag in ("td", "th"):
        return node
    cell = Node("td")
    cell.children = [node]
    return cell


def _paragraphs(children: list[Node | str]) -> Iterator[Node]:
    run: list[Node | str] = []
    for child in children:
        if isinstance(child, Node):
            if child.tag in INLINE:
                run.append(child)
            else:
                yield from _paragraph(run)
                run = []
                yield child
            continue
        first, *others = _PARAGRAPH.split(child)
        run.append(first)
        for other in others:
            yield from _paragraph(run)
            run = [other]
    yield from _paragraph(run)


def _paragraph(run: list[Node | str]) -> Iterator[Node]:
    while run and isinstance(run[0], str) and not run[0].strip():
        run.pop(0)
    while run and isinstance(run[-1], str) and not run[-1].strip():
        run.pop()
    if not run:
        return
    if isinstance(run[0], str):
        run[0] = run[0].lstrip()
    if isinstance(run[-1], str):
        run[-1] = run[-1].rstrip()
    node = Node("p")
    node.children = run
    yield node
