"""When it was published: what the head says, unless the page shows an earlier day beside its headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.settle import rank

_SHOWN = 0.68
"""Confidence of a date right beside the headline."""
_ONLY = 0.46
"""Confidence of a date of change that stands in for one of publication."""


_APART = 2
"""Days by which the shown date has to be earlier: one day is a time zone."""


def _days(shown: Candidate, claimed: Candidate) -> int:
    """By how many days the shown date is the earlier one."""
    return (date.fromisoformat(claimed.value[:10]) - date.fromisoformat(shown.value[:10])).days


def _confirmed(ranked: Sequence[Candidate]) -> bool:
    """Whether the address or a shown date names the same day as the first reading."""
    return any(c.source in ("block", "url") and c.value[:10] == ranked[0].value[:10] for c in ranked[1:])


def settle_published(published: Sequence[Candidate], modified: Sequence[Candidate]) -> list[Candidate]:
    """The readings of the day of publication, the best first.

    A page that shows an earlier day beside its headline than its head claims was published on that day: systems write
    the day of a move or a new edition into the head. A later day beside the headline is one of change, as a rule. And
    where a page shows one date only and calls it that of its last change, it is the date of what is at hand; it comes
    last, and its key says "modified".
    """
    ranked = rank(published)
    if ranked and ranked[0].source != "block" and not _confirmed(ranked):
        shown = [
            candidate
            for candidate in ranked
            if candidate.source == "block" and candidate.confidence >= _SHOWN and _days(candidate, ranked[0]) >= _APART
        ]
        if shown:
            ranked = [shown[0], *(candidate for candidate in ranked if candidate is not shown[0])]
    spare = [
        replace(candidate, field="published", confidence=_ONLY, key=f"{candidate.key} (modified)")
        for candidate in rank(modified)
        if candidate.source == "block" and candidate.confidence >= _SHOWN
    ][:1]
    if ranked and ranked[0].confidence < _ONLY and len({candidate.value[:10] for candidate in ranked}) == 1:
        # The one day that the page shows, wherever it stands.
        ranked = [replace(ranked[0], confidence=_ONLY), *ranked[1:]]
    sure = [candidate for candidate in ranked if candidate.confidence >= _ONLY]
    return [*sure, *spare, *(candidate for candidate in ranked if candidate.confidence < _ONLY)]
