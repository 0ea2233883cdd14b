"""The article of a page that shows none: the largest body of prose among the values that its scripts hold, as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any, NamedTuple

from cleaner.read.element import words
from cleaner.read.markup import KINDS, PHRASING_ONLY, UNSEEN
from cleaner.read.scripts import MAX_DEPTH, stored
from cleaner.text.words import STOPS, count_words, ends_sentence, is_prose, squeeze

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_ENTITY = re.compile(r"&(?:lt|#60|#x3c);/?[a-zA-Z]", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\n|</?(?:p|br|div|li|h[1-6]|blockquote|tr|section|ul|ol)\b[^<>]{0,2000}>", re.IGNORECASE)
_SENTENCE = re.compile(f"[{re.escape(STOPS)}](?=\\s)")
_CODE = re.compile(r"[{};]\s*$|^\s*[{($]|\{\{|<%|=>|function\s?\(")
_TEXT = frozenset(
    ("body", "children", "content", "contents", "copy", "fragment", "html", "insert", "markdown", "markup",
     "paragraph", "rendered", "richtext", "string", "text", "value")
)  # fmt: skip
"""Keys that text stands under, short or long."""

_ASIDE = frozenset(
    ("alt", "author", "authors", "bio", "byline", "caption", "captions", "comment", "comments", "consent", "cookie",
     "cookies", "copyright", "credit", "credits", "css", "description", "excerpt", "footer", "i18n", "labels", "legal",
     "locale", "locales", "menu", "messages", "meta", "navigation", "newsletter", "placeholder", "promo", "recommended",
     "related", "seo", "settings", "style", "styles", "subscribe", "summary", "teaser", "translation", "translations")
)  # fmt: skip
"""Words of keys that something else stands under."""

_KINDS = ("type", "nodeType", "_type", "tag", "tagName", "kind", "name")
_SAID: dict[str, frozenset[str]] = {
    "h2": frozenset(
        ("h1", "h2", "h3", "h4", "h5", "h6", "header", "heading", "headline", "subhead", "subheading", "subtitle")
    ),
    "blockquote": frozenset(("blockquote", "quote", "pullquote")),
    "li": frozenset(("item", "li")),
}
_INLINE = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u")
)  # fmt: skip
_ADDRESSED = frozenset(
    ("date", "published", "modified", "updated", "slug", "url", "link", "href", "permalink", "uri", "path")
)
_TITLES = frozenset(("heading", "headline", "subheading", "subtitle", "title"))
_OWN = 10
"""How many times as much prose counts that stands beside the page's own title. With 1 instead, word F1 of what is chosen on 161 pages that hold
prose in scripts changes by 0.003, -0.012, 0 and -0.013 on four parts of the sites (65, 46, 24 and 26 pages)."""

_MOST = 0.8
"""Share of the prose of a list that one of its parts must hold to be taken alone. With 0.6 or 0.95 it changes on these by 0 to -0.015."""

_LONGEST_TITLE = 300
_NEAR = 200


class Stored(NamedTuple):
    """An article that a page does not show.

    Attributes:
        html: it.
        where: what holds it, in words and keys.
        prose: how many words of prose it has.
        own: whether it stands beside the page's own title.
    """

    html: str
    where: str
    prose: int
    own: bool


@dataclass(slots=True)
class _Node:
    """A value as text.

    Attributes:
        parts: what it holds, in order; strings are HTML.
        tag: of the element that it is, or "".
        one: whether its parts are versions of one thing or things apart, of which one is taken.
        heading: what stands above its text, as HTML.
        document: whether it has an address or a date, and a title, of its own.
        key: what it stands under, as written.
        prose: its words of prose.
        worth: the same, times `_OWN` what stands beside the page's own title.
    """

    parts: list[_Node | str] = field(default_factory=list)
    tag: str = ""
    one: bool = False
    heading: str = ""
    document: bool = False
    key: str = ""
    prose: int = 0
    worth: int = 0

    def add(self, part: _Node | str) -> None:
        self.parts.append(part)
        prose, worth = (part.prose, part.worth) if isinstance(part, _Node) else (_prose(part),) * 2
        self.prose = max(self.prose, prose) if self.one else self.prose + prose
        self.worth = max(self.worth, worth) if self.one else self.worth + worth

    def best(self) -> _Node | str:
        """The part that is worth most, the first of several."""
        return max(self.parts, key=lambda part: part.worth if isinstance(part, _Node) else _prose(part))


def stored_article(html: str, titles: Iterable[str]) -> Stored | None:
    """The article that a page's scripts, templates or attributes hold.

    Args:
        html: the page.
        titles: what the page calls itself; what stands beside such a string is its own.
    """
    own = {squeeze(title) for title in titles} - {""}
    root = _Node(one=True)
    for name, value in stored(html):
        found = _read(value, "", own, 0)
        if found is not None:
            node = found if isinstance(found, _Node) else _Node([], "")
            if node is not found:
                node.add(found)
            node.key = name
            root.add(node)
    if not root.worth:
        return None
    where: list[str] = []
    chosen = _choose(root, where)
    prose = chosen.prose if isinstance(chosen, _Node) else _prose(chosen)
    return Stored("".join(_write(chosen)), " ".join(where), prose, root.worth > prose)


def _read(value: Any, key: str, own: set[str], depth: int) -> _Node | str | None:
    """A value as text; None where it holds none.

    Args:
        key: the last word of what it stands under.
    """
    if isinstance(value, str):
        return _string(value, key)
    if depth > MAX_DEPTH or not value:
        return None
    if isinstance(value, dict):
        return _object(value, own, depth)
    if not isinstance(value, list):
        return None
    if value[0] == "$" and len(value) > 3 and isinstance(value[1], str) and isinstance(value[3], dict):
        return _element(value[1], value[3], own, depth)
    return _joined([part for item in value if (part := _read(item, key, own, depth + 1)) is not None])


def _string(value: str, key: str) -> str | None:
    """A string that may be text of an article, as HTML."""
    if not value.strip() or (key and key not in _TEXT and not _prose(value)) or _CODE.search(value[:_NEAR]):
        return None
    if _MARKUP.search(value):
        return value
    return unescape(value) if _ENTITY.search(value) else escape(value, quote=False)


def _element(tag: str, props: dict[str, Any], own: set[str], depth: int) -> _Node | str | None:
    """An element of React; of a component what it is given."""
    inner = props.get("dangerouslySetInnerHTML")
    if isinstance(inner, dict):
        props = {"children": inner.get("__html")}
    kind = KINDS.get(tag, 0)
    if kind >= UNSEEN:
        return None
    if tag.startswith("$") or tag[:1].isupper():
        return _object(props, own, depth + 1)
    part = _read(props.get("children"), "children", own, depth + 1)
    if part is None or not kind and tag not in _INLINE:
        return part
    if tag in _INLINE:
        return f"<{tag}>{part}</{tag}>" if isinstance(part, str) else part
    node = _Node(tag=tag)
    for piece in part.parts if isinstance(part, _Node) and not part.one and not part.tag else [part]:
        node.add(piece)
    return node


def _object(value: dict[str, Any], own: set[str], depth: int) -> _Node | str | None:
    node = _Node(one=True, tag=_tag_of(value))
    titles: list[str] = []
    names: set[str] = set()
    for key, part in value.items():
        keys = words(key)
        names.update(keys)
        if not keys or not _ASIDE.isdisjoint(keys):
            continue
        if isinstance(part, str) and len(part) <= _LONGEST_TITLE and not _TITLES.isdisjoint(keys):
            titles.append(part)
        elif (found := _read(part, keys[-1], own, depth + 1)) is not None:
            if isinstance(found, _Node):
                found.key = found.key or key
            node.add(found)
    if not node.parts:
        return None
    node.document = bool(titles) and not names.isdisjoint(_ADDRESSED)
    if any(squeeze(title) in own for title in titles):
        node.worth *= _OWN
    elif titles and not node.document:
        node.heading = escape(titles[0], quote=False)
    bare = (node.document, node.heading, node.tag, node.worth) == (False, "", "", node.prose)
    return node.parts[0] if bare and len(node.parts) == 1 else node


def _tag_of(value: dict[str, Any]) -> str:
    """The element that a part of a rich text says it is."""
    for key in _KINDS:
        said = value.get(key)
        names = set(words(said)) if isinstance(said, str) and len(said) <= 40 else set()
        for tag, known in _SAID.items():
            if not names.isdisjoint(known):
                return tag
    return ""


def _joined(pieces: list[_Node | str]) -> _Node | str | None:
    """The parts of a list; those that are stretches of one line are one."""
    parts: list[_Node | str] = []
    for piece in pieces:
        last = parts[-1] if parts else None
        if isinstance(piece, str) and isinstance(last, str) and _is_one_line(last, piece):
            parts[-1] = last + piece
        else:
            parts.append(piece)
    if len(parts) < 2:
        return parts[0] if parts else None
    node = _Node()
    for part in parts:
        node.add(part)
    return node


def _is_one_line(before: str, after: str) -> bool:
    """Whether two strings that follow each other are stretches of one line, as links and words in bold are."""
    if _LINE_ENDS.search(after) or _LINE_ENDS.search(before[-_NEAR:]):
        return False
    if before[-1].isspace():
        return not ends_sentence(before[-_NEAR:].rstrip()) or not _prose(after)
    return after[0].isspace() or after[0] in ".,;:!?)" or after[0].islower() or before[-1] == ">" or after[0] == "<"


def _prose(text: str) -> int:
    """Words of those lines of a string that read like prose."""
    total = 0
    for line in _LINE_ENDS.split(text):
        plain = _MARKUP.sub("", line).strip()
        count = count_words(plain)
        if is_prose(count, ends_sentence(plain), len(_SENTENCE.findall(plain))):
            total += count
    return total


def _choose(node: _Node, where: list[str]) -> _Node | str:
    """The part of a value that is the article: where its prose is spread over the parts of a list, or one string."""
    while True:
        best = node.best()
        if isinstance(best, str):
            return best if node.one else node
        documents = sum(isinstance(part, _Node) and part.document for part in node.parts)
        if not node.one and 2 * documents < len(node.parts) and best.worth < _MOST * node.worth:
            return node
        if best.key:
            where.append(best.key)
        node = best


def _write(node: _Node | str) -> Iterator[str]:
    """A node as HTML."""
    if isinstance(node, str):
        is_markup = _LINE_ENDS.search(node) and _MARKUP.search(node)
        yield node if is_markup else f"<p>{'</p><p>'.join(node.splitlines())}</p>"
        return
    if node.tag:
        yield f"<{node.tag}>"
    if node.heading:
        yield f"<h2>{node.heading}</h2>"
    for part in [node.best()] if node.one else node.parts:
        if isinstance(part, str) and node.tag in PHRASING_ONLY:
            yield part
        else:
            yield from _write(part)
    if node.tag:
        yield f"</{node.tag}>"
