"""Whom a line credits beside dates, sections and counts: "3 May 2020 · by Jane Roe · News" -> Jane Roe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from cleaner.recognise.credits import Credit, read_credit, split_names, strip_byline
from cleaner.recognise.dates import find_dates
from cleaner.recognise.lexicon import Lexicon, Phrases, lexicon, pattern, starts_with
from cleaner.recognise.person import is_nobody, is_person, tidy
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS

_AUTHOR_LINK = r"/{}/[\w%.-]{2}"
_NETWORK = r"//(?:[\w-]{1,30}\.){0,3}{}\.com/"
_GLUED_BY = r"^({})(?-i:(?=[A-ZÀ-Þ][a-zà-ÿ]))"
_GLUED_DIGIT = re.compile(r"(?<=[a-zà-ÿ]{2})(?=\d)")
_GLUED_END = r"(?-i:(?<=[a-zà-ÿ])(?=[A-Z]))(?={}\b)"
# "Jane RoeJohn Doe": two names that an extractor put together, each of a first name and a surname.
_GLUED_NAME = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ]{1,20}\s[A-ZÀ-Þ][a-zà-ÿ])")
_AFTER_NAME = r"(?s:\s{}\s.*$)"
CUT = re.compile(r"[|•·⋅∙‧▪●»\n\t]|\s[-–—]\s|\s/+\s|//|\s~\s|(?<=\S)\s{2,}")
_TRAILING = r"(?:\s{})+$"
_INSIDE = r"(?<!\w){}:?\s(?=[^\W\d_])"
"""A byline's word within a line: "3 May 2020 by Jane Roe"."""
_DATE_WORDS = r"(?<!\w){}(?!\w)(?!\s{}\b)"
_MOST_CHUNKS = 12


@dataclass(slots=True, frozen=True)
class Clues:
    """What is known of a line beside its words.

    Attributes:
        marked: whether its markup says that it names an author.
        byline: whether the judge cut it as a byline.
        worded: whether a byline's word stands in it.
        plain: whether there is no markup at all.
        each: whether the line is made of author elements alone, so that each part of it is credited.
    """

    marked: bool = False
    byline: bool = False
    worded: bool = False
    plain: bool = False
    each: bool = False


def links_to_author(links: Sequence[str]) -> bool:
    """Whether any link leads to an author's page, "/author/jane-roe", and not to one of a social network."""
    if not links:
        return False
    paths, networks = pattern(_AUTHOR_LINK, lexicon(None).author_paths), pattern(_NETWORK, lexicon(None).networks)
    return any(paths.search(link[:500]) and not networks.search(link[:500]) for link in links)


def after_by(text: str) -> str:
    """A line with a space behind its byline's word, where a page's style makes that: "ByJane Roe"."""
    return pattern(_GLUED_BY, lexicon(None).glued).sub(r"\1 ", text)


def unglued(text: str) -> str:
    """A line that an extractor put together without spaces: "ByJane Roe", "Jane Roe5 hours ago", "Jane RoePublished"."""
    text = after_by(text.lstrip("•*- \t"))
    text = pattern(_GLUED_END, lexicon(None).glued_ends).sub(" | ", _GLUED_DIGIT.sub(" | ", text))
    return _GLUED_NAME.sub(", ", text)


def beside_date(text: str, lexicon: Lexicon, sites: Sequence[str]) -> Credit:
    """The person's name that a mark parts from a date: "11.12.2019 - Jane Roe"."""
    moments = find_dates(text, lexicon, True)
    if not moments:
        return Credit()
    parts = [tidy(part) for part in CUT.split(text[: moments[0].start]) + CUT.split(text[moments[-1].end :])]
    # "Jane Roe in Science", and a role beside the name.
    parts = [pattern(_AFTER_NAME, lexicon.after_name).sub("", part) for part in parts]
    names = [
        part
        for part in parts
        if 2 <= len(part.split()) <= 3 and is_person(part, lexicon) and not is_nobody(part, lexicon)
    ]
    return read_credit(names[0], lexicon, sites) if len(names) == 1 else Credit()


def credits_help(text: str, lexicon: Lexicon) -> bool:
    """Whether a line credits somebody for something else than writing, and nobody for that: "Reviewed by Jane Roe"."""
    return _is_helpers(text, lexicon) and not any(
        not _is_helpers(part, lexicon) and has_byline_word(part, lexicon) for part in CUT.split(text)[1:]
    )


def _is_helpers(text: str, lexicon: Lexicon) -> bool:
    """Whether a line begins with what credits somebody for something else than writing."""
    return starts_with(fold(text[:60]).lstrip(" •*-–—|(["), lexicon.helpers) is not None


def own_credits(credits: Iterable[str], lexicon: Lexicon) -> str:
    """A line's author elements as one line, without labels ("Source:"); a byline's word in an element of its own stands before the next one's name."""
    parts: list[str] = []
    for name in map(after_by, credits):
        if parts and fold(parts[-1]).strip(" :") in lexicon.byline:
            parts[-1] = f"{parts[-1]} {name}"
        elif not name.endswith((":", "：")) or fold(name).strip(" :：") in lexicon.byline:
            parts.append(name)
    return " | ".join(parts)


def has_byline_word(text: str, lexicon: Lexicon) -> bool:
    """Whether a byline's word stands before a word anywhere in a line."""
    return pattern(_INSIDE, lexicon.byline).search(text) is not None


def line_credit(text: str, lexicon: Lexicon, sites: Sequence[str], clues: Clues) -> Credit:
    """Whom a line credits as its authors.

    The line falls into chunks at its marks and dates. A chunk that begins with a byline's word, or the only or first
    one of a line that markup or judge call a byline, is read as a credit; other chunks count if they are a person's name.
    """
    chunks = _chunks(text, lexicon)
    credit = Credit()
    for place, chunk in enumerate(chunks[:_MOST_CHUNKS]):
        rest, said = _after_word(chunk, lexicon, clues.worded)
        if _is_helpers(chunk, lexicon) or (not said and not _may_be_name(rest, lexicon, clues)):
            continue
        alone = len(chunks) == 1 or (clues.byline and " " not in rest and not _names_somebody(chunks[1:], lexicon))
        strong = said or (place == 0 and clues.marked and alone)
        person = is_person(rest, lexicon)
        if strong or place == 0 or person or "," in rest:
            one = read_credit(rest, lexicon, sites, trusted=strong and len(rest.split()) <= 2)
            if strong or not credit.people or (clues.each and person):
                credit.merge(one)
        if credit.people and said and not clues.each:
            break
    return credit


def _names_somebody(chunks: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether one of a line's parts begins with a whole name: then a word before it is a section ("Sport · Jane Roe")."""
    return any(is_person(split_names(chunk, lexicon)[0], lexicon) and " " in chunk for chunk in chunks)


def _chunks(text: str, lexicon: Lexicon) -> list[str]:
    """A line's parts between its marks, dates and words of dates."""
    for moment in reversed(find_dates(text, lexicon, True)):
        text = text[: moment.start] + " | " + text[moment.end :]
    text = pattern(_DATE_WORDS, _date_words(lexicon), lexicon.by).sub(" | ", text)
    trailing = pattern(_TRAILING, lexicon.trailing)
    return [chunk for chunk in (trailing.sub("", tidy(part)) for part in CUT.split(text)) if chunk]


def _may_be_name(text: str, lexicon: Lexicon, clues: Clues) -> bool:
    """Whether a chunk without a byline's word may be a credit; a menu's entry looks like a name in scripts without capitals."""
    if not clues.plain:
        return clues.marked
    return not CASELESS.search(text) or _has_role(text, lexicon)


def _after_word(chunk: str, lexicon: Lexicon, worded: bool) -> tuple[str, bool]:
    """What follows a byline's word at the start of a chunk, else within it; and whether there was one."""
    rest = pattern(_TRAILING, lexicon.trailing).sub("", strip_byline(chunk, lexicon))
    said = rest != chunk
    if not said and worded:
        inside = list(pattern(_INSIDE, lexicon.byline).finditer(chunk))
        if inside:
            rest, said = chunk[inside[-1].end() :], True
    return (pattern(_AFTER_NAME, lexicon.after_name).sub("", rest) if said else rest), said


def _has_role(text: str, lexicon: Lexicon) -> bool:
    return any(role in text for role in lexicon.roles if not role.isascii())


@cache
def _date_words(lexicon: Lexicon) -> Phrases:
    """Words before a date ("updated", "published on"), which end a name; what holds a byline's word is left to it ("posted by")."""
    return Phrases(
        word
        for word in (*lexicon.published, *lexicon.modified)
        if starts_with(word, lexicon.byline) is None and (len(word) > 2 or CASELESS.search(word))
    )
