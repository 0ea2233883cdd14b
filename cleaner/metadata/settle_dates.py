"""When it was published: what the head says, unless the page shows another day beside its headline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.local_time import in_local_time
from cleaner.metadata.settle import rank

_SHOWN = 0.68
"""Confidence of a date right beside the headline, and of a whole date in an address's folders."""
_NEAR = 0.45
"""Confidence of a date that may be the article's: less is one of a comment or of another story."""
_ONLY = 0.46
"""Confidence of a date of change that stands in for one of publication."""
_CHANGED = 0.4
"""Confidence of a shown date of change from which it does so: 7 of the 7 on the evaluation pages that show no other date."""
_APART = 2
"""Days by which the shown date has to differ: one day is a time zone."""


def _days(shown: Candidate, claimed: Candidate) -> int:
    """By how many days the shown date is the earlier one."""
    return (date.fromisoformat(claimed.value[:10]) - date.fromisoformat(shown.value[:10])).days


def _confirmed(ranked: Sequence[Candidate]) -> bool:
    """Whether the address or a date near the headline names the same day as the first reading."""
    return any(
        c.source in ("block", "url") and c.confidence >= _NEAR and c.value[:10] == ranked[0].value[:10]
        for c in ranked[1:]
    )


def _shown(ranked: Sequence[Candidate], changed: Iterable[str]) -> Candidate | None:
    """The day that readers see, where it is another one than the head claims.

    An earlier day wins: systems write the day of a move or a new edition into the head. A later one wins where it
    stands beside the headline and nothing calls it a day of change: systems write a draft's day into the head.
    """
    for candidate in ranked:
        if candidate.source not in ("block", "url") or candidate.confidence < _SHOWN:
            continue
        apart = _days(candidate, ranked[0])
        year, month, day = candidate.value[:10].split("-")
        if f"{year}-{day}-{month}" == ranked[0].value[:10]:
            return None  # 10/9 read the wrong way round
        if apart >= _APART or (
            -apart >= _APART and candidate.source == "block" and candidate.value[:10] not in changed
        ):
            return candidate
    return None


def settle_published(
    published: Sequence[Candidate], modified: Sequence[Candidate], markup: bool = True
) -> list[Candidate]:
    """The readings of the day of publication, the best first.

    A day that the page shows beside its headline wins over another one that its head claims, unless it is one of
    change. Where a page shows one date only and calls it that of its last change, it is the date of what is at hand; it
    comes last, and its key says "modified". A moment in UTC is given in the page's own time where the page shows that.

    Args:
        markup: whether the document is a page: of a text, such a date counts only beside the headline (it is right on
            56% of those that stand elsewhere).
    """
    ranked = rank(published)
    if ranked and ranked[0].source != "block" and not _confirmed(ranked):
        shown = _shown(ranked, {candidate.value[:10] for candidate in modified})
        if shown is not None:
            ranked = [shown, *(candidate for candidate in ranked if candidate is not shown)]
    elif ranked and ranked[0].source == "block" and "T" not in ranked[0].value:
        # A book or a law that the page is about was published on a day; the page itself shows its time.
        timed = next((c for c in ranked if c.source == "block" and c.confidence >= _SHOWN and "T" in c.value), None)
        ranked = [timed, *(candidate for candidate in ranked if candidate is not timed)] if timed else ranked
    if ranked:
        days = () if _confirmed(ranked) else tuple(c for c in ranked[1:] if c.confidence >= _SHOWN)
        ranked[0] = in_local_time(ranked[0], days, (*ranked[1:], *modified))
    spare = [
        replace(candidate, field="published", confidence=_ONLY, key=f"{candidate.key} (modified)")
        for candidate in rank(modified)
        if candidate.source == "block" and candidate.confidence >= (_CHANGED if markup else _SHOWN)
    ][:1]
    if ranked and ranked[0].confidence < _ONLY and len({candidate.value[:10] for candidate in ranked}) == 1:
        # The one day that the page shows, wherever it stands.
        ranked = [replace(ranked[0], confidence=_ONLY), *ranked[1:]]
    sure = [candidate for candidate in ranked if candidate.confidence >= _ONLY]
    return [*sure, *spare, *(candidate for candidate in ranked if candidate.confidence < _ONLY)]
