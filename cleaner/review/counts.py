"""Adding up what records say: documents and characters, by label, rule, site, language, genre, confidence and share cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cleaner.text import address

FIELDS = ("source", "removed", "language", "genre", "url", "site")
"""Fields of a record that are looked at."""

UNKNOWN = "(unknown)"

SHARES = ("nothing", *(f"{tenth * 10}-{tenth * 10 + 10}%" for tenth in range(10)), "all")
"""Names of the tenths in which shares of documents are counted, in order."""


@dataclass(slots=True)
class Group:
    """Documents of one site or language, or all; characters are code points of the sources."""

    documents: int = 0
    kept: int = 0
    cut: int = 0

    def add(self, kept: int, cut: int) -> None:
        self.documents += 1
        self.kept += kept
        self.cut += cut


@dataclass(slots=True)
class Cuts:
    """Cuts of one label or rule: how many documents have one, how many there are, how many characters they took."""

    documents: int = 0
    cuts: int = 0
    characters: int = 0


@dataclass(slots=True)
class Counts:
    """All that is counted."""

    total: Group = field(default_factory=Group)
    labels: dict[str, Cuts] = field(default_factory=dict)
    rules: dict[str, Cuts] = field(default_factory=dict)
    sites: dict[str, Group] = field(default_factory=dict)
    languages: dict[str, Group] = field(default_factory=dict)
    genres: dict[str, Group] = field(default_factory=dict)
    confidences: dict[str, Cuts] = field(default_factory=dict)
    shares: dict[str, Group] = field(default_factory=dict)

    def add(self, record: dict[str, Any]) -> None:
        """Adds one record."""
        cut = 0
        seen: set[tuple[int, str]] = set()
        for removed in record["removed"]:
            length = removed["end"] - removed["start"]
            cut += length
            named = (
                (self.labels, removed["label"]),
                (self.rules, removed["rule"]),
                (self.confidences, confidence_band(removed["confidence"])),
            )
            for level, (groups, name) in enumerate(named):
                cuts = groups.setdefault(name, Cuts())
                cuts.cuts += 1
                cuts.characters += length
                if (level, name) not in seen:
                    seen.add((level, name))
                    cuts.documents += 1
        length = len(record.get("source") or "")
        self.total.add(length - cut, cut)
        for whole, name in (
            (self.sites, site_of(record)),
            (self.languages, record.get("language") or UNKNOWN),
            (self.genres, record.get("genre") or UNKNOWN),
            (self.shares, share_band(cut, length)),
        ):
            whole.setdefault(name, Group()).add(length - cut, cut)


def confidence_band(confidence: float) -> str:
    """The twentieth that a confidence lies in.

    >>> confidence_band(0.87), confidence_band(1.0), confidence_band(0)
    ('0.85-0.90', '0.95-1.00', '0.00-0.05')
    """
    step = max(0, min(19, int(confidence * 20 + 1e-9)))
    return f"{step / 20:.2f}-{(step + 1) / 20:.2f}"


def share_band(cut: int, whole: int) -> str:
    """The tenth that a share lies in; nothing and everything are bands of their own.

    >>> share_band(0, 10), share_band(5, 1000), share_band(95, 100), share_band(7, 7), share_band(0, 0)
    ('nothing', '0-10%', '90-100%', 'all', 'nothing')
    """
    if not cut:
        return SHARES[0]
    return SHARES[-1] if cut >= whole else SHARES[1 + 10 * cut // whole]


def site_of(record: dict[str, Any]) -> str:
    """The host that it comes from, else the name that the document gives."""
    return address.host(record.get("url")) or record.get("site") or UNKNOWN
