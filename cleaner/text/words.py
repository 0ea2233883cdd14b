"""Words, sentences and prose: what each is, how many a line has, and by which words two texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Any

from cleaner.text.fold import fold, fold_lines, typewritten
from cleaner.text.scripts import COMBINING, UNSPACED, char_class, ranges_of

UNPARTED_STOPS = "。！？｡．။།។៕"
"""Marks that end a sentence also where no space follows."""

STOPS = ".!?…।॥؟۔։።፧" + UNPARTED_STOPS
"""Marks that end a sentence in any script."""

CLOSERS = "\"'”’“‘»«›‹」』)）]】〉》"
"""Quotes and brackets that may stand behind such a mark; some languages close with what others open with."""

_END = re.compile(f"[{re.escape(STOPS)}](?:[ \u00a0\u202f]?[{re.escape(CLOSERS)}])*$")
_MOST_CLOSERS = 8

PROSE_WORDS = 12
"""A sentence this long that ends in a stop is prose: shorter ones may be prose, captions or calls."""

PARAGRAPH_WORDS = 30
"""Words of a line that is prose if it holds a whole sentence, whatever its end."""


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop, question or exclamation mark, closing quotes and brackets apart.

    A guillemet closes what another one opened in the line; by itself it is an arrow ("Read more... »").
    """
    if not text or text[-1].isalnum() or (text[-1] in "»›" and "«" not in text and "‹" not in text):
        return False
    return _END.search(text[-_MOST_CLOSERS:]) is not None


def is_prose(words: Any, stop: Any, sentences: Any) -> Any:
    """Whether a line reads like prose: a sentence of some length, or a paragraph that holds one.

    Args:
        words, stop, sentences: how many words and ends of sentences a line has, and whether it ends with one; of many lines,
            as arrays.
    """
    return stop & (words >= PROSE_WORDS) | (words >= PARAGRAPH_WORDS) & (sentences >= 1)


_MARKS = char_class(COMBINING + ranges_of())
SIGNS = r"\w" + _MARKS
r"""What words are made of, as it stands within the brackets of a pattern: `\w` lacks the vowel signs of Indic scripts."""

TOKEN = re.compile(
    r"(?P<number>\d+)|(?P<word>[^\s\d!-/:-@\[-`{-~\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u206f"
    r"\u20a0-\u20cf\u3000-\u3004\u3007-\u303f\u060c\u061b\u066a-\u066d\u104a\uff01-\uff0f\uff1a-\uff20\u2190-\u2bff\ufe0f"
    rf"{STOPS}]+)|(?P<mark>\S)"
)
"""Numbers, words and single marks."""

LETTERS = re.compile(rf"(?:[^\W\d_]|[{_MARKS}])+")
"""Runs of letters with their marks."""

_NO_SIGNS = re.compile(f"[^\0-\x7f{SIGNS}]+")
"""Characters beyond ASCII that no words are made of."""
_APART = bytes(code if code > 127 or chr(code).isalnum() or chr(code) in "_\n" else 32 for code in range(256))
"""Bytes of UTF-8 with spaces for what parts words, but line breaks."""
_UNSPACED_RUN = re.compile(f"{UNSPACED.pattern}{{2,}}")
_REMEMBERED = 2000
"""Characters of the longest text whose content words are remembered: the same few lines are compared again and again."""


def count_words(text: str) -> int:
    """What spaces part; four letters count as a word where a script writes no spaces."""
    words = text.split()
    if text.isascii():
        return len(words)
    unspaced = len(UNSPACED.findall(text))
    if not unspaced:
        return len(words)
    return sum([1 for word in words if not UNSPACED.match(word)]) + (unspaced + 3) // 4


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[str, ...]:
    """The words by which two lines are compared, folded and without marks.

    >>> words_of("Bridge opens: it's ＨＩＧＨ")
    ('bridge', 'opens', 'it', 's', 'ｈｉｇｈ')
    """
    return tuple(_parted(fold(text.replace("\xad", ""))).split())


def _parted(text: str, without: bytes = b"") -> str:
    """A text with spaces for all but words, and without some characters of ASCII."""
    if not text.isascii():
        text = _NO_SIGNS.sub(" ", text)
    return text.encode().translate(_APART, without).decode()


def words_of_lines(lines: Sequence[str]) -> list[str]:
    """`words_of` for many lines, each as one string with single spaces."""
    text = _parted("\n".join(fold_lines(lines)).replace("\xad", ""))
    return [" ".join(line.split()) for line in text.split("\n")] if lines else []


@lru_cache(maxsize=512)
def squeeze(text: str) -> str:
    """Letters and digits alone: "The Harbour-Times" and "the harbour times" are the same."""
    return "".join(_parted(fold(text)).split()).replace("_", "")


def content_words(text: str) -> Set[str]:
    """The words of a text that carry its matter: four letters or more, or capitalised; folded, without apostrophes and points,
    cut to a stem.

    The stem is the first five letters without a plural s, which is what inflection leaves alone in most European words. In scripts
    without spaces the pairs of neighbouring characters stand for words.
    """
    return _content_words(text) if len(text) <= _REMEMBERED else _content_words.__wrapped__(text)


@lru_cache(maxsize=256)
def _content_words(text: str) -> Set[str]:
    stem = _stem if len(text) <= _REMEMBERED else _stem.__wrapped__
    text = typewritten(text)
    found = {*map(stem, _parted(text, b"'.").split())} - {""}
    if not text.isascii():
        found |= {run[i : i + 2] for run in _UNSPACED_RUN.findall(text) for i in range(len(run) - 1)}
    return found


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    return fold(word[:5]).rstrip("s") if len(word) > 3 or word[0].isupper() else ""


def is_word_edge(folded: str, at: int) -> bool:
    """Whether a word may begin or end at this offset."""
    if at <= 0 or at >= len(folded):
        return True
    return not (_continues(folded[at - 1]) and _continues(folded[at]))


@lru_cache(maxsize=4096)
def _continues(char: str) -> bool:
    """Whether a word goes on with such a character: letters, digits and marks of scripts that have spaces."""
    return (char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M") and not UNSPACED.match(char)
