"""Boosted decision trees with whole numbers: the same facts have the same scores on every machine.

Trees are scored all at once, as QuickScorer does (Lucchese et al., SIGIR 2015): every question that is answered "above"
rules out the leaves on its left, and the first leaf that nothing rules out is the tree's answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from cleaner import _core as core
from cleaner.text.tree import read_json

LEAVES = 32
"""Leaves of a tree at most: one bit each in a 32-bit number."""

_FRACTION, _BIAS = 23, 127
"""Of a 32-bit float (IEEE 754): bits of its fraction, and what is added to its exponent."""
_AT_ONCE = 256
"""Rows whose questions are asked at once, so that the answers fit the processor's cache."""


class Trees:
    """Some trees, ready to score: the twin in Python of `cleaner._core.native.Trees`."""

    def __init__(self, trees: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
        """Lays the trees out.

        Args:
            trees: each a list "questions" of [name of the fact, number, leaves that "above it" rules out, as bits] and
                a list "points", one a leaf.
            names: of the facts, in the order in which `score` gets them.
        """
        import numpy as np

        self._names = names
        row = {name: number for number, name in enumerate(names)}
        most = max((len(tree["questions"]) for tree in trees), default=0)
        if most >= LEAVES:
            raise ValueError(f"A tree has {most + 1} leaves, more than {LEAVES}.")
        # Half the bytes are read in two thirds of the time; no fact is above the greatest number of its type.
        small = np.iinfo(np.int16)
        fits = all(small.min <= limit < small.max for tree in trees for _, limit, _ in tree["questions"])
        self._range = small if fits else np.iinfo(np.int32)
        never = [(name, self._range.max, 0) for name in names[:1]]
        asked = [[*tree["questions"], *never * (most - len(tree["questions"]))] for tree in trees]
        # The first questions of all trees, then the second: what one turn reads and writes fits the processor's cache.
        turns, shape = list(zip(*asked)), (most, len(trees), 1)
        self._rows = np.array([[row[name] for name, _, _ in turn] for turn in turns], np.int64).reshape(shape[:2])
        self._above = np.array([[limit for _, limit, _ in turn] for turn in turns], self._range.dtype).reshape(shape)
        self._rules_out = np.array([[bits for _, _, bits in turn] for turn in turns], np.uint32).reshape(shape)
        points = [[*tree["points"], *[0] * (LEAVES - len(tree["points"]))] for tree in trees]
        self._points = np.array(points, np.int32).ravel()
        self._first_point = (np.arange(len(trees)) * LEAVES - _BIAS)[:, None]

    def score(self, facts: Any) -> list[int]:
        """The points of all trees for each thing.

        Args:
            facts: an array of int32 or int64, one row a fact, one column a thing.

        Returns:
            One whole number a thing.
        """
        scores: list[int] = []
        for first in range(0, facts.shape[1], _AT_ONCE):
            scores += self._each(facts[:, first : first + _AT_ONCE]).sum(axis=0).tolist()
        return scores

    def score_rows(self, rows: Sequence[Mapping[str, int]]) -> list[int]:
        """The same for things of which the facts are told by name; one that is not named is 0."""
        import numpy as np

        table = [[facts.get(name, 0) for facts in rows] for name in self._names]
        return self.score(np.array(table, np.int64).reshape(len(self._names), len(rows)))

    def points(self, facts: Sequence[int]) -> list[int]:
        """The points of each tree for one thing."""
        import numpy as np

        found: list[int] = self._each(np.array(facts, np.int64)[:, None])[:, 0].tolist()
        return found

    def _each(self, facts: Any) -> Any:
        """The points of each tree for each of a few things: one row a tree, one column a thing."""
        import numpy as np

        facts = facts.clip(self._range.min, self._range.max).astype(self._range.dtype)
        out = np.zeros((len(self._first_point), facts.shape[1]), np.uint32)
        for rows, above, rules_out in zip(self._rows, self._above, self._rules_out):
            out |= (facts.take(rows, axis=0) > above) * rules_out
        left = ~out
        # The lowest one of a number, alone, is a power of two, of which a float's exponent is the place.
        lowest = (left & -left).astype(np.float32)
        return self._points.take((lowest.view(np.int32) >> _FRACTION) + self._first_point)


def load_trees(trees: Sequence[dict[str, Any]], names: Sequence[str]) -> Trees:
    """Trees as `Trees` takes them, compiled where the core was built."""
    found: Trees = (core.native.Trees if core.native else Trees)(trees, names)
    return found


def score_rows(choice: str, rows: Sequence[Mapping[str, int]]) -> list[int]:
    """How likely each of some things is the right one: log odds in hundredths of a natural unit.

    Args:
        choice: which trees of cleaner/data/choices.json, made by `benchmarks.train_choices`.
        rows: of each thing its facts; one that is not named is 0.
    """
    return _choices()[choice].score_rows(rows)


@cache
def _choices() -> dict[str, Trees]:
    return {
        choice: load_trees(trees, sorted({question[0] for tree in trees for question in tree["questions"]}))
        for choice, trees in read_json("choices").items()
    }
