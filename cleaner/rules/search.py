"""Finds in one pass over many lines what each of them may have, by strings that it holds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from cleaner.text.fold import strip_ornaments
from cleaner.text.scripts import UNSPACED

WORD_EDGE = "\x01"
"""Stands in a needle for a place where a word begins or ends, as a line break for an end of the line."""

_SEEN = 16
"""Characters of a string by which it is searched."""

_WINDOW = 1 << 20
"""Bytes that are searched at once, so that the list of hits stays small."""

_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
"""Bytes beside which no word begins or ends; other letters are looked at once a line is found."""


def needle(string: str) -> str:
    """The part of a string that is searched for in trimmed lines: without signs that trimming may have taken from their ends."""
    body = string.strip("\n" + WORD_EDGE).replace(WORD_EDGE, "")
    inner = strip_ornaments(body)
    begins = string[:1] if string[:1] in ("\n", WORD_EDGE) else WORD_EDGE * (not body.startswith(inner))
    ends = string[-1:] if string[-1:] in ("\n", WORD_EDGE) else WORD_EDGE * (not body.endswith(inner))
    # Beside a sign or a letter of a script without spaces words begin and end anyhow.
    if begins == WORD_EDGE and not _joins(inner[:1]):
        begins = ""
    if ends == WORD_EDGE and not _joins(inner[-1:]):
        ends = ""
    if len(inner) <= _SEEN:
        return f"{begins}{inner}{ends}"
    return f"{inner[-_SEEN:]}{ends}" if ends == "\n" and begins != "\n" else f"{begins}{inner[:_SEEN]}"


def _joins(char: str) -> bool:
    return char.isalnum() and not UNSPACED.match(char)


class Strings:
    """Things that strings tell: the twin in Python of `cleaner._core.native.Strings`.

    Args:
        needles: of each thing the strings, as `needle` makes them, of which a line that has it holds one. most: lines that have it have
            fewer spaces.
    """

    def __init__(self, needles: Sequence[Sequence[str]], most: Sequence[int]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        found = [(string, number) for number, some in enumerate(needles) for string in some]
        self._most = most
        self._numbers = [number for _, number in found]
        self._begins = [string.startswith(WORD_EDGE) for string, _ in found]
        self._ends = [string.endswith(WORD_EDGE) for string, _ in found]
        encoded = [string.strip(WORD_EDGE).encode() for string, _ in found]
        self._longest = max(map(len, encoded), default=0)
        # A table of all moves (DFA) is searched up to twice as fast, but building it takes the time of searching 20 MB.
        self._automaton: Any = BytesAhoCorasick(encoded, implementation=Implementation.ContiguousNFA)

    def find(self, lines: Sequence[str], spaces: Sequence[int]) -> dict[int, list[int]]:
        """By the number of a thing, those of the lines that may have it, in order.

        Args:
            lines: folded, without line breaks. spaces: how many each has.
        """
        encoded = [line.encode() for line in lines]
        data = b"\n%b\n" % b"\n".join(encoded)
        breaks = list(accumulate((len(line) + 1 for line in encoded), initial=0))
        begins, ends, numbers, most = self._begins, self._ends, self._numbers, self._most
        found = set()
        for window in range(0, len(data), _WINDOW):
            part = data[window : window + _WINDOW + self._longest]
            line = bisect_left(breaks, window) - 1
            # Hits come in the order of their ends. A line break that ends a hit belongs to the hit's line.
            for string, start, end in self._automaton.find_matches_as_indexes(part, overlapping=True):
                if (begins[string] and data[window + start - 1] in _IN_WORD) or (
                    ends[string] and data[window + end] in _IN_WORD
                ):
                    continue
                last = window + end - 1
                while breaks[line + 1] < last:
                    line += 1
                if spaces[line] < most[numbers[string]]:
                    found.add((line, numbers[string]))
        told: dict[int, list[int]] = {}
        for line, number in sorted(found):
            told.setdefault(number, []).append(line)
        return told


def strings(needles: Sequence[Sequence[str]], most: Sequence[int]) -> Strings:
    """`Strings`, compiled where the core was built."""
    from cleaner import _core as core  # it imports lxml

    found: Strings = (core.native.Strings if core.native else Strings)(needles, most)
    return found
