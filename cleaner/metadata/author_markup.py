"""What a block's markup says of an author: that it names one, or that it is a list, a licence or a bio."""

from __future__ import annotations

from cleaner.document import Evidence
from cleaner.metadata.byline_text import author_slugs

# What markup calls an author's name, in the languages that class names are written in.
NAMED = frozenset(
    ["author", "authors", "authorname", "byline", "bylines", "autor", "autoren", "autores", "auteur", "auteurs", "autore", "autori", "autorenzeile", "redakteur", "verfasser", "writer", "writers", "vcard", "fn", "contributor", "contributors", "creator", "journalist", "signature", "firma", "medarbejder", "skribent", "toimittaja", "forfatter", "reporter"]
)  # fmt: skip
POST_LINES = frozenset(("postmetadata", "postmeta", "postdata"))
_CRUMBS = frozenset(("breadcrumb", "breadcrumbs"))
_FILING = frozenset((
    "category", "categories", "license", "licence", "translator", "translators", "description",
))  # fmt: skip


def is_marked(evidence: Evidence) -> bool:
    """Whether markup says that a block names an author: its classes, structured data, or a link to an author's page."""
    if evidence.credits or "author" in evidence.repeats:
        return True
    if not NAMED.isdisjoint(evidence.names[: evidence.own_names + 4]) or not NAMED.isdisjoint(evidence.inner):
        return True
    return bool(evidence.links) and bool(author_slugs(evidence.links))


def is_filing(evidence: Evidence) -> bool:
    """Whether a block is a table's row, or by its names a list of sections, a breadcrumb, a bio, or a picture's licence."""
    if evidence.tag == "tr" or not _CRUMBS.isdisjoint(evidence.names[:8]):
        return True
    return not _FILING.isdisjoint(evidence.names[: evidence.own_names])
