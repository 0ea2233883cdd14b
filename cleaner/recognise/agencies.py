"""News agencies, by the names under which they are credited, and datelines."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cleaner.text.fold import fold
from cleaner.text.tree import read_shipped


def _known() -> dict[str, Any]:
    """ "news", names with their other forms; "ambiguous" ones; "pictures"."""
    tree: dict[str, Any] = read_shipped("agencies.yaml")
    return tree


@cache
def _by_name() -> dict[str, str]:
    return {fold(form): name for name, forms in _known()["news"].items() for form in (name, *forms)}


@cache
def attributable() -> tuple[str, ...]:
    """Names by which a report's sentences credit an agency ("told Reuters"); those that are other words or bodies too are out."""
    return tuple(name for name in _known()["news"] if name not in _known()["ambiguous"])


def picture_agencies() -> tuple[str, ...]:
    """Picture agencies and banks, as they sign."""
    return tuple(_known()["pictures"])


def _is_cased(name: str) -> bool:
    """Whether a name is also a word, a first name or initials in some language: it counts only in the agency's own case."""
    return len(name) <= 4 and name.isascii()


_PARTS = re.compile(r"\s*(?:/|,|;|\+|&|\||\band\b|\bund\b|\bet\b|\by\b|\be\b|\bmit\b|\bwith\b)\s*")


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
    if known is None or (_is_cased(known) and folded == fold(known) and name != known and not name.isupper()):
        return None
    return name


def agencies(text: str) -> list[str] | None:
    """The agencies of a credit that names only agencies ("dpa/AFP", "Reuters and AP"), or None."""
    parts = [part for part in _PARTS.split(text.strip(" ()[]")[:120]) if part]
    named = [agency(part) for part in parts]
    return [name for name in named if name] if parts and all(named) else None


_DATELINE_WITHIN = 160
_PLACE = r"[^\W\d_][\w.'’\-]*(?:[ ,/]{1,2}[^\W\d_][\w.'’\-]*){0,5}"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})?(?:,\s[^()–—\n]{{1,25}}?)?\s?(?:\((?P<agency>[^()\n]{{2,40}})\))?\s?(?P<dash>—|–|--|-|:)\s?(?=\S)"
)
_AGENCY_ONLY = re.compile(r"^\((?P<agency>[A-ZÄÖÜ][\w./ &-]{1,30})\)\s?(?:—|–|--|-|:)\s?(?=\S)")


def dateline(text: str) -> tuple[str | None, str | None, int] | None:
    """Place, agency and end of what a paragraph begins with: "GENEVA (AP) —", "MOSCOW –", "(CN) —"; None without a dash."""
    text = text[:_DATELINE_WITHIN]
    match = _AGENCY_ONLY.match(text) or _DATELINE.match(text)
    if not match:
        return None
    place, credited = match.groupdict().get("place"), match["agency"]
    named = credited.strip() if credited and _names_agency(credited) else None
    is_place = place and _is_place(place, match.groupdict().get("dash"), credited is not None)
    return place.strip(" ,") if place and is_place else None, named, match.end()


def _names_agency(text: str) -> bool:
    """Whether brackets before a dash hold an agency: a known one, or two to six capitals."""
    return agencies(text) is not None or (text.isupper() and 2 <= len(text.strip()) <= 6 and text.strip().isalpha())


def _is_place(place: str, dash: str | None, credited: bool) -> bool:
    """Whether what stands before a dash is a place: capitals, or an agency behind it."""
    if dash in (":", "-") and not credited:
        return False
    words = place.replace(",", " ").split()
    if credited:
        return len(words) <= 5 and place[:1].isupper()
    return len(words) <= 5 and words[0].isupper() and len(words[0]) > 2
