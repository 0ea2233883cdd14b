"""What a line is by its form, in any language with data: a date, a byline, a name, a credit, an entry of a list, a note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from cleaner.recognise.credits import read_credit
from cleaner.recognise.dates import find_dates, is_date_like, is_date_line
from cleaner.recognise.lexicon import Lexicon, lexicon, starts_with
from cleaner.recognise.person import agency_data, looks_like_person
from cleaner.text.fold import fold

FORMS = ("none", "date", "byline", "person", "credit", "signed", "entry", "twice", "note")
"""The forms, in the order of their numbers."""
_DATE, _BYLINE, _PERSON, _CREDIT, _SIGNED, _ENTRY, _TWICE, _NOTE = range(1, len(FORMS))
_LONGEST, _LONGEST_SIGNED = 120, 400
_REMEMBERED = 1 << 14
_BYLINE_WORDS, _NAME_WORDS, _CREDIT_WORDS, _TWICE_WORDS = 12, 4, 12, 12

_SIGNER = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,6}"
_NOTE_TAIL = re.compile(r"[.!?…。)\]»”\"'’\d]\s*[↩↵⤴][\ufe0e\ufe0f]?$")
_NOTE_WORDS = 4


@cache
def _credit_line() -> re.Pattern[str]:
    """A line that a picture agency or bank signs."""
    agencies, nouns = "|".join(map(re.escape, _signers())), "|".join(agency_data()["picture_nouns"])
    return re.compile(
        rf"(?:(?:{nouns})(?: by)?[:;]? )?(?:{_SIGNER})?\s?[/|,–—-]\s?(?:[\w .&-]{{1,30}}\s?/\s?)?"
        rf"(?:{agencies})(?: via (?:{agencies}))?\.?"
    )


@cache
def _credit_tail() -> re.Pattern[str]:
    """Brackets at a line's end that one signs."""
    agencies = "|".join(map(re.escape, _signers()))
    return re.compile(
        rf"\((?:[^()]{{0,80}}[/, ])?(?:{agencies})(?: via (?:{agencies}))?(?: Photo| Images)?(?:/[^()]{{0,50}})?\)\s?$"
    )


_NAMED = re.compile(r"([^\W\d_][^:\d]{2,40}):\s")
"""What a line says that its date is of, before a colon."""


_MARK = re.compile(r"(?:[-*+•·▪◦‣●○■□►▸▶➤✓✔☐]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))\s")
"""Bullets and numbers as extractors and writers set them. No long dash, with which a headline may quote somebody."""


def is_entry(text: str) -> bool:
    """Whether a line begins with a bullet or a list's number, or has a table's cells.

    Args:
        text: the line, without white space around it.
    """
    return "\t" in text or text[:1] == "|" or _MARK.match(text) is not None


def forms_of(texts: Sequence[str], words: Sequence[int], language: str | None) -> list[int]:
    """The form of each line, as a number of `FORMS`.

    Args:
        words: of each line. language: of the document.
    """
    return [_form(text, count, language) for text, count in zip(texts, words)]


def _form(text: str, words: int, language: str | None) -> int:
    if words >= _NOTE_WORDS and _NOTE_TAIL.search(text[-8:]):
        return _NOTE
    if len(text) <= _LONGEST:
        return _short_form(text, words, language)
    if len(text) <= _LONGEST_SIGNED and text.endswith(")") and _credit_tail().search(text[-120:]):
        return _SIGNED
    return _ENTRY if is_entry(text) else 0


@lru_cache(_REMEMBERED)
def _short_form(text: str, words: int, language: str | None) -> int:
    # What is dear is asked only where what is cheap lets it be.
    known = lexicon(language)
    if text.endswith(")") and _credit_tail().search(text):
        return _SIGNED
    if is_date_like(text) and _is_date(text, known):
        return _DATE
    if words <= _BYLINE_WORDS and text[:1].lower() in known.byline.by_first:
        if starts_with(fold(text), known.byline) and people_of(text, language):
            return _BYLINE
    if words <= _CREDIT_WORDS and (_is_signed(text) or ("/" in text and _is_name_and_source(text, known))):
        return _CREDIT
    if words <= _NAME_WORDS and looks_like_person(text, known):
        return _PERSON
    if is_entry(text):
        return _ENTRY
    return _TWICE if _is_doubled(text) else 0


def _is_signed(text: str) -> bool:
    return text.removesuffix(".").endswith(_signers()) and _credit_line().fullmatch(text) is not None


@cache
def _signers() -> tuple[str, ...]:
    return tuple(agency_data()["pictures"])


@lru_cache(_REMEMBERED)
def people_of(text: str, language: str | None) -> tuple[str, ...]:
    """The people that a short line names as a byline does."""
    return tuple(read_credit(text, lexicon(language)).people)


def _is_doubled(text: str) -> bool:
    """Whether a line is one short name written twice: logos come as a picture's text and a link's text side by side."""
    parts = text.split(maxsplit=_TWICE_WORDS)
    half = len(parts) // 2
    return 0 < half <= _TWICE_WORDS // 2 and parts[:half] == parts[half:]


def _is_date(text: str, known: Lexicon) -> bool:
    """Whether a line is nothing but a date; one of something else ("Deadline: 3 November 2019") is part of what is told."""
    named = _NAMED.match(text)
    if named and known.date_words.isdisjoint(fold(named[1]).split()):
        return False
    return is_date_line(text, find_dates(text, known), known)


def _is_name_and_source(text: str, known: Lexicon) -> bool:
    """Whether a line is a person's name and a source's, parted by a slash."""
    name, _, source = (part.strip() for part in text.partition("/"))
    titled = bool(source) and "/" not in source and all(word[0].isupper() for word in source.split())
    return titled and looks_like_person(name, known)
