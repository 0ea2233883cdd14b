"""Adding up what records say: documents and characters, by label, rule, site and language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cleaner.text import address

FIELDS = ("source", "removed", "language", "url", "site")
"""Fields of a record that are looked at."""

UNKNOWN = "(unknown)"


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

    def add(self, record: dict[str, Any]) -> None:
        """Adds one record."""
        cut = 0
        seen: set[tuple[int, str]] = set()
        for removed in record["removed"]:
            length = removed["end"] - removed["start"]
            cut += length
            for level, (groups, name) in enumerate(((self.labels, removed["label"]), (self.rules, removed["rule"]))):
                cuts = groups.setdefault(name, Cuts())
                cuts.cuts += 1
                cuts.characters += length
                if (level, name) not in seen:
                    seen.add((level, name))
                    cuts.documents += 1
        kept = len(record.get("source") or "") - cut
        self.total.add(kept, cut)
        self.sites.setdefault(_site(record), Group()).add(kept, cut)
        self.languages.setdefault(record.get("language") or UNKNOWN, Group()).add(kept, cut)


def _site(record: dict[str, Any]) -> str:
    """The host that it comes from, else the name that the document gives."""
    return address.host(record.get("url")) or record.get("site") or UNKNOWN
