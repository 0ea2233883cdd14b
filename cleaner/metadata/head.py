"""Readings from <meta>, <title>, <link> and the address: Open Graph, Dublin Core, Highwire, Parsely and their like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from cleaner.document import Head
from cleaner.metadata.candidates import Candidate
from cleaner.recognise import taxonomy
from cleaner.recognise.moments import parse_machine
from cleaner.text import address

# Names of tags among whose readings the trees choose, by field and source. Names are lower-cased; what is in neither table is not read.
_CHOSEN = (
    ("title", "open-graph", "og:title"),
    ("title", "microdata", "headline"),
    ("title", "meta", """
        twitter:title dc.title dcterms.title citation_title parsely-title sailthru.title cxenseparse:recs:articletitle title"""),
    ("authors", "open-graph", "article:author og:article:author og:author book:author"),
    ("authors", "microdata", "creator"),
    ("authors", "meta", """
        author article:author_name byl authors dc.creator dcterms.creator dc.contributor citation_author parsely-author
        sailthru.author cxenseparse:author article.author mediator_author cse_author rbauthors twitter:data1"""),
    ("published", "open-graph", "article:published_time og:article:published_time og:published_time og:pubdate article:published"),
    ("published", "microdata", "datepublished datecreated uploaddate"),
    ("published", "meta", """
        article.published dateissued publishdate publish-date publish_date published published_at pubdate pub_date
        publication_date publicationdate parsely-pub-date sailthru.date date dc.date dc.date.issued dc.date.created
        dcterms.created dcterms.issued dcterms.date dcterms.available citation_publication_date citation_online_date
        citation_date cxenseparse:recs:publishtime cxenseparse:publishtime article_date_original
        originalpublicationdate rnews:datepublished ptime published-date publication-date article-date pdate"""),
)  # fmt: skip
# name -> (field, source, confidence)
_META: dict[str, tuple[str, str, float]] = {
    name: (field, source, 0.9) for field, source, names in _CHOSEN for name in names.split()
}
_META |= {
    "article:modified_time": ("modified", "open-graph", 0.9), "og:updated_time": ("modified", "open-graph", 0.8),
    "datemodified": ("modified", "microdata", 0.85), "lastmod": ("modified", "meta", 0.7),
    "last-modified": ("modified", "meta", 0.6), "dcterms.modified": ("modified", "meta", 0.8),
    "dc.date.modified": ("modified", "meta", 0.8), "article:modified": ("modified", "open-graph", 0.8),
    "modified_at": ("modified", "meta", 0.7), "revised": ("modified", "meta", 0.5),
    "og:site_name": ("site", "open-graph", 0.95), "application-name": ("site", "meta", 0.7),
    "dc.publisher": ("site", "meta", 0.6), "dcterms.publisher": ("site", "meta", 0.6), "publisher": ("site", "meta", 0.55),
    "apple-mobile-web-app-title": ("site", "meta", 0.5), "al:android:app_name": ("site", "meta", 0.4),
    "citation_journal_title": ("site", "meta", 0.6), "cre": ("site", "meta", 0.6),
    "og:description": ("description", "open-graph", 0.85), "description": ("description", "meta", 0.9),
    "twitter:description": ("description", "meta", 0.7), "dc.description": ("description", "meta", 0.7),
    "dcterms.abstract": ("description", "meta", 0.6), "article:section": ("categories", "open-graph", 0.9),
    "section": ("categories", "meta", 0.7), "articlesection": ("categories", "microdata", 0.7),
    "parsely-section": ("categories", "meta", 0.8), "category": ("categories", "meta", 0.6),
    "cxenseparse:category": ("categories", "meta", 0.6), "article:tag": ("tags", "open-graph", 0.9),
    "og:article:tag": ("tags", "open-graph", 0.85), "keywords": ("tags", "meta", 0.7), "news_keywords": ("tags", "meta", 0.85),
    "parsely-tags": ("tags", "meta", 0.7), "sailthru.tags": ("tags", "meta", 0.7), "dc.subject": ("tags", "meta", 0.7),
    "dcterms.subject": ("tags", "meta", 0.7), "citation_keywords": ("tags", "meta", 0.8),
    "og:locale": ("language", "open-graph", 0.5), "content-language": ("language", "meta", 0.6),
    "dc.language": ("language", "meta", 0.6), "dcterms.language": ("language", "meta", 0.6),
    "language": ("language", "meta", 0.6), "inlanguage": ("language", "microdata", 0.6), "og:url": ("url", "open-graph", 0.8),
    "og:image": ("images", "open-graph", 0.6), "twitter:creator": ("author_handles", "meta", 0.6),
}  # fmt: skip

# What publishers' own tags call the date: "x-published-date", "article_publish_time", "site:publicationDate".
_PUBLISHED = re.compile(
    r"(?:^|[\W_])(?:date[\W_]?)?publi(?:sh|shed|cation)[\W_]?(?:date|time|datetime|on|at|timestamp)$"
)
_OWN = ("published", "meta", 0.9)
_SECTIONS = frozenset(("article:section", "articlesection", "section", "parsely-section"))
_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\b")
_URL_DATE = re.compile(
    r"(?<![\d])(?P<y>(?:19|20)\d{2})(?P<s>[/\-_.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?![\d])"
    r"|(?<![\d])(?P<y2>(?:19[89]|20[0-3])\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?![\d])"
    r"|/(?P<y3>(?:19|20)\d{2})/(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?=/|$)"
)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(?P<d>0?[1-9]|[12]\d|3[01])[-_](?P<m>0?[1-9]|1[0-2])[-_](?P<y>20\d\d)(?!\d)")
_URL_DATE_MONTH = re.compile(
    r"/(?P<y>(?:19|20)\d{2})/(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(?P<d>0?[1-9]|[12]\d|3[01])(?=/|$)",
    re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read_meta(head: Head) -> Iterator[Candidate]:
    """What the head's tags say; dates that are not in a machine's form are given as "KEY.text" for the reader of words."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for name, content in head.meta[:2000]:
        content = content.strip()
        if content and _is_read(name, head):
            grouped.setdefault((name, _META.get(name, _OWN)[0]), []).append(content)
    for (name, field), contents in grouped.items():
        _, source, sure = _META.get(name, _OWN)
        yield from _one(field, name, contents, source, sure)
    if head.title:
        yield Candidate("title", head.title, "html", "title", 0.5)
    if head.language:
        yield from _one("language", "lang", [head.language], "html", 0.55)
    for rel, href in head.links[:2000]:
        if "canonical" in rel.casefold().split() and href.strip():
            yield Candidate("url", href.strip()[:2000], "html", "canonical", 0.9)
            break


def _is_read(name: str, head: Head) -> bool:
    """Whether a tag is one that is read; Twitter's first datum is an author only where its label says so."""
    if name == "twitter:data1":
        label = next((content.casefold() for key, content in head.meta if key == "twitter:label1"), "")
        return "writ" in label or "author" in label
    return name in _META or ("publi" in name and len(name) <= 60 and _PUBLISHED.search(name) is not None)


def _one(field: str, name: str, contents: list[str], source: str, sure: float) -> Iterator[Candidate]:
    if field in ("published", "modified"):
        for content in contents[:3]:
            moment = parse_machine(content)
            if moment:
                yield Candidate(field, moment.iso(), source, name, sure)
            else:
                yield Candidate(field, content[:200], source, name + ".text", sure - 0.05)
        return
    value = _VALUES[field](contents, name) if field in _VALUES else " ".join(contents[0].split())[:2000]
    if value:
        yield Candidate(field, value, source, name, sure)


def _authors(contents: list[str], name: str) -> list[tuple[str, bool]]:
    addresses = ("http://", "https://", "//", "www.")
    return [(content[:1000], True) for content in contents[:100] if not content.startswith(addresses)]


def _subjects(contents: list[str], name: str) -> list[str]:
    """Sections and keywords; of several tags for sections each is one."""
    if name in _SECTIONS and len(contents) > 1:
        found = [" ".join(content.split())[:100] for content in contents[:100]]
    else:
        found = [entry for content in contents[:100] for entry in taxonomy.items(content)]
    return list(dict.fromkeys(found))[:50]


def _images(contents: list[str], name: str) -> list[dict[str, str | None]]:
    return [{"caption": None, "credit": None, "url": url[:2000]} for url in dict.fromkeys(contents[:20])]


def _handles(contents: list[str], name: str) -> list[str]:
    return [content for content in contents[:10] if re.fullmatch(r"@[A-Za-z0-9_]{2,30}", content)]


def language_tag(text: str) -> str | None:
    """A BCP 47 tag of "en_GB", "de-de", "zh-Hans-CN", lower-case language first; None for anything else."""
    match = _LANGUAGE.match(text.strip().replace("_", "-"))
    if not match:
        match = _LANGUAGE.match(text.strip().casefold())
    if not match:
        return None
    parts = [match[1].lower()]
    if match[2]:
        parts.append(match[2].title())
    if match[3]:
        parts.append(match[3].upper())
    return "-".join(parts)


_VALUES: dict[str, Callable[[list[str], str], Any]] = {
    "authors": _authors,
    "categories": _subjects,
    "tags": _subjects,
    "images": _images,
    "author_handles": _handles,
    "language": lambda contents, name: language_tag(contents[0]),
}
"""How a field's value is read of a tag's contents; of any other field it is the first content."""


def read_url(url: str | None) -> Iterator[Candidate]:
    """The date in an address's path, where it holds a whole one."""
    if not url:
        return
    path = address.parts(url[:2000]).path
    match = _URL_DATE.search(path)
    if match:
        for suffix in ("", "2", "3"):
            if match[f"y{suffix}"]:
                moment = parse_machine(
                    f"{match['y' + suffix]}-{int(match['m' + suffix]):02d}-{int(match['d' + suffix]):02d}"
                )
                if moment:
                    yield Candidate("published", moment.iso(), "url", "path", 0.7 if suffix != "2" else 0.5)
                return
    match = _URL_DAY_FIRST.search(path)
    if match and (int(match["d"]) > 12 or int(match["d"]) == int(match["m"])):
        moment = parse_machine(f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}")
        if moment:
            yield Candidate("published", moment.iso(), "url", "path", 0.6)
            return
    match = _URL_DATE_MONTH.search(path)
    if match:
        moment = parse_machine(f"{match['y']}-{_MONTHS.index(match['m'].casefold()) + 1:02d}-{int(match['d']):02d}")
        if moment:
            yield Candidate("published", moment.iso(), "url", "path", 0.7)
