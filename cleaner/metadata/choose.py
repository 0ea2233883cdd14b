"""Which of several readings gives a field's value: small decision trees, learned across sites, and what a field keeps of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cleaner import trees
from cleaner.metadata.candidates import Candidate

SCALE = 100
"""Points of a natural unit of log odds."""

Facts = Mapping[str, int]


@dataclass(slots=True, frozen=True)
class Option:
    """A value that a field may have.

    Attributes:
        reading: the reading that says it best.
        facts: whole numbers: who says it, where it stands, what else is said. What is not named is 0.
    """

    reading: Candidate
    facts: Facts


def rank_options(field: str, options: Sequence[Option]) -> list[Candidate]:
    """The readings of a field, the likeliest first, each with how likely it is right for its confidence."""
    if not options:
        return []
    points = trees.score_rows(field, [option.facts for option in options])
    order = sorted(range(len(options)), key=lambda index: -points[index])
    return [replace(options[index].reading, confidence=_likelihood(points[index])) for index in order]


def _likelihood(points: int) -> float:
    return round(1 / (1 + math.exp(-points / SCALE)), 2)
