"""Drives lxml's parser over a page, and keeps hostile pages in linear time."""

from __future__ import annotations

import re

from lxml import etree

from cleaner.read.walk import TooDeep, Walker

_SCANS = 500_000_000
"""Open elements that libxml2 may look at for end tags; it scans all of them for each end tag that fits none (2.14:
4.5 ns each, measured), so depth times end tags bounds the time."""

_LEAST_DEPTH = 512
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)>")
_KEPT = frozenset(
    ("br", "iframe", "noscript", "p", "script", "select", "style", "svg", "template", "textarea", "title")
)


def parse(html: str) -> Walker:
    """Walks a page.

    Any text is a page: what is wrong with its markup is mended as libxml2 mends it. Nothing outside the page is
    fetched or read. A page whose nesting would take time that grows with its square (tens of thousands of open
    elements and end tags) is read again without its boxes: all of its text, less evidence.

    Returns:
        The walker that has walked it, with its blocks and head.
    """
    if "\0" in html:
        html = html.replace("\0", "")  # as browsers do
    walker = _walk(html)
    if walker is None:
        walker = _walk(_TAG.sub(_flatten, html)) or Walker(0)
    if walker.frames and not walker.blocks:
        inner = _walk("".join(walker.frames))
        if inner:
            walker.blocks = inner.blocks
    return walker


def _walk(html: str) -> Walker | None:
    walker = Walker(max(_LEAST_DEPTH, _SCANS // (html.count("</") + 1)))
    # The stubs ask for more of a target than lxml does.
    parser = etree.HTMLParser(target=walker, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]
    try:
        data = html.encode()
    except UnicodeEncodeError:
        data = _SURROGATES.sub("\ufffd", html).encode()
    if not data:
        return walker
    try:
        etree.fromstring(data, parser)
    except TooDeep:
        return None
    except etree.XMLSyntaxError:
        # A page of nothing but comments or white space; what was walked before is kept.
        walker.close()
    return walker


def _flatten(tag: re.Match[str]) -> str:
    """What stands for a tag where boxes are given up: a paragraph's end for a box's, nothing for the others."""
    from cleaner.read.markup import BLOCK, KINDS, VOID

    name = tag.group(2).lower()
    if name in _KEPT:
        return tag.group()
    return "<p>" if BLOCK <= KINDS.get(name, 0) < VOID else ""
