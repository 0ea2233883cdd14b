"""Captions and their credits: "Ships. Photo: A. Roe/AP" is a caption and a credit, in one line or two."""

from __future__ import annotations

import re

from cleaner.recognise.lexicon import Lexicon, pattern
from cleaner.recognise.person import agencies, looks_like_person, names_picture_agency
from cleaner.text.fold import fold
from cleaner.text.words import count_words, ends_sentence

_LONGEST, _END = 2000, 200
"""Characters of a line that are read, and of its end in which a credit stands without a word."""
_BRACKET = re.compile(r"\s*[(\[（]\s*([^()\[\]（）]{2,120})\s*[)\]）]\s*\.?\s*$")
_AT_END = re.compile(r"\s+(?:[|/·•]|[-–—])\s*([^|/·•©]{2,80})$")
_SIGNED = re.compile(r"[\w.’' -]{2,60}/[\w.’' -]{2,60}")
_WORDED = r"(?<![^\W_]){}\s?[:：]\s?|©\s?"


def split_caption(text: str, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Caption and credit of a line that holds one or both.

    >>> split_caption("The ferry at dusk. (Ana Roe/Pool via AP)", lexicon)  # doctest: +SKIP
    ('The ferry at dusk.', 'Ana Roe/Pool via AP')
    """
    text = " ".join(text[:_LONGEST].split())
    if _is_label(text, lexicon):
        return None, None
    ends = [form.search(text, max(0, len(text) - _END)) for form in (_BRACKET, _AT_END)]
    found = [(end.start(), end[1]) for end in ends if end and _is_credit(end[1], lexicon)]
    words = pattern(_WORDED, lexicon.credit).finditer(text)
    found += [
        (word.start(), text[word.end() :]) for word in [*words][::-1] if 1 <= count_words(text[word.end() :]) <= 14
    ]
    for at, credit in found:
        return text[:at].strip(" |/–—-(•·") or None, _plain(credit, lexicon)
    if count_words(text) <= 10 and (_SIGNED.fullmatch(text) or agencies(text)) and not ends_sentence(text):
        return None, _plain(text, lexicon)
    return text, None


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
