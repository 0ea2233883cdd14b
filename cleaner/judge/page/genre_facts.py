"""What tells the genre of a page: counts over all its blocks, what its head says of it, words in its address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cleaner.document import LABELS, Document
from cleaner.judge.lines import Lines, Vocabulary
from cleaner.judge.page.page_facts import NAMES
from cleaner.text import address

if TYPE_CHECKING:
    from cleaner.judge.page.page_facts import Matrix

GENRES = ("article", "forum", "product", "collection", "listing", "documentation", "service")
"""Genres that are told from a page's form; the page types of the WCXB benchmark (Foley 2026)."""

_TYPES = (
    "article", "newsarticle", "blogposting", "discussionforumposting", "qapage", "product", "offer", "collectionpage", "itemlist",
    "techarticle", "howto", "faqpage", "service", "organization", "localbusiness", "webpage", "website", "recipe", "person",
    "videoobject", "event", "softwareapplication", "course", "jobposting", "book", "aboutpage", "contactpage",
)  # fmt: skip
_ADDRESS = (
    "blog", "news", "article", "forum", "thread", "topic", "viewtopic", "showthread", "discussion", "question", "questions",
    "community", "product", "products", "shop", "store", "item", "dp", "category", "categories", "tag", "tags", "collection",
    "collections", "list", "best", "docs", "doc", "documentation", "guide", "reference", "api", "manual", "tutorial", "help", "support",
    "wiki", "service", "services", "solutions", "about", "pricing", "archive", "search", "top", "index", "gallery", "t", "p", "comments",
)  # fmt: skip
_CUES = (
    "product", "price", "cart", "sku", "review", "rating", "forum", "thread", "post", "reply", "topic", "author", "avatar", "card", "grid",
    "tile", "docs", "markdown", "code", "toc", "highlight", "api", "service", "hero", "cta", "testimonial", "faq", "pricing", "feature",
    "byline", "entry", "article", "story", "comment", "message", "question", "answer", "vote", "item", "category", "pagination", "filter",
)  # fmt: skip
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d[\d.,]*\s?(?:€|£|USD|EUR|kr|zł)")
_SIGN_OF_PRICE = re.compile(r"[$€£¥₹]|USD|EUR|kr|zł")
"""What no price goes without."""
_SHARES = (
    "stop", "question", "dated", "address_like", "capitals", "in_list", "in_table", "in_code", "in_form", "in_article", "in_main",
    "in_header", "in_aside", "in_quote", "in_button", "in_time", "folded", "closed", "separators", "breaks",
)  # fmt: skip
GENRE_NAMES = (
    "blocks", "words", "prose_words", "run_words", "link_share", "prose", "kin_share", "usual_mates",
    *(f"share_{name}" for name in _SHARES), *(f"headings_{level}" for level in range(1, 7)), "linked", "short_links",
    *(f"hits_{label}" for label in LABELS), *(f"type_{name}" for name in _TYPES), "og_article", "og_product", "og_website",
    "says_published", "says_author", *(f"url_{name}" for name in _ADDRESS), "url_depth", "url_path", "url_slug", "url_number",
    "url_query", *(f"cue_{cue}" for cue in _CUES), "prices",
)  # fmt: skip
"""Names of the facts of `genre_facts` but for its words, in order."""
_COLUMN = {name: number for number, name in enumerate(NAMES)}
_DIGIT = re.compile(r"\d")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){3,}")


def names(words: Sequence[str]) -> tuple[str, ...]:
    """Names of the facts of `genre_facts` where these words tell genres."""
    return (*GENRE_NAMES, *(f"says_{word}" for word in words))


def genre_facts(
    document: Document, lines: Sequence[Lines], facts: Matrix, hits: Sequence[str | None], telling: Vocabulary
) -> Matrix:
    """One row of whole numbers about a page.

    Args:
        lines: its blocks' texts as numbers, in pieces.
        facts: of its blocks, as `page_facts` gives them.
        hits: for each block the label that a certain rule gave it.
        telling: words that tell genres.
    """
    import numpy as np

    count = len(facts)
    words, prose = facts[:, _COLUMN["words"]], facts[:, _COLUMN["prose"]]
    sums = facts.sum(axis=0).tolist()
    values = [
        count, sums[_COLUMN["words"]], int((words * prose).sum()), int(facts[0, _COLUMN["run_words"]]),
        int(facts[0, _COLUMN["link_share"]]), sums[_COLUMN["prose"]], int(facts[:, _COLUMN["kin_share"]].mean()),
        int(np.bincount(facts[:, _COLUMN["mates"]], minlength=2).argmax()),
    ]  # fmt: skip
    values += [100 * sums[_COLUMN[name]] // count for name in _SHARES]
    values += np.bincount(facts[:, _COLUMN["level"]], minlength=7)[1:7].tolist()
    linked = facts[:, _COLUMN["linked"]] > 80
    values += [int(linked.sum()), int(((words < 8) & linked).sum())]
    found = [0] * len(LABELS)
    for label in hits:
        if label:
            found[LABELS.index(label)] += 1
    values += found
    head = document.head
    said = _types(document)
    values += [name in said for name in _TYPES]
    meta = dict(reversed(head.meta)) if head else {}
    kind = meta.get("og:type", "").lower()
    values += [
        "article" in kind,
        "product" in kind,
        "website" in kind,
        "article:published_time" in meta,
        "author" in meta,
    ]
    parts = address.parts(document.url)
    path = parts.path.lower()
    in_address = set(re.split(r"[^a-z0-9]+", f"{parts.hostname or ''} {path} {parts.query.lower()}"))
    values += [name in in_address for name in _ADDRESS]
    values += [
        path.count("/"),
        len(path) > 1,
        bool(_SLUG.search(path)),
        bool(re.search(r"\d{4}/\d\d|\d{5,}", path)),
        len(parts.query) > 0,
    ]
    told = Counter(chain.from_iterable([block.evidence.names[:12] for block in document.blocks if block.evidence]))
    values += [min(100, 200 * told[cue] // count) for cue in _CUES]
    priced = 0
    if document.repairs or _SIGN_OF_PRICE.search(document.source):  # most pages name no price
        beginnings = [block.text[:80] for block in document.blocks]
        priced = sum([1 for text in beginnings if _DIGIT.search(text) and _PRICE.search(text)])
    values.append(priced)
    said_by = sum([telling.lines_with(piece) for piece in lines], np.zeros(len(telling.words), np.int64))
    values += np.minimum(100, 300 * said_by // max(1, count)).tolist()
    return np.array([int(value) for value in values], np.int32)


def _types(document: Document) -> set[str]:
    """The schema.org types that the page's structured data name, lower-cased."""
    found: set[str] = set()
    for item in document.head.items if document.head else ():
        kind = item.get("@type")
        found.update(name.lower() for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str))
    return found
