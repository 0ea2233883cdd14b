"""A record as the review page holds it: what its list says of the document, and the document itself, packed."""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from typing import Any

from cleaner.archive.encode import json_line, record_schema
from cleaner.review.counts import confidence_band, share_band, site_of
from cleaner.review.sample import NOTHING_CUT
from cleaner.text.words import ends_sentence

_LONGEST = 200
"""Characters of a name in the list; the document's own page shows all of it."""

_DOUBTS = ((0.0, "none"), (0.03, "up to 3%"), (0.1, "3-10%"), (0.3, "10-30%"), (1.0, "over 30%"))


def fields() -> list[str]:
    """The metadata fields of a record, in reading order."""
    names: list[str] = record_schema()["properties"]["provenance"]["propertyNames"]["enum"]
    return names


def doubt(record: dict[str, Any]) -> float:
    """The share of the document that may be judged wrongly, as far as its record tells.

    A cut counts with its length times what its confidence lacks to 1. What was kept has no confidence in a record: lines
    of it that end no sentence count whole, since missed furniture hardly ever does. Over three readings of the pages of five
    sites that the judge had not seen its rank went with what was wrong (1 - word F1) by 0.56, that of the cuts alone by 0.32; on
    four other sites by 0.71 and 0.38.
    """
    unsure: float = sum((1 - cut["confidence"]) * (cut["end"] - cut["start"]) for cut in record["removed"])
    unended = sum(len(line) for line in record["text"].split("\n") if not ends_sentence(line))
    return min(1.0, (unsure + unended) / max(1, len(record["source"])))


def entry(record: dict[str, Any]) -> dict[str, Any]:
    """What the list of documents says of one, and filters and sorts by."""
    labels: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for cut in record["removed"]:
        labels[cut["label"]] += cut["end"] - cut["start"]
        rules[cut["rule"]] += cut["end"] - cut["start"]
    whole, cut = len(record["source"]), labels.total()
    least = min((cut["confidence"] for cut in record["removed"]), default=None)
    unsure = doubt(record)
    return {
        "title": _short(record.get("title") or record.get("source_path") or record["source"].strip() or "(empty)"),
        "path": _short(record.get("source_path") or ""),
        "site": _short(site_of(record)),
        "label": [label for label, _ in labels.most_common()],
        "rule": [_short(rule) for rule, _ in rules.most_common()],
        "language": _short(record.get("language") or "(unknown)"),
        "genre": _short(record.get("genre") or "(unknown)"),
        "confidence": NOTHING_CUT if least is None else confidence_band(least),
        "share": share_band(cut, whole),
        "doubts": next(name for most, name in _DOUBTS if unsure <= most),
        "cut": round(cut / whole, 4) if whole else 0,
        "doubt": round(unsure, 5),
    }


def pack(value: dict[str, Any]) -> str:
    """A value as deflated JSON in base64: no sign of it means anything to a browser, and a document costs less than its JSON."""
    return base64.b64encode(zlib.compress(json_line(value), 9)).decode()


def body(record: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a document: all of the record but its text, which the source and the cuts tell."""
    return {name: value for name, value in record.items() if name != "text"}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
