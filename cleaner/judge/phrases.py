"""Words and pairs of words that speak for a line or against it: "read more", "by" at a line's start, "ago" at its end.

The weights are learned (`benchmarks/phrases.py`). A line's score adds those of its words and marks, of its pairs of
neighbours, of what begins and what ends it, and of the line as a whole where it is short.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cleaner.judge.lines import Kind, Lines, sums_between
from cleaner.text.tree import DATA

WHOLE, LONGEST_NUMBER = 6, 8
"""Words and marks of the longest line that is looked up as a whole; digits from which numbers are not told apart by length."""
UNIT, LOUD = 16, 600
"""Points of a natural unit of log odds in the weights; score that counts at most either way."""
PLACES = ("anywhere", "first", "last", "whole")
"""Where in a line a phrase stands, as the weights are kept."""

BITS = 20
_KIND = np.array([0, 0, 1, 1, 1, 3, 2, *[3] * 9], np.uint8)
"""Of each kind of characters: 0 parts words, 1 is a letter, 2 a digit, 3 a mark, which is a word of its own."""

_NUMBERS = np.arange(1, LONGEST_NUMBER + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
TIES = np.array([1, 0x9E6C63D0876A9A99, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)
_IN_ORDER = np.array([3, 0xA24BAED4963EE407, 0x9FB21C651E98DF25, 0x94D049BB133111EB, 0xBF58476D1CE4E5B9,
                      0xD1B54A32D192ED03], np.uint64)  # fmt: skip


class Phrases:
    """Weights of phrases, above 0 for what articles say."""

    def __init__(self, table: Any) -> None:
        """For a table of weights by hash, as `benchmarks.phrases` makes it."""
        self.table = table

    @classmethod
    def load(cls) -> Phrases:
        """Those that ship, as `benchmarks.ready` wrote them beforehand: hashing 13,000 takes longer than cleaning a small page."""
        return cls(np.fromfile(DATA / "ready" / "phrases.bin", np.int8))

    def scores(self, lines: Lines) -> Any:
        """The score of each line in hundredths of a natural unit: the sum of the weights of its phrases over the
        square root of their number, so that a long line is not sure merely because it is long."""
        words, offsets = read_words(lines)
        count = offsets[1:] - offsets[:-1]
        some, two = (count > 0).nonzero()[0], (count > 1).nonzero()[0]
        short = some.compress(count.take(some) <= WHOLE)
        pairs = pairs_of(words)
        alone, beside = self._weights(words, 0), self._weights(pairs, 0)
        beside[offsets[1:].take(some) - 1] = 0  # a line's last word has no neighbour
        total = sums_between(alone + beside, offsets)
        for place, ends, back in ((1, offsets[:-1], 0), (2, offsets[1:], 1)):
            total[some] += self._weights(words.take(ends.take(some) - back), place)
            total[two] += self._weights(pairs.take(ends.take(two) - 2 * back), place)
        total[short] += self._weights(whole_of(words, offsets).take(short), 3)
        phrases = 2 * count + 1 + 2 * (count > 1) + (count <= WHOLE)
        return total * (100 * 64) // (UNIT * np.sqrt(phrases * 64 * 64).astype(np.int64))

    def _weights(self, keys: Any, place: int) -> Any:
        return self.table.take(slots_of(keys * TIES[place])).astype(np.int64)


def read_words(lines: Lines) -> tuple[Any, Any]:
    """The hashes of all words and marks of some lines; and where each line begins among them, and the last one ends."""
    starts, stops = word_spans(lines)
    words = lines.hashes(starts, stops)
    digits = (lines.kinds.take(starts) == Kind.DIGIT).nonzero()[0]
    lengths = np.minimum(stops.take(digits) - starts.take(digits), LONGEST_NUMBER)
    words[digits] = _NUMBERS.take(lengths - 1)
    return words, starts.searchsorted(lines.places)


def word_spans(lines: Lines) -> tuple[Any, Any]:
    """Where words, numbers and marks begin and end in `cleaner.judge.lines.join_heads`."""
    kind = _KIND.take(lines.kinds)
    edge = np.ones(len(kind) + 1, np.bool_)
    np.not_equal(kind[1:], kind[:-1], out=edge[1:-1])
    edge[:-1] |= kind == 3
    bounds = edge.nonzero()[0]
    solid = kind.take(bounds[:-1]) > 0
    return bounds[:-1][solid], bounds[1:][solid]


def pairs_of(words: Any) -> Any:
    """The key of each word with the next one."""
    keys = words * np.uint64(3)
    keys[:-1] += words[1:] * _SECOND
    return keys


def whole_of(words: Any, offsets: Any) -> Any:
    """The key of each line of up to `WHOLE` words; of longer ones, that of their beginning."""
    keys = np.zeros(len(offsets) - 1, np.uint64)
    for number, odd in enumerate(_IN_ORDER):
        has = (offsets[1:] - offsets[:-1] > number).nonzero()[0]
        keys[has] += words.take(offsets.take(has) + number) * odd
    return keys


def slots_of(keys: Any) -> Any:
    return (keys >> np.uint64(64 - BITS)).astype(np.intp)
