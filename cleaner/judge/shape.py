"""The document's shape: for each line a score, above 0 for the article, below for what stands around it.

The score is the sum of small decision trees that `benchmarks/train_shape.py` learns from pages with gold text. Each
asks up to fifteen yes-or-no questions of a line ("more than 12 words of prose within two lines", "its words are common
in furniture"; `shape_facts` has all the facts) and adds or takes some points. All numbers are whole: the same text has
the same scores on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

MOST_LINES = 4000
"""Lines judged at a time: a longer document is judged in pieces, which keeps memory and time in proportion."""

_AT_ONCE = 1000
"""Lines whose questions are asked at once, so that the answers fit the processor's cache."""

LEAVES = 16
"""Leaves of a tree at most: one bit each in a 16-bit number."""


class Shape:
    """The learned model, ready to score.

    Attributes:
        version: of the data, for records.
        limit: the score below which a line is cut, chosen so that on sites that the model never saw recall falls by
            less than the project allows.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        """For `load`.

        Args:
            data: content of cleaner/data/shape.json: "words" with their weights; "trees", each a list of questions
                [name of the fact, number, leaves that "above it" rules out, as bits] and a list of points, one a leaf.
        """
        import numpy as np

        from cleaner.judge.shape_facts import NAMES, Lexicon

        self.version: str = data["version"]
        self.limit: int = data["limit"]
        self._bias: int = data["bias"]
        self._lexicon = Lexicon(data["words"])
        row = {name: number for number, name in enumerate(NAMES)}
        trees = data["trees"]
        self._count = len(trees)
        self._rows = np.zeros((len(trees), LEAVES - 1), np.int64)
        self._above = np.zeros((len(trees), LEAVES - 1, 1), np.int32)
        self._rules_out = np.zeros((len(trees), LEAVES - 1, 1), np.uint16)
        points = np.zeros((len(trees), LEAVES), np.int32)
        for number, tree in enumerate(trees):
            for place, (name, limit, bits) in enumerate(tree["questions"]):
                self._rows[number, place] = row[name]
                self._above[number, place] = limit
                self._rules_out[number, place] = bits
            points[number, : len(tree["points"])] = tree["points"]
        self._points = points.ravel()
        self._first_point = (np.arange(len(trees)) * LEAVES)[:, None]
        # The leaf that is left is the first whose bit is not set: how many ones a number ends with.
        ones = np.zeros(1 << LEAVES, np.uint8)
        for leaf in range(1, LEAVES):
            ones[(1 << leaf) - 1 :: 1 << leaf] = leaf
        self._first_left = ones

    @classmethod
    def load(cls) -> Shape:
        """The model that ships; read once."""
        return _load()

    def score(
        self, texts: Sequence[str], breaks: Sequence[int], hits: Sequence[str | None], language: str | None = None
    ) -> list[int]:
        """Scores the lines of a document.

        Args:
            texts: the lines, in order, none empty.
            breaks: line breaks before each, 1 or 2.
            hits: label that a certain rule gave a line, or None.
            language: BCP 47 code, or None; no fact asks for it yet.

        Returns:
            One number a line, 100 for each factor of e in the odds that the line is the article's: above 0, keep;
            -200, seven to one that it is furniture. Cut what is below `limit`.
        """
        from cleaner.judge.shape_facts import facts

        scores: list[int] = []
        for start in range(0, len(texts), MOST_LINES):
            end = start + MOST_LINES
            seen = facts(texts[start:end], breaks[start:end], hits[start:end], self._lexicon)
            for first in range(0, seen.shape[1], _AT_ONCE):
                scores += self._add_up(seen[:, first : first + _AT_ONCE])
        return scores

    def _add_up(self, seen: Any) -> list[int]:
        """The points of all trees for each line."""
        import numpy as np

        out = (seen[self._rows] > self._above) * self._rules_out
        leaves = self._first_left.take(np.bitwise_or.reduce(out, axis=1)) + self._first_point
        return (self._points.take(leaves).sum(axis=0) + self._bias).tolist()  # type: ignore[no-any-return]


@cache
def _load() -> Shape:
    return Shape(json.loads((files("cleaner") / "data" / "shape.json").read_text(encoding="utf-8")))
