"""The headline: those that the page shows, and which of them and of the head's is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from cleaner.document import Evidence
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.text_headline import find_headline
from cleaner.metadata.view import View
from cleaner.recognise import titles
from cleaner.text.fold import fold
from cleaner.text.words import words_of

_MOST = 8


def read_titles(view: View) -> Iterator[Candidate]:
    """The headline by the judge, then first-level headings and blocks that the markup names a headline."""
    if view.document.kind == "text":
        yield from _read_text(view)
        return
    chosen = view.verdict.title
    if chosen is not None and chosen < len(view.labels) and titles.fits(view.text(chosen)):
        yield _shown(view, chosen, "block", "headline", 0.85)
    headings = (
        _shown(view, index, "html", *kind)
        for index, block in enumerate(view.document.blocks)
        if (kind := _heading(block.evidence)) is not None and titles.fits(block.text)
    )
    yield from islice(headings, _MOST)


def _read_text(view: View) -> Iterator[Candidate]:
    """Of a text: the line that the shape of the document tells, then the judge's."""
    judged = view.verdict.title
    found = find_headline(view.document.blocks, view.labels, view.lexicon, view.verdict.measures)
    if found is not None and found[0] != judged:
        index, sure = found
        yield _of_text(view, index, "line", 0.4 + 0.5 * sure)
    if judged is not None and judged < len(view.labels):
        yield _of_text(view, judged, "headline", 0.9 if found is not None and found[0] == judged else 0.55)


def _of_text(view: View, index: int, key: str, sure: float) -> Candidate:
    text = titles.without_section(_NUMBERING.sub("", titles.tidy(view.text(index))))
    if view.lexicon.code != "fr":
        text = _SPACED_KICKER.sub("", text)
    return Candidate("title", text, "block", key, sure, view.span(index), view.rule(index))


# Some extractors number or bullet the lines of a breadcrumb or list that the headline ends.
_NUMBERING = re.compile(r"^(?:[•*]\s|\d{1,2}\.\s(?=\D))")
# "Harbour news : Bridge opens early": the space tells that markup held the kicker. French sets one before each colon.
_SPACED_KICKER = re.compile(r"^[^:]{2,60}?\s:\s+(?=[\w„“”\"'»«].{14})")


# What a headline that the page shows is worth by its place; how much of it the head repeats is added, twice.
_SHOWN: dict[str, float] = {"headline": 1.0, "line": 0.9, "h1": 1.1, "itemprop headline": 0.5, "h2": 0.3, "h3": 0.2}
# Headlines that only the head has, by how often each is the page's own on the evaluation sets (docs/metadata.md).
_HEAD: dict[str, float] = {
    "citation_title": 3.2, "json-ld headline": 3.0, "parsely-title": 2.8, "sailthru.title": 2.6, "og:title": 2.5,
    "dcterms.title": 2.0, "dc.title": 2.0, "twitter:title": 2.0, "json-ld name": 1.9, "title": 1.8,
    "json-ld alternativeHeadline": 0.6,
}  # fmt: skip
_OTHER = 1.0
_VARIANTS = frozenset(("json-ld headline", "og:title", "twitter:title", "json-ld name"))
_LOGO = 1.5
_BETWEEN = frozenset("|–—-·•«»:>~")
_PARTS = _BETWEEN - frozenset(":")
"""Marks that part a title from its site; a colon parts a headline from its kicker more often."""
_LONGEST = 32
"""Words of a heading; more are a paragraph that was given the headline's element."""
_LIKE = 0.34
"""A shown heading is the headline if a third of the shorter one's words are in what the head says; less is a logo, a
menu or a box of another story."""


_CUT_AS_HEADLINE = frozenset(("headline.line", "markup.headline"))
_SAME_STORY = 0.7
"""Words that a first-level heading shares with another line which says the same in other words."""


def _heading(evidence: Evidence | None) -> tuple[str, float] | None:
    """What the markup calls a headline, and how sure that is: a first-level heading, or what structured data repeat."""
    if evidence is None:
        return None
    if evidence.level == 1:
        return "h1", 0.8
    own = evidence.names[: evidence.own_names] if not evidence.level else evidence.names
    if "headline" in own[:12]:
        return "itemprop headline", 0.55
    if evidence.level and "headline" in evidence.repeats:
        return f"h{evidence.level}", 0.6
    return None


def _shown(view: View, index: int, source: str, key: str, sure: float) -> Candidate:
    return Candidate("title", titles.tidy(view.text(index)), source, key, sure, view.span(index), view.rule(index))


def settle_title(found: Sequence[Candidate], sites: Sequence[str], hosts: Sequence[str]) -> list[Candidate]:
    """The headlines, the page's own first.

    Each is stripped of the site's name. A heading that the page shows wins over every variant in the head, if the
    head says something like it: the head's variants are written for search engines and often agree against the page.
    Without such a heading the head's variants follow each other in a fixed order.
    """
    stripped, bare = _stripped(found, sites, hosts)
    shown = [candidate for candidate in stripped if candidate.key in _SHOWN and candidate.source != "json-ld"]
    head = [c for c in stripped if c not in shown and c.key != "alternativeHeadline"]
    spare = [c for c in stripped if c not in shown and c.key == "alternativeHeadline"]
    if not head:
        return [*sorted(shown, key=lambda candidate: -candidate.confidence), *spare, *bare]
    ranked = sorted(head, key=lambda candidate: -_HEAD.get(_name(candidate), _OTHER))
    shown.sort(key=lambda candidate: -_worth(candidate, head))
    own = _first_level_first(_own(shown, head), shown)
    own = [_with_head(candidate, head) for candidate in own]
    kept = {candidate.span for candidate in own}
    rest = (candidate for candidate in shown if candidate.span not in kept)
    best, *others = *own, *ranked, *rest, *spare, *bare
    return [replace(best, value=titles.without_section(best.value)), *others]


def _is_logo(text: str, head: Sequence[Candidate], marks: frozenset[str] = _BETWEEN) -> bool:
    """Whether a heading is only the last part of a longer <title>: "The Harbour Times" of "Bridge opens | ...".

    Some sites stand first in it: what another of the head's variants is, is no logo.
    """
    if any(titles.same(candidate.value, text) for candidate in head):
        return False
    for candidate in head:
        if candidate.key in ("title", "og:title") and len(titles.parts(candidate.value)) > 1:
            before = fold(candidate.value).removesuffix(fold(text)).rstrip()
            if len(before) < len(candidate.value.rstrip()) and before[-1:] in marks:
                return True
    return False


_ARTICLE = 3
"""Letters of an article; "The" before a headline is no kicker."""


def _only_heading(shown: Sequence[Candidate], best: float) -> Candidate | None:
    """The headline that the judge found, where nothing in the head says the like and it is worth more than the head.

    That is the page's one first-level heading if it is no mere label; and any of three words where the head has but a
    <title> (right on a quarter of such pages).
    """
    tops = [candidate for candidate in shown if candidate.key == "h1" and len(words_of(candidate.value)) >= 4]
    judged = [candidate for candidate in shown if candidate.key == "headline"]
    if judged:
        if len(tops) == 1 and titles.same(tops[0].value, judged[0].value):
            return tops[0]
    else:
        tops = [candidate for candidate in tops if candidate.rule in _CUT_AS_HEADLINE]
        return tops[0] if len(tops) == 1 else None
    if best < _HEAD["dc.title"] and judged and len(words_of(judged[0].value)) >= 3:
        return judged[0]
    return None


def _first_level_first(own: list[Candidate], shown: Sequence[Candidate]) -> list[Candidate]:
    """The page's one first-level heading before a line that says something like it: a breadcrumb, a short form."""
    tops = {candidate.value: candidate for candidate in shown if candidate.key == "h1"}
    if len(tops) != 1 or not own or own[0].key != "headline":
        return own
    top = next(iter(tops.values()))
    if titles.same(top.value, own[0].value) or titles.alike(top.value, own[0].value) < _SAME_STORY:
        return own
    return [top, *(candidate for candidate in own if candidate is not top)]


def _name(candidate: Candidate) -> str:
    return f"json-ld {candidate.key}" if candidate.source == "json-ld" else candidate.key


def _stripped(
    found: Sequence[Candidate], sites: Sequence[str], hosts: Sequence[str]
) -> tuple[list[Candidate], list[Candidate]]:
    """The headlines without the site's name, and those that are nothing but it."""
    stripped: list[Candidate] = []
    bare: list[Candidate] = []
    for candidate in found:
        text, _ = titles.strip_site(candidate.value, sites, hosts)
        if titles.fits(text):
            # A <title> that is the host's name alone names the site, whatever the page calls itself.
            names = hosts if candidate.key == "title" else ()
            (bare if titles.is_site(text, sites, names) else stripped).append(replace(candidate, value=text))
    return stripped, bare


def _worth(shown: Candidate, head: Sequence[Candidate]) -> float:
    """What a heading is worth by its place and by how much of it the head repeats."""
    said = max(titles.dice(shown.value, other.value) for other in head)
    return _SHOWN[shown.key] + 2 * said - (_LOGO if _is_logo(shown.value, head) else 0.0)


def _own(shown: Sequence[Candidate], head: Sequence[Candidate]) -> list[Candidate]:
    """The headings that can be the page's own: the head says something like them, or the only one that the judge found."""
    alone = _only_heading(shown, max(_HEAD.get(_name(candidate), _OTHER) for candidate in head))
    found: list[Candidate] = []
    for candidate in shown:
        like = max(titles.alike(candidate.value, other.value) for other in head)
        if (like < _LIKE or _is_logo(candidate.value, head, _PARTS)) and candidate is not alone:
            continue
        if len(words_of(candidate.value)) <= _LONGEST or any(titles.same(candidate.value, o.value) for o in head):
            found.append(candidate)
    return found


def _with_head(shown: Candidate, head: Sequence[Candidate]) -> Candidate:
    """A shown headline as the head bounds it.

    "Harbour news Bridge opens early" is a kicker and a headline in one heading where the head says "Bridge opens
    early" alone, or both in another order ("Bridge opens early - Harbour news"). And where JSON-LD and Open Graph
    agree on "Harbour news: Bridge opens early" over a heading "Bridge opens early", the page shows the kicker in an
    element of its own, and it is part of the headline.
    """
    wholes = {_name(other): other.value for other in head}
    structured, graph = wholes.get("json-ld headline", ""), wholes.get("og:title")
    variants = [other.value for other in head if _name(other) in _VARIANTS]
    bounded = _as_agreed(shown.value, structured, graph or "")
    bounded = bounded or next(filter(None, (_between_kickers(shown.value, other) for other in variants)), None)
    bounded = bounded or _without_glued_kicker(shown.value, structured)
    if bounded is None and not titles.same(graph if graph is not None else structured, shown.value):
        bounded = _without_subtitle(shown.value, variants, structured) or _without_kicker(shown.value, variants)
    return replace(shown, value=bounded) if bounded is not None else shown


def _as_agreed(shown: str, structured: str, graph: str) -> str | None:
    """What JSON-LD and Open Graph agree on, where the heading is the beginning or the end of it."""
    own, longer = words_of(shown), words_of(structured)
    if len(own) < 2 or len(longer) <= len(own) or not titles.same(structured, graph):
        return None
    return structured if own in (longer[-len(own) :], longer[: len(own)]) else None


def _without_glued_kicker(shown: str, structured: str) -> str | None:
    """JSON-LD's headline, where the heading has up to four words more before it and no mark between."""
    own, told = words_of(shown), words_of(structured)
    more = len(own) - len(told)
    if not 3 <= len(told) < len(own) <= len(told) + 4 or own[-len(told) :] != told:
        return None
    before = shown.removesuffix(structured).rstrip()
    return structured if before[-1:] not in _BETWEEN and _is_kicker(shown, more) else None


def _without_kicker(shown: str, variants: Sequence[str]) -> str | None:
    """What a variant, or its first part, says of a heading that begins with up to eight words more."""
    own = words_of(shown)
    for variant in variants:
        for part in (variant, *titles.parts(variant)[:1]):
            tail = words_of(part)
            more = len(own) - len(tail)
            if len(tail) < 3 or not 0 < more <= 8 or own[-len(tail) :] != tail or not _is_kicker(shown, more):
                continue
            if part is variant or set(own) <= set(words_of(variant)):
                return part
    return None


def _between_kickers(shown: str, other: str) -> str | None:
    """What two variants share behind kickers of their own: "Harbour - Bridge opens early", "City news: Bridge opens early"."""
    own, theirs = words_of(shown), words_of(other)
    count = 0
    while count < min(len(own), len(theirs)) and own[-1 - count] == theirs[-1 - count]:
        count += 1
    before = len(own) - count
    if (
        not before
        or count == len(theirs)
        or count < max(_SHARED, 2 * before)
        or set(own[:before]) & set(theirs[:-count])
    ):
        return None
    match = _KICKER.match(shown)
    rest = shown[match.end() :] if match else ""
    return rest if words_of(rest) == own[before:] else None


def _is_kicker(text: str, count: int) -> bool:
    """Whether the first `count` words of a heading can be a kicker, as an article or a year alone cannot."""
    own = words_of(text)
    first = text.split(" ", 1)[0]
    return count > 1 or not (own[0].isdigit() or (len(own[0]) <= _ARTICLE and first.isalpha() and not first.isupper()))


# What is no part of a headline that the head ends before: a date, a section, a host, a count, behind its mark or none.
_NOT_HEADLINE = re.compile(r"\s*(?:[|•]|/\s|\d|\((?:[\w-]+\.)+[a-z]{2,6}\))")
_KICKER = re.compile(r"[^:|–—]{3,60}?(?:\s?:|\s[-–—|])\s+")
_SHARED = 5
"""Words that two variants share behind different kickers, from which these words are the headline."""
_NEXT_LINE = re.compile(r"\s+[^\W\d_a-zà-ÿ]")


def _without_subtitle(text: str, variants: Sequence[str], structured: str) -> str | None:
    """A heading that goes on behind what the head says: with a date or a section, or with a second line.

    A second line begins with a capital and no mark before it, and two of the head's variants, JSON-LD's among them, have
    to end before it: one alone is often shortened for a search engine.
    """
    own = words_of(text)
    for variant in variants:
        words = words_of(variant)
        if not 3 <= len(words) < len(own) or own[: len(words)] != words or not text.startswith(variant):
            continue
        rest = text[len(variant) :]
        agreed = titles.same(variant, structured) and sum(titles.same(variant, other) for other in variants) > 1
        if _NOT_HEADLINE.match(rest) or (agreed and _NEXT_LINE.match(rest)):
            return variant
    return None
