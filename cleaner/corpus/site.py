"""Learns what a site repeats: lines that stand on several of its different pages.

A page that was captured twice, or that differs from another only in its furniture, is one page: pages whose article is
the same count as one. Pages of which the judge keeps nothing (errors, lists of links) teach nothing.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.corpus.shingles import shingles
from cleaner.document import Kind
from cleaner.engine import Cleaner
from cleaner.errors import CleanerError
from cleaner.judge.judge import judge
from cleaner.languages.detect import detect
from cleaner.read.source import read
from cleaner.rules.book import RuleBook
from cleaner.rules.site import Site, line_keys, parts_of
from cleaner.text.words import count_words

MOST_PAGES = 128
"""Pages that are looked at of a site, those with the smallest digests; twice as many teach hardly more and take twice as long."""
_MOST_WORDS = 60
"""Words of the longest line that is learned: longer ones are paragraphs."""
_MOST_LINES = 5000
_SAME = 0.5
"""Share of the shorter one's shingles from which on two articles are one."""
_UNWRITABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to learn from.

    Attributes:
        data: its bytes, or its text.
        kind, url, charset: as for `Cleaner.clean`.
    """

    data: str | bytes
    kind: Kind | None = None
    url: str | None = None
    charset: str | None = None

    @property
    def digest(self) -> bytes:
        """Tells it from other pages; the same data have the same."""
        data = self.data if isinstance(self.data, bytes) else self.data.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16).digest()


def learn_site(pages: Iterable[tuple[Any, str | bytes]], **options: Any) -> Cleaner:
    """A Cleaner that knows what one site repeats.

    Args:
        pages: (id, data) of each page, read once: the bytes of a page, or its text as a str. What an id is does not matter.
        options: what `Cleaner` takes.

    Returns:
        A Cleaner whose `learned` holds the pack, for pages of any address.

    Raises:
        CleanerError: where an option is wrong. A page that cannot be read teaches nothing.
    """
    plain = Cleaner(**options)
    site = learn(sample(Page(data) for _, data in pages), RuleBook.load())
    if not site.lines:
        return plain
    return Cleaner(**{**options, "learned": [*plain.learned, pack(site)]})


def sample(pages: Iterable[Page], most: int = MOST_PAGES) -> list[Page]:
    """Different data, at most so many: those with the smallest digests, whatever the order, in that of their digests."""
    kept: list[tuple[int, bytes]] = []
    known: dict[bytes, Page] = {}
    for page in pages:
        digest = page.digest
        if digest in known or len(kept) == most and -int.from_bytes(digest, "big") <= kept[0][0]:
            continue
        known[digest] = page
        heapq.heappush(kept, (-int.from_bytes(digest, "big"), digest))
        if len(kept) > most:
            del known[heapq.heappop(kept)[1]]
    return [known[digest] for digest in sorted(known)]


def learn(pages: Sequence[Page], book: RuleBook) -> Site:
    """The lines that stand on two or more different ones of a site's pages.

    Args:
        book: what the judge knows by itself.
    """
    found = [seen for page in pages if (seen := _look(page, book)) is not None]
    groups = _different([article for _, article in found])
    lines: dict[int, set[str]] = {}
    for (keys, _), group in zip(found, groups, strict=True):
        lines.setdefault(group, set()).update(keys)
    counts = Counter(key for keys in lines.values() for key in keys)
    often = sorted((key for key, count in counts.items() if count > 1), key=lambda key: (-counts[key], key))
    return Site(len(lines), {key: counts[key] for key in often[:_MOST_LINES]})


def _look(page: Page, book: RuleBook) -> tuple[set[str], frozenset[int]] | None:
    """A page's lines, and the shingles of what the judge keeps of it; None where that is nothing."""
    try:
        document = read(page.data, page.kind, page.url, page.charset)
    except CleanerError:
        return None
    texts = [block.text for block in document.blocks]
    verdict = judge(document, book, detect("\n".join(texts)))
    kept = " ".join([texts[index] for index in verdict.kept()])
    if verdict.genre == "error" or not (article := shingles(kept)):
        return None
    parts = [text[start:end] for text in texts for start, end in parts_of(text)]
    short = [key for key in line_keys([*texts, *parts]) if key and count_words(key) <= _MOST_WORDS]
    return {key for key in short if not _UNWRITABLE.search(key)}, article


def _different(articles: Sequence[frozenset[int]]) -> list[int]:
    """For each article the number of the first that is the same: linked by others that are the same as both, too."""
    first = list(range(len(articles)))

    def root(index: int) -> int:
        while first[index] != index:
            index = first[index]
        return index

    for index, article in enumerate(articles):
        for before in range(index):
            if root(before) != root(index):
                least = min(len(article), len(articles[before]))
                if len(article & articles[before]) >= _SAME * least:
                    a, b = sorted((root(before), root(index)))
                    first[b] = a
    return [root(index) for index in range(len(articles))]


def pack(site: Site) -> str:
    """What was learned as a pack, for people to look through and `Cleaner(learned=[...])` or `--rules` to take."""
    name = site.hosts[0] if site.hosts else "site"
    return "".join(_pack_lines(name, site))


def _pack_lines(name: str, site: Site) -> Iterator[str]:
    yield f"# Lines that several of {site.pages} different pages have; every number reads 0. Take out a line that should stay.\n"
    yield f"pack: {json.dumps(name)}\nlanguage: any\n"
    if site.hosts:
        yield f"hosts: [{', '.join(map(json.dumps, site.hosts))}]\n"
    yield f"repeats:\n  pages: {site.pages}\n  lines:\n"
    last = 0
    for line, count in site.lines.items():
        if count != last:
            yield f"    {count}:\n"
            last = count
        yield f"      - {json.dumps(line, ensure_ascii=False)}\n"
