"""Whom a line or an author field credits: "3 May 2020 · By Dr Jane Roe, Staff Writer | jane@example.org" -> Jane Roe."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice

from cleaner.recognise.dates import find_dates
from cleaner.recognise.lexicon import Lexicon, Phrases, lexicon, pattern, starts_with
from cleaner.recognise.person import (
    NO_NAME,
    agencies,
    agency,
    clean_name,
    could_be_user,
    is_desk,
    is_nobody,
    is_person,
    is_plausible,
    looks_like_person,
    tidy,
)
from cleaner.recognise.signatures import names_alone
from cleaner.text.fold import Offsets, fold
from cleaner.text.scripts import CASELESS
from cleaner.text.words import squeeze

LONGEST = 1000
"""Characters of a credit that are read; 40 authors of a paper fit."""
MOST = 100
"""Names that are taken from one credit."""


@dataclass(slots=True)
class Credit:
    """Whom a credit names.

    Attributes:
        people: in reading order, each once.
        agencies: news agencies, as written.
        others: organisations, desks and the site itself: credited, but nobody.
    """

    people: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def merge(self, other: Credit) -> None:
        """Adds what `other` names and this does not yet."""
        for name in self.__slots__:
            mine = getattr(self, name)
            for one in getattr(other, name):
                if fold(one) not in map(fold, mine):
                    mine.append(one)


# --- an author field, or what stands where an author should -------------------------------------------------------
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_URL = re.compile(r"(?:https?:)?//\S+|www\.\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@([A-Za-z_][A-Za-z0-9_.]{1,30})")
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]")
_HARD_SPLIT = re.compile(r"[;|•·⋅∙‧▪●»\n\t\u2028]|\s[-–—]\s|\s/\s|、|／|；|，|・(?=.{3,}・)")
_SOFT_SPLIT = re.compile(r",|，|/|&")
_HAN_NAMES = re.compile(r"[一-鿿]{2,4}(?:\s+[一-鿿]{2,4})+")


def read_credit(text: str, lexicon: Lexicon, site: Iterable[str] = (), *, trusted: bool = False) -> Credit:
    """Whom a credit line, or an author field of markup, names.

    Args:
        text: the line, "By" and all; only its first `LONGEST` characters are read.
        lexicon: words of the text's language.
        site: names of the site, which is not an author.
        trusted: the text comes from an author field, so a single word or a user's name may be a person.
    """
    found = _read_credit(text[:LONGEST], lexicon, tuple(site), trusted)
    return Credit([*found.people], [*found.agencies], [*found.others])


@lru_cache(maxsize=1024)
def _read_credit(text: str, lexicon: Lexicon, site: tuple[str, ...], trusted: bool) -> Credit:
    text = html.unescape(text)
    text = _MAIL.sub("|", text) if any(at in text for at in ("@", "(at)", "[at]")) else text
    text = _URL.sub(" ", text).strip()
    if _BRACKETS.fullmatch(text):
        text = text[1:-1]
    text, credit = _HANDLE.sub("|", text), Credit()
    sites = {squeeze(name) for name in site} - {""}
    text = strip_byline(text, lexicon)
    if whole := agencies(text):
        credit.agencies = whole
        return credit
    for chunk in _HARD_SPLIT.split(text):
        _read_chunk(strip_byline(chunk, lexicon), credit, lexicon, sites, trusted)
        if len(credit.people) >= MOST:
            break
    credit.people = credit.people[:MOST]
    return credit


def strip_byline(text: str, lexicon: Lexicon) -> str:
    """The text without the words before a name: "Written by:", "Von"."""
    for _ in range(2):
        text = text.lstrip(' \t\n\u00a0:：,-–—|•·"“”').strip()
        word = starts_with(fold(text), lexicon.byline)
        if word is None:
            return text
        rest = text[Offsets(text).span(0, len(word))[1] :]
        if not rest.strip(" :-–—.|"):
            return ""
        # One sign may begin another word: 文 of 文／Jane Roe, and of 文字の大きさ.
        if rest[0].isalnum() and (word[-1].isascii() or len(word) == 1):
            return text
        text = rest
    return text


def _read_chunk(chunk: str, credit: Credit, lexicon: Lexicon, sites: set[str], trusted: bool) -> None:
    for match in _BRACKETS.finditer(chunk):
        credit.merge(Credit(agencies=agencies(match.group()) or []))
    chunk = tidy(_BRACKETS.sub(" ", chunk))
    if squeeze(chunk) in sites:
        credit.others.append(chunk)
        return
    found = Credit()
    for place, part in enumerate(split_names(chunk, lexicon) if chunk else ()):
        _read_name(tidy(part), found, lexicon, sites, trusted and not place)
    credit.merge(found)


def _read_name(part: str, credit: Credit, lexicon: Lexicon, sites: set[str], trusted: bool) -> None:
    name = clean_name(part, lexicon)
    if not is_plausible(name, lexicon) or fold(name).strip(" :：") in lexicon.byline:
        return
    if credited := agency(name):
        credit.agencies.append(credited)
    elif squeeze(name) in sites or is_nobody(name, lexicon):
        credit.others += [part] if not is_desk(part, lexicon) else []
    elif looks_like_person(name, lexicon) or (trusted and could_be_user(name, lexicon)):
        if not (credit.people and _is_afterthought(name, credit.people[-1])):
            credit.people.append(name)
    elif trusted and not name.islower() and not NO_NAME.search(name):
        credit.others.append(name)


def _is_afterthought(name: str, first: str) -> bool:
    """Whether what follows a name behind a comma is a place or a house: "Jane Roe, Berlin", "Jane Roe, WXYZ Radio"."""
    words = name.split()
    shout = any(word.isupper() and len(word) > 2 for word in words) and not first.isupper()
    return not CASELESS.search(name) and (len(words) == 1 or shout)


def split_names(chunk: str, lexicon: Lexicon) -> list[str]:
    """Splits at commas, slashes, ampersands and the language's "and"; in Chinese at spaces, if each part has a name's length."""
    if lexicon.code == "zh" and _HAN_NAMES.fullmatch(chunk):
        return chunk.split()
    joins = pattern(r"(?:^|\s){}\s", _joins(lexicon))
    return [piece for part in _SOFT_SPLIT.split(chunk) for piece in joins.split(part)]


@cache
def _joins(lexicon: Lexicon) -> Phrases:
    """The words that join names; signs do so without spaces."""
    return Phrases(word for word in lexicon.name_and if word[0].isalpha())


# --- a line of the page ------------------------------------------------------------------------------------------
_AUTHOR_LINK = r"/{}/[\w%.-]{2}"
_NETWORK = r"//(?:[\w-]{1,30}\.){0,3}{}\.com/"
_GLUED_BY = r"^({})(?-i:(?=[A-ZÀ-Þ][a-zà-ÿ]))"
_GLUED_DIGIT = re.compile(r"(?<=[a-zà-ÿ]{2})(?=\d)")
_GLUED_END = r"(?-i:(?<=[a-zà-ÿ])(?=[A-Z]))(?={}\b)"
# "Jane RoeJohn Doe": two names that an extractor put together, each of a first name and a surname.
_GLUED_NAME = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ]{1,20}\s[A-ZÀ-Þ][a-zà-ÿ])")
_AFTER_NAME = r"(?s:\s{}\s.*$)"
_CUT = re.compile(r"[|•·⋅∙‧▪●»\n\t]|\s[-–—]\s|\s/+\s|//|\s~\s|(?<=\S)\s{2,}")
_INSIDE = r"(?<!\w){}:?\s(?=[^\W\d_])"
"""A byline's word within a line: "3 May 2020 by Jane Roe"."""
_DATE_WORDS = r"(?<!\w){}(?!\w)(?!\s{}\b)"
_MOST_CHUNKS = 12


def links_to_author(links: Sequence[str]) -> bool:
    """Whether any link leads to an author's page, "/author/jane-roe", and not to one of a social network."""
    folders = lexicon(None).author_paths
    # Most links lead through no folder that is called so.
    links = [link[:500] for link in links if not folders.isdisjoint(link[:500].lower().split("/"))]
    if not links:
        return False
    paths, networks = pattern(_AUTHOR_LINK, folders), pattern(_NETWORK, lexicon(None).networks)
    return any(paths.search(link) and not networks.search(link) for link in links)


def after_by(text: str) -> str:
    """A line with a space behind its byline's word, where a page's style makes that: "ByJane Roe"."""
    glued = lexicon(None).glued
    return pattern(_GLUED_BY, glued).sub(r"\1 ", text) if text[:1].lower() in glued.by_first else text


def unglued(text: str) -> str:
    """A line that an extractor put together without spaces: "ByJane Roe", "Jane Roe5 hours ago", "Jane RoePublished"."""
    text = _GLUED_DIGIT.sub(" | ", after_by(text.lstrip("•*- \t")))
    return _GLUED_NAME.sub(", ", pattern(_GLUED_END, lexicon(None).glued_ends).sub(" | ", text))


def own_credits(credits: Iterable[str], lexicon: Lexicon) -> str:
    """A line's author elements as one line; a byline's word in an element of its own stands before the next one's name."""
    parts: list[str] = []
    for name in map(after_by, credits):
        if parts and fold(parts[-1]).strip(" :") in lexicon.byline:
            parts[-1] = f"{parts[-1]} {name}"
        else:
            parts.append(name)
    return " | ".join(parts)


def has_byline_word(text: str, lexicon: Lexicon) -> bool:
    """Whether a byline's word stands before a word anywhere in a line."""
    return pattern(_INSIDE, lexicon.byline).search(text) is not None


def credits_help(text: str, lexicon: Lexicon) -> bool:
    """Whether a line begins with what credits somebody for something else than writing: "Reviewed by Jane Roe"."""
    return starts_with(fold(text[:60]).lstrip(" •*-–—|(["), lexicon.helpers) is not None


def line_credit(
    text: str,
    lexicon: Lexicon,
    sites: Sequence[str],
    *,
    marked: bool = False,
    worded: bool = False,
    plain: bool = False,
    each: bool = False,
) -> Credit:
    """Whom a line credits as its authors.

    The line falls into chunks at its marks and dates. A chunk that begins with a byline's word, or the only one of a line
    that markup or judge call a byline, is read as a credit; other chunks count if they are a person's name.

    Args:
        marked: whether its markup says that it names an author, or the judge that it is a byline.
        worded: whether a byline's word stands in it. plain: whether there is no markup at all.
        each: whether the line is made of author elements alone, so that each part of it is credited.
    """
    chunks = _chunks(text, lexicon)
    credit = Credit()
    for chunk in chunks:
        rest, said = _after_word(chunk, lexicon, worded)
        # A menu's entry looks like a name in scripts without capitals.
        named = marked and not (plain and CASELESS.search(rest))
        if credits_help(chunk, lexicon) or not (said or named):
            continue
        strong = said or (marked and len(chunks) == 1)
        if any((strong, each, not credit.people)):
            credit.merge(read_credit(rest, lexicon, sites, trusted=strong and len(rest.split()) <= 2))
        if said and credit.people and not each:
            break
    return credit


def whole_names(text: str, lexicon: Lexicon, sites: Sequence[str]) -> Credit:
    """Whom a line that nothing calls a byline names: its first part of nothing but whole names, "Jane Roe / John Doe | 3 May 2020"."""
    for chunk in _chunks(_HANDLE.sub("|", text), lexicon):
        # "Jane Roe in Science"
        chunk = pattern(_AFTER_NAME, lexicon.after_name).sub("", chunk)
        if CASELESS.search(chunk):
            return Credit(people=names_alone(chunk, lexicon))
        parts = [tidy(part) for part in split_names(strip_byline(chunk, lexicon), lexicon)]
        if all(_is_whole_name(part, lexicon) for part in parts):
            names = [clean_name(part, lexicon) for part in parts]
            known = {squeeze(site) for site in sites}
            nobody = any(not name or squeeze(name) in known or is_nobody(name, lexicon) for name in names)
            return Credit() if nobody else Credit(people=list(dict.fromkeys(names)))
    return Credit()


def _is_whole_name(text: str, lexicon: Lexicon) -> bool:
    """Whether a text is a name of two to four words, and none of a date's label ("Reading Time")."""
    words = fold(text).split()
    return 2 <= len(words) <= 4 and not lexicon.date_words.issuperset(words) and is_person(text, lexicon)


@lru_cache(maxsize=1024)
def _chunks(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The first of a line's parts between its marks, dates and words of dates."""
    for moment in reversed(find_dates(text, lexicon, True)):
        text = text[: moment.start] + " | " + text[moment.end :]
    words = _date_words(lexicon)
    if words.may_be_in(text):
        text = pattern(_DATE_WORDS, words, lexicon.by).sub(" | ", text)
    parts = (_without_trailing(tidy(part), lexicon) for part in _CUT.split(text))
    return tuple(islice(filter(None, parts), _MOST_CHUNKS))


def _without_trailing(text: str, lexicon: Lexicon) -> str:
    """A part of a line without the little words before the date behind it: "Jane Roe on"."""
    while fold((cut := text.rpartition(" "))[2]) in lexicon.trailing and cut[0]:
        text = cut[0]
    return text


@cache
def _date_words(lexicon: Lexicon) -> Phrases:
    """Words before a date ("updated", "published on"), which end a name; what holds a byline's word is left to it ("posted by")."""
    return Phrases(
        word
        for word in (*lexicon.published, *lexicon.modified)
        if starts_with(word, lexicon.byline) is None and (len(word) > 2 or CASELESS.search(word))
    )


def _after_word(chunk: str, lexicon: Lexicon, worded: bool) -> tuple[str, bool]:
    """What follows a byline's word at the start of a chunk, else within it; and whether there was one."""
    rest = _without_trailing(strip_byline(chunk, lexicon), lexicon)
    said = rest != chunk
    if not said and worded:
        inside = list(pattern(_INSIDE, lexicon.byline).finditer(chunk))
        if inside:
            rest, said = chunk[inside[-1].end() :], True
    return (pattern(_AFTER_NAME, lexicon.after_name).sub("", rest) if said else rest), said
