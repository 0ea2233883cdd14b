"""A headline with and without the site's name, and how alike two headlines are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cleaner.text import address
from cleaner.text.fold import fold
from cleaner.text.words import squeeze, words_of

LONGEST = 500
"""Characters of a headline; longer ones are no headlines."""

_SEPARATORS = re.compile(r"\s+[|–—\-·•»«:/>~⋆★]+\s+|\s*[|｜»«‹›]\s*|\s*::\s*|\s[-–—]{1,2}(?=\S)|[：:]\s+")
# Chinese, Japanese and Korean sites join their name without spaces, and it ends in a word for paper, net or news.
_CJK_SITE = re.compile(
    r"[-_—|]{1,2}([^-_—|]{1,16}(?:网|網|报|報|日报|日報|新闻|新聞|ニュース|オンライン|電子版|뉴스|일보|신문|在线|频道))$"
)
_ARCHIVE = re.compile(r"(?:blog )?archive?|blog|archiv|news|(?:blog[- ])?archiv", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")
_TOP_LEVEL = frozenset((
    "com", "org", "net", "co", "uk", "de", "fr", "at", "ch", "www", "m", "amp", "en", "it", "es", "pt", "nl", "be", "eu", "info", "blog",
    "news", "gov", "edu", "ac", "io",
))  # fmt: skip
_NO_TITLES = frozenset((
    "untitled", "home", "homepage", "index", "start", "startseite", "news", "article", "artikel", "blog", "null", "undefined",
))  # fmt: skip


def tidy(title: str) -> str:
    """One line, entities resolved that were escaped twice, zero-width marks out."""
    title = title[: 4 * LONGEST]
    if "&" in title and ";" in title:
        title = html.unescape(title)
    if "<" in title:
        title = _TAG.sub(" ", title)  # of a <title> that is never ended
    title = title.replace("\u200b", "").replace("\ufeff", "")
    return _SPACES.sub(" ", title).strip()


@lru_cache(maxsize=512)
def _bag(title: str) -> frozenset[str]:
    return frozenset(words_of(title))


def host_names(url: str | None) -> list[str]:
    """The parts of a host's name that can be a site's: "www.harbour-times.example.org" -> harbourtimes, example."""
    host = (address.host(url) or "")[:200]
    return [squeeze(part) for part in host.split(".") if len(part) > 2 and part not in _TOP_LEVEL]


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
    if bare == name:
        return True
    if len(name) < 5 or len(bare) < 4 or abs(len(bare) - len(name)) > 12:
        return False
    return bare.startswith(name) or name.startswith(bare)


def strip_site(title: str, sites: Iterable[str], hosts: Sequence[str]) -> tuple[str, str | None]:
    """A title without the site's name at its end or start, and that name.

    >>> strip_site("Bridge opens | The Harbour Times", ["Harbour Times"], [])
    ('Bridge opens', 'The Harbour Times')
    """
    title = tidy(title)
    sites = [site for site in sites if site]
    found: str | None = None
    for _ in range(3):
        marks = list(_SEPARATORS.finditer(title))
        if not marks:
            match = _CJK_SITE.search(title)
            if match and match.start() > 0:
                found, title = found or match[1], title[: match.start()].strip("-_— ")
            break
        head, rest = title[: marks[0].start()], title[marks[0].end() :].strip()
        for before, site in (
            (title[: marks[-1].start()].strip(), title[marks[-1].end() :]),
            (rest, head),
            (title[: marks[-2].start()].strip(), title[marks[-2].end() :]) if len(marks) > 1 else ("", ""),
        ):
            if before and is_site(site, sites, hosts):
                found, title = found or site, before
                break
        else:
            if not _ARCHIVE.fullmatch(head):
                break
            title = rest
    return title.strip(" |-–—·:"), found


def marks(title: str) -> list[tuple[int, int]]:
    """Where the marks stand that part a title: from and to."""
    return [match.span() for match in _SEPARATORS.finditer(title) if match.start() > 0 and match.end() < len(title)]


def dice(one: str, other: str) -> float:
    """How much of both headlines' words they share, 0 to 1."""
    a, b = _bag(one), _bag(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def fits(title: str) -> bool:
    """Whether a text can be a headline at all."""
    return bool(words_of(title)) and len(title) <= LONGEST and fold(title) not in _NO_TITLES
