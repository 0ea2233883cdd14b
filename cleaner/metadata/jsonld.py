"""Readings from JSON-LD (schema.org): the article among a page's objects, what it says of itself, and the page's genre."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from cleaner.document import Head
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.head import language_tag
from cleaner.recognise import taxonomy
from cleaner.recognise.moments import parse_machine
from cleaner.text.words import words_of

_ARTICLES = frozenset((
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",
    "reviewnewsarticle", "askpublicnewsarticle", "article", "blogposting", "liveblogposting", "techarticle",
    "scholarlyarticle", "medicalscholarlyarticle", "satiricalarticle", "report", "advertisercontentarticle", "recipe",
    "howto", "review", "socialmediaposting", "discussionforumposting", "podcastepisode", "radioepisode",
))  # fmt: skip
_PAGES = frozenset(
    ("webpage", "itempage", "medicalwebpage", "aboutpage", "videoobject", "creativework", "product", "event")
)
_DEPTH = 6
_MOST_OBJECTS = 400
"""How deep nested objects are followed, and how many are looked at: pages list all their teasers in JSON-LD."""


def kinds(item: dict[str, Any]) -> list[str]:
    """The types of an object, lower-cased, without the vocabulary's address."""
    kind = item.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return [
        name.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].casefold() for name in names if isinstance(name, str)
    ]


def objects(head: Head) -> Iterator[dict[str, Any]]:
    """Every object of the head's JSON-LD that could be the page's article, outermost first."""
    queue: list[tuple[Any, int]] = [(item, 0) for item in head.items]
    seen = 0
    while queue and seen < _MOST_OBJECTS:
        here, depth = queue.pop(0)
        if isinstance(here, dict):
            seen += 1
            yield here
            if depth < _DEPTH:
                queue += [
                    (here[key], depth + 1)
                    for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
                    if key in here
                ]
        elif isinstance(here, list) and depth < _DEPTH:
            queue += [(entry, depth + 1) for entry in here[:50]]


def main_object(head: Head, url: str | None) -> dict[str, Any] | None:
    """The object that is the page's article: the one of this address, else the first of the most telling type."""
    address = _bare(url)
    titles = [head.title, *(value for name, value in head.meta if name == "og:title")]
    reference = [set(words_of(text)) for text in titles if text]
    scored = [(_score(item, address, reference), item) for item in objects(head)]
    best = max(scored, key=lambda entry: entry[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _score(item: dict[str, Any], address: str, reference: Sequence[set[str]]) -> float:
    """How telling an object is: by its type, its address, the page's title and what it has; 0 where it is no page's."""
    types = kinds(item)
    score = 4.0 if is_article(types) else 1.0 if not _PAGES.isdisjoint(types) else 0.0
    if not score:
        return 0.0
    if address and address in {_bare(text_of(item.get(key))) for key in ("url", "mainEntityOfPage", "@id")}:
        score += 1.5
    own = set(words_of(first_text(item.get("headline"), item.get("name")) or ""))
    if any(own & other and len(own & other) >= 0.6 * min(len(own), len(other)) for other in reference):
        score += 2.0
    return score + 0.2 * sum(1 for key in ("headline", "datePublished", "author") if item.get(key))


def is_article(types: Iterable[str]) -> bool:
    """Whether one of an object's types is an article's."""
    return not _ARTICLES.isdisjoint(types)


def read_jsonld(head: Head, url: str | None) -> Iterator[Candidate]:
    """What the page's article says of itself in JSON-LD; author candidates hold (name, is a person) pairs."""
    for other in objects(head):
        name = first_text(other.get("name")) if "website" in kinds(other) else None
        if name:
            yield Candidate("site", name, "json-ld", "WebSite.name", 0.8)
    item = main_object(head, url)
    if item is None:
        return
    article = is_article(kinds(item))
    sure = 0.9 if article else 0.6
    for key in ("headline", "name", "alternativeHeadline") if article else ("name",):
        title = first_text(item.get(key))
        if title:
            yield Candidate("title", title, "json-ld", key, sure if key == "headline" else 0.6)
    yield from _dates(item, sure)
    for key in ("author", "creator"):
        people = list(_names(item.get(key), head))
        if people:
            yield Candidate("authors", people, "json-ld", key, sure)
    yield from _owners(item, head)
    yield from _subjects(item)
    description = first_text(item.get("description"))
    if description:
        yield Candidate("description", " ".join(description.split())[:2000], "json-ld", "description", 0.8)
    language = language_tag(first_text(item.get("inLanguage")) or "")
    if language:
        yield Candidate("language", language, "json-ld", "inLanguage", 0.6)
    yield from _images(item)


def _subjects(item: dict[str, Any]) -> Iterator[Candidate]:
    sections = item.get("articleSection")
    found = [
        entry for text in _texts(sections) for entry in (taxonomy.items(text) if isinstance(sections, str) else [text])
    ]
    if found:
        yield Candidate("categories", _unique(found), "json-ld", "articleSection", 0.85)
    words = [entry for text in _texts(item.get("keywords")) for entry in taxonomy.items(text)]
    if words:
        yield Candidate("tags", _unique(words), "json-ld", "keywords", 0.85)


def _images(item: dict[str, Any]) -> Iterator[Candidate]:
    given = item.get("image")
    found: list[dict[str, Any]] = []
    for image in given if isinstance(given, list) else [given]:
        if isinstance(image, dict):
            address = first_text(image.get("url"), image.get("contentUrl"))
            caption = first_text(image.get("caption"), image.get("description"))
            credit = first_text(
                image.get("creditText"), image.get("author"), image.get("creator"), image.get("copyrightHolder")
            )
            if address or caption:
                found.append({"caption": caption, "credit": credit, "url": address})
        elif isinstance(image, str) and image.strip():
            found.append({"caption": None, "credit": None, "url": image.strip()})
        if len(found) == 20:
            break
    if found:
        yield Candidate("images", found, "json-ld", "image", 0.6)


def _dates(item: dict[str, Any], sure: float) -> Iterator[Candidate]:
    for key, field, worth in (
        ("datePublished", "published", sure),
        ("dateCreated", "published", 0.5),
        ("uploadDate", "published", 0.5),
        ("dateModified", "modified", sure),
    ):
        text = first_text(item.get(key))
        moment = parse_machine(text) if text else None
        if moment:
            yield Candidate(field, moment.iso(), "json-ld", key, worth)
        elif text:
            yield Candidate(field, text, "json-ld", key + ".text", worth)


def _owners(item: dict[str, Any], head: Head) -> Iterator[Candidate]:
    """The site, and who holds the rights."""
    for key in ("publisher", "sourceOrganization", "isPartOf", "provider"):
        owner = item.get(key)
        if isinstance(owner, dict) and any(kind.endswith("page") for kind in kinds(owner)):
            continue  # the page that the article is part of has the article's name
        for name, _ in islice(_names(owner, head), 1):
            yield Candidate("site", name, "json-ld", key, 0.85 if key == "publisher" else 0.5)
    holder = next((name for name, _ in _names(item.get("copyrightHolder"), head)), None)
    year = first_text(item.get("copyrightYear")) or ""
    number = int(year) if year.isdigit() and len(year) == 4 else None
    if holder or number:
        yield Candidate("copyright", {"holder": holder, "year": number}, "json-ld", "copyrightHolder", 0.8)


def _names(value: Any, head: Head) -> Iterator[tuple[str, bool]]:
    """(name, whether it may be a person) of each entry of an author-like property."""
    for entry in (value if isinstance(value, list) else [value])[:100]:
        if isinstance(entry, dict):
            yield from _names_of(entry, head)
        elif isinstance(entry, list):
            yield from _names(entry[:20] if not any(isinstance(e, list) for e in entry) else None, head)
        elif isinstance(entry, str) and entry.strip():
            yield entry.strip(), True


def _names_of(entry: dict[str, Any], head: Head) -> Iterator[tuple[str, bool]]:
    name = first_text(entry.get("name"), entry.get("alternateName"))
    if not name and isinstance(entry.get("@id"), str):
        entry = _by_id(entry["@id"], head) or entry
        name = first_text(entry.get("name"))
    if name:
        person = not any(kind.endswith("organization") for kind in kinds(entry))
        for single in _texts(entry.get("name")) or [name]:
            yield single, person


def _by_id(reference: str, head: Head) -> dict[str, Any] | None:
    return next(
        (item for item in head.items[:_MOST_OBJECTS] if item.get("@id") == reference and item.get("name")), None
    )


def text_of(value: Any) -> str | None:
    """A property's text: a string, a number, the first of a list, an object's name, url or @id."""
    for _ in range(_DEPTH):
        if isinstance(value, str):
            return value.strip() or None
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, (int, float)):
            return str(value)
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = next((value[key] for key in ("@value", "name", "url", "@id") if value.get(key)), None)
        else:
            return None
    return None


def first_text(*values: Any) -> str | None:
    """The first of some properties that has a text."""
    return next((text for text in map(text_of, values) if text), None)


def _texts(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [text for text in map(text_of, entries[:200]) if text]


def _unique(entries: list[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(entry.split()) for entry in entries if entry.strip()))[:50]


def _bare(url: str | None) -> str:
    """An address without scheme, www, query and last slash."""
    if not url:
        return ""
    url = url.split("#")[0].split("?")[0].rstrip("/")
    return url.split("://", 1)[-1].removeprefix("www.").casefold()


# schema.org types and Open Graph types that name one genre; an article's types outrank a page's.
_TYPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("liveblog", ("liveblogposting",)),
    ("forum", ("discussionforumposting", "qapage", "question")),
    ("article", (
        "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",
        "reviewnewsarticle", "blogposting", "scholarlyarticle", "medicalscholarlyarticle", "satiricalarticle", "recipe",
    )),
    ("documentation", ("techarticle", "apireference")),
    ("product", ("product", "productgroup", "individualproduct", "productmodel")),
    ("collection", ("collectionpage", "searchresultspage")),
    ("article", ("article",)),
    ("service", ("service", "professionalservice")),
)  # fmt: skip
_OPEN_GRAPH = {"product": "product", "og:product": "product", "product.item": "product", "product.group": "collection"}


def genre_said(head: Head | None) -> tuple[str, str] | None:
    """The genre that JSON-LD's @type or og:type names outright, and which of them does; or None.

    og:type "article" stands on pages of all kinds and names none.
    """
    if head is None:
        return None
    found = {kind for item in objects(head) for kind in kinds(item)}
    for genre, types in _TYPES:
        if found & set(types):
            return genre, "@type"
    for name, content in head.meta:
        if name == "og:type" and content.strip().casefold() in _OPEN_GRAPH:
            return _OPEN_GRAPH[content.strip().casefold()], "og:type"
    return None
