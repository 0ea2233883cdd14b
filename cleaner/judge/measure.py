"""What a block looks like by itself: the facts that every heuristic asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaner.judge.lines import LOWER, UPPER, Lines
from cleaner.text.sentences import is_prose


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

    @property
    def title_like(self) -> bool:
        """Whether it could be a headline: a line of 3 to 30 words that is not a plain statement with its stop."""
        return 3 <= self.words <= 30 and self.sentences <= 1 and not self.capitals


def measure_all(pieces: Sequence[Lines]) -> list[Measure]:
    """The measures of a document's lines, in order.

    Args:
        pieces: as `read_lines` gives them.
    """
    return [measure for piece in pieces for measure in _measures(piece)]


def _measures(lines: Lines) -> list[Measure]:
    counts = lines.counts
    capitals = (counts[UPPER] > 0) & (counts[LOWER] == 0)
    shares = lines.small / np.maximum(1, lines.tokens)
    words, stop, sentences = lines.words, lines.stop, lines.sentences
    columns = (words, stop, sentences, shares, capitals, is_prose(words, stop, sentences))
    return list(map(Measure._make, zip(*(column.tolist() for column in columns))))
