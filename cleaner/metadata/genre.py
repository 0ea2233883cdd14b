"""What a page's own markup says of its genre."""

from __future__ import annotations

from cleaner.document import Head
from cleaner.metadata.from_jsonld import kinds, objects

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
