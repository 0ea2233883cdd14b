"""What a site's own pages teach: its lines that stand on several of them (`cleaner.corpus.site` learns it, packs keep it)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleaner.text.fold import fold_lines, trim_lines
from cleaner.text.words import ends_sentence

_NUMBER = re.compile(r"\d+")
_GAP = re.compile(r"[^\S\n\t]{3,}|\s*\n\s*")
"""What parts the cells of a layout table that was laid out as text, and the lines of a block."""
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_REST = 8
"""Words of the shortest part of a line beside which parts that repeat are cut: a paragraph, no cell of a table of data."""
_COLUMNS = 3
"""Lines with a repeating part beside a paragraph that make a text one of columns."""


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

    def repeated_parts(self, texts: Sequence[str]) -> dict[int, list[tuple[int, int, int]]]:
        """For lines of several parts, (start, end, number of pages) of those parts that are furniture.

        In a line with a paragraph that does not repeat, furniture is the parts that do. Several such lines show that the text is
        of a page laid out in columns. There parts that repeat are furniture in any line, and beside a paragraph also short ones that
        end no sentence.
        """
        cells = {
            index: (text, parts, self._of(text, parts)) for index, text in enumerate(texts) if (parts := parts_of(text))
        }
        beside = {index for index, cell in cells.items() if _has_paragraph(*cell)}
        columns = sum(any(cells[index][2]) for index in beside) >= _COLUMNS
        found = {}
        for index, (text, parts, counts) in cells.items():
            if index in beside or (columns and not all(counts)):
                short = columns and index in beside and "\n" not in text
                gone = [(a, b, n) for (a, b), n in zip(parts, counts) if n or (short and _is_cell(text[a:b]))]
                if gone:
                    found[index] = gone
        return found

    def _of(self, text: str, parts: Sequence[tuple[int, int]]) -> list[int]:
        return [self.lines.get(key, 0) for key in line_keys([text[start:end] for start, end in parts])]


def _has_paragraph(text: str, parts: Sequence[tuple[int, int]], counts: Sequence[int]) -> bool:
    """Whether a part that does not repeat is long."""
    return any(not n and len(text[a:b].split()) >= _REST for (a, b), n in zip(parts, counts))


def _is_cell(text: str) -> bool:
    return len(text.split()) < _REST and not ends_sentence(text)


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
