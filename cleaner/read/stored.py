"""The article of a page that shows none: the largest body of prose that its scripts, templates and attributes hold, as HTML.

Nothing is run. What scripts hold is read as JSON is, bracket by bracket, whatever stands between: states of frameworks, values
that are assigned, strings of JSON in strings, streams of React's components.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from cleaner.read.element import words
from cleaner.text.words import PROSE_WORDS, STOPS, count_words, ends_sentence, is_prose, squeeze

MAX_TEXT = 3_000_000
"""Characters of scripts that are read of a page."""

MAX_DEPTH = 120
_LONGEST_TITLE = 300
_LONGEST_STRETCH = 600
_LEAST_JSON = 200
_NEAR = 200
_OWN = 10
"""How many times as much prose counts that stands beside the page's own title."""

_ELEMENT = re.compile(r"<(script|template|textarea)\b([^<>]*)>", re.IGNORECASE)
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "template", "textarea")}
_STORED_MARKUP = re.compile(r"text/(?:html|\S{0,20}template|x-handlebars)|text/x-tmpl", re.IGNORECASE)
_NAME = re.compile(r"""\bid\s{0,3}=\s{0,3}["']?([\w-]{1,40})""")
_ATTRIBUTE = re.compile(r"""\s([\w:-]{1,40})\s{0,3}=\s{0,3}(?:"([\[{][^"<>]{200,})"|'([\[{][^'<>]{200,})')""")
# A string that is never closed runs to the line's end, so that it is passed over once only.
_TOKEN = re.compile(
    r"""(?P<mark>[\[\]{},])|"(?P<string>[^"\\\n]*(?:\\.[^"\\\n]*)*)"?(?P<colon>\s{0,3}:)?"""
    r"""|(?<=[=(])'(?P<quoted>[^'\\\n]*(?:\\.[^'\\\n]*)*)'?|(?<![\w$])(?P<key>[A-Za-z_$][\w$]{0,40})\s{0,3}:"""
)
_ESCAPE = re.compile(r"""\\x(?P<code>[0-9a-fA-F]{2})|\\(?P<bare>['$`])|(?P<kept>\\.)|\"""", re.DOTALL)
_PUSHED = re.compile(r'__next_f\.push\(\[1,\s{0,3}"([^"\\\n]*(?:\\.[^"\\\n]*)*)"?')
_TEXT_ROW = re.compile(rb"^[0-9a-f]{1,6}:T([0-9a-f]{1,7}),", re.MULTILINE)

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

_ADDRESSED = frozenset(
    ("date", "published", "modified", "updated", "slug", "url", "link", "href", "permalink", "uri", "path")
)
_LEAST_PROSE = 2 * PROSE_WORDS - 1
"""Characters that prose has at least."""

_TITLES = frozenset(("heading", "headline", "subheading", "subtitle", "title"))


class _Key(NamedTuple):
    """What a key says of what stands under it."""

    is_aside: bool
    is_address: bool
    is_title: bool
    is_text: bool


@lru_cache(maxsize=1024)
def _told(key: str) -> _Key:
    said = words(key)
    asked = said, said, said, said[-1:]
    return _Key(*(not names.isdisjoint(of) for names, of in zip((_ASIDE, _ADDRESSED, _TITLES, _TEXT), asked)))


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
class _Value:
    """An object, of which the largest part is taken, or a list, of which all parts are.

    Attributes:
        path: keys that lead to what was taken.
        aside: whether something else than an article stands in it.
        parts: the text in it, as HTML.
        prose: its words of prose.
        last: those of the last part of a list.
    """

    key: str
    is_list: bool
    aside: bool
    path: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    prose: int = 0
    last: int = 0
    title: str = ""
    addressed: bool = False
    is_element: bool = False

    def inner(self, key: str, is_list: bool) -> _Value:
        key = key or self.key
        return _Value(key, is_list, self.aside or _told(key).is_aside)

    def add(self, parts: list[str], prose: int, path: list[str]) -> None:
        if not self.is_list:
            if prose > self.prose or not self.parts:
                self.parts, self.prose, self.path = parts, prose, path
        elif len(parts) == 1 and self.parts and _is_one_line(self.parts[-1], parts[0]):
            self.parts[-1] += parts[0]
            self.prose -= self.last
            self.last = _prose(self.parts[-1])
            self.prose += self.last
        else:
            self.parts += parts
            self.prose += prose
            self.last = prose if len(parts) == 1 else _prose(self.parts[-1])


def stored_article(html: str, titles: Iterable[str]) -> Stored | None:
    """The article that a page's scripts, templates or attributes hold.

    Args:
        html: the page.
        titles: what the page calls itself; what stands beside such a string is its own.
    """
    own = {squeeze(title) for title in titles} - {""}
    found: list[Stored] = []
    for name, text, is_markup in _held(html):
        if is_markup:
            found.append(_stored([text], name, _prose(text), False))
        else:
            _read(text, name, own, found)
    best = max(found, key=lambda article: article.prose * (_OWN if article.own else 1), default=None)
    return best if best and best.prose else None


def _held(html: str) -> Iterator[tuple[str, str, bool]]:
    """What scripts, templates and attributes hold, in order: a name for it, a text, and whether that is markup."""
    stream = ""
    budget = MAX_TEXT
    here = 0
    while budget > 0 and (opening := _ELEMENT.search(html, here)):
        name, attributes = opening[1].lower(), opening[2]
        ending = _ENDS[name].search(html, opening.end())
        here = ending.start() if ending else len(html)
        content = html[opening.end() : here][:budget]
        budget -= len(content)
        said = _NAME.search(attributes)
        if "__next_f" in content:
            stream += "".join(map(_unescaped, _PUSHED.findall(content)))
        else:
            is_markup = name != "script" or _STORED_MARKUP.search(attributes) is not None
            yield f"{name} {said[1]}" if said else name, unescape(content) if name == "textarea" else content, is_markup
    for attribute in _ATTRIBUTE.finditer(html[:MAX_TEXT]):
        yield f"attribute {attribute[1]}", unescape(attribute[2] or attribute[3]), False
    data = stream.encode("utf-8", "replace")
    here = 0
    while row := _TEXT_ROW.search(data, here):
        yield "script __next_f", data[here : row.start()].decode("utf-8", "replace"), False
        here = row.end() + int(row[1], 16)
        yield "script __next_f", data[row.end() : here].decode("utf-8", "replace"), True
    yield "script __next_f", data[here:].decode("utf-8", "replace"), False


def _read(text: str, name: str, own: set[str], found: list[Stored]) -> None:
    """Adds what may be the article in a script: what has a title and an address or a date of its own, and all the rest."""
    values = [_Value("", True, False)]
    beyond = 0
    key = ""
    for token in _TOKEN.finditer(text):
        kind, top = token.lastgroup, values[-1]
        if kind == "colon" or kind == "key":
            key = token["key"] or token["string"]
            top.addressed = top.addressed or _told(key).is_address
            continue
        if kind != "mark":
            if not top.aside:
                _add(top, key or top.key, _unescaped(token["string"] or token["quoted"] or ""), own, found)
        elif token[0] in "{[":
            if len(values) < MAX_DEPTH:
                values.append(top.inner(key, token[0] == "["))
            else:
                beyond += 1
        elif token[0] != ",":
            if beyond:
                beyond -= 1
            elif len(values) > 1:
                _close(values, name, own, found)
        key = ""
    while len(values) > 1:
        _close(values, name, own, found)
    found.append(_stored(values[0].parts, " ".join((name, *values[0].path)), values[0].prose, False))


def _close(values: list[_Value], name: str, own: set[str], found: list[Stored]) -> None:
    """Ends the innermost value: a document of its own, or a part of what it lies in."""
    value = values.pop()
    is_own = value.title in own
    if is_own or value.title and value.addressed:
        keys = [outer.key for outer in values if not outer.is_list]
        where = " ".join(filter(None, (name, *keys, value.key, *value.path)))
        found.append(_stored(value.parts, where, value.prose, is_own))
    elif value.parts:
        values[-1].add(value.parts, value.prose, [value.key, *value.path])


def _add(value: _Value, key: str, text: str, own: set[str], found: list[Stored]) -> None:
    """Adds a string to the value that it stands in; one that is JSON itself is read by itself."""
    about = _told(key)
    if text[:3].upper() in ("%7B", "%5B"):
        text = unquote(text)
    if len(text) > _LEAST_JSON and text[0] in "{[":
        _read(text, key, own, found)
    elif about.is_title and len(text) <= _LONGEST_TITLE:
        value.title = value.title or squeeze(text)
    elif text == "$" or value.is_element:  # of React: a list of this, its name, its key and what it is given
        value.is_element = True
    elif about.is_aside or len(text) < _LEAST_PROSE and not about.is_text:
        return
    elif text.strip() and not _CODE.search(text[:_NEAR]):
        if not _MARKUP.search(text):
            text = unescape(text) if _ENTITY.search(text) else escape(text, quote=False)
        prose = _prose(text)
        if prose or about.is_text:
            value.add([text], prose, [key])


def _stored(parts: list[str], where: str, prose: int, own: bool) -> Stored:
    lines = [
        part if _LINE_ENDS.search(part) and _MARKUP.search(part) else f"<p>{'</p><p>'.join(part.splitlines())}</p>"
        for part in parts
    ]
    return Stored("".join(lines), where, prose, own)


def _unescaped(text: str) -> str:
    """A string of JavaScript; "" for what is none."""
    if "\\" in text or '"' in text:
        try:
            return str(json.loads(f'"{_ESCAPE.sub(_json_escape, text)}"', strict=False))
        except ValueError:
            return ""
    return text


def _json_escape(found: re.Match[str]) -> str:
    return f"\\u00{found['code']}" if found["code"] else found["bare"] or found["kept"] or '\\"'


def _is_one_line(before: str, after: str) -> bool:
    """Whether two strings that follow each other are stretches of one line, as links and words in bold are."""
    if len(before) > _LONGEST_STRETCH or _LINE_ENDS.search(after) or _LINE_ENDS.search(before[-_NEAR:]):
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
