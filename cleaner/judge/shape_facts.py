"""Facts about the lines of a document as whole numbers, all lines at once: what the shape model looks at.

Every number is an integer, so that the same text gives the same facts on every machine. A document costs a fixed number
of numpy calls; a line costs its first `HEAD` characters.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

HEAD = 160
"""Characters read of a line: what a line is shows in its first two or three sentences."""

_SPACE, _LOWER, _UPPER, _LETTER, _UNSPACED, _DIGIT = 1, 2, 3, 4, 5, 6
_STOP, _COMMA, _COLON, _QUOTE, _DASH, _BRACKET, _LINK, _MONEY, _SYMBOL = 7, 8, 9, 10, 11, 12, 13, 14, 15
_MARKS = {
    _STOP: ".!?…।؟۔。！？｡",
    _COMMA: ",;،；，、؛",
    _COLON: ":：",
    _QUOTE: "\"'“”‘’„‚«»‹›「」『』`´′″",
    _DASH: "-‐‑‒–—―−_",
    _BRACKET: "()[]{}（）【】",
    _LINK: "|/\\<>→←↑↓•·*#@=+~^►▶▼▲■●◆✓✔»›⇒➔➜",
    _MONEY: "©®™$€£¥₹%&§°",
}  # fmt: skip
_UNSPACED_RANGES = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D))

_UNICODE = unicodedata.ucd_3_2_0  # the one version that every Python has, so that all give the same facts
_OF_CATEGORY = {
    "Lu": _UPPER, "Lt": _UPPER, "Ll": _LOWER, "Lm": _LETTER, "Lo": _LETTER, "Mn": _LETTER, "Mc": _LETTER, "Nd": _DIGIT,
    "Zs": _SPACE, "Zl": _SPACE, "Zp": _SPACE, "Cc": _SPACE,
}  # fmt: skip

_WORD_BITS = 18
_FACTOR = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64


@lru_cache(maxsize=1)
def _tables() -> tuple[Any, Any]:
    """Kind of each character, and the number that stands for its lower-case form in word hashes."""
    kinds = np.full(0x10001, _SYMBOL, np.uint8)
    lower = np.arange(0x10001, dtype=np.uint64)
    for code in range(0x10000):
        char = chr(code)
        kinds[code] = _OF_CATEGORY.get(_UNICODE.category(char), _SYMBOL)
        small = char.lower()
        if kinds[code] == _UPPER and len(small) == 1:
            lower[code] = ord(small)
    for first, last in _UNSPACED_RANGES:
        kinds[first : last + 1] = _UNSPACED
    for kind, marks in _MARKS.items():
        for char in marks:
            kinds[ord(char)] = kind
    kinds[10] = 0
    mixed = (lower + np.uint64(1)) * np.uint64(0xD6E8FEB86659FD93)
    mixed ^= mixed >> np.uint64(32)
    return kinds, mixed * np.uint64(0xD6E8FEB86659FD93)


class _Powers:
    """Powers of the hash's factor and of its inverse, as far as the longest document so far needed them."""

    def __init__(self) -> None:
        self.up = self.down = np.zeros(0, np.uint64)

    def upto(self, size: int) -> tuple[Any, Any]:
        if len(self.up) < size:
            room = max(1 << 15, 2 * size)
            one = np.ones(room, np.uint64)
            up, down = one.copy(), one.copy()
            up[1:] = _FACTOR
            down[1:] = pow(_FACTOR, -1, 1 << 64)
            self.up, self.down = np.multiply.accumulate(up), np.multiply.accumulate(down)
        return self.up, self.down


_powers = _Powers()


class Lines:
    """The words and characters of a document's lines.

    Attributes:
        n: number of lines.
        counts: characters of each kind, shape (16, n).
        first, last: kind of each line's first and last character.
        length: characters of each line. longest: of the longest.
        slots: place of each word in tables of 2**18 words.
        offsets: number of the first word of each line, and of none after the last, shape (n + 1,).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        kinds_of, mixed = _tables()
        n = self.n = len(texts)
        joined = "\n".join([text[:HEAD] for text in texts]) + "\n"
        if joined.count("\n") > n:
            joined = "\n".join([text[:HEAD].replace("\n", " ") for text in texts]) + "\n"
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.intp)
        kinds = kinds_of.take(codes, mode="clip")
        self.length = np.fromiter(map(len, texts), np.int64, n)
        self.longest = int(self.length.max())
        places = np.zeros(n + 1, np.int64)
        np.minimum(self.length, HEAD).cumsum(out=places[1:])
        places += np.arange(n + 1)  # where each line begins
        self.first = kinds.take(places[:-1])
        lasts = "".join([text[-1] for text in texts]).encode("utf-32-le", "surrogatepass")
        self.last = kinds_of.take(np.frombuffer(lasts, np.uint32), mode="clip")
        cells = np.arange(0, 16 * n, 16).repeat(places[1:] - places[:-1])
        cells += kinds
        self.counts = np.bincount(cells, minlength=16 * n).reshape(n, 16).T
        # Words: runs of letters and digits.
        inside = np.zeros(len(kinds) + 1, np.bool_)
        np.less(kinds - np.uint8(_LOWER), 5, out=inside[1:])
        edges = (inside[1:] != inside[:-1]).nonzero()[0]
        starts, stops = edges[::2], edges[1::2]
        up, down = _powers.upto(len(codes) + 1)
        values = mixed.take(codes, mode="clip")
        values *= up[: len(codes)]
        sums = np.zeros(len(codes) + 1, np.uint64)
        values.cumsum(out=sums[1:])
        hashes = (sums.take(stops) - sums.take(starts)) * down.take(starts)
        self.slots = (hashes >> np.uint64(64 - _WORD_BITS)).astype(np.intp)
        self.offsets = starts.searchsorted(places)


class Lexicon:
    """Weights of words, above 0 for those of furniture: 10 for each factor of e in their odds.

    Args:
        words: lower-cased words, without marks, and their weights, -127 to 127.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self.table = np.zeros(1 << _WORD_BITS, np.int8)
        if words:
            self.table[Lines(list(words)).slots] = list(words.values())


OWN = (
    "length", "words", "lexicon", "lexicon_mean", "prose", "same", "first", "last", "breaks", "digits", "dashes",
    "commas", "stops", "links",
)  # fmt: skip
SHIFTED = ("words", "lexicon_mean", "first", "last")
SHIFTS = (-2, -1, 1, 2)
SUMMED = ("prose", "lexicon", "short", "links", "same", "open", "hit")
WINDOWS = (2, 5, 12)
PLACE = (
    "index", "index_end", "place", "lines", "total", "mean_words", "prose_lines", "first_index", "before", "after",
    "before_share", "after_share",
)  # fmt: skip

NAMES: tuple[str, ...] = (
    *OWN,
    *(f"{name}{shift:+d}" for shift in SHIFTS for name in SHIFTED),
    *(f"{name}~{window}" for window in WINDOWS for name in SUMMED),
    *PLACE,
)  # fmt: skip
"""Names of the facts, in the order of the rows of `facts`."""
_SHIFTED_ROWS = np.array([OWN.index(name) for name in SHIFTED])
_SAME = OWN.index("same")


def facts(texts: Sequence[str], breaks: Sequence[int], hits: Sequence[str | None], lexicon: Lexicon) -> Any:
    """The facts of each line.

    Args:
        texts: the lines, none empty. breaks: 1 or 2 line breaks before each.
        hits: label that a certain rule gave a line, or None.
        lexicon: weights of words.

    Returns:
        int32 array of shape (len(NAMES), len(texts)).
    """
    n = len(texts)
    L = Lines(texts)
    c, offsets, last = L.counts, L.offsets, L.last
    runs = offsets[1:] - offsets[:-1]
    words = runs + c[_UNSPACED] // 3
    if L.longest > HEAD:
        words = words * L.length // np.minimum(L.length, HEAD)
    hit = np.array([h is not None for h in hits])
    # Prose: ten words or more that end like a sentence, or a paragraph of any ending.
    sentence = ((last == _STOP) | (last == _QUOTE)) & (words >= 10) | (words >= 30) & (c[_STOP] > 0)
    prose = np.minimum(words, 60) * (sentence & ~hit)
    weights = np.zeros(len(L.slots) + 1, np.int64)
    lexicon.table.take(L.slots).cumsum(out=weights[1:])
    known = weights.take(offsets)
    lex = known[1:] - known[:-1]
    counted = Counter(texts)
    same = [counted[text] for text in texts] if len(counted) < n else 1

    X = np.empty((len(NAMES), n), np.int32)
    own = X[: len(OWN)]
    for row, values in enumerate((
        L.length, words, lex, lex * 10 // np.maximum(runs, 1), prose, same, L.first, last, breaks, c[_DIGIT], c[_DASH],
        c[_COMMA], c[_STOP], c[_LINK],
    )):  # fmt: skip
        own[row] = values
    row = len(OWN)

    # The lines beside it.
    reach = max(SHIFTS)
    beside = np.full((len(SHIFTED), n + 2 * reach), -2, np.int32)
    beside[:, reach : reach + n] = X.take(_SHIFTED_ROWS, axis=0)
    for shift in SHIFTS:
        X[row : row + len(SHIFTED)] = beside[:, reach + shift : reach + shift + n]
        row += len(SHIFTED)

    # Sums over the lines around it; beyond the ends there is nothing, so the sums up to there stay as they are.
    most = max(WINDOWS)
    sums = np.zeros((len(SUMMED), n + 2 * most + 1), np.int32)
    inner = sums[:, most + 1 : most + 1 + n]
    for number, values in enumerate((
        prose, np.maximum(np.minimum(lex, 300), -300), words < 8, c[_LINK], own[_SAME] > 1,
        (last < _STOP) & (words < 25), hit,
    )):  # fmt: skip
        inner[number] = values
    sums.cumsum(axis=1, out=sums)
    for window in WINDOWS:
        start = most - window
        out = X[row : row + len(SUMMED)]
        np.subtract(sums[:, most + window + 1 : most + window + 1 + n], sums[:, start : start + n], out=out)
        row += len(SUMMED)

    # Where it stands among the document's prose.
    running = sums[0, most : most + n + 1]
    total = int(running[n])
    before, after = running[:n], total - running[1:]
    i = np.arange(n)
    where = (prose >= 10).nonzero()[0]
    for values in (
        i, n - 1 - i, i * 100 // n, n, total, int(words.sum()) * 10 // n, len(where) * 100 // n,
        i - (int(where[0]) if len(where) else 0), before, after, before * 100 // max(total, 1),
        after * 100 // max(total, 1),
    ):  # fmt: skip
        X[row] = values
        row += 1
    return X
