"""Runs of words as numbers, by which near-copies are told: the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from cleaner.text.scripts import UNSPACED

LENGTH = 5
"""Words of a shingle, as in most work on near-duplicates of web pages (Broder 1997: 10; GPT-3, RefinedWeb, FineWeb: 5)."""
MOST = 1 << 22
"""Characters of a text that are looked at."""
_WORD = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\w)+")
_BETWEEN = bytes(c if chr(c).isalnum() or c == 95 else 32 for c in range(128)) + bytes(range(128, 256))
_SPACE = 32
_BASE, _INVERSE = 0x9E3779B97F4A7C15, pow(0x9E3779B97F4A7C15, -1, 1 << 64)
_FACTORS = np.array(
    [0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93, 0xA24BAED4963EE407], np.uint64
)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)


def words_of(text: str) -> bytes:
    """The words of a text in lower case, spaces between them; each character is one where a script writes no spaces."""
    lower = text[:MOST].lower()
    if lower.isascii():
        return lower.encode().translate(_BETWEEN)
    return " ".join(_WORD.findall(lower)).encode("utf-8", "surrogatepass")


def flat_shingles(texts: Sequence[str]) -> tuple[Any, Any]:
    """The shingles of many texts as one array, and where those of each text begin in it, with its end.

    A text has as many as it has words less `LENGTH - 1`, but one at least, if it has a word.
    """
    rows = [words_of(text) for text in texts]
    numbers, counts = _words(rows)
    padded = np.where(counts, np.maximum(counts, LENGTH), 0)
    ends = np.cumsum(padded)
    flat = np.zeros(int(padded.sum()) + LENGTH - 1, np.uint64)
    flat[np.arange(len(numbers)) + np.repeat(ends - padded - np.cumsum(counts) + counts, counts)] = numbers
    total = np.zeros(len(flat) - LENGTH + 1, np.uint64)
    for shift, factor in enumerate(_FACTORS):
        total += flat[shift : shift + len(total)] * factor
    inside = np.ones(len(total), np.bool_)
    for back in range(1, LENGTH):
        inside[ends[padded > 0] - back] = False
    return _mixed(total)[inside], np.concatenate(([0], np.cumsum(np.maximum(0, padded - LENGTH + 1))))


def _words(rows: Sequence[bytes]) -> tuple[Any, Any]:
    """A number for each word of some rows of words, and how many each row has.

    A word's number is that of its bytes as a polynomial in `_BASE`, modulo 2^64: the difference of two sums over all
    bytes before its end and before its start, moved to where a word at the very beginning would stand.
    """
    data = np.frombuffer(b" ".join([b"", *rows, b""]), np.uint8)
    letters = data != _SPACE
    starts, stops = np.flatnonzero(letters[1:] & ~letters[:-1]) + 1, np.flatnonzero(letters[:-1] & ~letters[1:]) + 1
    powers, inverses = _powers(1 << (len(data) - 1).bit_length())
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(data * powers[: len(data)], dtype=np.uint64)))
    bounds = np.cumsum([len(row) + 1 for row in rows])
    counts = np.bincount(np.searchsorted(bounds, starts, "left"), minlength=len(rows))
    return _mixed((sums[stops] - sums[starts]) * inverses[starts]), counts


@lru_cache(maxsize=2)
def _powers(count: int) -> tuple[Any, Any]:
    """The powers of the base from 0 on, and those of its inverse, modulo 2^64."""
    first = np.ones(1, np.uint64)
    return tuple(np.concatenate((first, np.cumprod(np.full(count - 1, base, np.uint64)))) for base in (_BASE, _INVERSE))  # type: ignore[return-value]


def _mixed(numbers: Any) -> Any:
    numbers = (numbers ^ numbers >> _HALF) * _MIX
    return numbers ^ numbers >> _HALF


def shingles(text: str) -> frozenset[int]:
    """The shingles of one text; none where it has no word."""
    return frozenset(flat_shingles([text])[0].tolist())
