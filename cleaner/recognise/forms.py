"""What a line is by its form, in any language with data: a date, a byline, a name, a credit, an entry of a list, a note; sections and keywords."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from cleaner.recognise.credits import read_credit
from cleaner.recognise.dates import find_dates, is_date_like, is_date_line
from cleaner.recognise.lexicon import Lexicon, lexicon, starts_with
from cleaner.recognise.person import agency_data, looks_like_person
from cleaner.text.fold import Offsets, fold

FORMS = ("none", "date", "byline", "person", "credit", "signed", "entry", "twice", "note")
"""The forms, in the order of their numbers."""
_DATE, _BYLINE, _PERSON, _CREDIT, _SIGNED, _ENTRY, _TWICE, _NOTE = range(1, len(FORMS))
_LONGEST, _LONGEST_SIGNED = 120, 400
_REMEMBERED = 1 << 14
_SHORT_LINE, _NAME_WORDS = 12, 4
"""Words of a line that is a byline, a credit or a name twice, and of one that is a name alone."""
_SIGNER = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,6}"
_NOTE_TAIL = re.compile(r"[.!?…。)\]»”\"'’\d]\s*[↩↵⤴][\ufe0e\ufe0f]?$")
_NOTE_WORDS = 4
_DATE_OF = re.compile(r"([^\W\d_][^:\d]{2,40}):\s")
"""What a line says that its date is of, before a colon."""
_MARK = re.compile(r"(?:[-*+•·▪◦‣●○■□►▸▶➤✓✔☐]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))\s")
"""Bullets and numbers as extractors and writers set them. No long dash, with which a headline may quote somebody."""


@cache
def _signatures() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """Lines that a picture agency or bank signs, brackets at a line's end that one does, and their names."""
    names = tuple(agency_data()["pictures"])
    either, nouns = "|".join(map(re.escape, names)), "|".join(agency_data()["picture_nouns"])
    line = (
        rf"(?:(?:{nouns})(?: by)?[:;]? )?(?:{_SIGNER})?\s?[/|,–—-]\s?(?:[\w .&-]{{1,30}}\s?/\s?)?"
        rf"(?:{either})(?: via (?:{either}))?\.?"
    )
    tail = rf"\((?:[^()]{{0,80}}[/, ])?(?:{either})(?: via (?:{either}))?(?: Photo| Images)?(?:/[^()]{{0,50}})?\)\s?$"
    return re.compile(line), re.compile(tail), names


def is_entry(text: str) -> bool:
    """Whether a line, without white space around it, begins with a bullet or a list's number, or has a table's cells."""
    return "\t" in text or text[:1] == "|" or _MARK.match(text) is not None


def forms_of(texts: Sequence[str], words: Sequence[int], language: str | None) -> list[int]:
    """The form of each line, as a number of `FORMS`.

    Args:
        words: of each line. language: of the document.
    """
    return [
        (_form if len(text) <= _LONGEST else _form.__wrapped__)(text, count, language)
        for text, count in zip(texts, words)
    ]


@lru_cache(_REMEMBERED)
def _form(text: str, words: int, language: str | None) -> int:
    # What is dear is asked only where what is cheap lets it be.
    if words >= _NOTE_WORDS and not text.isascii() and _NOTE_TAIL.search(text[-8:]):
        return _NOTE
    if len(text) <= _LONGEST_SIGNED and text.endswith(")") and _signatures()[1].search(text[-_LONGEST:]):
        return _SIGNED
    if len(text) > _LONGEST:
        return _ENTRY if is_entry(text) else 0
    known = lexicon(language)
    if is_date_like(text) and _is_date(text, known):
        return _DATE
    if words <= _SHORT_LINE:
        if text[:1].lower() in known.byline.by_first and starts_with(fold(text), known.byline):
            if people_of(text, language):
                return _BYLINE
        if _is_credit(text, known):
            return _CREDIT
    if words <= _NAME_WORDS and looks_like_person(text, known):
        return _PERSON
    if is_entry(text):
        return _ENTRY
    # One short name written twice: logos come as a picture's text and a link's text side by side.
    parts = text.split(maxsplit=_SHORT_LINE)
    half = len(parts) // 2
    return _TWICE if 0 < half <= _SHORT_LINE // 2 and parts[:half] == parts[half:] else 0


@lru_cache(_REMEMBERED)
def people_of(text: str, language: str | None) -> tuple[str, ...]:
    """The people that a short line names as a byline does."""
    return tuple(read_credit(text, lexicon(language)).people)


def _is_date(text: str, known: Lexicon) -> bool:
    """Whether a line is nothing but a date; one of something else ("Deadline: 3 November 2019") is part of what is told."""
    named = _DATE_OF.match(text)
    if named and known.date_words.isdisjoint(fold(named[1]).split()):
        return False
    return is_date_line(text, find_dates(text, known), known)


def _is_credit(text: str, known: Lexicon) -> bool:
    """Whether a picture agency or bank signs a line, or it is a person's name and a source's, parted by a slash."""
    line, _, signers = _signatures()
    if text.removesuffix(".").endswith(signers) and line.fullmatch(text):
        return True
    if "/" not in text:
        return False
    name, _, source = (part.strip() for part in text.partition("/"))
    titled = bool(source) and "/" not in source and all(word[0].isupper() for word in source.split())
    return titled and looks_like_person(name, known)


# --- sections and keywords: "Categories / A, B", "Tags: x, y", breadcrumbs -----------------------------------------
_IN_LINE = re.compile(r"[,;|•·/›»>＞、\n\t]|\s[-–—]\s")
_IN_FIELD = re.compile(r"[,;|•·›»>＞、\n\t]|\s[-–—]\s")
"""What parts the entries of a line, and those of a field of the head, in which a slash is part of a name."""
_HASHTAGS = re.compile(r"\s*#\w{2,50}(?:\s+#\w{2,50})*\s*")
_COUNT = re.compile(r"\s*\(\d{1,6}\)?$")
_MOST_ENTRIES, _LONGEST_ENTRY, _READ = 50, 60, 4000
_STRIP = ' \t\n:,;|/.#›»>-–—•·"“”[]'


def entries(text: str, parts: re.Pattern[str] = _IN_LINE) -> list[str]:
    """The entries of a list of sections or keywords, each once, in order."""
    found: dict[str, str] = {}
    for part in parts.split(html.unescape(text[:_READ])):
        entry = " ".join(_COUNT.sub("", part.strip()).split()).strip(_STRIP)
        if entry[:1] == "(" and entry[-1:] == ")":
            entry = entry[1:-1]
        if entry and len(entry) <= _LONGEST_ENTRY and any(map(str.isalpha, entry)):
            found.setdefault(fold(entry), entry)
    return [entry for folded, entry in found.items() if folded not in lexicon(None).no_sections][:_MOST_ENTRIES]


def field_entries(contents: Iterable[str]) -> list[str]:
    """The entries of a field of the head."""
    return list(dict.fromkeys(entry for content in contents for entry in entries(content, _IN_FIELD)))


def read_taxonomy(line: str, words: Lexicon) -> tuple[str, list[str]] | None:
    """("categories" | "tags", entries) of a line that begins with a taxonomy word or is all hashtags, or None.

    The entries are empty where the word stands alone: they follow in the next lines.
    """
    text = line.strip(_STRIP + "()")[:_READ]
    if word := starts_with(fold(text), words.taxonomy):
        rest = text[Offsets(text).span(0, len(word))[1] :]
        return ("tags" if word in words.keywords else "categories"), entries(rest)
    return ("tags", entries(line.replace("#", ","))) if _HASHTAGS.fullmatch(line[:_READ]) else None
