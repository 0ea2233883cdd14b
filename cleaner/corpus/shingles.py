"""Runs of words as numbers, by which near-copies are told: the same on every machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaner.text.scripts import UNSPACED

LENGTH = 5
"""Words of a shingle, as in most work on near-duplicates of web pages (Broder 1997: 10; GPT-3, RefinedWeb, FineWeb: 5)."""
_WORD = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\w)+")
_BETWEEN = bytes(c if chr(c).isalnum() or c == 95 else 32 for c in range(128)) + bytes(range(128, 256))
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93], np.uint64
)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)
_MOST_KNOWN = 1 << 19


class _Numbers(dict[bytes, int]):
    """The number of each word; remembered, for the same words come again."""

    def __missing__(self, word: bytes) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        number = self[word] = int.from_bytes(hashlib.blake2b(word, digest_size=8).digest(), "little")
        return number


_numbers = _Numbers()


def words_of(text: str) -> list[bytes]:
    """The words of a text in lower case; each character is one where a script writes no spaces."""
    lower = text.lower()
    if lower.isascii():
        return lower.encode().translate(_BETWEEN).split()
    return [word.encode("utf-8", "surrogatepass") for word in _WORD.findall(lower)]


def flat_shingles(texts: Sequence[str]) -> tuple[Any, Any]:
    """The shingles of many texts as one array, and where those of each text begin in it, with its end.

    A text has as many as it has words less `LENGTH - 1`, but one at least, if it has a word.
    """
    counts, numbers = np.zeros(len(texts), np.int64), []
    for row, text in enumerate(texts):
        words = words_of(text)
        if words:
            words += [b""] * (LENGTH - len(words))
        counts[row] = len(words)
        numbers.append(np.fromiter(map(_numbers.__getitem__, words), np.uint64, len(words)))
    flat = np.concatenate([*numbers, np.zeros(LENGTH - 1, np.uint64)]) * _FACTORS[:, None]
    width = flat.shape[1] - LENGTH + 1
    total: Any = sum(flat[shift, shift : width + shift] for shift in range(LENGTH))
    total = (total ^ total >> _HALF) * _MIX
    ends = np.cumsum(counts)
    inside = np.ones(len(total), np.bool_)
    for back in range(1, LENGTH):
        inside[ends[counts > 0] - back] = False
    return (total ^ total >> _HALF)[inside], np.concatenate(([0], np.cumsum(np.maximum(0, counts - LENGTH + 1))))


def shingles(text: str) -> frozenset[int]:
    """The shingles of one text; none where it has no word."""
    return frozenset(flat_shingles([text])[0].tolist())
