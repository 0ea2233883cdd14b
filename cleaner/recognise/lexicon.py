"""The words of a language that tell what a stretch of a line is, as sets, first words and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache

from cleaner.languages.data import EVERYWHERE, LanguageData, known_languages, load_language, main_code
from cleaner.text.fold import fold
from cleaner.text.words import TOKEN, is_word_edge

Phrase = tuple[str, ...]
PERSIAN = 12
"""What is added to the numbers of the months of the Persian calendar."""
_OWN = frozenset(("function", "signers", "signed"))
"""Fields of which only the language's own words count, not those of English."""
_UNTOLD = frozenset(("byline", "roles"))
"""Fields of which the words of every language count where the text's is not told."""


_WORDS = re.compile(r"\w+")


def phrase(text: str) -> Phrase:
    """The words and numbers of a phrase, without its marks: "a.m." and "a m" are the same."""
    return tuple(m.group() for m in TOKEN.finditer(fold(text)) if m.lastgroup != "mark")


class Phrases(frozenset[str]):
    """The phrases of one field, folded; one by one they come longest first, so that the first that matches is the most telling."""

    @cached_property
    def _ordered(self) -> tuple[str, ...]:
        return tuple(sorted(super().__iter__(), key=lambda text: (-len(text), text)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._ordered)

    @cached_property
    def either(self) -> str:
        """A pattern's source that any of them matches."""
        return f"(?:{'|'.join(map(re.escape, self)) or '(?!)'})"

    @cached_property
    def by_first(self) -> Mapping[str, tuple[str, ...]]:
        """Those that begin with a character."""
        return {first: tuple(text for text in self if text[0] == first) for first in {text[0] for text in self}}

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(word for text in self for word in _WORDS.findall(text)[:1])

    def may_be_in(self, text: str) -> bool:
        """Whether any of them may be in a text: in ASCII one of its words begins a phrase."""
        return not (text.isascii() and self._first_words.isdisjoint(_WORDS.findall(text.lower())))


def starts_with(folded: str, phrases: Phrases) -> str | None:
    """The longest of `phrases` that `folded` begins with, ending where a word ends."""
    for text in phrases.by_first.get(folded[:1], ()):
        if folded.startswith(text) and is_word_edge(folded, len(text)):
            return text
    return None


@lru_cache(maxsize=512)
def pattern(source: str, *words: Phrases) -> re.Pattern[str]:
    """A pattern, without regard to case, in whose source the first {} stands for any of the first phrases, and so on."""
    for place, either in enumerate(words, 1):
        source = source.replace("{}", either.either, 1 if place < len(words) else -1)
    return re.compile(source, re.IGNORECASE)


class Lexicon:
    """Words of one language, of English, whose dates and credits are on pages everywhere, and those that many languages share.

    Each list of `cleaner/data/languages` is an attribute: `lexicon.byline`, `lexicon.roles`.

    Attributes:
        code: BCP 47 code of the language, or None where it is unknown.
        day_first: whether 3/4 is 3 April, or None.
        told: whether the text's language is known, with data or without.
        own: data of the language, of English and of every language, as far as there are any.
        others: further languages, of which the names of months and days count.
    """

    def __init__(
        self, code: str | None, own: Iterable[LanguageData], others: Iterable[LanguageData] = (), told: bool = True
    ) -> None:
        self.code = code
        self.told = told
        self.own = tuple(own)
        self.others = tuple(others)
        self.day_first = self.own[0].day_first

    def __getattr__(self, name: str) -> Phrases:
        if name not in self.own[0].phrases:
            raise AttributeError(name)
        files = self.own[:1] if name in _OWN else self.own + (self.others if name in _UNTOLD and not self.told else ())
        found = Phrases(word for data in files for word in data.phrases[name])
        setattr(self, name, found)
        return found

    @cache  # noqa: B019 (lexicons are never dropped)
    def table(self, name: str) -> dict[str, str]:
        """What the language's own phrases of a field of lists, and those of every language, stand for: the last of their list."""
        return {word: row[-1] for data in (self.own[0], self.own[-1]) for row in data.tables[name] for word in row[:-1]}

    @cached_property
    def months(self) -> Mapping[Phrase, int]:
        """Words of a month -> 1 to 12, from 13 on those of the Persian calendar; of other languages' where they agree."""
        table: dict[Phrase, int] = {}
        for field, first in (("persian_months", PERSIAN + 1), ("months", 1)):
            for data in self.own:
                for number, names in enumerate(data.tables[field], first):
                    for name in names:
                        table.setdefault(phrase(name), number)
        elsewhere: dict[Phrase, set[int]] = {}
        for data in self.others:
            for number, names in enumerate(data.tables["months"], 1):
                for name in names:
                    elsewhere.setdefault(phrase(name), set()).add(number)
        agreed = {name: min(numbers) for name, numbers in elsewhere.items() if len(numbers) == 1}
        return {name: number for name, number in (agreed | table).items() if name}

    @cached_property
    def longest_month(self) -> int:
        """How many words the longest name of a month has."""
        return max(map(len, self.months))

    @cached_property
    def month_firsts(self) -> Phrases:
        """The words with which the names of months begin that are no numbers."""
        return Phrases(name[0] for name in self.months if not name[0].isdigit())

    @cached_property
    def days(self) -> frozenset[Phrase]:
        """Words of the days of the week."""
        return frozenset(phrase(word) for data in (*self.own, *self.others) for word in data.phrases["weekdays"])

    @cached_property
    def date_words(self) -> frozenset[str]:
        """Single words that stand with a date: "published", "monday", "read"."""
        told = (text for field in (self.published, self.modified, self.read_time) for text in field)
        return frozenset(word for text in told for word in text.split()).union(*self.days)


@cache
def _lexicon(base: str | None, told: bool) -> Lexicon:
    def load(codes: Iterable[str]) -> Iterable[LanguageData]:
        return filter(None, map(load_language, codes))

    if base is None:
        return Lexicon(None, load(("en", EVERYWHERE)), load(code for code in known_languages() if code != "en"), told)
    return Lexicon(base, load(dict.fromkeys((base, "en", EVERYWHERE))))


@lru_cache(maxsize=64)
def lexicon(code: str | None) -> Lexicon:
    """The lexicon of a language that has data; for any other, English words and the months of every language."""
    base = main_code(code or "")
    return _lexicon(base if base in known_languages() else None, code is not None)
