"""What a page says of itself, in its head and as JSON-LD, and which of its blocks say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from cleaner.document import Document, Head, Picture
from cleaner.read.element import Element, in_comment
from cleaner.read.markup import claims

MAX_PICTURES = 1000
MAX_SCRIPT = 1_000_000
MAX_ITEMS = 1000
MAX_DEPTH = 24
"""Pictures of a page, characters of a script, objects of a page and levels of an object that are read; what is beyond is dropped."""

_OPENING = re.compile(r"[{\[]")
# A string that is never closed runs to the end, so that it is passed over once only.
_LOOSE = re.compile(r'("(?:[^"\\]|\\.)*"?)|(?<![:\w])//[^\n]*|,(?=\s{0,200}[}\]])', re.DOTALL)
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


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


def read_items(scripts: list[str]) -> list[dict[str, Any]]:
    """The objects of a page's JSON-LD scripts, arrays and @graph unrolled, in order.

    What is wrong with a script is mended where it is clear what was meant; one that cannot be mended is left out.
    """
    items: list[dict[str, Any]] = []
    for script in scripts:
        script = script[:MAX_SCRIPT].replace("<![CDATA[", "")
        _unroll(_parse(script) or _parse(_LOOSE.sub(r"\1", script)), items)
    return items[:MAX_ITEMS]


def _parse(text: str) -> list[Any]:
    """The objects and arrays that stand in a text one after the other, up to what is no JSON."""
    values: list[Any] = []
    opening = _OPENING.search(text)
    while opening and len(values) < MAX_ITEMS:
        try:
            value, end = _DECODER.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            break
        values.append(_bounded(value, 0))
        opening = _OPENING.search(text, end)
    return values


def _bounded(value: Any, depth: int) -> Any:
    """A value without what lies deeper than MAX_DEPTH."""
    if not isinstance(value, (dict, list)):
        return value
    if depth >= MAX_DEPTH:
        return None
    if isinstance(value, list):
        return [_bounded(part, depth + 1) for part in value]
    return {key: _bounded(part, depth + 1) for key, part in value.items()}


def _unroll(value: Any, items: list[dict[str, Any]]) -> None:
    if isinstance(value, list):
        for part in value:
            _unroll(part, items)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if not isinstance(graph, (list, dict)):
            items.append(value)
            return
        _unroll(graph, items)
        if not value.keys() <= {"@graph", "@context", "@id"}:
            items.append({key: part for key, part in value.items() if key != "@graph"})


MAX_BODY = 300_000
"""Characters of `articleBody` that blocks are looked for in."""

_LEAST_IN_BODY = 20
"""Characters that a block must have to be found in it; a word alone stands in any text."""

_BUDGET = 50_000_000
"""Characters that searching them may pass over, so that a long body and many blocks take no time of their product."""

_DEPTH = 4
_NOTHING: frozenset[str] = frozenset()
_FOLD = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("–", "-"), ("—", "-"), ("\xad", ""), ("…", "..."))
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_SITE_MARKS = (" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ")
_WHAT = {
    "title": "headline", "description": "description", "authors": "author", "site": "site", "categories": "section",
    "tags": "tag", "published": "date", "modified": "date",
}  # fmt: skip
"""Fields that blocks repeat, and what a repeat of them is called."""

_OTHERS = {
    "meta": {"articlebody": "body", "reviewbody": "body"},
    "json-ld": {"articleBody": "body", "reviewBody": "body", "text": "body", "caption": "caption", "name": ""},
}
_HELD = frozenset(("mainEntity", "mainEntityOfPage", "image", "review", "hasPart"))
_LISTED = frozenset(("section", "tag"))


def mark_repeats(document: Document) -> None:
    """Sets `Evidence.repeats` of each block, where the page has structured data or meta that repeat it."""
    if document.head is None:
        return
    known, dates, body = _stated(document.head)
    budget = _BUDGET
    place = 0
    # All at once, which takes a third of the time; NULs are no white space, and were taken out of the blocks.
    texts = squeeze("\0".join([block.text for block in document.blocks])).split("\0")
    for block, text in zip(document.blocks, texts):
        evidence = block.evidence
        if evidence is None:
            continue
        found = known.get(text, _NOTHING)
        if _LEAST_IN_BODY <= len(text) <= len(body) and budget > 0:
            # The blocks of an article come in order, so most are found at once.
            at = body.find(text, place)
            if at < 0:
                at = body.find(text, 0, place)
                budget -= len(body)
            if at >= 0:
                budget -= max(0, at - place)
                place = at + len(text)
                found |= {"body"}
        if evidence.times and any(time[:10] in dates for time in evidence.times):
            found |= {"date"}
        evidence.repeats = found


def _stated(head: Head) -> tuple[dict[str, frozenset[str]], set[str], str]:
    """What a page says of itself: short texts, squeezed, with what each is; days; and the article's body, squeezed."""
    known: dict[str, frozenset[str]] = {}
    dates: set[str] = set()
    bodies: list[str] = []
    for what, text in _statements(head):
        if what == "date":
            dates.add(text.strip()[:10])
        elif what == "body":
            bodies.append(text)
        elif squeezed := squeeze(text):
            known[squeezed] = known.get(squeezed, _NOTHING) | {what}
    return known, dates, squeeze(_MARKUP.sub(" ", "\n".join(bodies)[:MAX_BODY]))


@cache
def _called(kind: str) -> dict[str, str]:
    """What is said under each name in the head ("meta") or in JSON-LD."""
    known = {name: _WHAT[claim.field] for name, claim in claims(kind).items() if claim.field in _WHAT}
    return {**known, **_OTHERS[kind]}


def squeeze(text: str) -> str:
    """A text as it is compared: without white space and case, with plain quotes and dashes."""
    text = "".join(text.replace(" ", "").split())  # few pieces
    if not text.isascii():
        for typographic, plain in _FOLD:
            text = text.replace(typographic, plain)
    return text.casefold()


def _statements(head: Head) -> Iterator[tuple[str, str]]:
    """What a page says of itself, each with which kind of thing it is."""
    known = _called("meta")
    told = [("headline", head.title or ""), *((known[name], content) for name, content in head.meta if name in known)]
    for what, text in told:
        if what == "headline":
            yield from ((what, part) for part in parts_of_title(text))
        else:
            yield from _said(what, text)
    for item in head.items:
        yield from _item(item, 0)


def _said(what: str, text: str) -> Iterator[tuple[str, str]]:
    return ((what, part) for part in (text.split(",") if what in _LISTED else (text,)))


_TAGS = re.compile(r"<meta\s[^<>]*>|<(b|em|i|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>([^<>]*)</\1>", re.IGNORECASE)


def without_tags(title: str) -> str:
    """A title without the tags that it holds by mistake, since none counts there; a title may name an element, too.

    >>> without_tags('<meta charset="utf-8">Harbour <i>board</i> votes'), without_tags("<i>: the idiomatic text element")
    ('Harbour board votes', '<i>: the idiomatic text element')
    """
    return " ".join(_TAGS.sub(r"\2", title).split())


def parts_of_title(title: str) -> Iterator[str]:
    """A title, and what is left of it without the site's name after or before it."""
    yield title
    for mark in _SITE_MARKS:
        if mark in title:
            yield title.rpartition(mark)[0]
            yield title.partition(mark)[2]


def _name(item: dict[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    kinds, name = str(item.get("@type", "")).lower(), item.get("name")
    if isinstance(name, str):
        if "person" in kinds and not depth:
            yield "author", name
        elif "website" in kinds or "organization" in kinds:
            yield "site", name
        elif "article" in kinds or "posting" in kinds:
            yield "headline", name


def _item(item: dict[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    yield from _name(item, depth)
    for key, value in item.items():
        what = _called("json-ld").get(key)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, dict) and depth < _DEPTH:
                if key in _HELD:
                    yield from _item(part, depth + 1)
                part = part.get("name") if what in ("author", "site") else None
            if isinstance(part, str) and what:
                yield from _said(what, part)
