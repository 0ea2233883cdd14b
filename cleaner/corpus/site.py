"""Learns what a site repeats: lines that stand on several of its different pages.

A page that was captured twice, or that differs from another only in its furniture, is one page: pages whose article is
the same count as one. Pages of which the judge keeps nothing (errors, lists of links) teach nothing.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cleaner.article import Article
from cleaner.corpus.shingles import shingles
from cleaner.engine import Cleaner
from cleaner.errors import CleanerError
from cleaner.rules.site import Site, line_keys, parts_of
from cleaner.text.words import count_words

MOST_PAGES = 128
"""Pages that are looked at of a site, those with the smallest digests."""
_MOST_WORDS = 60
"""Words of the longest line that is learned: longer ones are paragraphs."""
_MOST_LINES = 5000
_SAME = 0.5
"""Share of the shorter one's shingles from which on two articles are one."""


class Look(NamedTuple):
    """What one page says of its site.

    Attributes:
        lines: its lines, and the cells of those that have several, as `line_keys` has them.
        article: the shingles of its article.
    """

    lines: frozenset[str]
    article: frozenset[int]


def learn_site(pages: Iterable[tuple[Any, str | bytes]], **options: Any) -> Cleaner:
    """A Cleaner that knows what one site repeats.

    Args:
        pages: (id, data) of each page, read once: the bytes of a page, or its text as a str. What an id is does not matter.
        options: what `Cleaner` takes.

    Returns:
        A Cleaner whose `learned` holds what was learned, for pages of any address.

    Raises:
        CleanerError: where an option is wrong. A page that cannot be read teaches nothing.
    """
    plain = Cleaner(**options)
    site = site_of([seen for data in sample(data for _, data in pages) if (seen := _read(plain, data)) is not None])
    return plain.with_learned([site]) if site.lines else plain


def sample(pages: Iterable[str | bytes], most: int = MOST_PAGES) -> list[str | bytes]:
    """Different pages, at most so many: those with the smallest digests, in their order, whatever that of the pages."""
    kept: list[tuple[int, bytes]] = []
    known: dict[bytes, str | bytes] = {}
    for page in pages:
        raw = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(raw, digest_size=16).digest()
        number = -int.from_bytes(digest, "big")
        if digest in known or (len(kept) == most and number < kept[0][0]):
            continue
        known[digest] = page
        heapq.heappush(kept, (number, digest))
        if len(kept) > most:
            del known[heapq.heappop(kept)[1]]
    return [known[digest] for digest in sorted(known)]


def _read(plain: Cleaner, data: str | bytes) -> Look | None:
    try:
        return look(plain.clean(data, kind="text" if isinstance(data, str) else None))
    except CleanerError:
        return None


def look(article: Article) -> Look | None:
    """What a cleaned page says of its site; None for an error page and one of which nothing stays."""
    shingled = shingles(article.text)
    if article.genre == "error" or not shingled:
        return None
    lines = article.source.split("\n")
    parts = [line[start:end] for line in lines for start, end in parts_of(line)]
    keys = line_keys([*lines, *parts])
    return Look(frozenset(key for key in keys if key and count_words(key) <= _MOST_WORDS), shingled)


def site_of(looks: Sequence[Look], hosts: tuple[str, ...] = ()) -> Site:
    """The lines that stand on two or more different ones of a site's pages.

    Args:
        looks: at its pages. hosts: its names, as a pack has them.
    """
    lines: dict[int, set[str]] = {}
    for seen, group in zip(looks, _different([seen.article for seen in looks]), strict=True):
        lines.setdefault(group, set()).update(seen.lines)
    counts = Counter(key for keys in lines.values() for key in keys)
    often = sorted((key for key, count in counts.items() if count > 1), key=lambda key: (-counts[key], key))
    return Site(len(lines), {key: counts[key] for key in often[:_MOST_LINES]}, hosts)


def _different(articles: Sequence[frozenset[int]]) -> list[int]:
    """For each article the number of the first that is the same, as it is or by others that are the same as both."""
    first = list(range(len(articles)))

    def root(index: int) -> int:
        while first[index] != index:
            index = first[index]
        return index

    for index, article in enumerate(articles):
        for before in range(index):
            least = min(len(article), len(articles[before]))
            if root(before) != root(index) and len(article & articles[before]) >= _SAME * least:
                earlier, later = sorted((root(before), root(index)))
                first[later] = earlier
    return [root(index) for index in range(len(articles))]
