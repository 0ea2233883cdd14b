"""Which documents of a run are looked at: as many of each group as can be, the same ones in every run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from heapq import nsmallest
from typing import Any, Literal

from cleaner.review.counts import confidence_band, site_of

By = Literal["site", "label", "rule", "language", "confidence"]

NOTHING_CUT = "(nothing cut)"


class Sample:
    """Takes records one by one and holds those that are to be looked at.

    Groups give one document each before any gives a second one, so that rare ones are seen; within a group, and where there
    are no groups, digests of the documents choose: at random, yet the same documents in every run and order.

    Args:
        size: how many documents.
        by: what the groups are; none: all documents are one.
    """

    def __init__(self, size: int, by: By | None = None) -> None:
        self.size = size
        self.seen = 0
        self._by = by
        self._groups: dict[str, list[tuple[str, int, dict[str, Any]]]] = {}
        self._held = 0

    def add(self, record: dict[str, Any]) -> None:
        """Looks at one record."""
        self.seen += 1
        entry = (_digest(record), self.seen, record)
        for group in groups_of(record, self._by):
            self._groups.setdefault(group, []).append(entry)
            self._held += 1
        if self._held > 4 * self.size + 64:
            self._drop()

    def records(self) -> list[dict[str, Any]]:
        """The chosen records, in the order in which they came."""
        return [record for _, _, record in sorted(self._drop(), key=lambda entry: entry[1])]

    def _drop(self) -> list[tuple[str, int, dict[str, Any]]]:
        """Forgets what later records can only push further back; returns what is left."""
        places: dict[int, tuple[int, str]] = {}
        entries = {}
        for group in self._groups.values():
            group.sort(key=lambda entry: entry[:2])
            for rank, entry in enumerate(group):
                entries[entry[1]] = entry
                places[entry[1]] = min(places.get(entry[1], (rank, entry[0])), (rank, entry[0]))
        chosen = nsmallest(self.size, places, key=lambda number: (*places[number], number))
        kept = frozenset(chosen)
        self._groups = {
            name: left for name, group in self._groups.items() if (left := [e for e in group if e[1] in kept])
        }
        self._held = sum(map(len, self._groups.values()))
        return [entries[number] for number in chosen]


def groups_of(record: dict[str, Any], by: By | None) -> Iterable[str]:
    """The groups that a record belongs to."""
    if by is None:
        return ("",)
    if by == "site":
        return (site_of(record),)
    if by == "language":
        return (record.get("language") or "",)
    cuts = record["removed"]
    if by == "confidence":
        return (confidence_band(min(cut["confidence"] for cut in cuts)),) if cuts else (NOTHING_CUT,)
    return {cut[by]: None for cut in cuts} or (NOTHING_CUT,)


def _digest(record: dict[str, Any]) -> str:
    return hashlib.sha256(str(record.get("id") or record.get("source")).encode("utf-8", "replace")).hexdigest()
