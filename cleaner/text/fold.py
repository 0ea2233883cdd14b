"""The form in which lines and phrases are compared: lower case, plain quotes and dashes, single spaces.

Each character folds to one character, except that a run of white space folds to one space and white space at the ends
of a line goes. So offsets of the folded line are found back in the source by counting white space alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u00b4": "'", "\u0060": "'",
           "\u02bc": "'", "\uff07": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u2033": '"',
           "\uff02": '"'}  # fmt: skip
"""Typographic quotes and apostrophes. Guillemets stay: "Home » News" is a trail, not a quotation."""

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")

_LETTERS = {"\u0131": "i", "\u03c2": "\u03c3"}
"""Letters whose lower case depends on language or place: Turkish capitals lose the difference between dotted and
dotless i when they are lower-cased by Unicode's rules, and a Greek sigma ends a word in another form."""

_ASCII_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f"
_OTHER_SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_SURROGATES = re.compile("[\ud800-\udfff]")
_RUNS = re.compile(r"\s\s+")

PLAIN = _QUOTES | _DASHES | _LETTERS
"""What stands in a folded line in place of these characters, besides lower case and spaces."""

# U+0130, the dotted capital I, is the one character whose lower case is two characters.
_PLAIN_CAPITALS = dict.fromkeys(_ASCII_SPACES + _OTHER_SPACES, " ") | _QUOTES | _DASHES | {"\u0130": "i"}
_TO_PLAIN = re.compile(f"[{''.join(_PLAIN_CAPITALS)}]")
_COMMONEST = tuple((char, _PLAIN_CAPITALS[char]) for char in "\u2019\u2018\u201c\u201d\u2013\u2014\xa0")
_ASCII = bytes(ord(_PLAIN_CAPITALS.get(char, char.lower())) for char in map(chr, range(128))).ljust(256)


def fold(text: str) -> str:
    """One line or phrase in the form in which it is compared.

    NULs and lone surrogates become U+FFFD, so that the folded line can be written as UTF-8.
    """
    return _fold(typewritten(text.strip())).replace("\0", "\ufffd")


def fold_lines(lines: Sequence[str]) -> list[str]:
    """`fold` for many lines."""
    if not lines:
        return []
    text = "\0".join(lines)
    if text.count("\0") >= len(lines):
        text = "\0".join([line.replace("\0", "\ufffd") for line in lines])
    text = typewritten(text)
    if text.isascii():
        return [line.strip() for line in _fold(text).split("\0")]
    # ASCII is much less work; each kind is folded at once.
    lines = text.split("\0")
    plain, others = (
        iter(_fold("\0".join([line for line in lines if line.isascii() == ascii])).split("\0"))
        for ascii in (True, False)
    )
    return [next(plain if line.isascii() else others).strip() for line in lines]


def typewritten(text: str) -> str:
    """A text with the commonest quotes, dashes and spaces of typesetters made plain: most texts of Latin script are ASCII then."""
    if not text.isascii():
        for char, plain in _COMMONEST:
            text = text.replace(char, plain)
    return text


def _fold(text: str) -> str:
    if text.isascii():
        text = text.encode().translate(_ASCII).decode()
    else:
        for char in set(_TO_PLAIN.findall(text)):
            text = text.replace(char, _PLAIN_CAPITALS[char])
        text = text.lower()
        for letter, plain in _LETTERS.items():
            text = text.replace(letter, plain)
        try:
            text.encode()
        except UnicodeEncodeError:
            text = _SURROGATES.sub("\ufffd", text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


class Offsets:
    """Finds places of a folded line in the line that it was folded from.

    Attributes:
        line: the line as it was given.
    """

    __slots__ = ("_folded", "_source", "line")

    def __init__(self, line: str) -> None:
        self.line = line
        lead = len(line) - len(line.lstrip())
        # From folded offset _folded[i] on, the source is _source[i] characters ahead.
        self._folded = [0]
        self._source = [lead]
        ahead = lead
        for run in _RUNS.finditer(line.rstrip(), lead):
            extra = run.end() - run.start() - 1
            self._folded.append(run.start() - ahead + 1)
            ahead += extra
            self._source.append(ahead)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that folds to the non-empty stretch `start`-`end` of the folded line."""
        return self._at(start), self._at(end - 1) + 1

    def _at(self, offset: int) -> int:
        return offset + self._source[bisect_right(self._folded, offset) - 1]


_COMMON = " .,:;!?\"'()[]{}<>|-/\\*_=+~^#\u2026\u00ab\u00bb\u2039\u203a\u2022\u00b7\u2192\u00d7\u25ba\u25b6\u203a"
_COMMON += "".join(map(chr, range(0x20))) + "\x7f"
_MEANT = frozenset("@%&\u00a7\u2030\u2031\uff05\uff20\uff06")
_ORNAMENTS = (
    (0x2190, 0x21FF), (0x22EE, 0x22EF), (0x2300, 0x23FF), (0x2500, 0x27FF), (0x2900, 0x297F), (0x2B00, 0x2BFF),
    (0xFE0E, 0xFE0F), (0x1F000, 0x1FAFF),
)  # fmt: skip
"""Blocks of arrows, media symbols, box drawings, shapes, dingbats and emoji."""


@lru_cache(maxsize=4096)
def is_ornament(char: str) -> bool:
    """Whether a character at the end of a line is passed over: punctuation, arrows, bullets, emoji, icon fonts."""
    if char in _MEANT:
        return False
    if char in _COMMON:
        return True
    code = ord(char)
    if any(low <= code <= high for low, high in _ORNAMENTS):
        return True
    category = unicodedata.category(char)
    return category[0] in "PZ" or category in ("Cc", "Cf", "Co") or code == 0xFFFD


def trim(folded: str) -> str:
    """A folded line without the punctuation, arrows, bullets and emoji at its two ends; one of nothing else stays."""
    text = folded.strip(_COMMON)
    if text and text[0].isalnum() and text[-1].isalnum():
        return text
    return strip_ornaments(text) or folded


def strip_ornaments(text: str, start: bool = True, end: bool = True) -> str:
    """A text without the ornaments at its start, at its end or at both."""
    first, last = 0, len(text)
    while start and first < last and is_ornament(text[first]):
        first += 1
    while end and last > first and is_ornament(text[last - 1]):
        last -= 1
    return text[first:last]


def trim_lines(folded: Sequence[str]) -> list[str]:
    """`trim` for many lines."""
    # All ornaments of ASCII are among the common ones.
    texts = [text.strip(_COMMON) for text in folded]
    return [text if text.isascii() and text else trim(whole) for text, whole in zip(texts, folded)]
