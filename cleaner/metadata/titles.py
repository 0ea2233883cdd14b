"""The title: the wordings of the headline that the page shows and its head names, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.metadata import candidates
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.jsonld import kinds, objects
from cleaner.metadata.view import View
from cleaner.recognise import titles
from cleaner.text import address
from cleaner.text.fold import fold
from cleaner.text.words import words_of

# Some extractors number or bullet the lines of a breadcrumb or list that the headline ends.
_NUMBERING = re.compile(r"^(?:[•*]\s|\d{1,2}\.\s(?=\D))")
_WHOLE, _BARE, _BEFORE, _BEHIND, _WITHIN = range(5)
"""How a wording comes of a reading: as it is, without the site's name, what stands before its first or last mark, behind it, or between
them."""
_SHORTEST = 2
"""Words of a part of a reading that is a wording of its own."""
_FAMILIES = {"headline": "headline", "og:title": "graph", "twitter:title": "twitter", "title": "title"}
_STRUCTURED = {"headline": "structured", "name": "structured name", "alternativeHeadline": "alternative"}


def read_titles(view: View) -> Iterator[Candidate]:
    """The headline that the judge chose."""
    if view.title is not None:
        text = _NUMBERING.sub("", titles.tidy(view.text(view.title)))
        if titles.fits(text):
            yield view.reading("title", text, view.title, "headline", facts=view.place(view.title))


def settle_title(found: Sequence[Candidate], view: View) -> list[Candidate]:
    """One reading for each wording of the headline, the likeliest first."""
    readings = [replace(reading, value=titles.tidy(reading.value)) for reading in found]
    wordings: dict[tuple[str, ...], list[tuple[int, Candidate]]] = {}
    for reading in readings:
        for how, text in _wordings(reading.value, view):
            if titles.fits(text):
                wordings.setdefault(words_of(text), []).append((how, replace(reading, value=text)))
    page = _page_facts(view)
    slug = _slug(view)
    families = {
        _family(reading): titles.strip_site(reading.value, view.sites, view.hosts)[0] for reading in reversed(readings)
    }
    named = {
        key: said for key, said in wordings.items() if not titles.is_site(said[0][1].value, view.sites, view.hosts)
    }
    options = [
        replace(
            _best(said),
            facts=_facts(key, said, families, view) | page | _on_page(key, said[0][1].value, slug, view),
        )
        for key, said in (named or wordings).items()
    ]
    return candidates.rank_options("title", options)


def _wordings(text: str, view: View) -> Iterator[tuple[int, str]]:
    """A reading, and what is left of it without its site, section and kickers."""
    yield _WHOLE, text
    bare, _ = titles.strip_site(text, view.sites, view.hosts)
    yield _BARE, bare
    for one in dict.fromkeys((text, bare)):
        marks = titles.marks(one)
        for before, end in dict.fromkeys([marks[0], marks[-1]] if marks else []):
            for how, part in ((_BEFORE, one[:before].strip()), (_BEHIND, one[end:].strip())):
                if len(words_of(part)) >= _SHORTEST:
                    yield how, part
        if len(marks) > 1:
            yield _WITHIN, one[marks[0][1] : marks[-1][0]].strip()


def _best(said: Sequence[tuple[int, Candidate]]) -> Candidate:
    """The reading that says a wording best: as the page shows it, else as the head has it whole."""
    return min(said, key=lambda entry: (entry[1].source != "block", entry[0]))[1]


def _family(reading: Candidate) -> str:
    return (_STRUCTURED if reading.source == "json-ld" else _FAMILIES).get(reading.key, "other")


def _facts(
    key: tuple[str, ...], said: Sequence[tuple[int, Candidate]], families: dict[str, str], view: View
) -> dict[str, int]:
    """What speaks for and against a wording."""
    text = said[0][1].value
    facts: dict[str, int] = {
        "how": min(how for how, _ in said),
        "words": len(key),
        "length": len(text) // 10,
        "marks": len(titles.marks(text)),
        "colon": int(":" in text or "：" in text),
        "families": len(families),
    }
    own = {(_family(reading), how) for how, reading in said}
    for family, whole in families.items():
        facts[family] = _relation(key, words_of(whole))
        facts[f"alike {family}"] = round(100 * titles.dice(text, whole))
        facts[f"from {family}"] = 1 + min((how for name, how in own if name == family), default=8)
    facts["agree"] = sum(facts[family] == _SAME for family in families)
    facts["longer"] = sum(facts[family] in (_BEGINS, _ENDS) for family in families)
    facts["shorter"] = sum(facts[family] in (_BEGUN, _ENDED) for family in families)
    facts["headline words"] = len(words_of(families.get("headline", "")))
    return facts


def _page_facts(view: View) -> dict[str, int]:
    """What is known of the page and of the line that heads it."""
    head, chosen = view.document.head, view.title
    facts = {
        "html": int(view.document.kind == "html"),
        "article": int(view.genre == "article"),
        "news": int(head is not None and any(kind.endswith("newsarticle") for item in objects(head) for kind in kinds(item))),
    }  # fmt: skip
    if chosen is None:
        return facts
    place, evidence = view.place(chosen), view.document.blocks[chosen].evidence
    return facts | {
        "headline into": place["into"],
        "headline level": place.get("level", 0),
        "headline repeats": int(evidence is not None and "headline" in evidence.repeats),
    }


def _slug(view: View) -> frozenset[str]:
    """The words of the page's address, by what it says of itself if it does."""
    head = view.document.head
    own = [href for rel, href in head.links if "canonical" in rel] if head else []
    own += [content for name, content in head.meta if name == "og:url"] if head else []
    paths = [address.parts(url[:2000]).path.rstrip("/") for url in (*own, view.document.url or "")]
    last = max((path.rsplit("/", 2)[-2:] for path in paths if path), key=lambda parts: len("".join(parts)), default=[])
    return frozenset(words_of(max(last, key=len, default="").replace("_", " ").replace("-", " ")))


def _on_page(key: tuple[str, ...], text: str, slug: frozenset[str], view: View) -> dict[str, int]:
    """Where else a wording stands: how much of it the address has, and how often the page shows it as a line."""
    own = frozenset(key)
    both = len(own & slug)
    return {
        "in address": round(100 * both / len(own)),
        "of address": round(100 * both / len(slug)) if slug else -1,
        "lines": min(3, view.folded.count(fold(text))),
    }


_SAME, _BEGINS, _ENDS, _BEGUN, _ENDED = 6, 5, 4, 3, 2


def _relation(own: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How a wording stands to another: the same, its beginning, its end, begun or ended by it, or (1) none of these."""
    if own == other:
        return _SAME
    count, length = len(own), len(other)
    if count < length:
        return _BEGINS if other[:count] == own else _ENDS if other[length - count :] == own else 1
    return _BEGUN if length and own[:length] == other else _ENDED if length and own[count - length :] == other else 1
