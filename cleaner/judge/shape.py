"""The document's shape: for each line a score, above 0 for the article, below for what stands around it.

The score is the sum of small decision trees that `benchmarks/train_shape.py` learns from pages with gold text; a second
set of them looks again in the light of the first scores of the lines around. Each
asks up to fifteen yes-or-no questions of a line ("more than 12 words of prose within two lines", "its words are common
in furniture"; `shape_facts` has all the facts) and adds or takes some points. All numbers are whole: the same text has
the same scores on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from cleaner.judge.lines import Lines
from cleaner.judge.trees import Trees


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
            data: content of cleaner/data/shape.json: "phrases" with their weights; "first" and "second", the trees of
                the two looks, each a list of questions [name of the fact, number, leaves that "above it" rules out, as
                bits] and a list of points, one a leaf.
        """
        from cleaner.judge.phrases import Phrases
        from cleaner.judge.shape_facts import NAMES, STACKED

        self.version: str = data["version"]
        self.limit: int = data["limit"]
        self._phrases = Phrases(data["phrases"])
        self._first = Trees(data["first"], NAMES)
        self._second = Trees(data["second"], STACKED)

    @classmethod
    def load(cls) -> Shape:
        """The model that ships; read once."""
        return _load()

    def score(
        self, lines: Sequence[Lines], texts: Sequence[str], breaks: Sequence[int], hits: Sequence[str | None]
    ) -> list[int]:
        """Scores the lines of a document.

        Args:
            lines: as `read_lines` gives them; each piece is judged by itself.
            texts: the lines, in order, none empty.
            breaks: line breaks before each, 1 or 2.
            hits: label that a certain rule gave a line, or None.

        Returns:
            One number a line, 100 for each factor of e in the odds that the line is the article's: above 0, keep;
            -200, seven to one that it is furniture. Cut what is below `limit`.
        """
        from cleaner.judge.shape_facts import facts, stacked

        scores: list[int] = []
        start = 0
        for piece in lines:
            end = start + piece.n
            seen = facts(piece, texts[start:end], breaks[start:end], hits[start:end], self._phrases)
            scores += self._second.score(stacked(seen, self._first.score(seen))).tolist()
            start = end
        return scores


@cache
def _load() -> Shape:
    import orjson  # reads megabytes of numbers in a third of the time

    return Shape(orjson.loads((files("cleaner") / "data" / "shape.json").read_bytes()))
