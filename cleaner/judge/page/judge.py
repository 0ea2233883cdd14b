"""The learned judge of a page's blocks: a first look at each, the page's genre, a second look among neighbours.

The models are small decision trees over facts that a person can check (`block_facts`, `page_facts`, `stack`), learned by
`benchmarks/train_page.py` from pages with gold text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cleaner.document import Document
from cleaner.judge.lines import Lexicon, Lines, Vocabulary
from cleaner.judge.page.genre_facts import GENRES, genre_facts, names
from cleaner.judge.page.page_facts import NAMES, page_facts
from cleaner.judge.page.stack import STACKED, stack_facts
from cleaner.judge.trees import Trees

SCALE = 256
"""Points of one unit of log odds."""


@dataclass(slots=True)
class Opinion:
    """What the model says of a page.

    Attributes:
        scores: for each block `SCALE` times the log odds that it is the article's.
        limit: below this score a block of the page is cut.
        genre: the likeliest of `GENRES`. sure: its share of the odds, 0 to 1.
    """

    scores: list[int]
    limit: int
    genre: str
    sure: float


class PageModel:
    """The learned models, ready to judge."""

    def __init__(self, data: dict[str, Any]) -> None:
        """For `load`.

        Args:
            data: content of cleaner/data/page.json.
        """
        self._names: dict[str, int] = data["names"]
        self._lexicon = Lexicon(data["words"])
        self._genre = Trees([tree for trees in data["genre"] for tree in trees], names(data["telling"]))
        self._telling = Vocabulary(data["telling"])
        self._genre_starts = [sum(map(len, data["genre"][:number])) for number in range(len(GENRES))]
        self._first = Trees(data["first"], NAMES)
        self._second = Trees(data["second"], STACKED)
        self._limits: dict[str, int] = data["limits"]

    @classmethod
    def load(cls) -> PageModel:
        """The model that ships; read once."""
        return _load()

    def judge(self, document: Document, lines: Sequence[Lines], hits: Sequence[str | None]) -> Opinion:
        """Scores all blocks of an HTML document.

        Args:
            document: with at least one block.
            lines: the blocks' texts as numbers, in pieces.
            hits: for each block the label that a certain rule gave it, or None.
        """
        import numpy as np

        facts = page_facts(document.blocks, lines, document.head, hits, self._names, self._lexicon)
        about = genre_facts(document, lines, facts, hits, self._telling)[:, None]
        genre = np.add.reduceat(self._genre.points(about)[:, 0], self._genre_starts)
        first = self._first.score(facts.T)
        stacked = stack_facts(document.blocks, facts, first, genre)
        scores = self._second.score(stacked.T)
        best = int(np.argmax(genre))
        odds = [math.exp((int(score) - int(genre[best])) / SCALE) for score in genre]
        name = GENRES[best]
        return Opinion(scores.tolist(), self._limits[name], name, round(1 / sum(odds), 2))


@cache
def _load() -> PageModel:
    import orjson  # reads megabytes of numbers in a third of the time

    return PageModel(orjson.loads((files("cleaner") / "data" / "page.json").read_bytes()))
