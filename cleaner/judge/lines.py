"""A document's lines as numbers: characters of each kind, words, sentences, all lines at once.

The learned judges and the heuristics look at these. A document costs a fixed number of numpy calls, a line its first
`HEAD` characters. Every number is an integer, so that the same text gives the same facts on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from cleaner import _core as core
from cleaner.text.scripts import NEVER_STOPPED_RANGES, Range
from cleaner.text.tree import read_json
from cleaner.text.words import UNPARTED_STOPS, ends_sentence, is_prose

HEAD, MOST_LINES = 240, 4000
"""Characters read of a line, which shows in its first few sentences what it is, and lines read at a time."""

Kind = IntEnum("Kind", "SPACE LOWER UPPER LETTER UNSPACED DIGIT STOP COMMA COLON QUOTE DASH BRACKET LINK MONEY SYMBOL")
"""Kinds of characters, from 1 on. A line break is of kind 0."""

ASTRAL = 0x10000
"""Characters from here on are told apart by whether they are Han alone: entries of their own at the tables' end."""
_ASTRAL_HAN = 0x20000
_UNPARTED = [(ord(mark), ord(mark)) for mark in UNPARTED_STOPS]

_WORD_BITS = 18
_ROOM = 1 << 16  # words of one document that are told apart
_FACTOR = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64


@lru_cache(maxsize=1)
def _tables() -> tuple[Any, Any]:
    """Kind of each character, and the number that stands for its lower-case form in word hashes."""
    runs = read_json("ready/characters")  # to work them out takes a twentieth of a second
    kinds = np.repeat(np.array(runs["kinds"], np.uint8), runs["sizes"])
    lower = np.arange(len(kinds), dtype=np.uint64)
    for code in (kinds == Kind.UPPER).nonzero()[0].tolist():
        small = chr(code).lower()
        if len(small) == 1:
            lower[code] = ord(small)
    mixed = (lower + np.uint64(1)) * np.uint64(0xD6E8FEB86659FD93)
    mixed ^= mixed >> np.uint64(32)
    return kinds, mixed * np.uint64(0xD6E8FEB86659FD93)


@lru_cache(maxsize=2)
def _powers(size: int) -> tuple[Any, Any]:
    """Powers of the hash's factor and of its inverse."""
    factors = np.full((2, size), ((_FACTOR,), (pow(_FACTOR, -1, 1 << 64),)), np.uint64)
    factors[:, 0] = 1
    up, down = np.multiply.accumulate(factors, axis=1)
    return up, down


class Lines:
    """The words and characters of a document's lines: the twin in Python of `cleaner._core.native.Lines`, which tells `n`, `counts`, `words`
    and what is measured.

    Attributes:
        n: number of lines.
        counts: characters of each kind, shape (16, n).
        first, last: kind of each line's first and last character.
        length: characters of each line.
        words: of each whole line, estimated where it is longer than `HEAD`; where a script writes no spaces, a quarter
            of its characters.
        tokens, small, capital: what spaces part, and how much of it begins with a small letter and with a capital.
        stop: whether a line ends like a sentence, closing quotes and brackets apart.
        sentences: ends of sentences in each line, its own included.
        kinds: of each character of `join_heads`. places: where each line begins there, and where the next would.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Reads the lines, of which some may be empty."""
        kinds_of, mixed = _tables()
        n = self.n = len(texts)
        joined = join_heads(texts)
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.intp)
        if joined and max(joined) >= chr(ASTRAL):
            codes = np.minimum(codes, ASTRAL + (codes >= _ASTRAL_HAN))
        kinds = kinds_of.take(codes)
        self.length = np.fromiter(map(len, texts), np.int64, n)
        places = np.zeros(n + 1, np.int64)
        np.minimum(self.length, HEAD).cumsum(out=places[1:])
        places += np.arange(n + 1)
        self.kinds, self.places = kinds, places
        self.first = kinds.take(places[:-1])
        lasts = "".join([text[-1:] or "\n" for text in texts]).encode("utf-32-le", "surrogatepass")
        self.last = kinds_of.take(np.frombuffer(lasts, np.uint32), mode="clip")
        cells = np.arange(0, 16 * n, 16).repeat(places[1:] - places[:-1])
        cells += kinds[: len(cells)]
        self.counts = np.bincount(cells, minlength=16 * n).reshape(n, 16).T
        self._read_tokens(kinds, places)
        self._read_ends(texts, codes, kinds, places)
        # Words: runs of letters and digits.
        inside = np.zeros(len(kinds) + 1, np.bool_)
        np.less(kinds - np.uint8(Kind.LOWER), 5, out=inside[1:])
        edges = (inside[1:] != inside[:-1]).nonzero()[0]
        self._starts, self._stops = edges[::2], edges[1::2]
        up, self._down = _powers(max(1 << 15, 1 << len(codes).bit_length()))
        values = mixed.take(codes, mode="clip")
        values *= up[: len(codes)]
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        values.cumsum(out=self._sums[1:])

    def hashes(self, starts: Any, stops: Any) -> Any:
        """A hash of 64 bits for each stretch of `join_heads`; it depends neither on where the stretch stands nor on capitals."""
        return (self._sums.take(stops) - self._sums.take(starts)) * self._down.take(starts)

    def _read_tokens(self, kinds: Any, places: Any) -> None:
        solid = np.zeros(len(kinds) + 1, np.bool_)
        np.greater(kinds, Kind.SPACE, out=solid[1:])
        starts = (solid[1:] & ~solid[:-1]).nonzero()[0]
        opening = kinds.take(starts)
        offsets = starts.searchsorted(places)
        self.tokens = offsets[1:] - offsets[:-1]
        self.small = sums_between(opening == Kind.LOWER, offsets)
        self.capital = sums_between(opening == Kind.UPPER, offsets)
        unspaced = self.counts[Kind.UNSPACED]
        self.words = self.tokens
        if unspaced.any():
            self.words = self.tokens - sums_between(opening == Kind.UNSPACED, offsets) + (unspaced + 3) // 4
        self.words = np.where(self.length > HEAD, self.words * self.length // HEAD, self.words)

    def _read_ends(self, texts: Sequence[str], codes: Any, kinds: Any, places: Any) -> None:
        self.stop = self.last == Kind.STOP
        twice = []  # "C'est fini. »": the space before the quote would end it once more
        for index in np.isin(self.last, (Kind.QUOTE, Kind.BRACKET, Kind.LINK)).nonzero()[0].tolist():
            self.stop[index] = ends_sentence(texts[index])
            if self.stop[index] and texts[index][-2:-1].isspace() and len(texts[index]) <= HEAD:
                twice.append(index)
        at = (kinds == Kind.STOP).nonzero()[0]
        padded = np.concatenate((kinds, np.zeros(2, np.uint8)))
        follows, then = padded.take(at + 1), padded.take(at + 2)
        closed = (follows == Kind.QUOTE) | (follows == Kind.BRACKET)
        ends = (follows == Kind.SPACE) | closed & (then == Kind.SPACE)
        ends |= _is_in(codes.take(at), _UNPARTED) & (follows > 0) & ~(closed & (then == 0))
        self.sentences = sums_between(ends, at.searchsorted(places)) + self.stop
        self.sentences[twice] -= 1
        if self.counts[Kind.UNSPACED].any():  # Thai and Lao part sentences by a space alone
            unspaced = kinds == Kind.UNSPACED
            spaces = (unspaced[:-2] & (kinds[1:-1] == Kind.SPACE) & unspaced[2:]).nonzero()[0] + 1
            spaces = spaces[_is_in(codes.take(spaces - 1), NEVER_STOPPED_RANGES)]
            self.sentences = self.sentences + sums_between(np.ones(len(spaces), np.int64), spaces.searchsorted(places))

    def measured(self) -> tuple[list[Any], ...]:
        """The columns of `Measure`."""
        capitals = (self.counts[Kind.UPPER] > 0) & (self.counts[Kind.LOWER] == 0)
        shares = self.small / np.maximum(1, self.tokens)
        prose = is_prose(self.words, self.stop, self.sentences)
        return tuple(map(np.ndarray.tolist, (self.words, self.stop, self.sentences, shares, capitals, prose)))

    @cached_property
    def stems(self) -> tuple[Any, Any]:
        """The line and the slot of the first six letters of each word of four letters or more."""
        long = (self._stops - self._starts >= 4).nonzero()[0]
        starts = self._starts.take(long)
        found = self.hashes(starts, np.minimum(self._stops.take(long), starts + 6))
        return self.places.searchsorted(starts, "right") - 1, (found >> np.uint64(64 - _WORD_BITS)).astype(np.intp)


def join_heads(texts: Sequence[str]) -> str:
    """The heads of lines, a line break after each."""
    joined = "\n".join([text[:HEAD] for text in texts]) + "\n"
    if joined.count("\n") > max(len(texts), 1):
        joined = "\n".join([text[:HEAD].replace("\n", " ") for text in texts]) + "\n"
    return joined


def _is_in(codes: Any, ranges: Sequence[Range]) -> Any:
    """Which code points lie in one of some ranges."""
    found = np.zeros(len(codes), np.bool_)
    for first, last in ranges:
        found |= (codes >= first) & (codes <= last)
    return found


def sums_between(values: Any, offsets: Any) -> Any:
    """Sums of values from each offset to the next."""
    sums = np.zeros(len(values) + 1, np.int64)
    values.cumsum(out=sums[1:])
    found = sums.take(offsets)
    return found[1:] - found[:-1]


def distinct(values: Any) -> Any:
    """As `numpy.unique`, for whole numbers, in a tenth of its time (numpy 2.4)."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def read_lines(texts: Sequence[str]) -> list[Lines]:
    """A document's lines in pieces of `MOST_LINES`, which keeps memory in proportion."""
    return [lines_of(texts[start : start + MOST_LINES]) for start in range(0, len(texts), MOST_LINES)]


def lines_of(texts: Sequence[str]) -> Lines:
    """Some lines, read by the compiled core where it was built."""
    found: Lines = core.native.Lines(texts, *_core_tables(), ends_sentence) if core.native else Lines(texts)
    return found


@lru_cache(maxsize=1)
def _core_tables() -> tuple[bytes, bytes, bytes]:
    """What the core knows of characters: kind, number in hashes, and marks."""
    kinds, mixed = _tables()
    codes = np.arange(len(kinds))
    flags = _is_in(codes, _UNPARTED) + 2 * _is_in(codes, NEVER_STOPPED_RANGES)
    return kinds.tobytes(), mixed.tobytes(), flags.astype(np.uint8).tobytes()


def in_common(lines: Lines, prose: Any) -> Any:
    """For each line how many hundredths of its words are also in other lines that are prose."""
    n = lines.n
    at, slot = lines.stems
    pairs = distinct(at * _ROOM + (slot & (_ROOM - 1)))  # each word counts once a line
    at, slot = pairs // _ROOM, pairs % _ROOM
    voice = np.bincount(slot[prose[at]], minlength=_ROOM)
    shared = np.bincount(at, voice[slot] > prose[at], minlength=n).astype(np.int64)
    return 100 * shared // np.maximum(1, np.bincount(at, minlength=n))


class Measure(NamedTuple):
    """Facts about one block.

    Attributes:
        words: number of words; in scripts without spaces, a quarter of the characters (docs/rules.md).
        stop: whether it ends with a full stop, question or exclamation mark, closing quotes and brackets apart.
        sentences: sentence ends in it, the last one included.
        lower: share of its words that begin with a small letter.
        capitals: whether all its letters are capitals, in a script that has them.
        prose: whether it reads like a paragraph: a whole sentence, most of it in small letters (or no case at all).
    """

    words: int
    stop: bool
    sentences: int
    lower: float
    capitals: bool
    prose: bool


def measure_all(pieces: Sequence[Lines]) -> list[Measure]:
    """The measures of a document's lines, in order."""
    made = partial(tuple.__new__, Measure)  # as Measure(...), in a third of the time
    return [measure for lines in pieces for measure in map(made, zip(*lines.measured()))]
