"""Captions and their credits: "Ships. Photo: A. Roe/AP" is a caption and a credit, in one line or two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner.recognise.lexicon import Lexicon, Phrases, pattern
from cleaner.recognise.person import agencies, looks_like_person, names_picture_agency
from cleaner.text.fold import fold
from cleaner.text.words import count_words, ends_sentence

_LONGEST = 2000
_BRACKET = re.compile(r"\s*[(\[（]\s*([^()\[\]（）]{2,120})\s*[)\]）]\s*\.?\s*$")
_AT_END = re.compile(r"\s+(?:[|/·•©]|[-–—])\s*([^|/·•©]{2,80})$")
_SIGNED = re.compile(r"[\w.’' -]{2,60}/[\w.’' -]{2,60}")
_VIA = re.compile(r"\bvia\s+\S", re.IGNORECASE)
# What credits with a colon does so anywhere, what ends in "by" without one at the start or behind a sentence.
_WORDED = r"(?<![^\W_])(?P<word>{})\s?[:：]\s?"
_BY = r"(?:^|(?<=[.)|/—–!?”\"'-])|(?<=[.)|/—–!?”\"'-] )){}\s"


def split_caption(text: str, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Caption and credit of a line that holds one or both.

    >>> split_caption("The ferry at dusk. (Ana Roe/Pool via AP)", lexicon)  # doctest: +SKIP
    ('The ferry at dusk.', 'Ana Roe/Pool via AP')
    """
    text = " ".join(text[:_LONGEST].split())
    if _is_label(text, lexicon):
        return None, None
    for at, credit in _ends(text, lexicon):
        return text[:at].strip(" |/–—-(•·") or None, _plain(credit, lexicon)
    if count_words(text) <= 10 and (_SIGNED.fullmatch(text) or agencies(text)) and not ends_sentence(text):
        return None, _plain(text, lexicon)
    return text, None


def _ends(text: str, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Where a caption may end and the credit behind it, the most telling first: brackets, a credit's word, ©, a mark."""
    match = _BRACKET.search(text, max(0, len(text) - 200))
    if match and _is_credit(match[1], lexicon):
        yield match.start(), match[1]
    words = [*pattern(_WORDED, lexicon.credit).finditer(text), *pattern(_BY, _by_phrases(lexicon)).finditer(text)]
    for match in sorted(words, key=lambda match: -match.end())[:3]:
        if 1 <= count_words(text[match.end() :]) <= 14:
            yield match.start(), text[match.end() :]
    at = text.rfind("©")
    if at >= 0 and 1 <= count_words(text[at + 1 :]) <= 10:
        yield at, text[at + 1 :]
    match = _AT_END.search(text, max(0, len(text) - 120))
    if match and _is_credit(match[1], lexicon):
        yield match.start(), match[1]


@cache
def _by_phrases(lexicon: Lexicon) -> Phrases:
    """Credits that a name follows without a colon: "photo by"."""
    return Phrases(text for text in lexicon.credit if " " in text and text.rpartition(" ")[2] in lexicon.by)


def read_credit_line(text: str, lexicon: Lexicon) -> str | None:
    """The name in a line that is only a credit: "Photo: A. Roe" -> "A. Roe"."""
    text = " ".join(text[:_LONGEST].split())
    match = _BRACKET.fullmatch(text)
    return _plain(match[1] if match else text, lexicon)


def _is_credit(text: str, lexicon: Lexicon) -> bool:
    if count_words(text) > 12:
        return False
    return bool(
        pattern("{}[ :]", lexicon.credit).match(text)
        or _SIGNED.fullmatch(text)
        or _VIA.search(text)
        or names_picture_agency(text)
        or agencies(text)
        or looks_like_person(text, lexicon)
    )


def _plain(credit: str, lexicon: Lexicon) -> str | None:
    """A credit without the word before it, its brackets and its last stop."""
    credit = pattern(r"^{}\s?[:：][ :：]*", lexicon.credit).sub("", credit.strip(" |/–—-:()[]©•·"))
    if credit.endswith(".") and not pattern(r"\b(?:{}|\w)\.$", lexicon.abbreviated).search(credit):
        credit = credit[:-1]
    return None if _is_label(credit, lexicon) else credit.strip()


def _is_label(text: str, lexicon: Lexicon) -> bool:
    """Whether a text is nothing, or only says that a picture, or its credit, stands there: "Photos", "Enlarge image"."""
    bare = fold(text).strip(" .:…()[]0123456789/-")
    return not bare or bare in lexicon.no_captions or bare in lexicon.credit
