"""Captions and their credits: "Ships. Photo: A. Roe/AP" is a caption and a credit, in one line or two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.recognise.agencies import agencies
from cleaner.recognise.lexicon import Lexicon
from cleaner.recognise.person import looks_like_person
from cleaner.text.fold import fold
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import count_words

_LONGEST = 2000
_BRACKET = re.compile(r"\s*[(\[（]\s*([^()\[\]（）]{2,120})\s*[)\]）]\s*\.?\s*$")
_AT_END = re.compile(r"\s+(?:[|/·•©]|[-–—])\s*([^|/·•©]{2,80})$")
_SIGNED = re.compile(r"[\w.’' -]{2,60}/[\w.’' -]{2,60}")
_VIA = re.compile(r"\bvia\s+\S", re.IGNORECASE)
_PICTURE = re.compile(
    r"\b(?:getty|reuters|afp|epa|shutterstock|istock|alamy|unsplash|pixabay|pexels|wikimedia|flickr|imago|picture alliance|"
    r"dpa|associated press|creative commons|cc[- ]by|courtesy|handout|file photo|archiv|stock\.adobe|adobe ?stock|zuma|pool)\b",
    re.IGNORECASE,
)


def split_caption(text: str, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Caption and credit of a line that holds one or both.

    >>> split_caption("The ferry at dusk. (Ana Roe/Pool via AP)", lexicon)  # doctest: +SKIP
    ('The ferry at dusk.', 'Ana Roe/Pool via AP')
    """
    text = " ".join(text[:_LONGEST].split())
    if not text:
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
    for at, length in _markers(text, lexicon):
        if 1 <= count_words(text[at + length :]) <= 14:
            yield at, text[at + length :]
    at = text.rfind("©")
    if at >= 0 and 1 <= count_words(text[at + 1 :]) <= 10:
        yield at, text[at + 1 :]
    match = _AT_END.search(text, max(0, len(text) - 120))
    if match and _is_credit(match[1], lexicon):
        yield match.start(), match[1]


def read_credit_line(text: str, lexicon: Lexicon) -> str | None:
    """The name in a line that is only a credit: "Photo: A. Roe" -> "A. Roe"."""
    text = " ".join(text[:_LONGEST].split())
    match = _BRACKET.fullmatch(text)
    return _plain(match[1] if match else text, lexicon)


def _markers(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where a credit word with its colon (or its "by") stands, and how long it is; the last first."""
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for phrase in lexicon.credit:
        at = folded.rfind(phrase)
        while at >= 0:
            after = folded[at + len(phrase) :]
            alone = at == 0 or not folded[at - 1].isalnum()
            mark = re.match(r"\s?[:：]\s?", after)
            if alone and mark:
                found.append((at, len(phrase) + mark.end()))
                break
            words = phrase.split(" ")
            if (
                alone
                and len(words) > 1
                and words[-1] in _BY
                and after[:1] == " "
                and (at == 0 or folded[:at].rstrip()[-1:] in ".)|/—–-!?”\"'")
            ):
                found.append((at, len(phrase) + 1))
                break
            at = folded.rfind(phrase, 0, at)
    # "Image credit: x" holds "credit: x" too: the longer phrase wins where both end at the same place.
    found.sort(key=lambda item: (-(item[0] + item[1]), item[0]))
    return found[:3]


_BY = frozenset(("by", "of", "von", "par", "de", "por", "di", "via", "af", "av", "door"))


def _is_credit(text: str, lexicon: Lexicon) -> bool:
    if count_words(text) > 12:
        return False
    folded = fold(text)
    if folded.startswith(tuple(word + mark for word in lexicon.credit for mark in " :")):
        return True
    return bool(
        _SIGNED.fullmatch(text)
        or _VIA.search(text)
        or _PICTURE.search(text)
        or agencies(text)
        or looks_like_person(text, lexicon)
    )


def _plain(credit: str, lexicon: Lexicon) -> str | None:
    """A credit without the word before it, its brackets and its last stop."""
    credit = credit.strip(" |/–—-:()[]©•·")
    folded = fold(credit)
    for word in lexicon.credit:
        if folded.startswith(word) and re.match(r"\s?[:：]", folded[len(word) :]):
            credit = credit[len(word) :].lstrip(" :：")
            break
    if credit.endswith(".") and not re.search(r"\b(?:inc|ltd|co|corp|jr|sr|\w)\.$", credit, re.IGNORECASE):
        credit = credit[:-1]
    return credit.strip() or None
