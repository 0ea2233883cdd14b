"""A headline with and without the site's name, and how alike two headlines are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cleaner.recognise.lexicon import lexicon, pattern
from cleaner.text import address
from cleaner.text.fold import fold
from cleaner.text.words import count_words, squeeze, words_of

LONGEST = 500
"""Characters of a headline; longer ones are no headlines."""

_SEPARATORS = re.compile(r"\s+[|–—\-·•«:/>~⋆★]+\s+|\s*[|｜»«‹›]\s*|\s*::\s*|\s[-–—]{1,2}(?=\S)|[：:]\s+")
# Chinese, Japanese and Korean sites join their name without spaces, and it ends in a word for paper, net or news.
_CJK_SITE = r"[-_—|]{1,2}([^-_—|]{1,16}{})$"
_SPACES = re.compile(r"\s+")
_TAIL = 5
"""Words of the longest name of a site that nothing but its place tells."""
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")


def tidy(title: str) -> str:
    """One line, entities resolved that were escaped twice, zero-width marks out."""
    title = title[: 4 * LONGEST]
    if "&" in title and ";" in title:
        title = html.unescape(title)
    if "<" in title:
        title = _TAG.sub(" ", title)  # of a <title> that is never ended
    return _SPACES.sub(" ", title.replace("\u200b", "").replace("\ufeff", "")).strip()


@lru_cache(maxsize=512)
def _bag(title: str) -> frozenset[str]:
    return frozenset(words_of(title))


def host_names(url: str | None) -> list[str]:
    """The parts of a host's name that can be a site's: "www.harbour-times.example.org" -> harbourtimes, example."""
    host = (address.host(url) or "")[:200]
    return [squeeze(part) for part in host.split(".") if len(part) > 2 and part not in lexicon(None).top_level]


def is_site(text: str, sites: Iterable[str], hosts: Sequence[str]) -> bool:
    """Whether `text` is the site's name, as the page or its host gives it."""
    bare = squeeze(text)
    return bool(bare) and (_is_host(bare, hosts) or any(_is_name(bare, squeeze(site)) for site in sites if site))


def _is_host(bare: str, hosts: Sequence[str]) -> bool:
    """ "The Harbour Times" on harbourtimes.example, "Harbour Times Online" on harbour-times.example."""
    for host in hosts:
        if squeeze(host) == bare:
            return True
        if len(host) >= 4 and len(bare) <= 40 and host in bare and len(host) >= 0.4 * len(bare):
            return True
        if len(bare) >= 5 and bare in host and len(bare) >= 0.5 * len(host):
            return True
    return False


def _is_name(bare: str, name: str) -> bool:
    """ "Harbour Times News" where the site calls itself "Harbour Times"."""
    long_enough = len(name) >= 5 and len(bare) >= 4 and abs(len(bare) - len(name)) <= 12
    return bare == name or (long_enough and (bare.startswith(name) or name.startswith(bare)))


def strip_site(title: str, sites: Iterable[str], hosts: Sequence[str]) -> tuple[str, str | None]:
    """A title without the site's name at its end or start, and that name.

    >>> strip_site("Bridge opens | The Harbour Times", ["Harbour Times"], [])
    ('Bridge opens', 'The Harbour Times')
    """
    title = tidy(title)
    sites = [site for site in sites if site]
    found: str | None = None
    for _ in range(3):
        spans = [match.span() for match in _SEPARATORS.finditer(title)]
        if not spans:
            match = pattern(_CJK_SITE, lexicon(None).site_words).search(title)
            if match and match.start() > 0:
                found, title = found or match[1], title[: match.start()].strip("-_— ")
            break
        head, rest = title[: spans[0][0]], title[spans[0][1] :].strip()
        for before, site in (
            (title[: spans[-1][0]].strip(), title[spans[-1][1] :]),
            (rest, head),
            (title[: spans[-2][0]].strip(), title[spans[-2][1] :]) if len(spans) > 1 else ("", ""),
        ):
            if before and is_site(site, sites, hosts):
                found, title = found or site, before
                break
        else:
            if fold(head) not in lexicon(None).archives:
                break
            title = rest
    return title.strip(" |-–—·:"), found


def without_slogan(name: str, hosts: Sequence[str]) -> str:
    """A site's name without what it says of itself behind a mark, where the host has the name: "Harbour Times | News from the quay"."""
    first = marks(name)[:1]
    head = name[: first[0][0]].strip() if first else name
    return head if head and _is_host(squeeze(head), hosts) else name


def tail(title: str, headline: str) -> str | None:
    """What a title has behind its last mark, where all before it is the headline: the site's name."""
    for start, end in marks(title)[-1:]:
        if squeeze(title[:start]) == squeeze(headline) and 0 < count_words(title[end:]) <= _TAIL:
            return title[end:].strip()
    return None


def marks(title: str) -> list[tuple[int, int]]:
    """Where the marks stand that part a title: from and to."""
    return [match.span() for match in _SEPARATORS.finditer(title) if match.start() > 0 and match.end() < len(title)]


def dice(one: str, other: str) -> float:
    """How much of both headlines' words they share, 0 to 1."""
    a, b = _bag(one), _bag(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def fits(title: str) -> bool:
    """Whether a text can be a headline at all."""
    return bool(words_of(title)) and len(title) <= LONGEST and fold(title) not in lexicon(None).no_titles
