"""Facts about the lines of a document as whole numbers, all lines at once: what the shape model looks at.

Every number is an integer, so that the same text gives the same facts on every machine. A document costs a fixed number
of numpy calls; a line costs its first `HEAD` characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
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
_ALL = (1 << 64) - 1


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


def word_slot(word: str) -> int:
    """The slot of a word in tables of 2**18 words."""
    _, mixed = _tables()
    total = 0
    for place, char in enumerate(word):
        total += int(mixed[min(ord(char), 0x10000)]) * pow(_FACTOR, place, 1 << 64)
    return (total & _ALL) >> (64 - _WORD_BITS)


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


def _per_line(values: Any, offsets: Any) -> Any:
    """Sums of word values, shape (k, words), over each line, shape (k, n)."""
    sums = np.zeros((len(values), values.shape[1] + 1), np.int64)
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums[:, offsets[1:]] - sums[:, offsets[:-1]]


OWN = (
    "length", "words", "word_size", "lower", "upper", "digits", "digit_count", "stops", "commas", "colons", "quotes",
    "dashes", "brackets", "links", "money", "symbols", "capitals", "short", "last", "first", "breaks", "breaks_after",
    "same", "lexicon", "lexicon_mean", "lexicon_first", "lexicon_last", "shared", "shared_share", "unshared", "prose", "hit",
)  # fmt: skip
SHIFTED = (
    "words", "last", "first", "capitals", "lexicon_mean", "shared_share", "digit_count", "prose", "same", "links", "short",
)  # fmt: skip
SHIFTS = (-3, -2, -1, 1, 2, 3)
SUMMED = ("prose", "lexicon", "is_short", "links", "is_same", "is_capital", "is_open", "hit")
WINDOWS = (2, 5, 12)
PLACE = (
    "index", "index_end", "place", "lines", "total", "mean_words", "prose_lines", "before", "after", "before_share", "after_share",
    "since", "until", "gap", "words_since", "words_until", "run_before", "run_after", "first_index", "last_index", "unspaced",
)  # fmt: skip

NAMES: tuple[str, ...] = (
    *OWN,
    *(f"{name}{shift:+d}" for shift in SHIFTS for name in SHIFTED),
    *(f"{name}~{window}" for window in WINDOWS for name in SUMMED),
    *PLACE,
)  # fmt: skip
"""Names of the facts, in the order of the rows of `facts`."""


def facts(texts: Sequence[str], breaks: Sequence[int], hits: Sequence[str | None], lexicon: Any) -> Any:
    """The facts of each line.

    Args:
        texts: the lines, none empty. breaks: 1 or 2 line breaks before each.
        hits: label that a certain rule gave a line, or None.
        lexicon: int8 table of 2**18 word weights, above 0 for words of furniture.

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

    weights = lexicon.take(L.slots).astype(np.int64)
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
    own = dict(
        length=np.minimum(L.length, 5000),
        words=np.minimum(words, 2000),
        word_size=(c[_LOWER] + c[_UPPER] + c[_LETTER]) * 10 // per,
        lower=c[_LOWER] * 100 // size,
        upper=c[_UPPER] * 100 // size,
        digits=c[_DIGIT] * 100 // size,
        digit_count=c[_DIGIT],
        stops=c[_STOP],
        commas=c[_COMMA],
        colons=c[_COLON],
        quotes=c[_QUOTE],
        dashes=c[_DASH],
        brackets=c[_BRACKET],
        links=c[_LINK],
        money=c[_MONEY],
        symbols=c[_SYMBOL],
        capitals=capitals * 100 // per,
        short=short * 100 // per,
        last=L.last,
        first=L.first,
        breaks=b,
        breaks_after=np.append(b[1:], 2),
        same=np.minimum(same, 20),
        lexicon=lex,
        lexicon_mean=lex * 10 // per,
        lexicon_first=np.where(some, padded[L.offsets[:-1]], 0),
        lexicon_last=np.where(some, padded[L.offsets[1:] - 1], 0),
        shared=shared,
        shared_share=np.where(contents > 0, shared * 100 // np.maximum(contents, 1), -1),
        unshared=contents - shared,
        prose=prose,
        hit=hit,
    )
    for row, name in enumerate(OWN):
        X[row] = own[name]
    row = len(OWN)
    index = {name: i for i, name in enumerate(OWN)}
    shifted = [index[name] for name in SHIFTED]
    reach = max(SHIFTS)
    padded2 = np.full((len(shifted), n + 2 * reach), -2, np.int32)
    padded2[:, reach : reach + n] = X[shifted]
    for shift in SHIFTS:
        X[row : row + len(shifted)] = padded2[:, reach + shift : reach + shift + n]
        row += len(shifted)

    is_open = (L.last < _STOP) & (words < 25)
    summed = np.stack(
        (prose, np.clip(lex, -300, 300), words < 8, c[_LINK], same > 1, capitals * 2 > per, is_open, hit)
    )
    cum = np.zeros((len(summed), n + 1), np.int64)
    np.cumsum(summed, axis=1, out=cum[:, 1:])
    i = np.arange(n)
    for window in WINDOWS:
        X[row : row + len(summed)] = cum[:, np.minimum(i + window + 1, n)] - cum[:, np.maximum(i - window, 0)]
        row += len(summed)

    lines_prose = prose >= 10
    total = int(cum[0, n])
    before, after = cum[0, :n], total - cum[0, 1:]
    at = np.where(lines_prose, i, -1)
    previous = np.maximum.accumulate(np.append(-1, at[:-1]))
    at = np.where(lines_prose, i, n)
    following = np.minimum.accumulate(np.append(at[1:], n)[::-1])[::-1]
    wc = np.append(0, np.cumsum(np.minimum(words, 100)))
    since, until = np.minimum(i - previous, 50), np.minimum(following - i, 50)
    shortrun = words < 8
    stop_at = np.maximum.accumulate(np.append(-1, np.where(shortrun, -1, i)[:-1]))
    next_at = np.minimum.accumulate(np.append(np.where(shortrun, n, i)[1:], n)[::-1])[::-1]
    where = np.flatnonzero(lines_prose)
    first_index, last_index = (int(where[0]), int(where[-1])) if len(where) else (0, n - 1)
    place = (
        np.minimum(i, 1000), np.minimum(n - 1 - i, 1000), i * 100 // n, min(n, 3000), min(total, 30000),
        int(words.sum()) * 10 // n, len(where) * 100 // n, np.minimum(before, 5000), np.minimum(after, 5000),
        before * 100 // max(total, 1), after * 100 // max(total, 1), since, until, np.minimum(since + until, 60),
        np.minimum(wc[:n] - wc[previous + 1], 500), np.minimum(wc[following] - wc[1:], 500),
        np.minimum(i - stop_at, 50), np.minimum(next_at - i, 50),
        np.clip(i - first_index, -100, 100), np.clip(i - last_index, -100, 100),
        int(c[_UNSPACED].sum()) * 100 // max(int(size.sum()), 1),
    )  # fmt: skip
    for values in place:
        X[row] = values
        row += 1
    return X


WORD = re.compile(r"[^\W_]+")
