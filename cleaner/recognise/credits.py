"""From what stands where an author should, the people: "By Dr Jane Roe, Staff Writer | jane@example.org" -> Jane Roe."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from cleaner.recognise.lexicon import Lexicon, Phrases, pattern, starts_with
from cleaner.recognise.person import (
    NO_NAME,
    agencies,
    agency,
    clean_name,
    could_be_user,
    is_desk,
    is_nobody,
    is_plausible,
    looks_like_person,
    tidy,
)
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
        handles: "@name".
    """

    people: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)

    def merge(self, other: Credit) -> None:
        """Adds what `other` names and this does not yet."""
        for mine, theirs in (
            (self.people, other.people),
            (self.agencies, other.agencies),
            (self.others, other.others),
            (self.handles, other.handles),
        ):
            have = {fold(name) for name in mine}
            mine.extend(name for name in theirs if fold(name) not in have)


_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_URL = re.compile(r"(?:https?:)?//\S+|www\.\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@([A-Za-z_][A-Za-z0-9_.]{1,30})")
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]")
_HARD_SPLIT = re.compile(r"[;|•·⋅∙‧▪●»\n\t\u2028]|\s[-–—]\s|\s/\s|、|／|；|،|・(?=.{3,}・)")
_SOFT_SPLIT = re.compile(r",|，|/|&")
_DESK_OF = r"{}\s[^\W\d_]"
_HAN_NAMES = re.compile(r"[一-鿿]{2,4}(?:\s+[一-鿿]{2,4})+")
_HOST = "@"  # marks a host's name among the site's names


def read_credit(
    text: str, lexicon: Lexicon, site: Iterable[str] = (), *, trusted: bool = False, hosts: Iterable[str] = ()
) -> Credit:
    """Whom a credit line, or an author field of markup, names.

    Args:
        text: the line, "By" and all; only its first `LONGEST` characters are read.
        lexicon: words of the text's language.
        site: names of the site, which is not an author.
        hosts: parts of the host's name, which name the site too unless they are a person's.
        trusted: the text comes from an author field, so a single word or a user's name may be a person.
    """
    credit = Credit()
    text = html.unescape(text[:LONGEST]) if "&" in text[:LONGEST] else text[:LONGEST]
    credit.handles = ["@" + handle.rstrip(".") for handle in _HANDLE.findall(_MAIL.sub(" ", text))]
    text = _URL.sub(" ", _MAIL.sub("|", text)).strip()
    if _BRACKETS.fullmatch(text):
        text = text[1:-1]
    text = _HANDLE.sub("|", text)
    sites = {fold(tidy(name)) for name in site if name} | {_HOST + host for host in hosts}
    if trusted and pattern(_DESK_OF, lexicon.desk_of).match(tidy(text)):
        credit.others.append(tidy(text))
        return credit
    text = strip_byline(text, lexicon)
    whole = agencies(text)
    if whole:
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
    chunk = tidy(_without_brackets(chunk, credit))
    if _is_site(chunk, sites, lexicon):
        credit.others.append(chunk)
        return
    named = False
    for part in split_names(chunk, lexicon) if chunk else ():
        name = clean_name(part, lexicon)
        if name and is_plausible(name, lexicon) and fold(name).strip(" :：") not in lexicon.byline:
            if credited := agency(name):
                credit.agencies.append(credited)
            elif _is_site(name, sites, lexicon) or is_nobody(name, lexicon):
                if not is_desk(tidy(part), lexicon):
                    credit.others.append(tidy(part))
            elif looks_like_person(name, lexicon) or (trusted and could_be_user(name, lexicon)):
                named |= _add_person(credit, name, named, lexicon)
            elif trusted and not name.islower() and not NO_NAME.search(name):
                credit.others.append(name)
        trusted = False  # of the first part only


def _add_person(credit: Credit, name: str, follows: bool, lexicon: Lexicon) -> bool:
    """Adds a name once, and says whether it is one: behind a whole name a place or a trade is none ("Jane Roe, Berlin")."""
    if follows and not CASELESS.search(name) and _is_afterthought(name, credit.people[-1], lexicon):
        return False
    if fold(name) not in {fold(other) for other in credit.people}:
        credit.people.append(name)
    return True


def _is_afterthought(name: str, first: str, lexicon: Lexicon) -> bool:
    """Whether what follows a name behind a comma is a place, a trade or a house: "Jane Roe, Senior Director, WXYZ News"."""
    words = name.split()
    if len(words) == 1:
        return True
    shout = any(word.isupper() and len(word) > 2 for word in words) and not first.isupper()
    return shout or any(fold(word).strip(".") in lexicon.trades for word in words)


def _without_brackets(text: str, credit: Credit) -> str:
    for match in _BRACKETS.finditer(text):
        named = agencies(match.group())
        if named:
            credit.agencies.extend(name for name in named if name not in credit.agencies)
    return _BRACKETS.sub(" ", text)


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


def _is_site(name: str, sites: set[str], lexicon: Lexicon) -> bool:
    folded = fold(name)
    bare = squeeze(name)
    if any(folded == site or bare == squeeze(site) for site in sites if site and site[0] != _HOST):
        return True
    # A blog's host is often its author's name: then only an article before it ("El Puerto") tells a site.
    words = folded.split()
    return _HOST + bare in sites and (len(words) == 1 or words[0] in lexicon.articles)
