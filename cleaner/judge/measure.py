"""What a block looks like by itself: the facts that every heuristic asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cleaner.judge.lines import LOWER, UPPER, Lines, read_lines

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*", re.UNICODE)
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

_REMEMBERED = 2000
"""Characters of the longest text whose content words are remembered: the same few lines are compared again and again."""

PROSE_WORDS = 12
"""A sentence this long that ends in a stop is prose: shorter ones may be prose, captions or calls."""

PARAGRAPH_WORDS = 30
"""Words of a line that is prose if it holds a whole sentence, whatever its end."""


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


def measure_known(texts: Sequence[str], known: Mapping[str, Measure]) -> list[Measure]:
    """The measures of lines of which most have been measured before; a measure depends on nothing but the line.

    Args:
        known: by line.
    """
    new = list(dict.fromkeys([text for text in texts if text not in known]))
    added = dict(zip(new, measure_all(read_lines(new))))
    return [known.get(text) or added[text] for text in texts]


def _measures(lines: Lines) -> list[Measure]:
    counts = lines.counts
    capitals = (counts[UPPER] > 0) & (counts[LOWER] == 0)
    shares = lines.small / np.maximum(1, lines.tokens)
    words, stop, sentences = lines.words, lines.stop, lines.sentences
    prose = stop & (words >= PROSE_WORDS) | (words >= PARAGRAPH_WORDS) & (sentences >= 1)
    columns = (words, stop, sentences, shares, capitals, prose)
    return list(map(Measure._make, zip(*(column.tolist() for column in columns))))


def content_words(text: str) -> Set[str]:
    """The words of a text that carry its matter: four letters or more, or capitalised; lower-cased, cut to a stem.

    The stem is the first five letters without a plural s, which is what inflection leaves alone in most European words. In scripts
    without spaces the pairs of neighbouring characters stand for words.
    """
    return _content_words(text) if len(text) <= _REMEMBERED else _content_words.__wrapped__(text)


@lru_cache(maxsize=256)
def _content_words(text: str) -> Set[str]:
    words = set(_WORD.findall(text.replace("-", " ")))
    found = {word.lower()[:5].rstrip("s") for word in words if len(word) > 3 or word[0].isupper()}
    if _UNSPACED.search(text):
        runs = re.findall(f"{_UNSPACED.pattern}+", text)
        found |= {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return found
