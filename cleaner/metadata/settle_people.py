"""Who wrote it: people first, and the organisation that the page credits where it credits no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.lexicon import Lexicon
from cleaner.metadata.names import Credit, read_credit
from cleaner.metadata.person import tidy

_FROM_MARKUP = ("json-ld", "meta", "open-graph", "microdata")
_SURE = 0.5
_NEAR = 0.6
"""Confidence of a byline beside the headline."""


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
                    one.others, one.people = [*one.others, *(tidy(p) for p in one.people)], []
            credit.merge(one)
        read.append((candidate, credit))
    return read


def settle_authors(credits: Sequence[tuple[Candidate, Credit]], markup: bool) -> tuple[list[Candidate], list[str]]:
    """Author candidates by their order, each with its list of names, and the agencies that are credited beside them.

    People whom structured data name come first, then people of a byline, then of a bio. Where nobody is named, an
    author field's organisation is the author, as libraries catalogue a corporate author; a byline's desk is not.
    """
    ranked: list[Candidate] = []
    agencies: list[str] = []
    ordered = sorted(credits, key=lambda entry: -entry[0].confidence)
    for candidate, credit in ordered:
        agencies += [name for name in credit.agencies if name not in agencies]
        if credit.people:
            ranked.append(replace(candidate, value=list(credit.people)))
    ranked = _full_names_first(ranked)
    for candidate, credit in ordered:
        marked = candidate.source in _FROM_MARKUP or (candidate.source == "block" and (markup or credit.agencies))
        if not credit.people and marked and candidate.confidence >= _SURE:
            named = credit.agencies + credit.others
            if named:
                ranked.append(replace(candidate, value=named[:3], confidence=min(candidate.confidence, 0.5)))
    return ranked, agencies


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
