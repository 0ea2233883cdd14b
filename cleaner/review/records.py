"""Records that hold all that a page or a report of them is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from cleaner.archive.encode import record_schema
from cleaner.archive.readback import files_of, has_span, records
from cleaner.errors import CleanerError

_TEXT = (str, type(None))
_SHAPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("source", "text"), str),
    **dict.fromkeys(("reasons", "repairs"), list),
    **dict.fromkeys(("id", "source_path", "url", "title", "site", "language", "genre"), _TEXT),
    "provenance": (dict, type(None)),
}
"""What is read of a record besides its cuts."""


def whole_records(outputs: Iterable[str]) -> Iterator[dict[str, Any]]:
    """All records of some outputs, with all their fields.

    Raises:
        CleanerError: as `files_of` and `records` do; code "damaged-record" for a record that was written in part or changed.
    """
    for path in (path for output in outputs for path in files_of(output)):
        for number, record in enumerate(records(path, list(record_schema()["properties"])), 1):
            if fault := _fault(record):
                raise CleanerError(
                    f"Record {number:,} has no {fault}, or one of another shape.",
                    where=path,
                    hint="Name an output of `cleaner clean` that was written whole, without --fields.",
                    code="damaged-record",
                )
            yield record


def _fault(record: dict[str, Any]) -> str | None:
    """The first field of a record that is not as the schema has it, of those that pages of records are made of."""
    for name, kind in _SHAPES.items():
        if not isinstance(record.get(name), kind):
            return name
    size, reasons, cuts = len(record["source"]), len(record["reasons"]), record["removed"]
    known = all(has_span(cut, size, reason=int) and 0 <= cut["reason"] < reasons for cut in cuts)
    if not (known and all(one["end"] <= other["start"] for one, other in pairwise(cuts))):
        return "removed"
    return None if all(has_span(one, size, before=str, after=str, rule=str) for one in record["repairs"]) else "repairs"
