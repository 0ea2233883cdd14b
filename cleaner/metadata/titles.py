"""The title and the site's name: the wordings of the headline that page and head have, with and without the site, and what speaks for each."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from cleaner.metadata import candidates
from cleaner.metadata.candidates import Candidate, rank
from cleaner.metadata.head import objects
from cleaner.metadata.view import View
from cleaner.read.structured import without_tags
from cleaner.recognise.lexicon import lexicon
from cleaner.text.fold import fold
from cleaner.text.words import count_words, squeeze, words_of

_LONGEST = 500
"""Characters of a headline; longer ones are no headlines."""
_SITE_WORDS = 4
"""What is longer is a headline also where a page calls itself by it."""
_TAIL = 5
"""Words of the longest name of a site that nothing but its place tells."""
_SEPARATORS = re.compile(r"\s+[|–—\-·•«:/>~⋆★]+\s+|\s*[|｜»«‹›]\s*|\s*::\s*|\s[-–—]{1,2}(?=\S)|[：:]\s+")
# Some extractors number or bullet the lines of a breadcrumb or list that the headline ends.
_NUMBERING = re.compile(r"^(?:[•*]\s|\d{1,2}\.\s(?=\D))")


def tidy(title: str) -> str:
    """One line, entities resolved that were escaped twice, tags and zero-width marks out."""
    title = html.unescape(title[: 4 * _LONGEST])
    title = without_tags(title) if "<" in title else title
    return " ".join(title.replace("\u200b", "").replace("\ufeff", "").split())


# --- the site's name ---------------------------------------------------------------------------------------------
def settle_sites(found: Sequence[Candidate], view: View) -> list[Candidate]:
    """Site names by how sure they are; one that the title ends with, and the host or the headline confirms, is found here."""
    titles = [candidate for candidate in found if candidate.field == "title"]
    headlines = {squeeze(title.value) for title in titles if count_words(title.value) > _SITE_WORDS}
    sites = [c for c in found if c.field == "site" and len(c.value) <= 80 and squeeze(c.value) not in headlines]
    sites += _sites_of_titles(titles, bool(sites), view)
    return rank([site._replace(value=without_slogan(site.value, view.hosts)) for site in sites])


def _sites_of_titles(titles: Iterable[Candidate], told: bool, view: View) -> Iterator[Candidate]:
    headline = view.text(view.title) if view.title is not None else ""
    # A short headline may be the site's own name: "Harbour Times - Online Edition".
    told |= count_words(headline) <= _SITE_WORDS
    for title in (title for title in titles if title.key in ("title", "og:title")):
        named, sure = strip_site(title.value, (), view.hosts)[1], 0.7
        if named is None and not told and title.key == "title":
            named, sure = tail(tidy(title.value), headline), 0.5
        if named:
            yield Candidate("site", named, title.source, title.key, sure)


def is_site(text: str, sites: Iterable[str], hosts: Sequence[str]) -> bool:
    """Whether `text` is the site's name, as the page or its host gives it."""
    bare = squeeze(text)
    return bool(bare) and (_is_host(bare, hosts) or bare in map(squeeze, sites))


def _is_host(bare: str, hosts: Sequence[str]) -> bool:
    """ "The Harbour Times" on harbourtimes.example, "Harbour Times Online" on harbour-times.example."""
    return any(
        host == bare or (len(host) >= 4 and len(bare) <= 40 and host in bare and len(host) >= 0.4 * len(bare))
        for host in hosts
    )


def strip_site(title: str, sites: Iterable[str], hosts: Sequence[str]) -> tuple[str, str | None]:
    """A title without the site's name at its end or start, and that name.

    >>> strip_site("Bridge opens | The Harbour Times", ["Harbour Times"], [])
    ('Bridge opens', 'The Harbour Times')
    """
    title = tidy(title)
    found: str | None = None
    for _ in range(3):
        spans = _marks(title)
        ends = [(title[:start].strip(), title[end:]) for start, end in spans[-1:]]
        starts = [(title[end:].strip(), title[:start]) for start, end in spans[:1]]
        stripped = [(rest, site) for rest, site in ends + starts if rest and is_site(site, sites, hosts)]
        if not stripped:
            break
        title, found = stripped[0][0], found or stripped[0][1]
    return title.strip(" |-–—·:"), found


def without_slogan(name: str, hosts: Sequence[str]) -> str:
    """A site's name without what it says of itself behind a mark, where the host has the name: "Harbour Times | News from the quay"."""
    head = name[: marks[0][0]].strip() if (marks := _marks(name)) else ""
    return head if head and _is_host(squeeze(head), hosts) else name


def tail(title: str, headline: str) -> str | None:
    """What a title has behind its last mark, where all before it is the headline: the site's name."""
    for start, end in _marks(title)[-1:]:
        if squeeze(title[:start]) == squeeze(headline) and 0 < count_words(title[end:]) <= _TAIL:
            return title[end:].strip()
    return None


@lru_cache(maxsize=256)
def _marks(title: str) -> tuple[tuple[int, int], ...]:
    """Where the marks stand that part a title: from and to."""
    spans = [match.span() for match in _SEPARATORS.finditer(title)]
    return tuple((start, end) for start, end in spans if start > 0 and end < len(title))


# --- the headline's wording --------------------------------------------------------------------------------------
_WHOLE, _BARE, _BEFORE, _BEHIND, _WITHIN = range(5)
"""How a wording comes of a reading: as it is, without the site's name, what stands before its first or last mark, behind it, or between
them."""
_FAMILIES = {"headline": "headline", "og:title": "graph", "twitter:title": "twitter", "title": "title"}
_STRUCTURED = {"headline": "structured", "name": "structured name", "alternativeHeadline": "alternative"}
_Words = tuple[str, ...]


def read_title(view: View) -> Iterator[Candidate]:
    """The headline that the judge chose."""
    if view.title is not None:
        text = _NUMBERING.sub("", tidy(view.text(view.title)))
        yield view.reading("title", text, view.title, "headline")


def settle_title(found: Sequence[Candidate], view: View) -> list[Candidate]:
    """One reading for each wording of the headline, the likeliest first."""
    texts: dict[str, list[Candidate]] = {}
    for reading in found:
        texts.setdefault(tidy(reading.value), []).append(reading)
    wordings: dict[_Words, list[tuple[int, str, Candidate]]] = {}
    families: dict[str, _Words] = {}
    for text, readings in texts.items():
        bare, _ = strip_site(text, view.sites, view.hosts)
        for reading in readings:
            family = (_STRUCTURED if reading.source == "json-ld" else _FAMILIES).get(reading.key, "other")
            families.setdefault(family, words_of(bare))
        for how, part in _wordings(text, bare):
            words = words_of(part)
            if words and len(part) <= _LONGEST and fold(part) not in lexicon(None).no_titles:
                wordings.setdefault(words, []).extend((how, part, reading) for reading in readings)
    named = {words: said for words, said in wordings.items() if not is_site(said[0][1], view.sites, view.hosts)}
    page = _page_facts(view)
    options = []
    for words, said in (named or wordings).items():
        # As the page shows it, else as the head has it whole.
        _, text, best = min(said, key=lambda entry: (entry[2].source != "block", entry[0]))
        facts = _facts(words, said[0][1], families) | {"how": min(how for how, *_ in said)}
        options.append(best._replace(value=text, facts=facts | page))
    return candidates.rank_options("title", options)


def _wordings(text: str, bare: str) -> Iterator[tuple[int, str]]:
    """A reading, and what is left of it without its site, section and kickers."""
    yield _WHOLE, text
    yield _BARE, bare
    for one in dict.fromkeys((text, bare)):
        marks = _marks(one)
        for before, end in dict.fromkeys([marks[0], marks[-1]] if marks else []):
            for how, part in ((_BEFORE, one[:before].strip()), (_BEHIND, one[end:].strip())):
                if len(words_of(part)) > 1:
                    yield how, part
        if len(marks) > 1:
            yield _WITHIN, one[marks[0][1] : marks[-1][0]].strip()


def _facts(words: _Words, text: str, families: Mapping[str, _Words]) -> dict[str, int]:
    """What speaks for and against a wording."""
    relations = {family: _relation(words, other) for family, other in families.items()}
    said = list(relations.values())
    return relations | {
        "words": len(words),
        "length": len(text) // 10,
        "marks": len(_marks(text)),
        "colon": int(":" in text or "：" in text),
        "families": len(families),
        "headline words": len(families.get("headline", ())),
        "agree": said.count(_SAME),
        "longer": said.count(_BEGINS) + said.count(_ENDS),
        "shorter": said.count(_BEGUN) + said.count(_ENDED),
    }


def _page_facts(view: View) -> dict[str, int]:
    """What is known of the page and of the line that heads it."""
    head = view.document.head
    types = {kind for _, own in objects(head) for kind in own} if head is not None else ()
    facts = {
        "html": int(view.document.kind == "html"),
        "article": int(view.verdict.genre == "article"),
        "news": int(any(kind.endswith("newsarticle") for kind in types)),
    }
    if view.title is None:
        return facts
    place, evidence = view.place(view.title), view.evidence[view.title]
    return facts | {
        "headline into": place["into"],
        "headline level": place.get("level", 0),
        "headline repeats": int(evidence is not None and "headline" in evidence.repeats),
    }


_SAME, _BEGINS, _ENDS, _BEGUN, _ENDED = 6, 5, 4, 3, 2


def _relation(own: _Words, other: _Words) -> int:
    """How a wording stands to another: the same, its beginning, its end, begun or ended by it, or (1) none of these."""
    if own == other:
        return _SAME
    count, length = len(own), len(other)
    if count < length:
        return _BEGINS if other[:count] == own else _ENDS if other[length - count :] == own else 1
    return _BEGUN if length and own[:length] == other else _ENDED if length and own[count - length :] == other else 1
