"""What a site's own pages teach: its lines that stand on several of them (`cleaner.corpus.site` learns it, packs keep it)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleaner.text.fold import fold_lines, trim_lines

_NUMBER = re.compile(r"\d+")
_GAP = re.compile(r"[^\S\n\t]{3,}|\s*\n\s*")
"""What parts the cells of a layout table that was laid out as text, and the lines of a block."""
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_REST = 8
"""Words of the shortest part of a line beside which parts that repeat are cut: a paragraph, no cell of a table of data."""


@dataclass(frozen=True, slots=True)
class Site:
    """The lines that repeat on a site.

    Attributes:
        pages: number of its different pages that were looked at.
        lines: on how many of them each line stands, by `line_keys`.
        hosts: whose pages it holds for, their subdomains included; any if empty.
    """

    pages: int
    lines: Mapping[str, int]
    hosts: tuple[str, ...] = ()

    def to_yaml(self) -> str:
        """A pack, for people to look through and `--rules` to take."""
        head = [
            f"# Lines that several of {self.pages:,} different pages have; every number reads 0. Take out a line that should stay.",
            f"pack: {json.dumps(self.hosts[0] if self.hosts else 'site')}",
            "language: any",
            *([f"hosts: {json.dumps(self.hosts)}"] if self.hosts else []),
            "repeats:",
            f"  pages: {self.pages}",
            "  lines:",
        ]
        last = 0
        for line, count in self.lines.items():
            head += [f"    {count}:"] if count != last else []
            head.append(f"      - {_quoted(line)}")
            last = count
        return "\n".join(head) + "\n"

    def counts(self, texts: Sequence[str]) -> list[int]:
        """On how many pages each line stands; 0 for one that was not learned.

        A line of several parts counts as the rarest of them.
        """
        found = []
        for text, key in zip(texts, line_keys(texts), strict=True):
            count = self.lines.get(key, 0)
            if not count and (parts := parts_of(text)):
                count = min(self._of(text, parts))
            found.append(count)
        return found

    def repeated_parts(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, number of pages) of the parts of a line that repeat, where they stand beside a paragraph that does not."""
        parts = parts_of(text)
        counts = self._of(text, parts)
        if not any(not n and len(text[a:b].split()) >= _REST for (a, b), n in zip(parts, counts)):
            return []
        return [(start, end, count) for (start, end), count in zip(parts, counts) if count]

    def _of(self, text: str, parts: Sequence[tuple[int, int]]) -> list[int]:
        return [self.lines.get(key, 0) for key in line_keys([text[start:end] for start, end in parts])]


def _quoted(line: str) -> str:
    """A line as YAML has it in double quotes; what YAML does not allow is escaped."""
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(line, ensure_ascii=False))


def line_keys(lines: Sequence[str]) -> list[str]:
    """The form in which lines of two pages are compared: folded, trimmed, every number 0.

    >>> line_keys(["Comments (12) »", "  comments (7)"])
    ['comments (0', 'comments (0']
    """
    return [_NUMBER.sub("0", line) for line in trim_lines(fold_lines(lines))]


def parts_of(text: str) -> list[tuple[int, int]]:
    """The spans of a line's parts, where wide gaps part it into several; else nothing."""
    spans, at = [], 0
    for gap in _GAP.finditer(text):
        spans.append((at, gap.start()))
        at = gap.end()
    return [(start, end) for start, end in [*spans, (at, len(text))] if start < end] if spans else []
