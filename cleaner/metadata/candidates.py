"""A field's readings with where they come from, which of them gives its value (small trees, learned across sites), and what provenance keeps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from cleaner import trees
from cleaner.document import Kind

FIELDS: tuple[str, ...] = (
    "title", "authors", "published", "modified", "captured", "site", "agency", "dateline", "categories", "tags", "language", "region",
    "description", "copyright", "licence", "images", "author_bio", "author_handles", "speakers", "url",
)  # fmt: skip
"""Fields that `cleaner.metadata.read` gives, beside provenance."""


class Candidate(NamedTuple):
    """A value that something says a field has.

    Attributes:
        field: one of `FIELDS`, or "headline" parts of it.
        value: as the field holds it.
        source: "json-ld", "open-graph", "meta", "microdata", "html", "url", "block", "text", "record" or "detected".
        key: which property, tag or kind of block says so ("headline", "og:title", "h1", "byline").
        confidence: 0 to 1, how sure the reader is of this one reading.
        span: where it stands in the document's source, or None.
        rule: id of the rule that cut the block it stands in, or None.
        facts: what speaks for and against it, in whole numbers: where it stands, who says it, what else is said. What is
            not named is 0.
    """

    field: str
    value: Any
    source: str
    key: str
    confidence: float = 0.9
    span: tuple[int, int] | None = None
    rule: str | None = None
    facts: Mapping[str, int] = MappingProxyType({})

    def note(self) -> dict[str, Any]:
        """What provenance keeps of it, but for its value."""
        note = {"source": self.source, "key": self.key, "confidence": round(self.confidence, 2)}
        more = {"span": list(self.span) if self.span else None, "rule": self.rule}
        return note | {name: value for name, value in more.items() if value is not None}


MOST_NOTED, LONGEST_NOTED = 6, 300
"""Readings that provenance keeps of a field, and characters of a value."""
_LEAST: dict[str, float] = {
    "title": 0.05, "authors": 0.12, "authors of text": 0.27, "published": 0.27, "modified": 0.4, "site": 0.35, "captured": 0.5,
}  # fmt: skip
"""Below this a reading is kept in provenance but is no value: wrong is worse than missing. Of title, authors and day it is the probability
below which, on sites left out, more is wrong of what more is given than before it."""
Key = TypeVar("Key")
SCALE = 100
"""Points of a natural unit of log odds."""


def rank_options(field: str, options: Sequence[Candidate]) -> list[Candidate]:
    """The options of a field, the likeliest first, each with how likely it is right for its confidence."""
    points = trees.score_rows(field, [option.facts for option in options]) if options else []
    ranked = sorted(zip(points, options), key=lambda entry: -entry[0])
    return [option._replace(confidence=round(1 / (1 + math.exp(-own / SCALE)), 2)) for own, option in ranked]


def by_source(
    options: Mapping[Key, Sequence[Candidate]], family: Callable[[Candidate], str]
) -> tuple[dict[str, list[Key]], dict[Key, list[Candidate]]]:
    """Which options each family of the head's tags names, and which of the page's lines say each option."""
    families: dict[str, list[Key]] = {}
    shown: dict[Key, list[Candidate]] = {}
    for key, readings in options.items():
        for reading in readings:
            if reading.source == "block":
                shown.setdefault(key, []).append(reading)
            else:
                families.setdefault(family(reading), []).append(key)
    return families, shown


def rank(found: Sequence[Candidate]) -> list[Candidate]:
    """Readings by how sure they are; of equally sure ones the first that was read stays first."""
    return sorted(found, key=lambda candidate: -candidate.confidence)


def least(field: str, kind: Kind) -> float:
    """How sure a reading has to be to give a page's or a text's field its value."""
    return _LEAST.get(f"{field} of {kind}", _LEAST.get(field, 0.3))


def pick(field: str, ranked: Sequence[Candidate], kind: Kind) -> Candidate | None:
    """The reading that gives the value, or None where none is sure enough."""
    return ranked[0] if ranked and ranked[0].confidence >= least(field, kind) else None


def provenance(chosen: Candidate | None, ranked: Sequence[Candidate]) -> dict[str, Any]:
    """What is said of a field's origin: {"source", "key", "span"?, "rule"?, "candidates": [...]}.

    `source` is None where no reading was sure enough. The candidates that lost are bounded in number and length.
    """
    losers = [candidate for candidate in ranked if candidate is not chosen][:MOST_NOTED]
    noted = [{"value": _bounded(loser.value), **loser.note()} for loser in losers]
    return {**(chosen.note() if chosen is not None else {"source": None}), "candidates": noted}


def _bounded(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_NOTED:
        return value[: LONGEST_NOTED - 1] + "…"
    if isinstance(value, list):
        return [_bounded(entry) for entry in value[:10]]
    return {key: _bounded(entry) for key, entry in value.items()} if isinstance(value, dict) else value
