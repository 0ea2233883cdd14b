"""Readings of the head and the address: JSON-LD (schema.org), <meta>, <title>, <link>, and the day in a path. What names are read is data (markup.yaml)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from cleaner.document import Head
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.origin import read_link, read_words
from cleaner.metadata.view import View
from cleaner.read.markup import Claim, called, claims, genres
from cleaner.recognise.dates import moment_of, parse_machine
from cleaner.recognise.forms import field_entries
from cleaner.text import address

_DEPTH = 6
MOST_OBJECTS = 400
"""How deep nested objects are followed, and how many are looked at: pages list all their teasers in JSON-LD."""
_AROUND = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
# What publishers' own tags call the date: "x-published-date", "article_publish_time", "site:publicationDate".
_PUBLISHED = re.compile(
    r"(?:^|[\W_])(?:date[\W_]?)?publi(?:sh|shed|cation)[\W_]?(?:date|time|datetime|on|at|timestamp)$"
)
_OWN = Claim("published", "meta", 0.9)
_SECTIONS = frozenset(("article:section", "articlesection", "articleSection", "section", "parsely-section"))
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?\b", re.IGNORECASE)
_MOST = 2000
"""Tags and links that are read, and characters of a value."""
_MOST_PICTURES = 20


def read_head(view: View) -> Iterator[Candidate]:
    """What a page's head says."""
    head = view.document.head
    for claim, name, contents in _claimed(head) if head is not None else ():
        field, source, sure = claim
        if field in ("published", "modified"):
            for content in contents[:3]:
                machine = parse_machine(content)
                for moment in [machine] if machine else view.dates(content[:200])[:1]:
                    yield Candidate(field, moment.iso(), source, name, sure)
        elif value := _VALUES.get(field, _text)(contents, name):
            yield Candidate(field, value, source, name, sure)


def _claimed(head: Head) -> Iterator[tuple[Claim, str, Sequence[Any]]]:
    """What JSON-LD, tags, <title>, <html> and links claim: of what, by which name, and the contents."""
    yield from _structured(head)
    grouped: dict[str, list[str]] = {}
    known = claims("meta")
    for name, content in head.meta[:_MOST]:
        if name in known or ("publi" in name and len(name) <= 60 and _PUBLISHED.search(name)):
            if content := content.strip():
                grouped.setdefault(name, []).append(content)
    for name, contents in grouped.items():
        yield known.get(name, _OWN), name, contents
    linked = {name: href for rel, href in reversed(head.links[:_MOST]) for name in rel.split()}
    shown = linked | {"title": head.title or "", "lang": head.language or ""}
    for name, claim in claims("html").items():
        if value := shown.get(name, "").strip():
            yield claim, name, [value]


# --- JSON-LD -----------------------------------------------------------------------------------------------------
def kinds(item: dict[str, Any]) -> list[str]:
    """The types of an object, lower-cased, without the vocabulary's address."""
    kind = item.get("@type")
    named = kind if isinstance(kind, list) else [kind]
    return [name.rstrip("/").replace(":", "/").rpartition("/")[2].casefold() for name in named if isinstance(name, str)]


def objects(head: Head) -> list[tuple[dict[str, Any], list[str]]]:
    """Every object of the head's JSON-LD that could be the page's article, outermost first, with its types."""
    queue: list[tuple[Any, int]] = [(item, 0) for item in head.items]
    found: list[tuple[dict[str, Any], list[str]]] = []
    while queue and len(found) < MOST_OBJECTS:
        here, depth = queue.pop(0)
        if isinstance(here, dict):
            found.append((here, kinds(here)))
            inner = [here[key] for key in _AROUND if key in here]
        else:
            inner = here[:50] if isinstance(here, list) else []
        if depth < _DEPTH:
            queue += [(entry, depth + 1) for entry in inner]
    return found


def main_object(found: Sequence[tuple[dict[str, Any], list[str]]]) -> dict[str, Any] | None:
    """The one of a page's objects that is its article: the first of a type of articles, else of pages."""
    told = (item for types in ("articles", "pages") for item, own in found if not called(types).isdisjoint(own))
    return next(told, None)


def _structured(head: Head) -> Iterator[tuple[Claim, str, Sequence[Any]]]:
    """What the page's article says of itself in JSON-LD, and the site; authors are (name, is a person) pairs."""
    found = objects(head)
    for other, own in found:
        if "website" in own:
            yield Claim("site", "json-ld", 0.8), "WebSite.name", texts_of(other.get("name"))
    item = main_object(found)
    if item is None:
        return
    article = not called("articles").isdisjoint(kinds(item))
    for key, claim in claims("json-ld").items():
        if key in item and (claim.field != "title" or article or key == "name"):
            yield claim, key, _contents(claim.field, item[key], head)
    holder = next((name for name, _ in _people(item.get("copyrightHolder"), head)), None)
    year = text_of(item.get("copyrightYear")) or ""
    if holder or re.fullmatch(r"[0-9]{4}", year):
        rights = {"holder": holder, "year": int(year) if re.fullmatch(r"[0-9]{4}", year) else None}
        yield Claim("copyright", "json-ld", 0.8), "copyrightHolder", [rights]


def _contents(field: str, value: Any, head: Head) -> Sequence[Any]:
    """What a property's value says of a field."""
    if field == "images":
        return value if isinstance(value, list) else [value]
    if field == "authors":
        return list(_people(value, head))
    if field != "site":
        return texts_of(value)
    # The page that the article is part of has the article's name.
    of_page = isinstance(value, dict) and any(kind.endswith("page") for kind in kinds(value))
    return [] if of_page else [name for name, _ in _people(value, head)]


def _people(value: Any, head: Head) -> Iterator[tuple[str, bool]]:
    """(name, whether it may be a person) of each entry of an author-like property."""
    entries = value[:100] if isinstance(value, list) else [value]
    for entry in chain.from_iterable(entry[:20] if isinstance(entry, list) else [entry] for entry in entries):
        if isinstance(entry, dict):
            # An object that has but an @id stands for the one of that @id.
            known = (i for i in head.items[:MOST_OBJECTS] if i.get("@id") == entry.get("@id") and i.get("name"))
            whole = entry if entry.get("name") or "@id" not in entry else next(known, entry)
            person = not any(kind.endswith("organization") for kind in kinds(whole))
            yield from ((name, person) for name in texts_of(whole.get("name")))
        elif isinstance(entry, str) and entry.strip():
            yield entry.strip(), True


def text_of(value: Any) -> str | None:
    """A property's text: a string, a number, the first of a list, an object's name, url or @id."""
    for _ in range(_DEPTH):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = next((value[key] for key in ("@value", "name", "url", "@id") if value.get(key)), None)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None


def texts_of(value: Any) -> list[str]:
    """The texts of a property's entries."""
    entries = value[:200] if isinstance(value, list) else [value]
    return [text for text in map(text_of, entries) if text]


def genre_said(head: Head | None) -> tuple[str, str] | None:
    """The genre that JSON-LD's @type or og:type names outright, and which of them does; or None.

    og:type "article" stands on pages of all kinds and names none.
    """
    if head is None:
        return None
    found = {kind for _, own in objects(head) for kind in own}
    graph = {content.strip().casefold() for name, content in head.meta if name == "og:type"}
    for key, table, said in (("@type", "genres", found), ("og:type", "og_types", graph)):
        for genre, types in genres(table):
            if not types.isdisjoint(said):
                return genre, key
    return None


# --- a field's value of what its tags hold -----------------------------------------------------------------------
def _text(contents: Sequence[str], name: str) -> str:
    return " ".join(html.unescape(contents[0]).split())[:_MOST] if contents else ""


def _authors(contents: Sequence[Any], name: str) -> list[tuple[str, bool]]:
    """(name, whether it may be a person); a tag says only names."""
    addresses = ("http://", "https://", "//", "www.")
    pairs = [content if isinstance(content, tuple) else (content, True) for content in contents[:100]]
    return [(content[:1000], person) for content, person in pairs if not content.startswith(addresses)]


def _subjects(contents: Sequence[str], name: str) -> list[str]:
    """Sections and keywords; of several tags for sections each is one."""
    if name in _SECTIONS and len(contents) > 1:
        found = [" ".join(html.unescape(content).split())[:100] for content in contents[:100]]
    else:
        found = field_entries(contents[:100])
    return list(dict.fromkeys(found))[:50]


def _images(contents: Sequence[Any], name: str) -> list[dict[str, str | None]]:
    """Pictures as JSON-LD has them, or of the addresses in tags."""
    found: list[dict[str, str | None]] = []
    for image in contents[: 5 * _MOST_PICTURES]:
        said = image if isinstance(image, dict) else {"url": image[:_MOST]} if isinstance(image, str) else {}
        made = {
            field: next(filter(None, (text_of(said.get(key)) for key in keys)), None)
            for field, keys in _PICTURE.items()
        }
        if (made["caption"] or made["url"]) and made not in found:
            found.append(made)
    return found[:_MOST_PICTURES]


_PICTURE = {
    "caption": ("caption", "description"),
    "credit": ("creditText", "author", "creator", "copyrightHolder"),
    "url": ("url", "contentUrl"),
}
"""What JSON-LD calls a picture's properties."""


def language_tag(text: str) -> str | None:
    """A BCP 47 tag of "en_GB", "de-de", "zh-Hans-CN", lower-case language first; None for anything else."""
    match = _LANGUAGE.match(text.strip().replace("_", "-"))
    if match is None:
        return None
    language, script, region = match.groups(default="")
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))


_VALUES: dict[str, Callable[[Sequence[Any], str], Any]] = {
    "authors": _authors,
    "categories": _subjects,
    "tags": _subjects,
    "images": _images,
    "author_handles": lambda contents, name: [text for text in contents[:10] if re.fullmatch(r"@\w{2,30}", text)],
    "licence": lambda contents, name: next(
        filter(None, (read_link(content) or read_words(content[:400]) for content in contents[:10])), None
    ),
    "copyright": lambda contents, name: contents[0],
    "language": lambda contents, name: language_tag(contents[0]) if contents else None,
}
"""How a field's value is read of a tag's contents; of any other field it is the first content."""

# --- the day in an address ---------------------------------------------------------------------------------------
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_PATHS = (
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[/\-_.])(?P<m>0?[1-9]|1[0-2])(?P=s){_DAY}(?!\d)"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=/|$)"),
    re.compile(r"(?<!\d)(?P<y>(?:19[89]|20[0-3])\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>1[3-9]|2\d|3[01])[-_](?P<m>0?[1-9]|1[0-2])[-_](?P<y>20\d\d)(?!\d)"),
)
"""How paths write days: 2023/03/14, /2023/0314, 20230314, 14-03-2023 (where the first number is no month)."""


def read_url(url: str | None) -> Iterator[Candidate]:
    """The date in an address's path, where it holds a whole one."""
    path = address.parts((url or "")[:_MOST]).path
    for match in filter(None, (form.search(path) for form in _PATHS)):
        if moment := moment_of(int(match["y"]), int(match["m"]), int(match["d"])):
            yield Candidate("published", moment.iso(), "url", "path", 0.7)
            return
