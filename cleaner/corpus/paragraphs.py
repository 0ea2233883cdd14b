"""Paragraphs that several documents have, as CCNet finds them: lines that are the same in small letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.text.words import count_words

_LEAST = 5
"""Words of the shortest paragraph that is looked at: shorter ones are subheads, names, and the like."""
_PARTS = 16
_PAIR = np.dtype([("key", np.uint64), ("document", np.uint32)])


class Paragraphs:
    """The paragraphs of a collection, in files.

    Args:
        folder: for the files.
    """

    def __init__(self, folder: Path) -> None:
        self._files = [open(folder / f"paragraphs-{part}", "w+b") for part in range(_PARTS)]  # noqa: SIM115
        self._documents = 0
        self._keys, self._counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
        self._having: Any = np.zeros(0, np.bool_)
        self.total = 0

    def add(self, text: str) -> None:
        """Takes the text of the next document."""
        keys = {key for _, _, key in _paragraphs(text)}
        self.total += len(keys)
        number = self._documents.to_bytes(4, "little")
        self._documents += 1
        for key in keys:
            self._files[key % _PARTS].write(key.to_bytes(8, "little") + number)

    def count(self) -> int:
        """Counts them, when all documents are there; returns how many different ones stand in several documents."""
        self._having = np.zeros(self._documents, np.bool_)
        found: list[tuple[Any, Any]] = []
        for file in self._files:
            file.seek(0)
            pairs = np.frombuffer(file.read(), _PAIR)
            keys, of, counts = np.unique(pairs["key"], return_inverse=True, return_counts=True)
            self._having[pairs["document"][counts[of] > 1]] = True
            found.append((keys[counts > 1], counts[counts > 1]))
            file.close()
        self._keys, self._counts = (np.concatenate(column) for column in zip(*found))
        order = np.argsort(self._keys)
        self._keys, self._counts = self._keys[order], self._counts[order]
        return len(self._keys)

    def repeated(self, document: int, text: str) -> list[dict[str, int]]:
        """The paragraphs of a text that other documents have: `start`, `end`, and how many `documents` have it.

        Args:
            document: its number, from 0, in the order in which they were added. text: as it was added.
        """
        if not self._having[document]:
            return []
        spans = list(_paragraphs(text))
        keys = np.array([key for _, _, key in spans], np.uint64)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        counts = np.where(self._keys[at] == keys, self._counts[at], 0).tolist()
        return [
            {"start": start, "end": end, "documents": count}
            for (start, end, _), count in zip(spans, counts, strict=True)
            if count
        ]


def _paragraphs(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, key) of the paragraphs of a text that are long enough; a line is one."""
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare.count(" ") >= _LEAST - 1 or (not bare.isascii() and count_words(bare) >= _LEAST):
            start = at + line.find(bare)
            digest = hashlib.blake2b(bare.lower().encode("utf-8", "surrogatepass"), digest_size=8).digest()
            yield start, start + len(bare), int.from_bytes(digest, "little")
        at += len(line) + 1
