"""JSON-LD as pages write it, and which blocks of a page say what its head and structured data say too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cleaner.document import Document, Head

MAX_SCRIPT = 1_000_000
MAX_ITEMS = 1000
MAX_DEPTH = 24
"""Characters of a script, objects of a page and levels of an object that are read; what is beyond is dropped."""

_OPENING = re.compile(r"[{\[]")
# A string that is never closed runs to the end, so that it is passed over once only.
_LOOSE = re.compile(r'("(?:[^"\\]|\\.)*"?)|(?<![:\w])//[^\n]*|,(?=\s{0,200}[}\]])', re.DOTALL)
_STRING = re.compile(
    r'"(@type|headline|datePublished|dateModified|dateCreated|articleSection|description)"\s{0,20}:\s{0,20}'
    r'"((?:[^"\\]|\\.)*)"?',
    re.DOTALL,
)
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


def read_items(scripts: list[str]) -> list[dict[str, Any]]:
    """The objects of a page's JSON-LD scripts, arrays and @graph unrolled, in order.

    What is wrong with a script is mended where it is clear what was meant; of one that cannot be mended, the strings
    that say the most (headline, dates, section, description) are read. Nothing is raised.
    """
    items: list[dict[str, Any]] = []
    for script in scripts:
        for value in _values(script[:MAX_SCRIPT]):
            _unroll(_bounded(value, 0), items)
            if len(items) >= MAX_ITEMS:
                return items[:MAX_ITEMS]
    return items


def _values(script: str) -> list[Any]:
    script = script.replace("<![CDATA[", "")
    values = _parse(script) or _parse(_LOOSE.sub(r"\1", script))
    if not values:
        strings = {key: _parse_string(text) for key, text in reversed(_STRING.findall(script))}
        values = [strings] if "@type" in strings or "headline" in strings else []
    return values


def _parse(text: str) -> list[Any]:
    """The objects and arrays that stand in a text one after the other, up to what is no JSON."""
    values: list[Any] = []
    opening = _OPENING.search(text)
    while opening and len(values) < MAX_ITEMS:
        try:
            value, end = _DECODER.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            break
        values.append(value)
        opening = _OPENING.search(text, end)
    return values


def _parse_string(text: str) -> str:
    values = _parse(f'["{text}"]')
    return values[0][0] if values and values[0] and isinstance(values[0][0], str) else text


def _bounded(value: Any, depth: int) -> Any:
    """A value without what lies deeper than MAX_DEPTH."""
    if isinstance(value, dict):
        return {key: _bounded(part, depth + 1) for key, part in value.items()} if depth < MAX_DEPTH else None
    if isinstance(value, list):
        return [_bounded(part, depth + 1) for part in value] if depth < MAX_DEPTH else None
    return value


def _unroll(value: Any, items: list[dict[str, Any]]) -> None:
    if isinstance(value, list):
        for part in value:
            _unroll(part, items)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if isinstance(graph, (list, dict)):
            _unroll(graph, items)
            if any(key not in ("@graph", "@context", "@id") for key in value):
                items.append({key: part for key, part in value.items() if key != "@graph"})
        else:
            items.append(value)


MAX_BODY = 300_000
"""Characters of `articleBody` that blocks are looked for in."""

_LEAST_IN_BODY = 20
"""Characters that a block must have to be found in it; a word alone stands in any text."""

_BUDGET = 50_000_000
"""Characters that searching them may pass over, so that a long body and many blocks take no time of their product."""

_DEPTH = 4
_FOLD = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("–", "-"), ("—", "-"), ("\xad", ""), ("…", "..."))
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_SITE_MARKS = (" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ")
_META: dict[str, str] = {
    "og:title": "headline", "twitter:title": "headline", "dc.title": "headline", "title": "headline",
    "headline": "headline", "description": "description", "og:description": "description",
    "twitter:description": "description", "dc.description": "description", "author": "author", "dc.creator": "author",
    "article:author": "author", "parsely-author": "author", "byl": "author", "og:site_name": "site",
    "application-name": "site", "article:section": "section", "keywords": "tag", "article:tag": "tag",
    "article:published_time": "date", "datepublished": "date", "date": "date", "article:modified_time": "date",
    "articlebody": "body", "reviewbody": "body",
}  # fmt: skip
_ITEM: dict[str, str] = {
    "headline": "headline", "alternativeHeadline": "headline", "description": "description", "articleBody": "body",
    "text": "body", "reviewBody": "body", "articleSection": "section", "keywords": "tag", "caption": "caption",
    "datePublished": "date", "dateModified": "date",
}  # fmt: skip
_NAMED: dict[str, str] = {"author": "author", "creator": "author", "publisher": "site", "isPartOf": "site"}
_LISTED = frozenset(("section", "tag"))


def mark_repeats(document: Document) -> None:
    """Sets `Evidence.repeats` of each block, where the page has structured data or meta that repeat it."""
    if document.head is None:
        return
    known: dict[str, set[str]] = {}
    dates: set[str] = set()
    bodies: list[str] = []
    for what, text in _statements(document.head):
        if what == "date":
            dates.add(text.strip()[:10])
        elif what == "body":
            bodies.append(text)
        elif squeezed := squeeze(text):
            known.setdefault(squeezed, set()).add(what)
    body = squeeze(_MARKUP.sub(" ", "\n".join(bodies)[:MAX_BODY]))
    budget = _BUDGET
    place = 0
    # All at once, which takes a third of the time; NULs are no white space, and were taken out of the blocks.
    texts = squeeze("\0".join([block.text for block in document.blocks])).split("\0")
    for block, squeezed in zip(document.blocks, texts):
        evidence = block.evidence
        if evidence is None:
            continue
        found = set(known.get(squeezed, ()))
        if len(squeezed) >= _LEAST_IN_BODY and len(squeezed) <= len(body) and budget > 0:
            # The blocks of an article come in order, so most are found at once.
            at = body.find(squeezed, place)
            if at < 0:
                at = body.find(squeezed, 0, place)
                budget -= len(body)
            if at >= 0:
                budget -= max(0, at - place)
                place = at + len(squeezed)
                found.add("body")
        if evidence.times and any(time[:10] in dates for time in evidence.times):
            found.add("date")
        if found:
            evidence.repeats = frozenset(found)


def squeeze(text: str) -> str:
    """A text as it is compared: without white space and case, with plain quotes and dashes."""
    text = "".join(text.split())
    if not text.isascii():
        for typographic, plain in _FOLD:
            text = text.replace(typographic, plain)
    return text.casefold()


def _statements(head: Head) -> Iterator[tuple[str, str]]:
    """What a page says of itself, each with which kind of thing it is."""
    if head.title:
        yield from (("headline", part) for part in parts_of_title(head.title))
    for name, content in head.meta:
        what = _META.get(name)
        if what == "headline":
            yield from (("headline", part) for part in parts_of_title(content))
        elif what in _LISTED:
            yield from ((what, part) for part in content.split(","))
        elif what:
            yield what, content
    for item in head.items:
        yield from _item(item, 0)


def parts_of_title(title: str) -> Iterator[str]:
    """A title, and what is left of it without the site's name after or before it."""
    yield title
    for mark in _SITE_MARKS:
        if mark in title:
            yield title.rpartition(mark)[0]
            yield title.partition(mark)[2]


def _item(item: dict[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    kinds = str(item.get("@type", "")).lower()
    if "name" in item and isinstance(item["name"], str):
        if "person" in kinds and not depth:
            yield "author", item["name"]
        elif "website" in kinds or "organization" in kinds:
            yield "site", item["name"]
        elif "article" in kinds or "posting" in kinds:
            yield "headline", item["name"]
    for key, value in item.items():
        what = _ITEM.get(key)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, str):
                if what in _LISTED:
                    yield from ((what, word) for word in part.split(","))
                elif what:
                    yield what, part
                elif key in _NAMED:
                    yield _NAMED[key], part
            elif isinstance(part, dict) and depth < _DEPTH:
                if key in _NAMED and isinstance(part.get("name"), str):
                    yield _NAMED[key], part["name"]
                elif key in ("mainEntity", "mainEntityOfPage", "image", "review", "hasPart"):
                    yield from _item(part, depth + 1)
