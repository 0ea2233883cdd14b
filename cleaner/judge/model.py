"""The learned judge: for each row of a document how likely it is the article's, and what genre a page is.

Small decision trees over the columns of text, and over those of pages besides (`facts`, `page_facts`, `genre_facts`), learned
by `benchmarks/train.py` from pages with gold text. Scores are whole numbers, hundredths of a natural unit of log odds: the
same document has the same scores on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from cleaner.document import Document, Kind
from cleaner.judge.facts import TEXT, Rows, text_facts
from cleaner.judge.genre import GENRE, GENRES, genre_facts
from cleaner.judge.page_facts import PAGE, page_facts
from cleaner.judge.phrases import Phrases
from cleaner.trees import load_trees

SCALE = 100
"""Points of a natural unit of log odds: 100 more, and the odds are e times as great."""
CAUTION: dict[Kind, int] = {"text": -10, "html": 30}
"""What is taken from scores before the choice of rows. For pages word F1 differs by 0.0005 between 0 and 40 (68 publishers), for texts by
0.001 to 0.01 between -10 and -50: lower keeps more."""
_WORTH = 0.005
"""Gain of expected F1 below which a text stays whole: most likely it has been cleaned before. It costs 0.0002 to 0.0018 of word F1
(texts of 68 publishers, four extractors) and leaves clean texts alone."""
_MOST = 1000
_ONE = 1 << 20


class Model:
    """The learned model, ready to score."""

    def __init__(self, data: dict[str, Any]) -> None:
        """For `load`.

        Args:
            data: content of cleaner/data/judge.json: weights of "phrases" and of words in "names"; trees of "text",
                "page" and, a list a genre, "genre".
        """
        self._phrases = Phrases(data["phrases"])
        self._names: dict[str, int] = data["names"]
        self._text = load_trees(data["text"], TEXT)
        self._page = load_trees(data["page"], (*TEXT, *PAGE))
        self._genre = load_trees([tree for trees in data["genre"] for tree in trees], GENRE)
        self._genre_starts = [sum(map(len, data["genre"][:number])) for number in range(len(GENRES))]

    @classmethod
    @cache
    def load(cls) -> Model:
        """The model that ships; read once."""
        import orjson  # reads megabytes of numbers in a third of the time

        return cls(orjson.loads((files("cleaner") / "data" / "judge.json").read_bytes()))

    def score(self, document: Document, rows: Rows) -> tuple[list[int], str]:
        """Scores the rows of a document, each piece of them by itself.

        Returns:
            For each row the log odds that it is the article's; for a page with blocks its genre, else "article".
        """
        scores: list[int] = []
        genre = "article"
        for piece in rows.pieces:
            start = len(scores)
            part = rows.part(start, start + piece.n)
            facts = text_facts(piece, part, self._phrases)
            if document.kind == "text":
                scores += self._text.score(facts)
                continue
            blocks = document.blocks[start : start + piece.n]
            page = page_facts(blocks, piece, document.head, facts, part, self._names)
            facts = np.concatenate((facts, page))
            scores += self._page.score(facts)
            if not start and blocks:
                found = genre_facts(document, facts, scores)
                points = np.add.reduceat(self._genre.points(found), self._genre_starts)
                if not found[GENRE.index("signs_of_posts")]:
                    points[GENRES.index("forum")] = points.min()
                genre = GENRES[int(np.argmax(points))]
        return scores, genre


def choose(scores: Sequence[int], words: Sequence[int], kind: Kind, known: Sequence[bool]) -> tuple[list[bool], float]:
    """Which rows to keep so that the expected word F1 of the document is greatest, and that F1 (Lewis, SIGIR 1995).

    With p the probability that a row is the article's and w its words, the best choice of k rows are those with the
    greatest p, and the F1 to expect of it 2 sum(kept w p) / (sum(kept w) + sum(w p)). Of a text from which this takes next
    to nothing, only what rules know goes too.

    Args:
        scores: of the rows. words: of the rows. known: whether a rule knows the row for furniture.
    """
    if not scores:
        return [], 1.0
    shifted = np.clip(np.asarray(scores, np.int64) - CAUTION[kind], -_MOST, _MOST)
    p = _probabilities().take(shifted + _MOST)
    w = 16 * np.asarray(words, np.int64) + 1
    order = np.argsort(-p, kind="stable")
    kept, right = np.cumsum(w[order]), np.cumsum((w * p)[order])
    expected = 2.0 * right / (kept * _ONE + right[-1])
    best = len(expected) - 1 - int(np.argmax(expected[::-1]))
    keep = p >= p[order[best]]
    if kind == "text" and expected[best] - expected[-1] < _WORTH:
        keep |= ~np.asarray(known, np.bool_)
    return keep.tolist(), float(expected[best])


@cache
def _probabilities() -> Any:
    """Of each score from -_MOST to _MOST, in parts of `_ONE`: whole numbers, which every machine sums alike."""
    units = np.arange(-_MOST, _MOST + 1) / SCALE
    return np.round(_ONE / (1 + np.exp(-units))).astype(np.int64)
