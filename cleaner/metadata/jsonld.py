"""JSON-LD (schema.org): the article among a page's objects, the texts of its properties, and the page's genre."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from cleaner.document import Head
from cleaner.metadata.vocabulary import called, genres
from cleaner.text.words import words_of

_DEPTH = 6
MOST_OBJECTS = 400
"""How deep nested objects are followed, and how many are looked at: pages list all their teasers in JSON-LD."""
_AROUND = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_ALIKE = 0.6
"""Share of the shorter title's words from which an object has the page's title."""


def kinds(item: dict[str, Any]) -> list[str]:
    """The types of an object, lower-cased, without the vocabulary's address."""
    kind = item.get("@type")
    named = kind if isinstance(kind, list) else [kind]
    return [
        name.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].casefold() for name in named if isinstance(name, str)
    ]


def objects(head: Head) -> Iterator[dict[str, Any]]:
    """Every object of the head's JSON-LD that could be the page's article, outermost first."""
    queue: list[tuple[Any, int]] = [(item, 0) for item in head.items]
    seen = 0
    while queue and seen < MOST_OBJECTS:
        here, depth = queue.pop(0)
        if isinstance(here, dict):
            seen += 1
            yield here
            inner = [here[key] for key in _AROUND if key in here]
        else:
            inner = here[:50] if isinstance(here, list) else []
        if depth < _DEPTH:
            queue += [(entry, depth + 1) for entry in inner]


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
    score = 4.0 if is_article(types) else 1.0 if not called("pages").isdisjoint(types) else 0.0
    if not score:
        return 0.0
    if address and address in {_bare(text_of(item.get(key))) for key in ("url", "mainEntityOfPage", "@id")}:
        score += 1.5
    own = set(words_of(text_of(item.get("headline")) or text_of(item.get("name")) or ""))
    if any(own & other and len(own & other) >= _ALIKE * min(len(own), len(other)) for other in reference):
        score += 2.0
    return score + 0.2 * sum(1 for key in ("headline", "datePublished", "author") if item.get(key))


def is_article(types: Iterable[str]) -> bool:
    """Whether one of an object's types is an article's."""
    return not called("articles").isdisjoint(types)


def people(value: Any, head: Head) -> Iterator[tuple[str, bool]]:
    """(name, whether it may be a person) of each entry of an author-like property."""
    entries = value[:100] if isinstance(value, list) else [value]
    for entry in chain.from_iterable(entry[:20] if isinstance(entry, list) else [entry] for entry in entries):
        if isinstance(entry, dict):
            if not text_of(entry.get("name")) and isinstance(entry.get("@id"), str):
                entry = _by_id(entry["@id"], head) or entry
            person = not any(kind.endswith("organization") for kind in kinds(entry))
            for name in texts_of(entry.get("name")) or texts_of(entry.get("alternateName"))[:1]:
                yield name, person
        elif isinstance(entry, str) and entry.strip():
            yield entry.strip(), True


def _by_id(reference: str, head: Head) -> dict[str, Any] | None:
    return next((item for item in head.items[:MOST_OBJECTS] if item.get("@id") == reference and item.get("name")), None)


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


def _bare(url: str | None) -> str:
    """An address without scheme, www, query and last slash."""
    bare = (url or "").split("#")[0].split("?")[0].rstrip("/")
    return bare.split("://", 1)[-1].removeprefix("www.").casefold()


def genre_said(head: Head | None) -> tuple[str, str] | None:
    """The genre that JSON-LD's @type or og:type names outright, and which of them does; or None.

    og:type "article" stands on pages of all kinds and names none.
    """
    if head is None:
        return None
    found = {kind for item in objects(head) for kind in kinds(item)}
    graph = {content.strip().casefold() for name, content in head.meta if name == "og:type"}
    for key, table, said in (("@type", "genres", found), ("og:type", "og_types", graph)):
        for genre, types in genres(table):
            if not types.isdisjoint(said):
                return genre, key
    return None
