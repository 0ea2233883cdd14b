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
        length: characters of each line. read: how many of them were read.
        slots, sizes, starts: slot, length and kind of first character of each word.
        offsets: number of the first word of each line, and of none after the last, shape (n + 1,).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        kinds_of, mixed = _tables()
        n = self.n = len(texts)
        heads = [text[:HEAD] for text in texts]
        joined = "\n".join(heads) + "\n"
        if any("\n" in head for head in heads):
            heads = [head.replace("\n", " ") for head in heads]
            joined = "\n".join(heads) + "\n"
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        kinds = kinds_of.take(codes, mode="clip")
        self.length = np.fromiter(map(len, texts), np.int64, n)
        self.read = np.minimum(self.length, HEAD)
        ends = np.cumsum(self.read + 1) - 1
        begins = ends - self.read
        self.first = kinds[begins].astype(np.int64)
        lasts = "".join([text[-1:] or " " for text in texts]).encode("utf-32-le", "surrogatepass")
        self.last = kinds_of.take(np.frombuffer(lasts, np.uint32), mode="clip").astype(np.int64)
        line = np.repeat(np.arange(0, 16 * n, 16), self.read + 1)
        self.counts = np.bincount(line + kinds, minlength=16 * n)[: 16 * n].reshape(n, 16).T
        # Words: runs of letters and digits.
        inside = (kinds - np.uint8(_LOWER)) < 5
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        if inside[0]:
            edges = np.concatenate(([0], edges))
        starts, stops = edges[::2], edges[1::2]
        self.sizes = stops - starts
        self.starts = kinds[starts]
        up, down = _powers.upto(len(codes) + 1)
        sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(mixed.take(codes, mode="clip") * up[: len(codes)], out=sums[1:])
        self.slots = (((sums[stops] - sums[starts]) * down[starts]) >> np.uint64(64 - _WORD_BITS)).astype(np.int64)
        self.offsets = np.searchsorted(starts, np.concatenate((begins, [len(codes)])))


class Lexicon:
    """Weights of words, above 0 for those of furniture: 10 for each factor of e in their odds.

    Args:
        words: lower-cased words, without marks, and their weights, -127 to 127.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self.table = np.zeros(1 << _WORD_BITS, np.int8)
        if words:
            self.table[Lines(list(words)).slots] = list(words.values())


def _per_line(values: Any, offsets: Any) -> Any:
    """Sums of word values, shape (k, words), over each line, shape (k, n)."""
    sums = np.zeros((len(values), values.shape[1] + 1), np.int64)
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums[:, offsets[1:]] - sums[:, offsets[:-1]]


OWN = (
    "length", "words", "lexicon", "lexicon_mean", "lexicon_first", "prose", "same", "shared", "shared_share",
    "unshared", "capitals", "short", "first", "last", "breaks", "breaks_after", "digits", "dashes", "commas", "stops", "quotes",
    "colons", "links",
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
    X = np.zeros((len(NAMES), n), np.int32)
    c = L.counts
    size = np.maximum(L.read, 1)
    words = np.diff(L.offsets) + c[_UNSPACED] // 3
    longer = L.length > HEAD
    words = np.where(longer, words * L.length // size, words)
    per = np.maximum(np.diff(L.offsets), 1)

    weights = lexicon.table.take(L.slots).astype(np.int64)
    content = L.sizes >= 5
    is_prose_line = ((L.last == _STOP) | (L.last == _QUOTE)) & (words >= 10) | (words >= 30) & (c[_STOP] > 0)
    of_line = np.repeat(np.arange(n), np.diff(L.offsets))
    prose_word = is_prose_line[of_line] & content
    bucket = L.slots & 0xFFF
    seen = np.bincount(bucket[prose_word], minlength=4096)
    found = (seen[bucket] - prose_word > 0) & content
    sums = _per_line(
        np.stack((weights, found, content, L.starts == _UPPER, (L.sizes <= 3) & (L.starts == _LOWER))), L.offsets
    )
    lex, shared, contents, capitals, short = sums
    some = L.offsets[1:] > L.offsets[:-1]
    padded = np.append(weights, 0)
    counted = Counter(texts)

    same = np.fromiter([counted[t] for t in texts], np.int64, n)
    hit = np.fromiter([h is not None for h in hits], np.int64, n)
    b = np.asarray(breaks, np.int64)
    prose = np.where(is_prose_line, np.minimum(words, 60), 0) * (hit == 0)
    own = (
        np.minimum(L.length, 5000), np.minimum(words, 2000), lex, lex * 10 // per,
        np.where(some, padded[L.offsets[:-1]], 0), prose, np.minimum(same, 20), shared,
        np.where(contents > 0, shared * 100 // np.maximum(contents, 1), -1), contents - shared, capitals * 100 // per,
        short * 100 // per, L.first, L.last, b, np.append(b[1:], 2), c[_DIGIT], c[_DASH], c[_COMMA], c[_STOP], c[_QUOTE],
        c[_COLON], c[_LINK],
    )  # fmt: skip
    X[: len(OWN)] = own
    row = len(OWN)
    reach = max(SHIFTS)
    beside = np.full((len(SHIFTED), n + 2 * reach), -2, np.int32)
    beside[:, reach : reach + n] = X[_SHIFTED_ROWS]
    for shift in SHIFTS:
        X[row : row + len(SHIFTED)] = beside[:, reach + shift : reach + shift + n]
        row += len(SHIFTED)
    is_open = (L.last < _STOP) & (words < 25)
    summed = np.stack(
        (prose, np.clip(lex, -300, 300), words < 8, c[_LINK], same > 1, capitals * 2 > per, is_open, hit)
    )
    sums = np.zeros((len(summed), n + 1), np.int64)
    np.cumsum(summed, axis=1, out=sums[:, 1:])
    i = np.arange(n)
    for window in WINDOWS:
        X[row : row + len(summed)] = sums[:, np.minimum(i + window + 1, n)] - sums[:, np.maximum(i - window, 0)]
        row += len(summed)
    cum = sums[0]

    lines_prose = prose >= 10
    total = int(cum[n])
    before, after = cum[:n], total - cum[1:]
    at = np.where(lines_prose, i, -1)
    previous = np.maximum.accumulate(np.append(-1, at[:-1]))
    at = np.where(lines_prose, i, n)
    following = np.minimum.accumulate(np.append(at[1:], n)[::-1])[::-1]
    wc = np.append(0, np.cumsum(np.minimum(words, 100)))
    since, until = np.minimum(i - previous, 50), np.minimum(following - i, 50)
    where = np.flatnonzero(lines_prose)
    first_index, last_index = (int(where[0]), int(where[-1])) if len(where) else (0, n - 1)
    place = (
        np.minimum(i, 1000), np.minimum(n - 1 - i, 1000), i * 100 // n, min(n, 3000), min(total, 30000),
        int(words.sum()) * 10 // n, len(where) * 100 // n, np.minimum(before, 5000), np.minimum(after, 5000),
        before * 100 // max(total, 1), after * 100 // max(total, 1), since, until, np.minimum(since + until, 60),
        np.minimum(wc[:n] - wc[previous + 1], 500), np.minimum(wc[following] - wc[1:], 500),
        np.clip(i - first_index, -100, 100), np.clip(i - last_index, -100, 100),
    )  # fmt: skip
    for values in place:
        X[row] = values
        row += 1
    return X

