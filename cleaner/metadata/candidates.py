"""One reading of one field, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FIELDS: tuple[str, ...] = (
    "title", "authors", "published", "modified", "captured", "site", "agency", "dateline", "categories", "tags", "language",
    "description", "copyright", "licence", "images", "author_bio", "author_handles", "speakers", "url",
)  # fmt: skip
"""Fields that `cleaner.metadata.read` gives, beside provenance."""


@dataclass(slots=True, frozen=True)
class Candidate:
    """A value that something says a field has.

    Attributes:
        field: one of `FIELDS`, or "headline" parts of it.
        value: as the field holds it.
        source: "json-ld", "open-graph", "meta", "microdata", "html", "url", "block", "text", "record" or "detected".
        key: which property, tag or kind of block says so ("headline", "og:title", "h1", "byline").
        confidence: 0 to 1, how sure the reader is of this one reading.
        span: where it stands in the document's source, or None.
        rule: id of the rule that cut the block it stands in, or None.
    """

    field: str
    value: Any
    source: str
    key: str
    confidence: float = 0.9
    span: tuple[int, int] | None = None
    rule: str | None = None

    def note(self) -> dict[str, Any]:
        """What provenance keeps of it."""
        note: dict[str, Any] = {
            "value": self.value,
            "source": self.source,
            "key": self.key,
            "confidence": round(self.confidence, 2),
        }
        if self.span is not None:
            note["span"] = list(self.span)
        if self.rule is not None:
            note["rule"] = self.rule
        return note
