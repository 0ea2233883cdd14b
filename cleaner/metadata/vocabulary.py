"""What pages call things in their markup, as cleaner/data/markup.yaml lists it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from cleaner.text.tree import read_shipped


class Claim(NamedTuple):
    """What a tag or property of the head says: of which field, from which source, and how sure it is."""

    field: str
    source: str
    confidence: float


@cache
def called(kind: str) -> frozenset[str]:
    """The names of one kind: "author", "comments"."""
    return frozenset(read_shipped("markup.yaml")["names"][kind])


@cache
def claims(kind: str) -> dict[str, Claim]:
    """Claims by name: of "json-ld", the properties; of "html", the links and attributes; of "meta", the tags, whatever their source is called."""
    rows = read_shipped("markup.yaml")["claims"]
    return {
        name: Claim(field, source, float(sure))
        for field, source, sure, *known in rows
        for name in known
        if (source if source in ("json-ld", "html") else "meta") == kind
    }


@cache
def genres(kind: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Genres with the types that name them: JSON-LD's ("genres") or Open Graph's ("og_types")."""
    return tuple((genre, frozenset(types)) for genre, *types in read_shipped("markup.yaml")[kind])
