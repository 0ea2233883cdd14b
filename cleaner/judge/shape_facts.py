"""Facts about the lines of a document as whole numbers, all lines at once: what the shape model looks at.

Every number is an integer, so that the same text gives the same facts on every machine. A document costs a fixed number
of numpy calls; a line costs its first `HEAD` characters.
"""

from __future__ import annotations

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

_WORD_BITS = 18
_FACTOR = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64


@lru_cache(maxsize=1)
def _tables() -> tuple[Any, Any]:
    """Kind of each character, and the number that stands for its lower-case form in word hashes."""
    kinds = np.full(0x10001, _SYMBOL, np.uint8)
    lower = np.arange(0x10001, dtype=np.uint64)
    for code in range(0x10000):
        char = chr(code)
        if char.isalpha() or (0x0900 <= code <= 0x0DFF and not char.isdigit()):
            kinds[code] = _UPPER if char.isupper() else _LOWER if char.islower() else _LETTER
            small = char.lower()
            lower[code] = ord(small) if len(small) == 1 else code
        elif char.isdigit():
            kinds[code] = _DIGIT
        elif char.isspace():
            kinds[code] = _SPACE
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
        slots, sizes, starts: slot, length and kind of first character of each word.
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
        self.sizes = stops - starts
        self.starts = kinds.take(starts)
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


_NO_WORD, _NO_LINE, _END = np.array([0]), np.array([-1]), np.array([2])

OWN = (
    "length", "words", "lexicon", "lexicon_mean", "lexicon_first", "prose", "same", "shared", "shared_share",
    "unshared", "capitals", "short", "first", "last", "breaks", "breaks_after", "digits", "dashes", "commas", "stops",
    "quotes", "colons", "links",
)  # fmt: skip
SHIFTED = ("words", "lexicon_mean", "shared_share", "first", "last", "digits")
SHIFTS = (-2, -1, 1, 2)
SUMMED = ("prose", "lexicon", "is_short", "links", "is_same", "is_capital", "is_open", "hit")
WINDOWS = (2, 5, 12)
PLACE = (
    "index", "index_end", "place", "lines", "total", "mean_words", "prose_lines", "before", "after", "before_share",
    "after_share", "since", "until", "gap", "words_since", "words_until", "first_index", "last_index",
)  # fmt: skip

NAMES: tuple[str, ...] = (
    *OWN,
    *(f"{name}{shift:+d}" for shift in SHIFTS for name in SHIFTED),
    *(f"{name}~{window}" for window in WINDOWS for name in SUMMED),
    *PLACE,
)  # fmt: skip
"""Names of the facts, in the order of the rows of `facts`."""
_SHIFTED_ROWS = [OWN.index(name) for name in SHIFTED]


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
    c, offsets = L.counts, L.offsets
    runs = offsets[1:] - offsets[:-1]
    per = np.maximum(runs, 1)
    words = runs + c[_UNSPACED] // 3
    if L.longest > HEAD:
        words = words * L.length // np.minimum(L.length, HEAD)
    hit = np.fromiter([h is not None for h in hits], np.int64, n)
    # Prose: ten words or more that end like a sentence, or a paragraph of any ending.
    sentence = ((L.last == _STOP) | (L.last == _QUOTE)) & (words >= 10) | (words >= 30) & (c[_STOP] > 0)
    prose = np.minimum(words, 60) * (sentence & (hit == 0))

    # What the words are: sums over each line of what is known of each.
    weights = lexicon.table.take(L.slots)
    long = L.sizes >= 5
    bucket = L.slots & 0xFFF
    told = sentence.repeat(runs) & long
    elsewhere = np.bincount(bucket[told], minlength=4096).take(bucket) > told  # in prose, its own line's apart
    known = np.zeros((5, len(weights) + 1), np.int32)
    known[0, 1:] = weights
    known[1, 1:] = elsewhere & long
    known[2, 1:] = long
    known[3, 1:] = L.starts == _UPPER
    known[4, 1:] = (L.starts == _LOWER) & (L.sizes <= 3)
    known.cumsum(axis=1, out=known)
    at_offsets = known.take(offsets, axis=1)
    lex, shared, contents, capitals, short = at_offsets[:, 1:] - at_offsets[:, :-1]
    first_weight = np.concatenate((weights, _NO_WORD)).take(offsets[:-1]) * (runs > 0)

    counted = Counter(texts)
    same = np.fromiter([counted[text] for text in texts], np.int64, n)
    b = np.fromiter(breaks, np.int64, n)
    X = np.empty((len(NAMES), n), np.int32)
    X[: len(OWN)] = (
        L.length, words, lex, lex * 10 // per, first_weight, prose, same, shared,
        (shared * 100 - (contents == 0)) // np.maximum(contents, 1), contents - shared, capitals * 100 // per,
        short * 100 // per, L.first, L.last, b, np.concatenate((b[1:], _END)), c[_DIGIT], c[_DASH], c[_COMMA], c[_STOP],
        c[_QUOTE], c[_COLON], c[_LINK],
    )  # fmt: skip
    row = len(OWN)

    # The lines beside it.
    reach = max(SHIFTS)
    beside = np.full((len(SHIFTED), n + 2 * reach), -2, np.int32)
    beside[:, reach : reach + n] = X[_SHIFTED_ROWS]
    for shift in SHIFTS:
        X[row : row + len(SHIFTED)] = beside[:, reach + shift : reach + shift + n]
        row += len(SHIFTED)

    # Sums over the lines around it; beyond the ends there is nothing, so the sums up to there stay as they are.
    most = max(WINDOWS)
    sums = np.zeros((len(SUMMED), n + 2 * most + 1), np.int32)
    inner = sums[:, most + 1 : most + 1 + n]
    inner[:] = (
        prose, np.minimum(np.maximum(lex, -300), 300), words < 8, c[_LINK], same > 1, capitals * 2 > per,
        (L.last < _STOP) & (words < 25), hit,
    )  # fmt: skip
    sums.cumsum(axis=1, out=sums)
    for window in WINDOWS:
        X[row : row + len(SUMMED)] = (
            sums[:, most + window + 1 : most + window + 1 + n] - sums[:, most - window : most - window + n]
        )
        row += len(SUMMED)

    # Where it stands among the document's prose.
    running = sums[0, most : most + n + 1]
    total = int(running[n])
    before, after = running[:n], total - running[1:]
    i = np.arange(n)
    is_prose = prose >= 10
    where = is_prose.nonzero()[0]
    first_prose, last_prose = (int(where[0]), int(where[-1])) if len(where) else (0, n - 1)
    # Numbers of the prose line before and after each line: -1 and n where there is none.
    fence = np.concatenate((_NO_LINE, where, [n]))
    rank = np.concatenate((_NO_WORD, is_prose.cumsum()))
    previous, following = fence.take(rank[:-1]), fence.take(rank[1:] + 1)
    spoken = np.concatenate((_NO_WORD, np.minimum(words, 100).cumsum()))
    since, until = np.minimum(i - previous, 50), np.minimum(following - i, 50)
    X[row:] = np.broadcast_arrays(
        i, n - 1 - i, i * 100 // n, n, total, int(words.sum()) * 10 // n, len(where) * 100 // n, before, after,
        before * 100 // max(total, 1), after * 100 // max(total, 1), since, until, since + until,
        spoken[:-1] - spoken.take(previous + 1), spoken.take(following) - spoken[1:], i - first_prose, i - last_prose,
    )  # fmt: skip
    return X
