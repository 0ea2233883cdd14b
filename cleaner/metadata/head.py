"""Readings of the head and the address: JSON-LD, <meta>, <title>, <link>, and the day in a path. What names are read is data (markup.yaml)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from cleaner.document import Document, Head
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.jsonld import is_article, kinds, main_object, objects, people, text_of, texts_of
from cleaner.metadata.vocabulary import Claim, claims
from cleaner.recognise import taxonomy
from cleaner.recognise.licence import read_link, read_words
from cleaner.recognise.moments import Moment, moment_of, parse_machine
from cleaner.text import address

# What publishers' own tags call the date: "x-published-date", "article_publish_time", "site:publicationDate".
_PUBLISHED = re.compile(
    r"(?:^|[\W_])(?:date[\W_]?)?publi(?:sh|shed|cation)[\W_]?(?:date|time|datetime|on|at|timestamp)$"
)
_OWN = Claim("published", "meta", 0.9)
_SECTIONS = frozenset(("article:section", "articlesection", "articleSection", "section", "parsely-section"))
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?\b", re.IGNORECASE)
_MOST = 2000
"""Tags and links that are read, and characters of a value."""


Dates = Callable[[str], Sequence[Moment]]
"""Reads the dates that are written in words, in the document's language."""


def read_head(document: Document, dates: Dates) -> Iterator[Candidate]:
    """What a page's head says."""
    head = document.head
    for claim, name, contents in _claimed(head, document.url) if head is not None else ():
        field, source, sure = claim
        if field in ("published", "modified"):
            for content in contents[:3]:
                machine = parse_machine(content)
                for moment in [machine] if machine else dates(content[:200])[:1]:
                    yield Candidate(field, moment.iso(), source, name, sure)
        elif value := _VALUES.get(field, _text)(contents, name):
            yield Candidate(field, value, source, name, sure)


def _claimed(head: Head, url: str | None) -> Iterator[tuple[Claim, str, Sequence[Any]]]:
    """What JSON-LD, tags, <title>, <html> and links claim: of what, by which name, and the contents."""
    yield from _structured(head, url)
    grouped: dict[str, list[str]] = {}
    for name, content in head.meta[:_MOST]:
        content = content.strip()
        if content and _is_read(name, head):
            grouped.setdefault(name, []).append(content)
    for name, contents in grouped.items():
        yield claims("meta").get(name, _OWN), name, contents
    linked = {name: href.strip() for rel, href in reversed(head.links[:_MOST]) for name in rel.casefold().split()}
    shown = linked | {"title": head.title or "", "lang": head.language or ""}
    for name, claim in claims("html").items():
        if shown.get(name):
            yield claim, name, [shown[name]]


def _structured(head: Head, url: str | None) -> Iterator[tuple[Claim, str, Sequence[Any]]]:
    """What the page's article says of itself in JSON-LD, and the site; authors are (name, is a person) pairs."""
    for other in objects(head):
        if "website" in kinds(other):
            yield Claim("site", "json-ld", 0.8), "WebSite.name", texts_of(other.get("name"))
    item = main_object(head, url)
    if item is None:
        return
    article = is_article(kinds(item))
    for key, claim in claims("json-ld").items():
        if key not in item or (claim.field == "title" and not article and key != "name"):
            continue
        contents: Sequence[Any] = texts_of(item[key])
        if claim.field == "images":
            contents = list(islice(_pictures(item[key]), 20))
        elif claim.field == "authors":
            contents = list(people(item[key], head))
        elif claim.field == "site":
            # The page that the article is part of has the article's name.
            of_page = isinstance(item[key], dict) and any(kind.endswith("page") for kind in kinds(item[key]))
            contents = [] if of_page else [name for name, _ in people(item[key], head)]
        yield claim, key, contents
    holder = next((name for name, _ in people(item.get("copyrightHolder"), head)), None)
    year = text_of(item.get("copyrightYear")) or ""
    number = int(year) if re.fullmatch(r"[0-9]{4}", year) else None
    if holder or number:
        yield Claim("copyright", "json-ld", 0.8), "copyrightHolder", [{"holder": holder, "year": number}]


def _pictures(given: Any) -> Iterator[dict[str, Any]]:
    def first(image: dict[str, Any], *keys: str) -> str | None:
        return next(filter(None, (text_of(image.get(key)) for key in keys)), None)

    for image in given if isinstance(given, list) else [given]:
        if isinstance(image, dict):
            caption, url = first(image, "caption", "description"), first(image, "url", "contentUrl")
            if url or caption:
                credit = first(image, "creditText", "author", "creator", "copyrightHolder")
                yield {"caption": caption, "credit": credit, "url": url}
        elif isinstance(image, str) and image.strip():
            yield {"caption": None, "credit": None, "url": image.strip()}


def _is_read(name: str, head: Head) -> bool:
    """Whether a tag is one that is read; Twitter's first datum is an author only where its label says so."""
    if name == "twitter:data1":
        label = next((content.casefold() for key, content in head.meta if key == "twitter:label1"), "")
        return "writ" in label or "author" in label
    return name in claims("meta") or ("publi" in name and len(name) <= 60 and _PUBLISHED.search(name) is not None)


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
        found = taxonomy.field_items(contents[:100])
    return list(dict.fromkeys(found))[:50]


def _images(contents: Sequence[Any], name: str) -> list[dict[str, str | None]]:
    """Pictures as JSON-LD has them, or of the addresses in tags."""
    return [
        content if isinstance(content, dict) else {"caption": None, "credit": None, "url": content[:_MOST]}
        for content in (contents if name == "image" else dict.fromkeys(contents))
    ][:20]


def _handles(contents: Sequence[str], name: str) -> list[str]:
    return [content for content in contents[:10] if re.fullmatch(r"@[A-Za-z0-9_]{2,30}", content)]


def _licence(contents: Sequence[str], name: str) -> str | None:
    return next(filter(None, (read_link(content) or read_words(content[:400]) for content in contents[:10])), None)


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
    "author_handles": _handles,
    "licence": _licence,
    "copyright": lambda contents, name: contents[0],
    "language": lambda contents, name: language_tag(contents[0]) if contents else None,
}
"""How a field's value is read of a tag's contents; of any other field it is the first content."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_PATHS = (
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[/\-_.])(?P<m>0?[1-9]|1[0-2])(?P=s){_DAY}(?!\d)"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=/|$)"),
    re.compile(r"(?<!\d)(?P<y>(?:19[89]|20[0-3])\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>1[3-9]|2\d|3[01])[-_](?P<m>0?[1-9]|1[0-2])[-_](?P<y>20\d\d)(?!\d)"),
    re.compile(rf"(?i)/(?P<y>(?:19|20)\d\d)/(?P<m>{'|'.join(_MONTHS)})[a-z]{{0,6}}/{_DAY}(?=/|$)"),
)
"""How paths write days: 2023/03/14, /2023/0314, 20230314, 14-03-2023 (where the first number is no month), /2023/mar/14."""


def read_url(url: str | None) -> Iterator[Candidate]:
    """The date in an address's path, where it holds a whole one."""
    path = address.parts((url or "")[:_MOST]).path
    for form in _PATHS:
        match = form.search(path)
        if match is None:
            continue
        month = int(match["m"]) if match["m"].isdigit() else _MONTHS.index(match["m"].casefold()) + 1
        if moment := moment_of(int(match["y"]), month, int(match["d"])):
            yield Candidate("published", moment.iso(), "url", "path", 0.7)
            return
