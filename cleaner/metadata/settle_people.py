"""Who wrote it: people first, and the organisation that the page credits where it credits no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.lexicon import Lexicon
from cleaner.metadata.names import Credit, read_credit
from cleaner.metadata.person import tidy
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS

_FROM_MARKUP = ("json-ld", "meta", "open-graph", "microdata")
_SURE = 0.5
"""Confidence of an author field of the head from which its organisation may be the author."""
_NEAR = 0.6
"""Confidence of a byline beside the headline."""
_CORPORATE = 0.5
_MOST_TOGETHER = 8
"""More names in one field than this are all who ever wrote for the site."""
_MARKED = 0.73
"""Below this a name that only markup's class calls an author is right on half of the evaluation pages, the head's
organisation on five of six: the organisation goes first."""
_WORDED = 0.75
"""Confidence of a byline with its word right beside the headline."""


def read_credits(
    found: Sequence[Candidate], lexicon: Lexicon, sites: Sequence[str], hosts: Sequence[str]
) -> list[tuple[Candidate, Credit]]:
    """Each author candidate with whom it credits; candidates from markup hold (name, may be a person) pairs."""
    read: list[tuple[Candidate, Credit]] = []
    for candidate in found:
        if isinstance(candidate.value, Credit):
            read.append((candidate, candidate.value))
            continue
        credit = Credit()
        typed = any(person for _, person in candidate.value)
        for name, person in candidate.value:
            one = read_credit(name, lexicon, sites, trusted=True, hosts=hosts)
            if not person:
                # The markup says that this is an organisation; people often stand there all the same, but not beside
                # somebody whom it calls a person.
                if typed or not one.people or len(one.people[0].split()) < 2 or len(one.people) > 1:
                    # An organisation's name is whole: "Centre for Harbours and Canals".
                    one.others, one.people = [tidy(name)] if one.people or one.others else [], []
            credit.merge(one)
        read.append((candidate, credit))
    return read


def settle_authors(credits: Sequence[tuple[Candidate, Credit]], markup: bool) -> tuple[list[Candidate], list[str]]:
    """Author candidates by their order, each with its list of names, and the agencies that are credited beside them.

    People whom structured data name come first, then people of a byline, then of a bio. Where nobody is named, an
    author field's organisation is the author, as libraries catalogue a corporate author; a byline's desk is not.
    """
    people: list[Candidate] = []
    organisations: list[Candidate] = []
    agencies: list[str] = []
    for candidate, credit in sorted(credits, key=lambda entry: -entry[0].confidence):
        agencies += [name for name in credit.agencies if name not in agencies]
        from_head = candidate.source in _FROM_MARKUP
        if credit.people:
            people.append(replace(candidate, value=list(credit.people)))
        elif from_head or (candidate.source == "block" and (markup or credit.agencies)):
            named = credit.agencies + credit.others
            if named and candidate.confidence >= _SURE:
                sure = min(candidate.confidence, _CORPORATE)
                organisations.append(replace(candidate, value=named[:3], confidence=sure))
    people = _byline_first(_more_names_first(_full_names_first(people)))
    if people and organisations and organisations[0].source in _FROM_MARKUP and _is_weak(people[0]):
        return [*organisations, *people], agencies
    return [*people, *organisations], agencies


def _is_weak(candidate: Candidate) -> bool:
    """Whether a name is one word, or far from the headline, and no byline's word stands before it."""
    if candidate.source != "block" or candidate.key == "bio":
        return False
    single = not any(" " in name for name in candidate.value)
    if candidate.key == "byline":
        return single and candidate.confidence <= _WORDED and not CASELESS.search(candidate.value[0])
    return candidate.confidence < _MARKED and (candidate.confidence < _NEAR or single)


def _full_names_first(ranked: list[Candidate]) -> list[Candidate]:
    """A byline's whole names before a head's accounts and first names ("nils", "jroe42"), the order else unchanged."""
    if not ranked or ranked[0].source == "block" or any(" " in name for name in ranked[0].value):
        return ranked
    for place, candidate in enumerate(ranked):
        if (
            candidate.source == "block"
            and candidate.confidence >= _NEAR
            and all(" " in name for name in candidate.value)
        ):
            return [candidate, *ranked[:place], *ranked[place + 1 :]]
    return ranked


def _byline_first(ranked: list[Candidate]) -> list[Candidate]:
    """A byline beside the headline before a head that names somebody else: whoever put the page online is in the head.

    Where the two share a word they name the same person, and the head has the whole name.
    """
    if not ranked or ranked[0].source == "block":
        return ranked
    claimed = {word for name in ranked[0].value for word in fold(name).replace("-", " ").split()}
    for place, candidate in enumerate(ranked):
        if candidate.key == "byline" and candidate.source == "block" and candidate.confidence >= _WORDED:
            shown = {word for name in candidate.value for word in fold(name).replace("-", " ").split()}
            if claimed.isdisjoint(shown) and all(name[:1].isupper() for name in candidate.value):
                return [candidate, *ranked[:place], *ranked[place + 1 :]]
            return ranked
    return ranked


def _more_names_first(ranked: list[Candidate]) -> list[Candidate]:
    """A byline or field that names the head's one author and others beside: systems have one field for the first author."""
    if not ranked or ranked[0].source == "block" or len(ranked[0].value) != 1:
        return ranked
    only = fold(ranked[0].value[0])
    for place, candidate in enumerate(ranked):
        names = [fold(name) for name in candidate.value]
        shown = candidate.key in ("byline", "author") and candidate.confidence >= _NEAR and names[0] == only
        if (shown or candidate.source in _FROM_MARKUP) and 1 < len(names) <= _MOST_TOGETHER and only in names:
            return [candidate, *ranked[:place], *ranked[place + 1 :]]
    return ranked
