"""Languages: their codes; their words, as data/languages/CODE.yaml says them and `benchmarks.ready` wrote them beforehand; and which one a text is in.

Script decides where it can (kana, Hangul, Thai, ...); else resiliparse's n-gram profiles, which are right on 98% of texts
of 500 characters but only on 80% of lines of 60, so a narrow win on a short text is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from cleaner.text.fold import typewritten
from cleaner.text.scripts import SCRIPTS, letters_of
from cleaner.text.tree import read_shipped
from cleaner.text.words import LETTERS, words_of

_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
"""Codes that stand for another one's language here: both forms of Norwegian share a pack."""


@lru_cache(maxsize=1024)
def normal_code(code: str) -> str:
    """A BCP 47 code in lower case, its first part in the form that packs use."""
    first, _, rest = code.strip().lower().replace("_", "-").partition("-")
    first = _SAME.get(first, first)
    return f"{first}-{rest}" if rest else first


def main_code(code: str) -> str:
    """The language alone: "pt" of "pt-BR"."""
    return normal_code(code).partition("-")[0]


def holds_for(pack: str, document: str | None) -> bool:
    """Whether a pack of one language holds for a document: any and English always, all where the language is unknown.

    A pack for "pt" holds for "pt-BR", one for "pt-BR" not for "pt".
    """
    pack = normal_code(pack)
    if document is None or pack in ("any", "en"):
        return True
    document = normal_code(document)
    return document == pack or document.startswith(pack + "-")


EVERYWHERE = "any"
"""Code of the words that stand on pages in every language."""
Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LanguageData:
    """One file of language data; all phrases are folded, a field that is missing is empty.

    Attributes:
        code: BCP 47. name: in English.
        day_first: whether 03/04/2021 is 3 April; None where both are used.
        phrases: the fields that are lists. tables: those that are lists of lists; of the months January is first.
    """

    code: str
    name: str
    day_first: bool | None
    phrases: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Table]


@lru_cache(maxsize=256)
def load_language(code: str) -> LanguageData | None:
    """The data of a language ("pt-BR" gives that of "pt"), or None where there is none."""
    main = main_code(code)
    ready = read_shipped("words").get(main)
    if ready is None:
        return None
    lists = {name: tuple(phrases) for name, phrases in ready["phrases"].items()}
    tables = {name: tuple(map(tuple, rows)) for name, rows in ready["tables"].items()}
    return LanguageData(main, ready["name"], ready["day_first"], lists, tables)


def shared(field: str) -> tuple[str, ...]:
    """The phrases of a field that stand on pages in every language."""
    words = load_language(EVERYWHERE)
    return words.phrases[field] if words else ()


@cache
def known_languages() -> tuple[str, ...]:
    """Codes of all languages that have data, sorted."""
    return tuple(code for code in read_shipped("words") if code != EVERYWHERE)


SAMPLE = 1500
"""Characters that are looked at: twice as many change 1 answer in 500 on the evaluation pages and double the time."""

_SHORTEST = 25
_PROSE_LINE = 60
# The loser must be this many ranks behind, by length of the sample: measured on the first 60, 120, 250 and 500 characters
# of 1,500 articles as the smallest margins that leave at most 1 wrong answer in 100.
_MARGINS = ((100, 45), (200, 30), (400, 18), (800, 10), (SAMPLE + 1, 4))
# Profiles so close to a far commoner language that short texts of that one end there; they need a long sample.
_RARE = frozenset((
    "ba", "bo", "br", "ce", "cv", "dv", "eo", "fo", "fy", "gd", "io", "jv", "ku", "la", "lb", "mg", "mt", "rm", "sa", "sc",
    "so", "tk", "tt", "ug", "vo", "yi",
))  # fmt: skip
_RARE_NEEDS = 500

# How many function words a short text has to hold, what share of its words, and by how much they lead the next language's.
_FUNCTION_WORDS = 3
_FUNCTION_SHARE = 0.2
_FUNCTION_AHEAD = 2
_TELLING = re.compile("[^\0-\u036f\u2000-\u3040\ud7a4-\U0010ffff]")
"""What all scripts that tell a language lie within, with some that tell nothing; told by the fewer others, it is compiled sooner."""
_LEAST_TOLD = 0.3
"""Share of the letters from which Han and kana tell a language; other scripts need more."""


def sample(text: str) -> str:
    """The lines that read like prose, `SAMPLE` characters of them at most, spread over the text.

    Lines of furniture are short; a consent notice in another language stands at one end, so the sample is not taken there alone.
    """
    # A hostile text can be one line of 100 MB or a million empty ones: neither is walked to its end.
    lines = [line.strip() for line in islice(text[: 100 * SAMPLE].splitlines(), 20_000)]
    prose = [line for line in lines if len(line) >= _PROSE_LINE] or [line for line in lines if line]
    step = max(1, sum(map(len, prose)) // SAMPLE)
    taken: list[str] = []
    room = SAMPLE
    for line in prose[min(step, len(prose)) // 2 :: step] if step > 1 else prose:
        taken.append(line[: min(room, 800)])
        room -= len(taken[-1]) + 1
        if room <= 0:
            break
    return "\n".join(taken)


def detect(text: str) -> str | None:
    """ISO 639-1 code of the language that most of `text` is in, or None where that is uncertain."""
    words = sample(text)
    # Curly quotes and dashes are no script's, and most texts have them: one search tells what twenty would.
    if not typewritten(words).isascii() and (told := len(_TELLING.findall(words))):
        by_script = _by_script(words, told)
        if by_script is not None:
            return by_script
    if sum(map(str.isalpha, words[: 4 * _SHORTEST])) < _SHORTEST and _count_letters(words) < _SHORTEST:
        return None
    return _by_profile(words)


def _count_letters(words: str) -> int:
    return sum(map(len, LETTERS.findall(words)))


def _by_script(words: str, told: int) -> str | None:
    letters = _count_letters(words)
    if not letters or told <= _LEAST_TOLD * letters:
        return None
    han, kana = (len(letters_of(name).findall(words)) for name in ("Han", "Kana"))
    if han + kana > _LEAST_TOLD * letters:
        # Japanese prose is a third to two thirds kana; Chinese quotes a name in kana at most.
        return "ja" if kana > 0.08 * (han + kana) else "zh"
    by_itself = (script for script in SCRIPTS if script.language)
    return next((s.language for s in by_itself if len(letters_of(s.name).findall(words)) > 0.5 * letters), None)


def _by_profile(words: str) -> str | None:
    from resiliparse.parse.lang import detect_fast  # heavy: only where a text is really judged

    ranked: list[tuple[str, int]] = detect_fast(words, cutoff=1300, n_results=8)  # type: ignore[assignment]
    if len(words) < _RARE_NEEDS:
        ranked = [(code, rank) for code, rank in ranked if code not in _RARE]
    if not ranked:
        return None
    if len(ranked) == 1:
        return ranked[0][0]
    margin = next(least for below, least in _MARGINS if len(words) < below)
    if ranked[1][1] - ranked[0][1] >= margin:
        return ranked[0][0]
    return _by_function_words(words, [code for code, _ in ranked])


def _by_function_words(words: str, codes: list[str]) -> str | None:
    """Of some languages that have packs, the one whose commonest words a text holds; None unless it is clearly ahead."""
    said = words_of(words)
    counts: list[tuple[int, str]] = []
    for code in codes:
        pack = load_language(code)
        if pack is not None and (own := frozenset(pack.phrases["function"])):
            counts.append((sum(word in own for word in said), code))
    counts.sort(key=lambda count: -count[0])
    if not counts or counts[0][0] < _FUNCTION_WORDS or counts[0][0] < _FUNCTION_SHARE * len(said):
        return None
    ahead = len(counts) == 1 or counts[0][0] >= _FUNCTION_AHEAD * counts[1][0]
    return counts[0][1] if ahead else None
