"""Paragraphs that several documents have, as CCNet finds them: the same words in the same order, in small letters."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.corpus.shingles import words_of

_LEAST = 5
"""Words of the shortest paragraph that is looked at: shorter ones are subheads, names, and the like."""
_PARTS = 16
_PARAGRAPH = re.compile(r"\S(?:.*\S)?")
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
        self.total = 0

    def add(self, text: str) -> None:
        """Takes the text of the next document."""
        keys = list({key for _, _, key in _paragraphs(text)})
        self.total += len(keys)
        pairs = np.zeros(len(keys), _PAIR)
        pairs["key"], pairs["document"] = keys, self._documents
        self._documents += 1
        for part in np.unique(pairs["key"] % _PARTS).tolist():
            self._files[part].write(pairs[pairs["key"] % _PARTS == part].tobytes())

    def count(self) -> int:
        """Counts them, when all documents are there; returns how many different ones stand in several documents."""
        found: list[tuple[Any, Any]] = []
        for file in self._files:
            file.seek(0)
            keys, counts = np.unique(np.frombuffer(file.read(), _PAIR)["key"], return_counts=True)
            found.append((keys[counts > 1], counts[counts > 1]))
            file.close()
        self._keys, self._counts = (np.concatenate(column) for column in zip(*found))
        order = np.argsort(self._keys)
        self._keys, self._counts = self._keys[order], self._counts[order]
        return len(self._keys)

    def repeated(self, text: str) -> list[dict[str, int]]:
        """The paragraphs of a text that other documents have: `start`, `end`, and how many `documents` have it."""
        spans = list(_paragraphs(text))
        if not spans or not len(self._keys):
            return []
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
    for found in _PARAGRAPH.finditer(text):
        words = words_of(found.group())
        if len(words) >= _LEAST:
            digest = hashlib.blake2b(b" ".join(words), digest_size=8).digest()
            yield found.start(), found.end(), int.from_bytes(digest, "little")
