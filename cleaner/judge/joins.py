"""Sentences that something broken out of the page left in two."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.registry import decides

_CANNOT_OPEN = (",", ";", ")", "]", "’s ", "'s ")
"""What no paragraph begins with: the block goes on with the one above it."""
_WORDS = 3
"""Words of the least that goes on; a bracket by itself closes a line of code, or of a table."""


@decides("repair.broken-sentence")
def join_broken(case: Case) -> None:
    """Joins a kept block that begins with a comma or a closing mark to the kept block right above it.

    A stock ticker, a link or an inline widget stood between the two halves and was taken out with its line.
    """
    for index, text in enumerate(case.texts):
        if not text.startswith(_CANNOT_OPEN) or not index or case.measures[index].words < _WORDS:
            continue
        if case.free(index) and case.free(index - 1):
            case.verdict.goes_on.add(index)
