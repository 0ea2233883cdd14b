"""The words of a language that tell what a stretch of a line is, compiled once into sets and look-up tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from cleaner.languages.codes import main_code
from cleaner.languages.data import EVERYWHERE, known_languages, load_language
from cleaner.text.fold import fold
from cleaner.text.words import TOKEN, is_word_edge

Phrase = tuple[str, ...]


def phrase(text: str) -> Phrase:
    """The words and numbers of a phrase, without its marks: "a.m." and "a m" are the same."""
    return tuple(m.group() for m in TOKEN.finditer(fold(text)) if m.lastgroup != "mark")


@dataclass(slots=True, frozen=True)
class Lexicon:
    """Words of one language (and of English, which many pages in other languages use for their dates and credits).

    Attributes:
        code: BCP 47 code of the language, or None where it is unknown.
        months: words of a month -> 1 to 12, from 13 on those of the Persian calendar; months of other languages where only one month has that name.
        weekdays: names of days. day_first: whether 3/4 is 3 April, or None.
        longest_month: how many words the longest name of a month has.
        published, modified, other_days, byline, desks, credit, taxonomy, bio, rights: folded phrases.
        name_and: words that join two names. roles: words for what a person does.
        am, pm: phrases of the first and second half of the day.
        function: commonest words. date_words: single words that stand with a date: "published", "monday", "read".
        byline_first: the first words of `byline`. month_words: finds words that a month's name may begin with.
        helpers: phrases that credit somebody for something else than writing. keywords: those of `taxonomy` that
            stand before keywords. surnames: characters with which a name begins, where nothing parts names.
        signers, signed: what stands before and behind the name of who signs such a text.
        titles, particles, no_first, no_last, trades, workers, nobody, buttons: as cleaner/data/languages/any.yaml says.
    """

    code: str | None
    months: Mapping[Phrase, int]
    longest_month: int
    weekdays: frozenset[Phrase]
    day_first: bool | None
    published: tuple[str, ...]
    modified: tuple[str, ...]
    other_days: tuple[str, ...]
    byline: tuple[str, ...]
    name_and: tuple[str, ...]
    roles: frozenset[str]
    desks: frozenset[str]
    credit: tuple[str, ...]
    taxonomy: tuple[str, ...]
    bio: tuple[str, ...]
    rights: tuple[str, ...]
    function: frozenset[str]
    date_words: frozenset[str]
    month_words: re.Pattern[str]
    byline_first: frozenset[str]
    helpers: tuple[str, ...]
    keywords: frozenset[str]
    surnames: frozenset[str]
    signers: tuple[str, ...]
    signed: tuple[str, ...]
    titles: frozenset[str]
    particles: frozenset[str]
    no_first: frozenset[str]
    no_last: frozenset[str]
    trades: frozenset[str]
    workers: frozenset[str]
    nobody: frozenset[str]
    buttons: frozenset[str]


_SETS = ("keywords", "titles", "particles", "no_first", "no_last", "trades", "workers", "nobody", "buttons")


def _words(packs: Iterable[Any], name: str) -> tuple[str, ...]:
    """The folded phrases of one field, longest first, so that the first that matches is the most telling."""
    found = {fold(word) for pack in packs for word in getattr(pack, name, None) or ()}
    return tuple(sorted(found - {""}, key=lambda word: (-len(word), word)))


PERSIAN = 12
"""What is added to the numbers of the months of the Persian calendar."""


def _months(own: Iterable[Any], others: Iterable[Any]) -> dict[Phrase, int]:
    table: dict[Phrase, int] = {}
    for pack in own:
        for number, names in enumerate(getattr(pack, "persian_months", None) or (), PERSIAN + 1):
            for name in names:
                table.setdefault(phrase(name), number)
    for pack in own:
        for number, names in enumerate(getattr(pack, "months", None) or (), 1):
            for name in names:
                table.setdefault(phrase(name), number)
    elsewhere: dict[Phrase, set[int]] = {}
    for pack in others:
        for number, names in enumerate(getattr(pack, "months", None) or (), 1):
            for name in names:
                elsewhere.setdefault(phrase(name), set()).add(number)
    for name, numbers in elsewhere.items():
        if len(numbers) == 1:
            table.setdefault(name, next(iter(numbers)))
    table.pop((), None)
    return table


def compile_lexicon(code: str | None, own: Sequence[Any], others: Sequence[Any] = ()) -> Lexicon:
    """A lexicon from language data.

    Args:
        code: BCP 47 code of the language, or None.
        own: data of the language itself, then of English, then the words of every language.
        others: further languages of which the months' names count, where no two of them disagree.
    """
    months = _months(own, others)
    weekdays = frozenset(phrase(word) for pack in (*own, *others) for word in getattr(pack, "weekdays", None) or ())
    told = {
        word for field in ("published", "modified", "read_time") for text in _words(own, field) for word in text.split()
    }
    starts = sorted({name[0] for name in months}, key=lambda word: (-len(word), word))
    return Lexicon(
        code=code,
        months=months,
        longest_month=max(map(len, months), default=1),
        weekdays=weekdays,
        byline_first=frozenset(text.split(" ")[0] for text in _words(own, "byline")) | {""},
        date_words=frozenset(told | {word for day in weekdays for word in day}),
        month_words=re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, starts)) or '(?!)'})", re.IGNORECASE),
        day_first=own[0].day_first if own else None,
        name_and=_words(own, "name_and"),
        roles=frozenset(_words(own, "roles")),
        desks=frozenset(_words(own, "desks")),
        function=frozenset(_words(own[:1], "function")),
        published=_words(own, "published"),
        modified=_words(own, "modified"),
        other_days=_words(own, "other_days"),
        byline=_words(own, "byline"),
        credit=_words(own, "credit"),
        taxonomy=_words(own, "taxonomy"),
        bio=_words(own, "bio"),
        rights=_words(own, "rights"),
        helpers=_words(own, "helpers"),
        signers=_words(own[:1], "signers"),
        signed=_words(own[:1], "signed"),
        surnames=frozenset("".join(_words(own, "surnames"))),
        **{name: frozenset(_words(own, name)) for name in _SETS},
    )


@cache
def _lexicon(base: str) -> Lexicon:
    own = [pack for code in dict.fromkeys((base, "en", EVERYWHERE)) if (pack := load_language(code)) is not None]
    return compile_lexicon(base, own)


@cache
def _any_language() -> Lexicon:
    own = [pack for code in ("en", EVERYWHERE) if (pack := load_language(code)) is not None]
    others = [pack for code in known_languages() if code != "en" and (pack := load_language(code)) is not None]
    return compile_lexicon(None, own, others)


def lexicon(code: str | None) -> Lexicon:
    """The lexicon of a language that has a pack; for any other, English words and the months of every language.

    English stands beside each language: its dates and credits are on pages everywhere.
    """
    base = main_code(code or "")
    return _lexicon(base) if base in known_languages() else _any_language()


@lru_cache(maxsize=512)
def _by_first(phrases: tuple[str, ...]) -> dict[str, list[str]]:
    """Phrases by their first character, in order."""
    found: dict[str, list[str]] = {}
    for text in phrases:
        found.setdefault(text[:1], []).append(text)
    return found


def starts_with(folded: str, phrases: tuple[str, ...]) -> str | None:
    """The longest of `phrases` that `folded` begins with, ending where a word ends."""
    for text in _by_first(phrases).get(folded[:1], ()):
        if folded.startswith(text) and is_word_edge(folded, len(text)):
            return text
    return None
