"""Where the article starts and ends: the densest run of prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.judge.measure import Measure

_MOST = 60
"""A paragraph of this many words or more counts no further: one long notice is not an article."""
_SHORT_COST = 5
_FURNITURE_COST = 12
"""What a line without prose, and one that a rule knows for furniture, takes from a run (set by hand)."""
_FEW = 12
"""Lines too few to tell a list from an article: somebody's paragraph, a teaser, a note."""
_LEAST_PROSE = 40
_LEAST_DENSITY = 0.65
_LEAST_SHARE = 0.5  # of all the prose


@dataclass(slots=True, frozen=True)
class Zones:
    """The article's extent in blocks.

    Attributes:
        first: index of its first block of prose.
        last: index of its last.
        found: whether there is an article at all; without one, nothing is head or tail.
    """

    first: int
    last: int
    found: bool

    def of(self, index: int) -> str:
        """The zone of a block: "head", "body" or "tail"."""
        if not self.found or self.first <= index <= self.last:
            return "body"
        return "head" if index < self.first else "tail"


def find_zones(measures: Sequence[Measure], furniture: Sequence[bool]) -> Zones:
    """The run of blocks with the greatest sum of words in prose less the cost of what is none.

    Args:
        measures: one a block.
        furniture: for each block, whether a rule knows it for furniture.
    """
    mass = []
    for measure, known in zip(measures, furniture):
        if known:
            mass.append(-_FURNITURE_COST)
        elif measure.prose:
            mass.append(min(measure.words, _MOST))
        else:
            mass.append(1 if measure.stop and measure.words >= 4 else -_SHORT_COST)
    first, last = densest(mass)
    return Zones(first, last, last >= first)


def densest(mass: Sequence[int]) -> tuple[int, int]:
    """First and last index of the run with the greatest sum (Kadane's algorithm); 0 and -1 where none is above 0."""
    best, found = 0, (0, -1)
    total = first = 0
    for index, value in enumerate(mass):
        if total <= 0:
            total, first = 0, index
        total += value
        if total > best:
            best, found = total, (first, index)
    return found


def reads_like_article(measures: Sequence[Measure], zones: Zones) -> bool:
    """Whether the densest run of prose is an article's: some sentences, hardly broken by other lines, and most of what
    there is.

    Of news articles 98 in 100 have more than 60 words of prose in it and 95 in 100 a density above 0.7, whatever
    extractor they come from; of the texts of listings, collections and products one half to two thirds have not
    (measured on ../shared/eval). A text of a few lines passes for one.
    """
    if len(measures) < _FEW:
        return True
    if not zones.found:
        return False
    run = measures[zones.first : zones.last + 1]
    prose = sum([measure.words for measure in run if measure.prose])
    everywhere = sum([measure.words for measure in measures if measure.prose])
    dense = prose >= _LEAST_DENSITY * sum([measure.words for measure in run])
    return dense and prose >= max(_LEAST_PROSE, _LEAST_SHARE * everywhere)
