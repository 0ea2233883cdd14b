"""Whom a line credits beside dates, sections and counts: "3 May 2020 · by Jane Roe · News" -> Jane Roe."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from cleaner.recognise.credits import Credit, read_credit, split_names, strip_byline
from cleaner.recognise.dates import find_dates
from cleaner.recognise.lexicon import Lexicon, Phrases, lexicon, pattern, starts_with
from cleaner.recognise.person import is_nobody, is_person, tidy
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS
from cleaner.text.words import squeeze

_AUTHOR_LINK = r"/{}/([\w%.-]{2,60})"
_NETWORK = r"//(?:[\w-]{1,30}\.){0,3}{}\.com/"
_GLUED_BY = r"^({})(?-i:(?=[A-ZÀ-Þ][a-zà-ÿ]))"
_GLUED_DIGIT = re.compile(r"(?<=[a-zà-ÿ]{2})(?=\d)")
_GLUED_END = r"(?-i:(?<=[a-zà-ÿ])(?=[A-Z]))(?={}\b)"
# "Jane RoeJohn Doe": two names that an extractor put together, each of a first name and a surname.
_GLUED_NAME = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ]{1,20}\s[A-ZÀ-Þ][a-zà-ÿ])")
_PREFIX = re.compile(r"^[^\W\d_]{3,14}:\s+")
_AFTER_NAME = r"(?s:\s{}\s.*$)"
_COUNTS = r"(?s:\s(?:\d{1,6}|(?:\d{1,6}(?:[-–]\d{1,3})?|{})\s{}\b.*)$)"
CUT = re.compile(r"[|•·⋅∙‧▪●»\n\t]|\s[-–—]\s|\s/+\s|//|\s~\s|(?<=\S)\s{2,}")
_TRAILING = r"(?:\s{})+$"
_FILED = r"{}\s"
"""What follows "posted" where a section does: "Posted in Harbour news"."""
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
        slugs: names in the addresses that it links to, as `author_slugs` gives them.
        each: whether the line is made of author elements alone, so that each part of it is credited.
    """

    marked: bool = False
    byline: bool = False
    worded: bool = False
    plain: bool = False
    slugs: frozenset[str] = frozenset()
    each: bool = False


def author_slugs(links: Iterable[str]) -> frozenset[str]:
    """The names in links to pages of authors: "/author/jane-roe" -> "janeroe"."""
    paths, networks = pattern(_AUTHOR_LINK, lexicon(None).author_paths), pattern(_NETWORK, lexicon(None).networks)
    return frozenset(
        squeeze(slug) for link in links for slug in paths.findall(link[:500]) if not networks.search(link[:500])
    )


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
    if not _is_helpers(text, lexicon):
        return False
    return not any(
        not _is_helpers(part, lexicon) and pattern(_INSIDE, lexicon.byline).search(part + " x")
        for part in CUT.split(text)[1:]
    )


def _is_helpers(text: str, lexicon: Lexicon) -> bool:
    """Whether a line begins with what credits somebody for something else than writing."""
    return starts_with(fold(text[:60]).lstrip(" •*-–—|(["), lexicon.helpers) is not None


def helps(text: str, name: str, lexicon: Lexicon) -> bool:
    """Whether the part of a line that has the name credits it for something else: "Jane Roe • Art by John Doe"."""
    if any(name in part and _is_helpers(part, lexicon) for part in CUT.split(text)):
        return True
    before, found, _ = text.partition(name)
    # "By Jane Roe, MD. Reviewed by John Doe": the last sentence before the name.
    return bool(found) and _is_helpers(before.rpartition(". ")[2], lexicon)


def own_credits(text: str, credits: Iterable[str], lexicon: Lexicon) -> str:
    """A line's author elements as one line, without those of its helpers and labels.

    A byline's word in an element of its own stands before the next one's name.
    """
    parts: list[str] = []
    for name in map(after_by, credits):
        if helps(text, name, lexicon) or _is_label(name, lexicon):
            continue
        if parts and fold(parts[-1]).strip(" :") in lexicon.byline:
            parts[-1] = f"{parts[-1]} {name}"
        else:
            parts.append(name)
    return " | ".join(parts)


def _is_label(text: str, lexicon: Lexicon) -> bool:
    """Whether an element of a byline only says what follows: "Source:"."""
    return text.endswith((":", "：")) and fold(text).strip(" :：") not in lexicon.byline


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
        if _is_helpers(chunk, lexicon) or (said and pattern(_FILED, lexicon.filed).match(rest)):
            continue
        if not said and clues.byline:
            rest = _PREFIX.sub("", rest)
        rest = pattern(_COUNTS, lexicon.counts, lexicon.counted).sub("", rest)
        if not said and not _may_be_name(rest, lexicon, clues):
            continue
        alone = len(chunks) == 1 or (clues.byline and " " not in rest and not _names_somebody(chunks[1:], lexicon))
        whole = place == 0 and clues.marked and alone
        _merge_chunk(credit, rest, lexicon, sites, clues, first=place == 0, said=said, whole=whole)
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


def _merge_chunk(
    credit: Credit,
    rest: str,
    lexicon: Lexicon,
    sites: Sequence[str],
    clues: Clues,
    *,
    first: bool,
    said: bool,
    whole: bool,
) -> None:
    """Adds whom a chunk credits.

    Args:
        first: whether it is the line's first. said: whether a byline's word stands before it.
        whole: whether the line is nothing else.
    """
    # Where each name has its link, all are read; where the first alone has, the others are what that person does.
    several = 1 < len(split_names(rest, lexicon)) <= len(clues.slugs)
    single = None if several else _by_slug(rest, clues.slugs, lexicon)
    if single:
        credit.merge(read_credit(single, lexicon, sites, trusted=True))
        return
    strong = said or whole
    if strong or first or is_person(rest, lexicon) or "," in rest:
        one = read_credit(rest, lexicon, sites, trusted=strong and len(rest.split()) <= 2)
        if strong or not credit.people or (clues.each and is_person(rest, lexicon)):
            credit.merge(one)


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


def _unaccented(text: str) -> str:
    """A text as addresses spell it: "Rocío" -> "Rocio"."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _by_slug(text: str, slugs: frozenset[str], lexicon: Lexicon) -> str | None:
    """The words of a line that the address of an author's page repeats: "karla Leave a comment" with /author/karla.

    Where the address has the first name alone, the rest of the name goes with it: all words, if they are a name.
    """
    if not slugs:
        return None
    words = text.split()
    for size in (4, 3, 2, 1):
        for start in range(len(words) - size + 1):
            part = " ".join(words[start : start + size])
            if squeeze(part) in slugs or (not part.isascii() and squeeze(_unaccented(part)) in slugs):
                if size == 1 and 2 < len(words) <= 4 and is_person(text, lexicon):
                    return text
                if size == 1:
                    for longer in (words[start : start + 2], words[max(0, start - 1) : start + 1]):
                        if len(longer) == 2 and is_person(" ".join(longer), lexicon):
                            return " ".join(longer)
                return part
    return None
