"""News agencies, by the names under which they are credited, and datelines."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cleaner.recognise.lexicon import Phrases, pattern
from cleaner.text.fold import fold
from cleaner.text.tree import read_shipped


def agency_data() -> dict[str, Any]:
    """cleaner/data/agencies.yaml: "news", names with their other forms, and lists that the file describes."""
    tree: dict[str, Any] = read_shipped("agencies.yaml")
    return tree


@cache
def _by_name() -> dict[str, str]:
    return {fold(form): name for name, forms in agency_data()["news"].items() for form in (name, *forms)}


@cache
def _words(field: str) -> Phrases:
    return Phrases(agency_data()[field])


@cache
def attributable() -> tuple[str, ...]:
    """Names by which a report's sentences credit an agency ("told Reuters"); those that are other words or bodies too are out."""
    return tuple(name for name in agency_data()["news"] if name not in agency_data()["ambiguous"])


def names_picture_agency(text: str) -> bool:
    """Whether a text names a picture agency or bank, or says whose picture it is ("courtesy", "pool")."""
    return pattern(r"\b{}\b", _words("picture_words")).search(text) is not None


def agency(text: str) -> str | None:
    """The agency that `text` names and nothing else, as `text` writes it, or None.

    >>> agency("(AP)"), agency("Deutsche Presse-Agentur"), agency("ap")
    ('AP', 'Deutsche Presse-Agentur', None)
    """
    name = text.strip(" ()[]-–—:.,/|\u00a0")
    if not name or len(name) > 60:
        return None
    folded = fold(name)
    known = _by_name().get(folded)
    # A short name is also a word, a first name or initials in some language: it counts only in the agency's own case.
    short = known is not None and len(known) <= 4 and known.isascii() and folded == fold(known)
    return name if known is not None and (not short or name == known or name.isupper()) else None


def agencies(text: str) -> list[str] | None:
    """The agencies of a credit that names only agencies ("dpa/AFP", "Reuters and AP"), or None."""
    parts = pattern(r"\s*(?:/|,|;|\+|&|\||\b{}\b)\s*", _words("joins")).split(text.strip(" ()[]")[:120])
    named = [agency(part) for part in parts if part]
    return [name for name in named if name] if named and all(named) else None


_DATELINE_WITHIN = 160
_PLACE = r"[^\W\d_][\w.'’\-]*(?:[ ,/]{1,2}[^\W\d_][\w.'’\-]*){0,5}"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})?(?:,\s[^()–—\n]{{1,25}}?)?\s?(?:\((?P<agency>[^()\n]{{2,40}})\))?\s?(?P<dash>—|–|--|-|:)\s?(?=\S)"
)
_AGENCY_ONLY = re.compile(r"^(?P<place>)\((?P<agency>[^\W\d_a-z][\w./ &-]{1,30})\)\s?(?P<dash>—|–|--|-|:)\s?(?=\S)")


def dateline(text: str) -> tuple[str | None, str | None, int] | None:
    """Place, agency and end of what a paragraph begins with: "GENEVA (AP) —", "MOSCOW –", "(CN) —"; None without a dash."""
    text = text[:_DATELINE_WITHIN]
    match = _AGENCY_ONLY.match(text) or _DATELINE.match(text)
    if not match:
        return None
    place, credited, dash = match["place"] or "", match["agency"], match["dash"]
    # Brackets hold an agency that is known, or two to six capitals.
    named = credited and (
        agencies(credited) is not None
        or (credited.isupper() and 2 <= len(credited.strip()) <= 6 and credited.strip().isalpha())
    )
    words = place.replace(",", " ").split()
    # A place is in capitals, or has an agency behind it.
    told = place[:1].isupper() if credited else dash not in (":", "-") and place.split(" ")[0].isupper()
    is_place = told and len(words) <= 5 and (credited or len(words[0]) > 2)
    return place.strip(" ,") if is_place else None, credited.strip() if named else None, match.end()
