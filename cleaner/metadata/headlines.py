"""The headline: those that the page shows, and which of them and of the head's is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.text_headline import find_headline
from cleaner.metadata.view import View
from cleaner.recognise import titles
from cleaner.text.fold import fold
from cleaner.text.words import words_of

_MOST = 8


def read_titles(view: View) -> Iterator[Candidate]:
    """The headline by the judge, then first-level headings and blocks that the markup names a headline."""
    blocks = view.document.blocks
    if view.document.kind == "text":
        yield from _read_text(view)
        return
    chosen = view.verdict.title
    if chosen is not None and chosen < len(blocks) and titles.fits(view.text(chosen)):
        yield Candidate(
            "title", titles.tidy(view.text(chosen)), "block", "headline", 0.85, view.span(chosen), view.rule(chosen)
        )
    found = 0
    for index, block in enumerate(blocks):
        evidence = block.evidence
        if evidence is None or not (evidence.level or "headline" in evidence.names[: evidence.own_names]):
            continue
        if not titles.fits(block.text):
            continue
        if evidence.level == 1:
            yield Candidate("title", titles.tidy(block.text), "html", "h1", 0.8, view.span(index), view.rule(index))
        elif "headline" in evidence.names[:12] and (
            evidence.level or "headline" in evidence.names[: evidence.own_names]
        ):
            yield Candidate(
                "title", titles.tidy(block.text), "html", "itemprop headline", 0.55, view.span(index), view.rule(index)
            )
        elif evidence.level and "headline" in evidence.repeats:
            yield Candidate(
                "title", titles.tidy(block.text), "html", f"h{evidence.level}", 0.6, view.span(index), view.rule(index)
            )
        else:
            continue
        found += 1
        if found >= _MOST:
            return


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


def settle_title(found: Sequence[Candidate], sites: Sequence[str], hosts: Sequence[str]) -> list[Candidate]:
    """The headlines, the page's own first.

    Each is stripped of the site's name. A heading that the page shows wins over every variant in the head, if the
    head says something like it: the head's variants are written for search engines and often agree against the page.
    Without such a heading the head's variants follow each other in a fixed order.
    """
    stripped: list[Candidate] = []
    bare: list[Candidate] = []
    for candidate in found:
        text, _ = titles.strip_site(candidate.value, sites, hosts)
        if titles.fits(text):
            # A <title> that is the host's name alone names the site, whatever the page calls itself.
            names = hosts if candidate.key == "title" else ()
            (bare if titles.is_site(text, sites, names) else stripped).append(replace(candidate, value=text))
    shown = [candidate for candidate in stripped if candidate.key in _SHOWN and candidate.source != "json-ld"]
    head = [c for c in stripped if c not in shown and c.key != "alternativeHeadline"]
    spare = [c for c in stripped if c not in shown and c.key == "alternativeHeadline"]
    ranked = sorted(head, key=lambda candidate: -_HEAD.get(_name(candidate), _OTHER))
    if not head:
        return [*sorted(shown, key=lambda candidate: -candidate.confidence), *spare, *bare]
    likeness = {id(candidate): max(titles.alike(candidate.value, other.value) for other in head) for candidate in shown}
    score = {
        id(candidate): _SHOWN[candidate.key]
        + 2 * max(titles.dice(candidate.value, other.value) for other in head)
        - (_LOGO if _is_logo(candidate.value, head) else 0.0)
        for candidate in shown
    }
    shown.sort(key=lambda candidate: -score[id(candidate)])
    alone = _only_heading(shown, max(_HEAD.get(_name(candidate), _OTHER) for candidate in head))
    own = [c for c in shown if (likeness[id(c)] >= _LIKE and not _is_logo(c.value, head, _PARTS)) or c is alone]
    own = [c for c in own if len(words_of(c.value)) <= _LONGEST or any(titles.same(c.value, o.value) for o in head)]
    own = [_with_head(candidate, head) for candidate in _first_level_first(own, shown)]
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


def _with_head(shown: Candidate, head: Sequence[Candidate]) -> Candidate:
    """A shown headline as the head bounds it.

    "Harbour news Bridge opens early" is a kicker and a headline in one heading where the head says "Bridge opens
    early" alone, or both in another order ("Bridge opens early - Harbour news"). And where JSON-LD and Open Graph
    agree on "Harbour news: Bridge opens early" over a heading "Bridge opens early", the page shows the kicker in an
    element of its own, and it is part of the headline.
    """
    own = words_of(shown.value)
    wholes = {_name(other): other.value for other in head}
    whole = wholes.get("json-ld headline", "")
    longer = words_of(whole)
    if len(own) >= 2 and titles.same(whole, wholes.get("og:title", "")) and len(longer) > len(own):
        if longer[-len(own) :] == own or longer[: len(own)] == own:
            return replace(shown, value=whole)
    variants = [
        other for other in head if _name(other) in ("json-ld headline", "og:title", "twitter:title", "json-ld name")
    ]
    for other in variants:
        common = _between_kickers(shown.value, other.value)
        if common is not None:
            return replace(shown, value=common)
    before = shown.value.removesuffix(whole).rstrip()
    if (
        3 <= len(longer) < len(own) <= len(longer) + 4
        and own[-len(longer) :] == longer
        and before[-1:] not in _BETWEEN
        and _is_kicker(shown.value, len(own) - len(longer))
    ):
        return replace(shown, value=whole)
    if titles.same(wholes.get("og:title", whole), shown.value):
        return shown
    short = _without_subtitle(shown.value, [other.value for other in variants], whole)
    if short is not None:
        return replace(shown, value=short)
    for other in variants:
        parts = titles.parts(other.value)
        for part in (other.value, *parts[:1]):
            tail = words_of(part)
            if 3 <= len(tail) < len(own) and own[-len(tail) :] == tail and len(own) - len(tail) <= 8:
                said = part is other.value or set(own) <= set(words_of(other.value))
                if said and _is_kicker(shown.value, len(own) - len(tail)):
                    return replace(shown, value=part)
    return shown


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
