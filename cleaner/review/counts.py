"""Adding up what records say: documents and characters, by label, rule, site, language, genre, confidence and share cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cleaner.text import address

FIELDS = ("source", "removed", "language", "genre", "url", "site", "signals")
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
class Histogram:
    """A signal of quality over documents: how many have a value, their sum, and how many lie in each band of `value_band`."""

    documents: int = 0
    total: float = 0.0
    bands: dict[str, int] = field(default_factory=dict)

    def add(self, value: float) -> None:
        self.documents += 1
        self.total += value
        band = value_band(value)
        self.bands[band] = self.bands.get(band, 0) + 1


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
    signals: dict[str, Histogram] = field(default_factory=dict)

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
        for signal, value in (record.get("signals") or {}).items():
            self.signals.setdefault(signal, Histogram()).add(value)


def confidence_band(confidence: float) -> str:
    """The twentieth that a confidence lies in.

    >>> confidence_band(0.87), confidence_band(1.0), confidence_band(0)
    ('0.85-0.90', '0.95-1.00', '0.00-0.05')
    """
    step = max(0, min(19, int(confidence * 20 + 1e-9)))
    return f"{step / 20:.2f}-{(step + 1) / 20:.2f}"


VALUES = (
    "0",
    *(f"{tenth / 10:g}-{(tenth + 1) / 10:g}" for tenth in range(10)),
    "1",
    *(f"{2**n}-{2 ** (n + 1)}" for n in range(20)),
)
"""Names of the bands of `value_band`, in order."""


def value_band(value: float) -> str:
    """Where a value lies: a tenth for what is below 1, else between two powers of two, the lower one included.

    >>> value_band(0), value_band(0.25), value_band(1), value_band(1.5), value_band(3), value_band(250), value_band(10**9)
    ('0', '0.2-0.3', '1', '1-2', '2-4', '128-256', '524288-1048576')
    """
    if value in (0, 1):
        return VALUES[int(value) and 11]
    return VALUES[1 + int(10 * value)] if value < 1 else VALUES[min(31, 11 + int(value).bit_length())]


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
