"""The form of a person's name: without titles and degrees, and told from desks, companies, dates and buttons; agencies and datelines."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from cleaner.recognise.lexicon import Lexicon, Phrases, pattern
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS
from cleaner.text.tree import read_shipped

_TITLE = re.compile(r"(?P<title>[^\W\d_]+\.|[^\s.]+(?=\s))[-\s]*")
NO_NAME = re.compile(r"[0-9?!=<>{}#%^*_\\~$€£©:]|\.{2,}|…")
_ODD = re.compile(r"[?!=<>{}#%^*\\~$€£©:]")
_LETTER, _LETTERS = re.compile(r"[^\W\d_]"), re.compile(r"[^\W\d_]\S*[^\W\d_]")
_DOMAIN = r"(?:www\.)?(?:[\w-]{1,63}\.){1,3}(?:{}|[a-z]{2})"
_VARIABLE = re.compile(r"[a-z_]+(?:\.[a-z_]+){1,5}|\{\{?[^{}]*\}?\}")
_HAN_RUN = re.compile("[\u4e00-\u9fff]{7}")
"""More Han characters together than any name has."""
_SPACES = re.compile(r"\s+")
_NOTE_NUMBER = re.compile(r"(?<=[^\W\d_])\d{1,2}(?:,\d{1,2})*(?=\s|$|;|,)")


def tidy(text: str) -> str:
    """One line, single spaces, no marks at the ends."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return _SPACES.sub(" ", text.replace("\u200b", "").replace("\xad", "")).strip(" ,;:|/·•-–—\"“”„«»'’*<>")


def clean_name(text: str, lexicon: Lexicon) -> str:
    """A name without titles, degrees, roles and marks; "" where nothing is left."""
    name = tidy(_NOTE_NUMBER.sub("", text) if " " in text.strip() else text)
    if fold(name) in lexicon.function or _is_date_word(name, lexicon):
        return ""
    while (match := _TITLE.match(name)) and fold(match["title"]) in lexicon.titles:
        name = name[match.end() :]
    name = tidy(" ".join(_behind_role(_without_degrees(name, lexicon).split(), lexicon)))
    return name.title() if name.isupper() and " " in name and len(name) > 5 and name.isascii() else name


_MOST_BEFORE = 6
"""Words of the longest role with what stands before it: "our special correspondent", "Harbour Times science editor"."""
_LONG_ROLE = 7
"""Letters of the shortest role that is told at the end of a longer word: "Hafenredakteurin"."""


def _behind_role(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words behind the last role that stands before a name: "Harbour Times reporter Jane Roe"."""
    for end in range(min(len(words) - 2, _MOST_BEFORE), 0, -1):
        folded = fold(" ".join(words[:end])).split(" ")
        last = folded[-1]
        # A hyphen or nothing may join the role to a word: "TARN-Redakteurin", "Chefreporter".
        joined = last.rpartition("-")[2] in lexicon.roles or last.endswith(_long_roles(lexicon))
        if joined or any(" ".join(folded[-size:]) in lexicon.roles for size in (3, 2)):
            return words[end:]
    return words


@cache
def _long_roles(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(role for role in lexicon.roles if len(role) >= _LONG_ROLE)


@cache
def _degrees(words: Phrases) -> re.Pattern[str]:
    """Degrees at the end of a name, with and without full stops."""
    either = "|".join(re.escape(word).replace(r"\.", r"\.?\s?") for word in words)
    return re.compile(rf"(?:,?\s+(?:{either})\.?(?!\w))+$", re.IGNORECASE)


def _without_degrees(name: str, lexicon: Lexicon) -> str:
    """A name without what it is followed by in capitals, dots or behind a comma: "Jane Roe, MD"; Jack Ma keeps his name."""
    match = _degrees(lexicon.degrees).search(name)
    if match is None:
        return name
    before, degrees = name[: match.start()], match.group()
    written = degrees.startswith(",") or "." in degrees or any(c.isupper() for c in degrees.strip()[1:])
    return before if written and (" " in before.strip() or degrees.startswith(",")) else name


def _is_date_word(name: str, lexicon: Lexicon) -> bool:
    """Whether a text is only words of a date line: "Stand", "Published", "Sat", "Sep 16"."""
    folded = fold(name).strip(".:")
    words = tuple(folded.replace(".", " ").split())
    if folded in lexicon.published or folded in lexicon.modified or words in lexicon.days:
        return True
    return any(word.isdigit() for word in words) and any((word,) in lexicon.months for word in words)


def is_nobody(name: str, lexicon: Lexicon) -> bool:
    """Whether a name is a desk's, a company's, a domain's or a variable's of a template."""
    folded = fold(name)
    if folded in lexicon.desks or folded in lexicon.roles:
        return True
    if pattern(_DOMAIN, lexicon.top_level).fullmatch(name) or _VARIABLE.fullmatch(name):
        return True
    words = folded.replace("-", " ").split()
    return (bool(words) and words[-1] in lexicon.workers) or any(word.strip(".,()") in lexicon.nobody for word in words)


def is_desk(name: str, lexicon: Lexicon) -> bool:
    """Whether a name is nobody in particular: "Staff", "Redaktion", "Web Desk"."""
    folded = fold(name)
    return folded in lexicon.desks or folded in lexicon.roles or all(word in lexicon.desks for word in folded.split())


def looks_like_person(name: str, lexicon: Lexicon) -> bool:
    """Whether a name has a person's form: two to seven words, each capitalised or a particle; or 2 to 12 CJK signs."""
    if not 2 <= len(name) <= 60 or NO_NAME.search(name):
        return False
    if not name.isascii() and CASELESS.search(name):
        return len(name.split()) <= 6 and len(name) <= 40 and not _HAN_RUN.search(name)
    return _has_capitals(name.split(), lexicon) and _LETTERS.search(name) is not None


def _has_capitals(words: list[str], lexicon: Lexicon) -> bool:
    """Whether words begin, go on and end as those of a name do: each is a particle, or capitalised and no common word."""
    if not 2 <= len(words) <= 7 or words[-1] in lexicon.no_last:
        return False
    if len(words[0]) == 1 and words[0].islower():  # "a Norrby", "i Norrby"
        return False
    capitals = [word[0].isupper() or (word[0] in "'’" and len(word) > 1) for word in words]
    folded, common, particles = fold(" ".join(words)).split(" "), lexicon.function, lexicon.particles
    if folded[0] in lexicon.no_first or not any(capitals):
        return False
    return all([word in particles or (capital and word not in common) for word, capital in zip(folded, capitals)])


def is_person(name: str, lexicon: Lexicon) -> bool:
    """Whether a name has a person's form and is no button, label or date beside one: "Follow Jane", "Key Points", "Mar"."""
    if not looks_like_person(name, lexicon):
        return False
    return is_plausible(name, lexicon)


def is_plausible(name: str, lexicon: Lexicon) -> bool:
    """Whether there is a name, no word of it is a button's, and not all of them are a date's."""
    words = [word.strip(".:") for word in fold(name).split()]
    if not lexicon.buttons.isdisjoint(words) or (CASELESS.match(name) and name.startswith(tuple(lexicon.buttons))):
        return False
    return not all((word,) in lexicon.months or (word,) in lexicon.days for word in words)


def could_be_user(name: str, lexicon: Lexicon) -> bool:
    """Whether an author field's content can be the name of one person: "kathrin", "der Michel", "J. R."."""
    if not 2 <= len(name) <= 40 or not _LETTER.search(name) or _ODD.search(name):
        return False
    words = name.split()
    # Several words are a name only with capitals, little words apart.
    return len(words) == 1 or (len(words) <= 4 and all(w[0].isupper() or fold(w) in lexicon.particles for w in words))


def agency_data() -> dict[str, Any]:
    """cleaner/data/agencies.yaml: "news", names with their other forms, and lists that the file describes."""
    tree: dict[str, Any] = read_shipped("agencies")
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
    parts = pattern(r"[/,;+&|]|\b{}\b", _words("joins")).split(text.strip(" ()[]")[:120])
    named = []
    for part in filter(str.strip, parts):
        if (name := agency(part)) is None:
            return None
        named.append(name)
    return named or None


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
